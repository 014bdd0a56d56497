"""Sending: what becomes of a change that is sent, and what a sender is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from gh_playbook.model.change import Change
from gh_playbook.model.world import World


@dataclass(frozen=True)
class Sent:
    """What sending a change came to.

    It landed, with a payload; or there is an error; or it is in doubt, for the reason that `error`
    gives, and GitHub must be read again; or it was certainly not carried out and may be sent
    `again`.
    """

    change: Change
    payload: Mapping[str, Any] | None = None
    error: str | None = None
    in_doubt: bool = False
    again: bool = False


class Sender(Protocol):
    """Carries changes out, or pretends to."""

    def send(self, changes: Sequence[Change]) -> Iterator[list[Sent]]:
        """Yield what became of the changes, batch by batch, in order."""
        ...

    def reread(self) -> World:
        """Return the world as it is now, after doubt."""
        ...
