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
    """An event of an issue or a pull request."""

    issue_id: int


@dataclass(frozen=True)
class RepositoryCommit:
    """A commit, and the repository that has it."""

    sha: str
    repository_id: int


class Created(Event):
    """The issue was opened; its labels, milestone and type are already written."""


@dataclass(frozen=True)
class Closed(Event):
    """The issue or pull request was closed without being merged.

    The merge of another pull request may have closed the issue, or a commit.
    """

    closer_id: int | None = None
    commit: RepositoryCommit | None = None


class Reopened(Event):
    """The issue was closed and is open again."""


class Merged(Event):
    """The pull request was merged; `Closed` follows for each issue that this closes."""


class Drafted(Event):
    """The pull request was made a draft."""


class Readied(Event):
    """The pull request is a draft no longer."""


@dataclass(frozen=True)
class Rebased(Event):
    """The base of the pull request changed; both are branch names."""

    before: str
    after: str


@dataclass(frozen=True)
class HeadDeleted(Event):
    """The branch of the pull request was deleted."""

    name: str


@dataclass(frozen=True)
class ReviewerEvent(Event):
    """An event of a review request."""

    user_id: int


class ReviewRequested(ReviewerEvent):
    """A user was requested who was not requested before."""


class ReviewRequestRemoved(ReviewerEvent):
    """A review request was withdrawn."""


@dataclass(frozen=True)
class ReviewDismissed(Event):
    """A review was dismissed; `state` is its state before, in GraphQL's capitals."""

    review_id: int
    state: str
    message: str


@dataclass(frozen=True)
class DuplicateEvent(Event):
    """An event of an issue and the issue that it duplicates."""

    original_id: int


class MarkedAsDuplicate(DuplicateEvent):
    """The issue was closed as a duplicate of the other one."""


class UnmarkedAsDuplicate(DuplicateEvent):
    """The issue was opened again, so that it is no duplicate any more."""


@dataclass(frozen=True)
class LabelEvent(Event):
    """An event of one of the issue's labels."""

    label_id: int


class Labeled(LabelEvent):
    """A label was added that the issue did not have."""


class Unlabeled(LabelEvent):
    """A label was removed."""


@dataclass(frozen=True)
class AssigneeEvent(Event):
    """An event of one of the issue's assignees."""

    user_id: int


class Assigned(AssigneeEvent):
    """A user was assigned who was not assigned before."""


class Unassigned(AssigneeEvent):
    """A user was unassigned."""


@dataclass(frozen=True)
class MilestoneEvent(Event):
    """An event of the issue's milestone."""

    milestone_id: int


class Milestoned(MilestoneEvent):
    """The milestone was set."""


class Demilestoned(MilestoneEvent):
    """The milestone was removed."""


@dataclass(frozen=True)
class Renamed(Event):
    """The title changed."""

    before: str
    after: str


@dataclass(frozen=True)
class Typed(Event):
    """The issue type changed; both are database ids, None is no type."""

    before: int | None
    after: int | None


@dataclass(frozen=True)
class FieldChanged(Event):
    """The value of an issue field changed; values are shown as text, None is no value."""

    field_id: int
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Locked(Event):
    """The conversation was locked; the reason, if there is one, is in GraphQL's capitals."""

    reason: str | None


class Unlocked(Event):
    """The conversation was unlocked."""


class Pinned(Event):
    """The issue was pinned to its repository."""


class Unpinned(Event):
    """The issue was unpinned."""


@dataclass(frozen=True)
class Transferred(Event):
    """The issue was transferred to this repository from another one."""

    repository_id: int


@dataclass(frozen=True)
class CommentDeleted(Event):
    """A comment on the issue was deleted."""

    author_id: int | None


@dataclass(frozen=True)
class Written(Event):
    """The body, or a comment, was written or changed."""

    text: str


class Edited(Event):
    """The text of the body changed."""


@dataclass(frozen=True)
class Commented(Event):
    """Somebody commented on it."""

    comment_id: int


@dataclass(frozen=True)
class Referenced(Event):
    """A commit names the issue or pull request."""

    commit: RepositoryCommit


@dataclass(frozen=True)
class Linked(Event):
    """A pull request that will close the issue was linked to it."""

    pull_request_id: int


@dataclass(frozen=True)
class SubIssueEvent(Event):
    """An event of the issue's parent."""

    parent_id: int


class SubIssueAdded(SubIssueEvent):
    """The issue got a parent."""


class SubIssueRemoved(SubIssueEvent):
    """The issue lost its parent."""


@dataclass(frozen=True)
class DependencyEvent(Event):
    """An event of an issue that blocks this one."""

    blocking_id: int


class BlockedByAdded(DependencyEvent):
    """A dependency was added: the other issue blocks this one."""


class BlockedByRemoved(DependencyEvent):
    """A dependency was removed: the other issue does not block this one any more."""


E = TypeVar("E", bound=Event)
_LISTENERS: dict[type[Event], list[Callable[[Session, Any], None]]] = {}


def listens(*kinds: type[E]) -> Callable[[Callable[[Session, E], None]], None]:
    """Register a function as a listener for kinds of events."""

    def register(listener: Callable[[Session, E], None]) -> None:
        for kind in kinds:
            _LISTENERS.setdefault(kind, []).append(listener)

    return register


def publish(session: Session, event: Event) -> None:
    """Pass an event to its listeners."""
    for listener in _LISTENERS.get(type(event), ()):
        listener(session, event)
