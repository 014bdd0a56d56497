"""Import: people's plans become a backlog: Markdown, task lists, tables, lists of issues.

A reader makes a `PlanDraft` from a text and lists every line that it did not understand. `writing`
makes a backlog file from a draft, or merges it into an existing one. Nothing here asks GitHub.
"""

from gh_playbook.importing.draft import DraftIssue, PlanDraft, Unread
from gh_playbook.importing.merging.present import Present
from gh_playbook.importing.merging.writing import WrittenBacklog, write
from gh_playbook.importing.plan import import_plan

__all__ = ["DraftIssue", "PlanDraft", "Present", "Unread", "WrittenBacklog", "import_plan", "write"]
