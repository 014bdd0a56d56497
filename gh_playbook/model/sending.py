"""Sending: what becomes of a change that is sent, and what a sender is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from gh_playbook.model.change import Change, Payload
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.project import ExistingField
from gh_playbook.model.world import World


@dataclass(frozen=True)
class Landed:
    """GitHub carried the change out; `payload` is the answer to its last operation.

    A dry run has no answer. `index` is, here and below, the change's place among those sent. `note`
    is what people should know of how it went.
    """

    index: int
    payload: Payload | None = None
    note: str = ""


@dataclass(frozen=True)
class Refused:
    """GitHub certainly did not carry the change out, and sending it again will not help.

    `is_forbidden` tells that this login may not make it.
    """

    index: int
    error: str
    is_forbidden: bool = False


@dataclass(frozen=True)
class InDoubt:
    """The change may have been carried out, or not: GitHub must be read again.

    `is_there` tells that GitHub says that there is such a thing already.
    """

    index: int
    error: str
    is_there: bool = False


@dataclass(frozen=True)
class Stale:
    """The change was not sent: it was compared with what is not so any more, or may not be.

    `fresh` is what is there now, None where GitHub must be read again to know.
    """

    index: int
    fresh: ExistingIssue | ExistingField | None = None


@dataclass(frozen=True)
class NotSent:
    """The change was certainly not carried out, and can be sent again."""

    index: int


Sent = Landed | Refused | InDoubt | Stale | NotSent


class Sender(Protocol):
    """Carries changes out, or pretends to."""

    def send(self, changes: Sequence[Change]) -> Iterator[list[Sent]]:
        """Yield what became of the changes, batch by batch, in order."""
        ...

    def reread(self) -> World:
        """Return the world as it is now, after doubt, the declared issues bound in it."""
        ...

    def bind(self, world: World) -> None:
        """Bind the declared issues anew in a world of which something was read again."""
        ...
