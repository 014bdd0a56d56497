"""An entry of a list of issues, as `gh issue list --json …` prints it or as people write it.

The models only check the shape of what is read; the entry itself is passed on unchanged.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError


def _listed(value: object) -> object:
    """Return the nodes of a connection, and nothing for null."""
    if isinstance(value, dict):
        return value.get("nodes")
    return [] if value is None else value


class _Part(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True)


class _Label(_Part):
    name: str
    color: str | None = None
    description: str | None = None


class _Milestone(_Part):
    title: str
    description: str | None = None
    due_on: str | None = Field(default=None, validation_alias=AliasChoices("dueOn", "due_on"))


class _Person(_Part):
    login: str


class _Type(_Part):
    name: str


class _Issue(_Part):
    number: int | None = None


class _Entry(_Part):
    title: str = Field(pattern=r"\S")
    number: int | None = Field(default=None, ge=1, lt=2**31)
    body: str | None = None
    state: str | None = None
    state_reason: str | None = Field(default=None, alias="stateReason")
    labels: Annotated[list[str | _Label], BeforeValidator(_listed)] = []
    milestone: str | _Milestone | None = None
    assignees: Annotated[list[str | _Person], BeforeValidator(_listed)] = []
    issue_type: str | _Type | None = Field(default=None, alias="issueType")
    type: str | _Type | None = None
    parent: Any = None
    blocked_by: Annotated[list[_Issue], BeforeValidator(_listed)] = Field(
        default=[], alias="blockedBy"
    )


def shape_fault(node: Mapping[str, Any]) -> str | None:
    """Return the fault of an entry; None if it can be read."""
    if not str(node.get("title") or "").strip():
        return "it has no title: ask for it with --json title,…"
    try:
        _Entry.model_validate(node)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0])
        why = first["msg"].removeprefix("Input should be ").removeprefix("a valid ").lower()
        return f"{name} cannot be {str(node.get(name))[:40]!r}: it must be {why}"
    return None
