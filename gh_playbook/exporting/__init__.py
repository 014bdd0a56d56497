"""Export: existing things on GitHub become a backlog that a person could have written.

Pure: a world goes in, a text comes out; nothing here asks GitHub. `export` puts the parts together.
"""

from gh_playbook.exporting.choice import Choice
from gh_playbook.exporting.export import PARTS, Exported, export
from gh_playbook.exporting.left_out import OUTSIDE
from gh_playbook.exporting.roadmap import roadmap
from gh_playbook.exporting.table import table

__all__ = ["OUTSIDE", "PARTS", "Choice", "Exported", "export", "roadmap", "table"]
