"""Places of sub-issues: the parent, and the position among its sub-issues."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from gh_playbook.frozen import dataclass
from gh_playbook.github.reading import selection
from gh_playbook.model.change import Action, Change, Difference, Mutation
from gh_playbook.model.claim import is_withdrawn
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.past import Past
from gh_playbook.model.world import World
from gh_playbook.modules import undo
from gh_playbook.modules.module import skipped


@dataclass(frozen=True)
class Placement:
    """The place of a child under its parent: after a sibling, before one, or last; all are ids.

    `siblings` are all sub-issues of the parent, in order, for a place that existed before.
    """

    parent: str
    child: str
    after: str | None = None
    before: str | None = None
    siblings: tuple[str, ...] = ()

    def among(self, world: World) -> tuple[str, ...]:
        """Return the parent's sub-issues with the child in its place."""
        parent = world.known(self.parent)
        rest = [each for each in (parent.sub_issues if parent else ()) if each != self.child]
        at = len(rest)
        if self.after in rest:
            at = rest.index(self.after) + 1
        elif self.before in rest:
            at = rest.index(self.before)
        return (*rest[:at], self.child, *rest[at:])


def present(existing: ExistingIssue, world: World) -> Placement | None:
    """Return the place of a sub-issue; None if it has no parent."""
    if existing.parent is None:
        return None
    parent = world.known(existing.parent)
    return Placement(existing.parent, existing.id, siblings=parent.sub_issues if parent else ())


def record(placement: Placement, children: Iterable[str], world: World) -> None:
    """Put the new place of a sub-issue into the world; the parent can be in another repository."""
    child = world.issues[placement.child]
    world.put_issue(replace(child, parent=placement.parent))
    if world.known(placement.parent) is not None:
        world.set_sub_issues(placement.parent, children)


def remove(module: str, key: str, existing: Placement, world: World) -> Change[Placement]:
    """Remove a sub-issue from its parent."""
    child = world.issues[existing.child]
    return Change(
        module,
        key,
        Action.REMOVE,
        f"no sub-issue of {_named(existing.parent, world)} any more",
        differences=(Difference("parent", _named(existing.parent, world), None),),
        operations=(
            Mutation(
                "removeSubIssue",
                {"issueId": existing.parent, "subIssueId": existing.child},
                "issue { id }",
            ),
        ),
        before=present(child, world),
        number=child.number,
        url=child.url,
    )


def restore(past: Past, world: World) -> Change[Placement]:
    """Compare the place of a sub-issue with the one before the run."""
    child = world.issues.get(past.latest.child)
    if child is None:
        return skipped(past.module, past.key, "the issue no longer exists")
    where: dict[str, Any] = {"number": child.number, "url": child.url}
    was = past.before.parent if past.before else None
    left = past.after.parent if past.after else None
    if child.parent == was:
        return _place(past, child, world) or skipped(
            past.module, past.key, "as before the run", **where
        )
    if child.parent is None and is_withdrawn(child):
        return skipped(past.module, past.key, "the issue itself is withdrawn", **where)
    if child.parent != left:
        return undo.conflict(past, "put below another issue since, and left there", **where)
    if was is None:
        return remove(past.module, past.key, past.after, world)
    return _put_back(past, child, was, world).but(**where)


def _put_back(past: Past, child: ExistingIssue, was: str, world: World) -> Change[Placement]:
    """Return the change that puts an issue under its former parent again, if that is there."""
    if world.known(was) is None:
        return undo.unsupported(past, f"the issue above it {undo.GONE_OR_HIDDEN}")
    return Change(
        past.module,
        past.key,
        Action.UPDATE,
        f"put under {_named(was, world)} again",
        differences=(Difference("parent", child.parent, was),),
        operations=(
            Mutation(
                "addSubIssue",
                {"issueId": was, "subIssueId": child.id, "replaceParent": True},
                f"issue {{ {selection.SUB_ISSUES} }}",
            ),
        ),
        before=present(child, world),
        after=Placement(was, child.id),
    )


def gathered(pasts: Iterable[Past], made: Iterable[str] = ()) -> list[Past]:
    """Return places in the order in which to restore them.

    Each child goes behind its former predecessor. So the former first children come first, in the
    order that their parent had before the first move. Children that the run put there, or `made`,
    are removed again: no place depends on them, and their own places are not restored.
    """
    made = frozenset(made)
    # The last move comes first.
    found = [each for each in pasts if each.before is None or each.before.child not in made]
    added = {*made, *(each.after.child for each in found if each.before is None)}
    orders = {
        each.before.parent: tuple(id for id in each.before.siblings if id not in added)
        for each in found
        if each.before
    }
    return sorted((_told_by(each, orders) for each in found), key=_position)


def _told_by(past: Past, orders: Mapping[str, tuple[str, ...]]) -> Past:
    siblings = orders[past.before.parent] if past.before else ()
    if past.before is None or past.before.child not in siblings:
        return past
    return replace(past, before=replace(past.before, siblings=siblings))


def _position(past: Past) -> int:
    if past.before is None or past.before.child not in past.before.siblings:
        return -1
    position: int = past.before.siblings.index(past.before.child)
    return position


def _place(past: Past, child: ExistingIssue, world: World) -> Change[Placement] | None:
    """Return the move to the place behind the former predecessor, if a move is needed."""
    parent = world.issues.get(child.parent or "")
    if parent is None or past.before is None:
        return None
    there = set(parent.sub_issues)
    before = [each for each in past.before.siblings if each in there]
    if child.id not in before:
        return None
    known = set(before)
    now = [each for each in parent.sub_issues if each in known]
    at, place = before.index(child.id), now.index(child.id)
    wanted = before[at - 1] if at else None
    if wanted == (now[place - 1] if place else None):
        return None
    if wanted is not None:
        placement, neighbour = Placement(parent.id, child.id, after=wanted), {"afterId": wanted}
    else:
        first = now[0]
        placement, neighbour = Placement(parent.id, child.id, before=first), {"beforeId": first}
    return Change(
        past.module,
        past.key,
        Action.UPDATE,
        f"moved to its place under #{parent.number} again",
        differences=(Difference("position", place + 1, at + 1),),
        operations=(
            Mutation(
                "reprioritizeSubIssue",
                {"issueId": parent.id, "subIssueId": child.id, **neighbour},
                f"issue {{ {selection.SUB_ISSUES} }}",
            ),
        ),
        before=present(child, world),
        after=placement,
        number=child.number,
        url=child.url,
    )


def _named(id: str, world: World) -> str:
    issue = world.issues.get(id)
    return f"#{issue.number}" if issue else "another repository's issue"
