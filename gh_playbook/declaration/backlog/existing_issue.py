"""Changes of an issue that already exists, in the backlog or not."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from gh_playbook.declaration.chosen import Chosen
from gh_playbook.declaration.declared import Declared, Line
from gh_playbook.declaration.issue_number import IssueNumber
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.value import FieldValue, LabelName


class IssueChange(Declared):
    """The values to change on an existing issue; values that are not declared stay as they are."""

    number: Annotated[IssueNumber, Field(description="the issue's number")]
    type: Line | None = Field(None, description="its issue type")
    labels: tuple[LabelName, ...] = Field((), description="labels to add")
    remove_labels: tuple[LabelName, ...] = Field((), description="labels to remove")
    milestone: Line | None = Field(None, description="the title of its milestone")
    fields: dict[Line, FieldValue | None] = Field(
        default_factory=dict,
        description="values of declared issue fields, by name; null clears a value",
    )
    state: Literal["open", "closed"] | None = Field(None, description="open or closed")
    state_reason: Literal["completed", "not_planned"] | None = Field(
        None, description="why it is closed; it implies `state: closed`"
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.state_reason is not None and self.state == "open":
            raise ValueError("an open issue has no state_reason: leave one of the two out")
        taken_off = {folded(each) for each in self.remove_labels}
        both = {folded(each) for each in self.labels} & taken_off
        if both:
            raise ValueError(f"{min(both)!r} is both to be added and to be removed")
        return self

    def belongs_to(self, _chosen: Chosen) -> bool:
        """Return False: `--only` is about declared issues, and this is not one."""
        return False
