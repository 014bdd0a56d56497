"""The events that follow from changes of an issue or pull request."""

from collections.abc import Callable, Sequence

from gh_sandbox.rules.issues import event as events
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

_LISTS: dict[str, tuple[Callable[[int, int], events.Event], Callable[[int, int], events.Event]]] = {
    "label_id": (events.Labeled, events.Unlabeled),
    "user_id": (events.Assigned, events.Unassigned),
}


def tell(session: Session, before: Row | None, after: Row) -> None:
    """Publish changes of title, milestone, type and original; `before` is None for a new issue."""
    id = after["id"]
    if before is not None and before["title"] != after["title"]:
        events.publish(session, events.Renamed(id, before["title"], after["title"]))
    _tell_swap(session, before, after, "milestone_id", (events.Milestoned, events.Demilestoned))
    old_type = before["issue_type_id"] if before is not None else None
    if old_type != after["issue_type_id"]:
        events.publish(session, events.Typed(id, old_type, after["issue_type_id"]))
    _tell_swap(
        session,
        before,
        after,
        "duplicate_of_id",
        (events.MarkedAsDuplicate, events.UnmarkedAsDuplicate),
    )


def tell_list(
    session: Session, id: int, column: str, before: Sequence[int], after: Sequence[int]
) -> None:
    """Publish additions to and removals from one of an issue's lists."""
    added, removed = _LISTS[column]
    for each in after:
        if each not in before:
            events.publish(session, added(id, each))
    for each in before:
        if each not in after:
            events.publish(session, removed(id, each))


def _tell_swap(
    session: Session,
    before: Row | None,
    after: Row,
    column: str,
    kinds: tuple[Callable[[int, int], events.Event], Callable[[int, int], events.Event]],
) -> None:
    old = before[column] if before is not None else None
    new = after[column]
    if old == new:
        return
    added, removed = kinds
    if old is not None:
        events.publish(session, removed(after["id"], old))
    if new is not None:
        events.publish(session, added(after["id"], new))
