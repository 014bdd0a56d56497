"""Changes and operations: the differences, the reasons, and what to send; plain data."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any, Generic, Self

from typing_extensions import TypeVar

from gh_playbook.declaration.source import Source
from gh_playbook.frozen import dataclass

# The thing after a change; only the change's module has to know its type.
After_co = TypeVar("After_co", covariant=True, default=object)


@dataclass(frozen=True)
class Created:
    """A thing of which GitHub accepts a second one: one that a run has created, or its twin.

    Of two equal things, the one with the lower `number` is older. If it is None, GitHub is asked
    for it. `left` is the thing as the run left it, if a thing that people have changed since is not
    withdrawn.
    """

    id: str
    number: int | None = None
    left: Any = None


class Action(StrEnum):
    """The decision of a module about one thing."""

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

    With `with_next`, it stays in one request with the next mutation, if both fit.
    """

    name: str
    input: Mapping[str, Any]
    selection: str
    light: bool = False
    with_next: bool = False


@dataclass(frozen=True)
class Call:
    """A REST request that writes; `body` is None if GitHub allows none."""

    method: str
    path: str
    body: Mapping[str, Any] | None = None


Operation = Mutation | Call
# A thing other than an issue: a module, and a folded key (`name.folded`); an empty key means any.
Thing = tuple[str, str]
# GitHub's answer to an operation: JSON, as `gh` returns it.
Payload = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """A field that is not as declared."""

    field: str
    existing: Any
    desired: Any


@dataclass(frozen=True)
class Change(Generic[After_co]):
    """The decision about one declared thing, with the reason.

    `needs` are the keys of issues that must exist first. `wants` are issues whose numbers its text
    mentions: it waits for them too, unless they wait for it. `awaits` are other things without
    which it would be a different change: it waits as long as the run still has to create or change
    them. A change that `goes_on` is followed by another one of the same thing; one that `completes`
    it is the last one, if GitHub keeps its values. `before` is the state before the `operations`,
    `after` the state after all of them. `number` and `url` belong to the existing thing.
    `overwrites` is the id of a thing that the operations replace as a whole although people write
    it too: it is read again right before. With `if_unused` it is an issue, and the change is not
    made if somebody has used it by then; `referring` are the issues that are known to refer to it.
    `used_by` maps the ids of issues that lose a value, or get it back, to this value; for moved or
    removed cards, to the card before each. `advice` helps if GitHub refuses.
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
    awaits: tuple[Thing, ...] = ()
    goes_on: bool = False
    completes: bool = False
    before: After_co | None = None
    overwrites: str | None = None
    if_unused: bool = False
    referring: frozenset[str] = frozenset()
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
    def would_write(self) -> bool:
        """Tell whether it writes, at once or when the issues exist that it waits for."""
        return bool(self.operations or self.needs or self.wants)

    def but(self, **fields: Any) -> Self:
        """Return the same change with other values of these fields.

        It is copied as it is, in a tenth of the time that `dataclasses.replace` takes.
        Raises TypeError if there is no such field.
        """
        now = vars(self)
        if not fields.keys() <= now.keys():
            raise TypeError(f"a change has no {' or '.join(fields.keys() - now.keys())}")
        copied = object.__new__(type(self))
        vars(copied).update(now, **fields)
        return copied

    @property
    def made(self) -> After_co:
        """The state after all operations. Raises ValueError if nothing is sent."""
        if self.after is None:
            raise ValueError(f"{self.module} {self.key}: nothing is made")
        return self.after


def joined(reasons: Iterable[str]) -> str:
    """Return the reasons of several changes of one thing as one text.

    A common beginning is written once: `the same: a` and `the same: b` become `the same: a, b`.
    """
    told: dict[str, dict[str, None]] = {}
    for reason in reasons:
        beginning, _, rest = reason.partition(": ")
        told.setdefault(beginning, {}).update(dict.fromkeys(filter(None, [rest])))
    return "; ".join(
        f"{beginning}: {', '.join(rests)}" if rests else beginning
        for beginning, rests in told.items()
    )
