"""The card of any issue, by the issue's number."""

from typing import Annotated

from pydantic import Field

from gh_playbook.declaration.chosen import Chosen
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.value import Presence


class BoardCard(Declared):
    """That an issue has a card on the board, or has none, whoever the issue belongs to."""

    number: Annotated[int, Field(strict=True, ge=1, description="the issue's number")]
    state: Presence = "present"

    def belongs_to(self, _chosen: Chosen) -> bool:
        """`--only` means declared issues: this is of none."""
        return False
