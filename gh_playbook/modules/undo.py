"""Undo of single things: a field is restored if it still is as the run left it.

A field has three values: before the run, after the run, and now. If the last two are equal, the
first one is restored; otherwise somebody has changed it since, and it stays. So an interrupted undo
can be repeated without harm.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gh_playbook.declaration.wording import counted
from gh_playbook.frozen import dataclass
from gh_playbook.model.change import Action, Change, Difference, Operation
from gh_playbook.model.past import Past
from gh_playbook.modules.module import describe, named, skipped

GONE = "no longer exists"
# GitHub says the same of both, of an issue that may be another repository's.
GONE_OR_HIDDEN = f"{GONE}, or this login may not see it"


@dataclass(frozen=True)
class Merge:
    """The differences to restore, and the fields that somebody has changed since."""

    differences: tuple[Difference, ...]
    edited: tuple[str, ...] = ()

    @property
    def fields(self) -> dict[str, Any]:
        """The values to restore, by their fields."""
        return {each.field: each.desired for each in self.differences}


def merge(before: Any, after: Any, now: Any, names: Sequence[str]) -> Merge:
    """Compare the three values of each field."""
    differences, changed_since = [], []
    for name in names:
        was, left, present = (getattr(each, name) for each in (before, after, now))
        if was in (present, left):
            continue
        if present == left:
            differences.append(Difference(name, present, was))
        else:
            changed_since.append(name)
    return Merge(tuple(differences), tuple(changed_since))


def as_left(past: Past, now: Any, names: Sequence[str]) -> Any:
    """Return the state in which the run left a thing.

    After a change without an answer, a field counts as left as it is now, if it was the same before
    the change.
    """
    if past.without is None or past.after is None:
        return past.after
    undone = [name for name in names if getattr(now, name) == getattr(past.without, name)]
    return replace(past.after, **{name: getattr(now, name) for name in undone})


def edited(left: Any, now: Any, names: Sequence[str]) -> str:
    """Return in words what somebody has changed since the run; empty if nothing was changed."""
    found = [name for name in names if getattr(left, name) != getattr(now, name)]
    return f"edited since, and left: {named(found)}" if found else ""


def without_taken(found: Merge, field: str, is_taken: Callable[[str], bool]) -> Merge:
    """Return a merge without a name that another thing has by now: GitHub would refuse it."""
    name = found.fields.get(field)
    if name is None or not is_taken(name):
        return found
    rest = tuple(each for each in found.differences if each.field != field)
    return Merge(rest, (*found.edited, f"{field}, because another one is called {name!r} now"))


def made_again(past: Past, before: Any, now: Any, names: Sequence[str]) -> Change[Any] | None:
    """Return the conflict of a thing that a run removed and that exists again, unlike `before`.

    If it is exactly as it was, an interrupted undo has created it.
    """
    found = [name for name in names if getattr(before, name) != getattr(now, name)]
    if not found:
        return None
    return conflict(past, f"created again since then, with another {named(found)}: left as it is")


def merged(past: Past, found: Merge, **more: Any) -> Change[Any]:
    """Return the change of a merge; `more` are its operations and other attributes.

    Fields that somebody has changed since stay, and the change says so.
    """
    left = f"edited since, and left: {named(found.edited)}" if found.edited else ""
    if not found.differences:
        more = {name: more[name] for name in ("number", "url") if name in more}
        if left:
            return conflict(past, left, **more)
        return skipped(past.module, past.key, "as before the run", **more)
    return Change(
        past.module,
        past.key,
        Action.UPDATE,
        f"as before the run: {describe(found.differences)}",
        differences=found.differences,
        warnings=(left,) if left else (),
        **more,
    )


def also_left(past: Past, change: Change[Any], edited: Sequence[str]) -> Change[Any]:
    """Return a change that also says which fields somebody has changed since; they stay."""
    told = f"edited since, and left: {named(edited)}"
    if change.action is Action.SKIP:
        return conflict(past, told)
    return replace(change, warnings=(*change.warnings, told))


def conflict(past: Past, reason: str, **more: Any) -> Change[Any]:
    """Return the change that leaves a thing alone because of a conflict."""
    return Change(past.module, past.key, Action.CONFLICT, reason, **more)


def unsupported(past: Past, reason: str, **more: Any) -> Change[Any]:
    """Return the change of a thing that cannot be restored, with the reason."""
    return Change(past.module, past.key, Action.UNSUPPORTED, reason, **more)


def gone(past: Past, told: str = GONE) -> Change[Any]:
    """Return the change of a thing that does not exist.

    That is right if the run created it, or the board on which GitHub made it.
    """
    if past.before is None or past.is_of_made_board:
        return skipped(past.module, past.key, told if past.is_known else "was not made")
    return conflict(past, f"{told}: somebody has removed it since")


def has_lost(now: Any, was: Any) -> bool:
    """Tell whether a present value has lost the earlier one, or one of its several options."""
    if isinstance(now, tuple) and isinstance(was, tuple):
        return {*now} < {*was}
    return now is None


def given_back(
    past: Past,
    operations: tuple[Operation, ...],
    given: Mapping[str, Any],
    now: Any,
    many: str = "",
) -> Change[Any]:
    """Return the change that gives issues back the values that a removal took, `given`.

    `many` is their number in words, if not all of them are issues.
    """
    if not operations:
        return skipped(past.module, past.key, "as before the run")
    many = many or counted(len(given), "issue")
    return Change(
        past.module,
        past.key,
        Action.UPDATE,
        f"given back to {many}",
        differences=(Difference("used_by", None, list(given)),),
        operations=operations,
        before=now,
        after=now,
        used_by=given,
    )
