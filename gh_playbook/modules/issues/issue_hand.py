"""Kept values that somebody changed on GitHub since the last run here: a run sets them back.

Nothing is said unless it is certain: the journals of this machine have the value that was left.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.name import folded, is_same
from gh_playbook.model.change import Difference
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.world import UNBORN
from gh_playbook.modules import set_back
from gh_playbook.modules.context import Context

# Fields whose values stay the same unless somebody changes them, and their names in an issue. A
# type that a run removes and makes again leaves its issues without one, so that does not count.
_OWN = {"title": "title", "type": "type", "pinned": "is_pinned", "locked": "lock"}
# A run can rename, remove, and make again what these name.
_NAMED = ("milestone", "labels")


def told(
    desired: Issue,
    existing: ExistingIssue,
    differences: Sequence[Difference],
    context: Context,
) -> tuple[str, ...]:
    """Return the warning about values that a run sets back although somebody changed them."""
    if not {each.field for each in differences} & {*_OWN, *_NAMED, "fields", "state"}:
        return ()
    left = context.history.last_left(desired)
    found = [*_changed(desired, existing, differences, left, context)] if left else []
    return (set_back.warning(found),) if found else ()


def _changed(
    desired: Issue,
    existing: ExistingIssue,
    differences: Sequence[Difference],
    left: Mapping[str, Any],
    context: Context,
) -> Iterator[str]:
    fields = {each.field: each for each in differences}
    for field, name in _OWN.items():
        now = getattr(existing, name)
        if (
            field in fields
            and name in left
            and now is not None
            and set_back.is_other(name, left[name], now)
        ):
            yield field
    hand = frozenset[str]()
    if not fields.keys().isdisjoint({*_NAMED, "state"}):
        hand = context.history.changed_by_hand(desired.key, existing) or hand
    is_given = _may_have_parents_milestone(desired, existing, left, context)
    was, now = left.get("milestone") or "", existing.milestone or ""
    if "milestone" in fields and not is_given and not is_same(was, now):
        names = {folded(each) for each in (left.get("milestone"), existing.milestone) if each}
        if names & hand:
            yield "milestone"
    if "labels" in fields and hand & _restored(fields["labels"], left):
        yield "labels"
    if "state" in fields and "" in hand and left.get("state") != existing.state:
        yield "state"
    if "fields" in fields:
        yield from _issue_fields(fields["fields"], existing, left.get("fields") or {})


def _may_have_parents_milestone(
    desired: Issue, existing: ExistingIssue, left: Mapping[str, Any], context: Context
) -> bool:
    """Tell whether GitHub may have given a new sub-issue the milestone of its parent.

    It does so if the sub-issue has none, and maybe after its answer (reported, since 2025-09). The
    milestone that the parent had then is certain only if no run has changed the parent since.
    """
    if not _is_new(left) or left.get("parent") is None or left.get("milestone") is not None:
        return False
    parent = context.issues.get(desired.parent or "")
    its = context.history.last_left(parent) if parent else {}
    return not _is_new(its) or is_same(its.get("milestone") or "", existing.milestone or "")


def _is_new(left: Mapping[str, Any]) -> bool:
    """Tell whether the last change of an issue was its creation."""
    return str(left.get("id", "")).startswith(UNBORN)


def _issue_fields(
    difference: Difference, existing: ExistingIssue, left: Mapping[str, Any]
) -> Iterator[str]:
    """Yield the issue fields that are set back; a value that is gone counts as unknown."""
    for name, now in existing.fields.items():
        is_known = name in difference.desired and name in left
        if is_known and set_back.is_other(name, left[name], now):
            yield name


def _restored(labels: Difference, left: Mapping[str, Any]) -> set[str]:
    """Return, folded, the labels that an issue had when it was left and gets again.

    Also those that it had not, and that are taken off again.
    """
    was = {folded(str(each)) for each in left.get("labels") or ()}
    now, wanted = ({folded(each) for each in names} for names in (labels.existing, labels.desired))
    return ((wanted - now) & was) | ((now - wanted) - was)
