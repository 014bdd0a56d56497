"""Objections to a reviewed plan: how it differs from what a run would do now."""

import json
from collections.abc import Container
from itertools import zip_longest
from typing import Any

from gh_playbook.convergence.plan.plan import Plan
from gh_playbook.convergence.plan.plan_file import (
    PlanFile,
    PlannedChange,
    PlannedDifference,
    planned,
)
from gh_playbook.declaration.wording import cut
from gh_playbook.github.token_masking import MASK
from gh_playbook.model.marker import is_marker_line
from gh_playbook.model.outcome import Outcome, Result

DONE = "nothing is left to do"
_UNNAMED = (
    "is not part of this run: the backlog no longer names it, or --only or --tags leave it out"
)
_CHANGED = "it was changed on GitHub since"
_CHANGED_UNSEEN = "a masked token in it is different now, or it was changed on GitHub since"
# With these outcomes something is left to do, and the result has a reason.
_HINDERED = {Outcome.CONFLICT, Outcome.BLOCKED, Outcome.FAILED, Outcome.UNSUPPORTED}
# The largest number of things beside the plan that an objection names.
_TOLD = 10


def is_done(reviewed: PlanFile, now: Plan, *, is_whole: bool) -> bool:
    """Tell whether everything is as the reviewed plan wants it.

    What was removed is no item of a run any more. If a `whole` run, of all steps and things, has
    nothing to do at all, that is done, too.
    """
    pending = hindered(now) | {(each.module, each.key) for each in now.changes}
    if pending & reviewed.things or not reviewed.things:
        return False
    named = {(each.module, each.key) for each in now.results}
    return reviewed.things <= named or (is_whole and not now.changes and not now.faults)


def hindered(now: Plan) -> set[tuple[str, str]]:
    """Return the things that a run could not bring into their declared state."""
    return {(each.module, each.key) for each in now.results if each.outcome in _HINDERED}


def beside(things: Container[tuple[str, str]], now: Plan) -> list[str]:
    """Return in words what hinders things that a reviewed plan leaves alone."""
    told = [
        f"not in the plan: {each.module.replace('_', ' ')} {each.key}: {each.reason}"
        for each in now.results
        if each.outcome in _HINDERED and (each.module, each.key) not in things
    ]
    more = [f"and {len(told) - _TOLD} more: `--dry-run` names all of them"]
    return told if len(told) <= _TOLD else told[:_TOLD] + more


def objections(reviewed: PlanFile, now: Plan) -> list[str]:
    """Return the differences between the reviewed plan and the present one."""
    present = {(each.module, each.key): each for each in planned(now)}
    results = {(each.module, each.key): each for each in now.results}
    found = []
    for each in reviewed.changes:
        # In a file that was edited by hand, a key may contain line ends.
        name = " ".join(f"{each.module.replace('_', ' ')} {each.key}".split())
        change = present.get((each.module, each.key))
        if change is None:
            found.append(f"{name}: {_why_not(results.get((each.module, each.key)))}")
        elif change.differences != each.differences or change.action != each.action:
            found.append(f"{name}: {_what_differs(each, change)}")
        elif change.compared_with != each.compared_with:
            found.append(
                f"{name}: {_CHANGED if MASK not in str(each.differences) else _CHANGED_UNSEEN}"
            )
    return found


def _why_not(result: Result | None) -> str:
    """Return in words why a reviewed change would not be made now; without a result nobody asks."""
    if result is None:
        return _UNNAMED
    return result.reason if result.outcome in _HINDERED else DONE


def _what_differs(reviewed: PlannedChange, now: PlannedChange) -> str:
    if reviewed.action == "create" and now.action != "create":
        named = f" as #{now.number}" if now.number else ""
        return f"was to be created, and is there by now{named}"
    if now.action == "create" and reviewed.action != "create":
        return "is no longer there, and would be created again"
    before = {each.field: each for each in reviewed.differences}
    after = {each.field: each for each in now.differences}
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    told = ", ".join(_difference(name, before.get(name), after.get(name)) for name in names)
    return f"no longer as it was reviewed: {told or f'to {now.action}, not to {reviewed.action}'}"


def _difference(
    name: str, before: PlannedDifference | None, after: PlannedDifference | None
) -> str:
    if before is None:
        return f"{name} would change too"
    if after is None:
        return f"{name} is as declared by now"
    if before.existing != after.existing:
        one, other = _apart(before.existing, after.existing)
        return f"{name} was {_short(one)} and is {_short(other)}"
    one, other = _apart(before.desired, after.desired)
    return f"{name} was planned as {_short(one)} and is now planned as {_short(other)}"


def _apart(one: Any, other: Any) -> tuple[Any, Any]:
    """Return two values; for texts, the first lines that differ, markers not counted."""
    if not isinstance(one, str) or not isinstance(other, str):
        return one, other
    before, after = (
        [line for line in text.splitlines() if not is_marker_line(line)] for text in (one, other)
    )
    for was, is_ in zip_longest(before, after, fillvalue=""):
        if was != is_:
            return was, is_
    return one, other


def _short(value: Any) -> str:
    if value is None or value in ("", []):
        return "nothing"
    return cut(json.dumps(value, ensure_ascii=False), 60)
