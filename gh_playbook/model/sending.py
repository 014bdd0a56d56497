"""Sending: what becomes of a change that is sent, and what a sender is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from gh_playbook.model.change import Change, Payload
from gh_playbook.model.world import World


@dataclass(frozen=True)
class Landed:
    """GitHub carried the change out; `payload` is the answer to its last operation.

    A dry run has no answer. `index` is, here and below, the change's place among those sent.
    """

    index: int
    payload: Payload | None = None


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
class NotSent:
    """The change was certainly not carried out, and can be sent again."""

    index: int


@dataclass(frozen=True)
class Stale:
    """The change was not sent: it was compared with what may be different by now."""

    index: int


Sent = Landed | Refused | InDoubt | NotSent | Stale


class Sender(Protocol):
    """Carries changes out, or pretends to."""

    def send(self, changes: Sequence[Change]) -> Iterator[list[Sent]]:
        """Yield what became of the changes, batch by batch, in order."""
        ...

    def reread(self) -> World:
        """Return the world as it is now, after doubt, the declared issues bound in it."""
        ...
