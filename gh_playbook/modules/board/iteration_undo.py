"""Undo for iterations: they are restored, and no card loses its iteration."""

from collections.abc import Sequence
from dataclasses import replace

from gh_playbook.declaration.name import folded
from gh_playbook.model.change import Action, Change, Difference
from gh_playbook.model.past import Past
from gh_playbook.model.project import ExistingProject
from gh_playbook.model.project_field import ExistingField, ExistingIteration
from gh_playbook.modules import undo
from gh_playbook.modules.board import iteration_keeping, project_iteration
from gh_playbook.modules.board.field_wire import updating

Iterations = Sequence[ExistingIteration]
# Unverified: whether GitHub deletes all iterations when it is sent "zero or more", or ignores it.
_NONE = "there were none before: delete them at {}/settings/fields/{}"


def restore(past: Past, now: ExistingField, project: ExistingProject) -> Change[ExistingField]:
    """Compare a field's iterations with their state before the run."""
    change: Change[ExistingField] = Change(past.module, past.key, Action.SKIP, "")
    left = now.iterations if past.after is None else past.after.iterations
    wanted, kept = _merged(past.before.iterations, now, project)
    if are_alike(wanted, now.iterations):
        rest = iteration_keeping.after_rewriting(change, now, project)
        if rest is not None:
            return rest
        return undo.merged(past, undo.Merge((), kept), before=now)
    if not are_alike(left, now.iterations):
        return undo.conflict(past, "edited since, and left: iterations")
    step = iteration_keeping.before_rewriting(change, now, wanted, project)
    if step is not None:
        return step
    schedule = {"duration": past.before.duration, "start_day": past.before.start_day}
    to_be = replace(
        now, iterations=wanted, **{name: each for name, each in schedule.items() if each}
    )
    shown = (project_iteration.shown(each) for each in (now.iterations, wanted))
    return undo.merged(
        past,
        undo.Merge((Difference("iterations", *shown),), kept),
        operations=(updating(to_be, iterations=wanted),),
        before=now,
        after=to_be,
        overwrites=now.id,
        advice="" if wanted else _NONE.format(project.url, now.number),
        used_by=iteration_keeping.lost(now, project),
    )


def _merged(
    before: Iterations, now: ExistingField, project: ExistingProject
) -> tuple[tuple[ExistingIteration, ...], tuple[str, ...]]:
    """Return the iterations to send, and the names of those that a run added and cards use.

    Iterations with the same title, or else the same first day, are the same, as in a run.
    """
    rest = {folded(each.title): each for each in now.iterations}
    known = [rest.pop(folded(each.title), None) for each in before]
    by_start = {each.start: title for title, each in rest.items()}
    result = []
    for was, same in zip(before, known, strict=True):
        present = same or rest.pop(by_start.get(was.start, ""), None)
        result.append(replace(was, id=present.id if present else ""))
    starts = iteration_keeping.starts_in_use(now, project)
    kept = [each for each in rest.values() if each.start in starts]
    to_be = tuple(sorted((*result, *kept), key=lambda each: each.start))
    return to_be, tuple(f"{each.title}, which cards have" for each in kept)


def are_alike(some: Iterations, others: Iterations) -> bool:
    """Tell whether two lists of iterations look the same to people."""
    return _days(some) == _days(others)


def _days(iterations: Iterations) -> list[tuple[object, ...]]:
    return [(each.title, each.start, each.duration) for each in iterations]
