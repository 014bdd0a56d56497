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


@dataclass(frozen=True)
class Closed(Event):
    """It was open and is closed, without being merged; a merged pull request may have done it."""

    closer_id: int | None = None


class Reopened(Event):
    """It was closed and is open again."""


class Merged(Event):
    """The pull request was merged; `Closed` follows for each issue that this closes."""


class Drafted(Event):
    """The pull request was made a draft."""


class Readied(Event):
    """The pull request is a draft no longer."""


@dataclass(frozen=True)
class Rebased(Event):
    """The pull request has another base, by the names of the branches."""

    before: str
    after: str


@dataclass(frozen=True)
class HeadDeleted(Event):
    """The branch of the pull request was deleted."""

    name: str


@dataclass(frozen=True)
class ReviewerEvent(Event):
    """Something happened to somebody's being asked for a review."""

    user_id: int


class ReviewRequested(ReviewerEvent):
    """A user was asked who was not before."""


class ReviewRequestRemoved(ReviewerEvent):
    """A user is asked no longer."""


@dataclass(frozen=True)
class ReviewDismissed(Event):
    """A review counts no longer; `state` is what it was before, in GraphQL's capitals."""

    review_id: int
    state: str
    message: str


@dataclass(frozen=True)
class DuplicateEvent(Event):
    """Something happened to its being a duplicate of another issue."""

    original_id: int


class MarkedAsDuplicate(DuplicateEvent):
    """It was closed for the other one."""


class UnmarkedAsDuplicate(DuplicateEvent):
    """It was opened again."""


@dataclass(frozen=True)
class LabelEvent(Event):
    """Something happened to one of its labels."""

    label_id: int


class Labeled(LabelEvent):
    """A label that it did not have was put on it."""


class Unlabeled(LabelEvent):
    """A label was taken off it."""


@dataclass(frozen=True)
class AssigneeEvent(Event):
    """Something happened to one of its assignees."""

    user_id: int


class Assigned(AssigneeEvent):
    """A user was assigned who was not before."""


class Unassigned(AssigneeEvent):
    """A user is assigned no longer."""


@dataclass(frozen=True)
class MilestoneEvent(Event):
    """Something happened to its milestone."""

    milestone_id: int


class Milestoned(MilestoneEvent):
    """It was put into a milestone."""


class Demilestoned(MilestoneEvent):
    """It was taken out of a milestone."""


@dataclass(frozen=True)
class Renamed(Event):
    """It has another title."""

    before: str
    after: str


@dataclass(frozen=True)
class Typed(Event):
    """It has another issue type, by database id; None is no type."""

    before: int | None
    after: int | None


@dataclass(frozen=True)
class FieldChanged(Event):
    """It has another value in an issue field, as people read it; None is no value."""

    field_id: int
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Locked(Event):
    """Its conversation was locked, perhaps with a reason in GraphQL's capitals."""

    reason: str | None


class Unlocked(Event):
    """Its conversation was unlocked."""


class Pinned(Event):
    """It was pinned to its repository."""


class Unpinned(Event):
    """It was unpinned."""


@dataclass(frozen=True)
class Transferred(Event):
    """It was moved here from another repository."""

    repository_id: int


@dataclass(frozen=True)
class CommentDeleted(Event):
    """A comment on it was deleted."""

    author_id: int | None


@dataclass(frozen=True)
class Written(Event):
    """Its body, or a comment on it, was written or changed."""

    text: str


class Edited(Event):
    """Its body has another text."""


@dataclass(frozen=True)
class Commented(Event):
    """Somebody commented on it."""

    comment_id: int


@dataclass(frozen=True)
class Linked(Event):
    """A pull request that will close the issue was linked to it."""

    pull_request_id: int


@dataclass(frozen=True)
class SubIssueEvent(Event):
    """Something happened to its parent."""

    parent_id: int


class SubIssueAdded(SubIssueEvent):
    """The issue got a parent."""


class SubIssueRemoved(SubIssueEvent):
    """The issue lost its parent."""


@dataclass(frozen=True)
class DependencyEvent(Event):
    """Something happened to an issue that blocks it."""

    blocking_id: int


class BlockedByAdded(DependencyEvent):
    """It is blocked by another issue."""


class BlockedByRemoved(DependencyEvent):
    """It is blocked by the other issue no longer."""


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
