"""The card of any issue, declared by the number of the issue."""

from typing import Annotated

from pydantic import Field

from gh_playbook.declaration.chosen import Chosen
from gh_playbook.declaration.declared import Declared, Line
from gh_playbook.declaration.issue_number import IssueNumber
from gh_playbook.declaration.value import Presence


class BoardCard(Declared):
    """Declares that an issue has a card on the board, or has none, whoever owns the issue."""

    number: Annotated[IssueNumber, Field(description="the issue's number")]
    state: Presence = "present"
    status: Line | None = Field(None, description="the Status that a new card is given")

    def belongs_to(self, _chosen: Chosen) -> bool:
        """Return False: `--only` is about declared issues, and this is not one."""
        return False
