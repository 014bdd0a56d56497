"""What happens to issues and pull requests, told to whoever listens.

Rules publish, and know nothing of listeners; a project's built-in workflows listen:

    @listens(Closed)
    def set_done(session: Session, event: Closed) -> None: ...

Listeners run at once, in the transaction of the request that made the event, in the order of
their registration (at import). Ids are database ids of the table `issue`, which holds pull
requests too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from gh_sandbox.session import Session


@dataclass(frozen=True)
class Event:
    """Something happened to an issue or a pull request."""

    issue_id: int


class Created(Event):
    """It was opened; its labels, milestone and type are written."""


class Closed(Event):
    """It was open and is closed, without being merged."""


class Reopened(Event):
    """It was closed and is open again."""


class Merged(Event):
    """The pull request was merged; `Closed` follows for each issue that this closes."""


@dataclass(frozen=True)
class LabelEvent(Event):
    """Something happened to one of its labels."""

    label_id: int


class Labeled(LabelEvent):
    """A label that it did not have was put on it."""


class Unlabeled(LabelEvent):
    """A label was taken off it."""


@dataclass(frozen=True)
class Written(Event):
    """Its body, or a comment on it, was written or changed."""

    text: str


@dataclass(frozen=True)
class Linked(Event):
    """A pull request that will close the issue was linked to it."""

    pull_request_id: int


@dataclass(frozen=True)
class SubIssueAdded(Event):
    """The issue got a parent."""

    parent_id: int


E = TypeVar("E", bound=Event)
_LISTENERS: dict[type[Event], list[Callable[[Session, Any], None]]] = {}


def listens(*kinds: type[E]) -> Callable[[Callable[[Session, E], None]], None]:
    """Register a listener for kinds of events."""

    def register(listener: Callable[[Session, E], None]) -> None:
        for kind in kinds:
            _LISTENERS.setdefault(kind, []).append(listener)

    return register


def publish(session: Session, event: Event) -> None:
    """Tell an event to its listeners."""
    for listener in _LISTENERS.get(type(event), ()):
        listener(session, event)
