"""Sending: the outcomes of a change that is sent, and the interface of senders."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from gh_playbook.frozen import dataclass
from gh_playbook.model.change import Change, Payload
from gh_playbook.model.existing import ExistingIssue, ExistingIssueField
from gh_playbook.model.project_field import ExistingField
from gh_playbook.model.world import World


@dataclass(frozen=True)
class Landed:
    """GitHub carried the change out; `payload` is the answer to its last operation.

    A dry run has no answer. `index` is, here and below, the change's place among the sent changes.
    `note` is a message for people.
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
    """The change may or may not have been carried out: GitHub must be read again.

    `is_there` tells that GitHub says that such a thing already exists; this run may have made it.
    """

    index: int
    error: str
    is_there: bool = False


@dataclass(frozen=True)
class Stale:
    """The change was not made: the thing has changed, or may have, since it was compared.

    `fresh` is its present state, None if GitHub must be read again.
    """

    index: int
    fresh: ExistingIssue | ExistingIssueField | ExistingField | None = None


@dataclass(frozen=True)
class NotSent:
    """The change was certainly not carried out, and can be sent again.

    `has_waited` tells that the run had to wait instead, so that it is compared again.
    """

    index: int
    has_waited: bool = False


Sent = Landed | Refused | InDoubt | Stale | NotSent


class Sender(Protocol):
    """Carries out changes, or in a dry run only notes them."""

    def send(self, changes: Sequence[Change]) -> Iterator[list[Sent]]:
        """Yield the outcome of each change, batch by batch, in order."""
        ...

    def reread(self) -> World:
        """Return the present world after a doubtful answer, with the issues bound in it."""
        ...

    def bind(self, world: World) -> None:
        """Bind the declared issues again in a world of which a part was read again."""
        ...
