"""Issue fields, as an organization of a seed declares them.

    issue_fields:
      - {name: Priority, type: single_select, options: [High, {name: Low, color: gray}]}
      - {name: Effort, type: number, visibility: all}   # or members, the default

and an issue's values: `fields: {Priority: High, Effort: 3}`, of several options a list.
"""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

Values = dict[str, date | int | float | str | list[str]]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class IssueFieldOption(_Model):
    """An option of a select field."""

    name: str
    color: Literal["gray", "blue", "green", "yellow", "orange", "red", "pink", "purple"] = "gray"
    description: str | None = None


class IssueField(_Model):
    """An issue field of an organization."""

    name: str
    type: Literal["text", "number", "date", "single_select", "multi_select"]
    description: str | None = None
    visibility: Literal["members", "all"] = "members"
    options: list[str | IssueFieldOption] = []
