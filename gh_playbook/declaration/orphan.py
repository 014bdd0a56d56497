"""An issue whose entry has left the backlog, as a step names it."""

from gh_playbook.declaration.chosen import Chosen
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.issue_number import IssueNumber
from gh_playbook.declaration.value import Key


class Orphan(Declared):
    """An issue whose entry has left the backlog: the key of its marker, and its number.

    With `anyway` it is closed in any case, otherwise only if nobody has worked on it.
    """

    key: Key
    number: IssueNumber
    anyway: bool = False

    def belongs_to(self, _chosen: Chosen) -> bool:
        """Return False: it is not one of the issues that a run was restricted to."""
        return False
