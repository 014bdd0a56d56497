"""Plans that people have, read into a backlog: Markdown, task lists, tables, lists of issues.

A reader makes a `Draft` of a text and names every line that it did not understand; `writing` makes
the backlog file of a draft, or merges it into one that is there. Nothing here asks GitHub.
"""

from gh_playbook.importing.draft import Draft, DraftIssue, Unread
from gh_playbook.importing.plan import import_plan
from gh_playbook.importing.writing import Written, write

__all__ = ["Draft", "DraftIssue", "Unread", "Written", "import_plan", "write"]
