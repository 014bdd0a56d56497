"""An issue whose entry was removed from the backlog, as an argument of a step."""

from gh_playbook.declaration.chosen import Chosen
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.issue_number import IssueNumber
from gh_playbook.declaration.value import Key


class Orphan(Declared):
    """An issue whose entry was removed from the backlog: the key of its marker, and its number.

    With `anyway` it is always closed, otherwise only if nobody has worked on it.
    """

    key: Key
    number: IssueNumber
    anyway: bool = False

    def belongs_to(self, _chosen: Chosen) -> bool:
        """Return False: `--only` selects declared issues, and this is not one."""
        return False
