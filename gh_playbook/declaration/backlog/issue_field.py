"""Issue fields: fields that an organization defines for all its issues, beside their types."""

from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, model_validator

from gh_playbook.declaration.backlog.project import (
    BLOCKED_BY,
    OPTIONS_LIMIT,
    SELECTS,
    Option,
    few,
    fillable,
    option,
)
from gh_playbook.declaration.chosen import Chosen
from gh_playbook.declaration.declared import Declared, Description, Line
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.value import Limited, Presence


def _value(value: str) -> str:
    if value == BLOCKED_BY:
        raise ValueError(f"{BLOCKED_BY} fills fields of the board, and no issue field")
    return fillable(value)


class IssueField(Declared):
    """A field of the organization's issues.

    `value` is the property of an issue that fills it, or a template. A select that already exists
    needs no `options`: then it keeps the options that people gave it.
    """

    name: Line
    type: Literal["text", "number", "date", "single_select", "multi_select"]
    description: Description = ""
    visibility: Literal["organization_members_only", "all"] = "organization_members_only"
    value: Annotated[str, AfterValidator(_value)] | None = None
    options: Annotated[
        tuple[Annotated[Option, BeforeValidator(option)], ...],
        Limited(few, f"{OPTIONS_LIMIT} of them"),
    ] = ()
    state: Presence = "present"

    @model_validator(mode="after")
    def _check_options(self) -> Self:
        if self.options and not self.is_select:
            raise ValueError(f"only a select has options, not a {self.type} field")
        return self

    @property
    def is_select(self) -> bool:
        """Tell whether it has options."""
        return self.type in SELECTS

    @property
    def is_made_by_template(self) -> bool:
        """Tell whether its value comes from a template, not from a single property."""
        return self.value is not None and "{{" in self.value

    @cached_property
    def choices(self) -> dict[str, str]:
        """The names of its declared options, by their folded form."""
        return {folded(each.name): each.name for each in self.options if not each.is_absent}

    def belongs_to(self, _chosen: Chosen) -> bool:
        """Return False: it belongs to the organization, so `--only` leaves it as it is."""
        return False
