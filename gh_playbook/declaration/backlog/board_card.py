"""The card of any issue or pull request, by its number or by a reference."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from gh_playbook.declaration import reference
from gh_playbook.declaration.chosen import Chosen
from gh_playbook.declaration.declared import Declared, Line
from gh_playbook.declaration.issue_number import IssueNumber
from gh_playbook.declaration.value import FieldValue, Presence
from gh_playbook.declaration.wording import short


def _content(value: str) -> str:
    if reference.parse_content(value) is None:
        raise ValueError(f'must be "#12", owner/name#3 or a URL, not {value!r}')
    return value


def card(value: object) -> object:
    """Return a card as a mapping; a bare text is the reference to the issue that it shows."""
    if isinstance(value, int):
        raise ValueError(f'must be "#12", owner/name#3 or a URL, not {short(value)}')  # noqa: TRY004
    return {"content": value} if isinstance(value, str) else value


class BoardCard(Declared):
    """The card of an issue or pull request on the board, declared by the backlog or not.

    `content` is a reference, perhaps to another repository; `number` is the number of an issue in
    this repository.
    """

    number: IssueNumber | None = None
    content: Annotated[Line, AfterValidator(_content)] | None = None
    fields: dict[Line, FieldValue | None] = Field(default_factory=dict)
    archived: bool | None = None
    state: Presence = "present"
    status: Line | None = None

    @model_validator(mode="after")
    def _check_content(self) -> Self:
        if (self.number is None) == (self.content is None):
            raise ValueError("a card takes either `content` or the `number` of an issue")
        return self

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def key(self) -> str:
        """The name of the change."""
        return self.content or f"#{self.number}"

    def belongs_to(self, _chosen: Chosen) -> bool:
        """Return False: `--only` selects declared issues, and this belongs to none."""
        return False
