"""Changes and operations: what differs, why, and what to send; plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic

from typing_extensions import TypeVar

from gh_playbook.declaration.source import Source

# What exists once a change has landed; only the change's module has to know its type.
After_co = TypeVar("After_co", covariant=True, default=object)


class Action(StrEnum):
    """What a module says about one thing."""

    CREATE = "create"
    UPDATE = "update"
    REMOVE = "remove"
    SKIP = "skip"
    CONFLICT = "conflict"
    UNSUPPORTED = "unsupported"
    FAIL = "fail"
    BLOCK = "block"


@dataclass(frozen=True)
class Mutation:
    """A GraphQL mutation; light ones, such as setting one field, go in larger batches.

    One that goes `with_next` is not parted from the one after it, where both fit into a request.
    """

    name: str
    input: Mapping[str, Any]
    selection: str
    light: bool = False
    with_next: bool = False


@dataclass(frozen=True)
class Call:
    """A REST request that writes; what GitHub takes without a body has none."""

    method: str
    path: str
    body: Mapping[str, Any] | None = None


Operation = Mutation | Call
# What GitHub answers to an operation: JSON, as `gh` gives it.
Payload = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """A field that is not as declared."""

    field: str
    existing: Any
    desired: Any


@dataclass(frozen=True)
class Change(Generic[After_co]):
    """What to do about one declared thing, and why.

    `needs` are the keys of issues that must exist first. `wants` are those whose numbers its text
    names: it waits for them too, unless they in turn wait for it. `after` is what will exist once
    all `operations` have landed, `before` what exists until then. `number` and `url` are those of
    what exists. `overwrites` is the id of what the operations replace as a whole, though people
    write there too: it is read again before. `used_by` are
    the ids of the issues that lose something with it, or get it back, each with what that is.
    `advice` is what helps where GitHub refuses.
    """

    module: str
    key: str
    action: Action
    reason: str
    source: Source | None = None
    differences: tuple[Difference, ...] = ()
    operations: tuple[Operation, ...] = ()
    needs: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    before: After_co | None = None
    overwrites: str | None = None
    after: After_co | None = None
    number: int | None = None
    url: str | None = None
    warnings: tuple[str, ...] = ()
    used_by: Mapping[str, Any] = field(default_factory=dict)
    advice: str = ""

    @property
    def writes(self) -> bool:
        """Tell whether there is something to send."""
        return bool(self.operations)

    @property
    def made(self) -> After_co:
        """What will exist once all operations have landed. Raises ValueError where none is sent."""
        if self.after is None:
            raise ValueError(f"{self.module} {self.key}: nothing is made")
        return self.after
