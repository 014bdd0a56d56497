"""Grouping: steps converge together wherever possible, because that takes fewer requests."""

from collections.abc import Iterator, Sequence

from gh_playbook.convergence.control_word import CONTROL, FINAL_STEPS
from gh_playbook.declaration.playbook.expansion import Item
from gh_playbook.declaration.playbook.step import Step
from gh_playbook.frozen import dataclass
from gh_playbook.model.past import Reversal
from gh_playbook.modules import MODULES


@dataclass(frozen=True)
class PreparedStep:
    """A step with its items; None while they depend on a registered variable."""

    step: Step
    items: tuple[Item, ...] | None


def grouped(
    steps: Sequence[PreparedStep], *, apart: bool = False
) -> Iterator[tuple[PreparedStep, ...]]:
    """Yield steps that converge together: consecutive ones whose modules have a stage.

    With `apart`, only steps of one module converge together; but issues and sub-issues always do,
    because the text of each may mention any other. A step that uses a registered variable begins a
    new group. Handlers come last, before the final steps.
    """
    group: list[PreparedStep] = []
    for each in _with_handlers_last(steps):
        joins = bool(group) and _may_join(each, group[-1], apart=apart)
        if group and (each.items is None or not joins):
            yield tuple(group)
            group = []
        group.append(each)
    if group:
        yield tuple(group)


def _may_join(prepared: PreparedStep, last: PreparedStep, *, apart: bool) -> bool:
    """Tell whether a step converges together with the one before it.

    In a block, and among handlers, only steps that depend on each other converge together, so that
    a failure can end the block at that step.
    """
    step, before = prepared.step, last.step
    if step.module in CONTROL or step.retrying or before.retrying:
        return False
    place, place_before = (step.sections, step.is_handler), (before.sections, before.is_handler)
    if place != place_before:
        return False
    is_free = place == ((), False)
    if is_free and not apart and _are_staged(prepared, last):
        return True
    return _family(step) == _family(before) and (is_free or step.module != before.module)


def _with_handlers_last(steps: Sequence[PreparedStep]) -> list[PreparedStep]:
    """Return the steps with the handlers after all other steps except the final ones."""
    others = [each for each in steps if not each.step.is_handler]
    end = len(others)
    while end and others[end - 1].step.module in FINAL_STEPS:
        end -= 1
    return [*others[:end], *(each for each in steps if each.step.is_handler), *others[end:]]


def _are_staged(one: PreparedStep, other: PreparedStep) -> bool:
    """Tell whether each thing of two steps says which things it awaits.

    The steps of an undo do not say that: there only steps of the same stage converge together.
    """
    stages = {_stage(one.step), _stage(other.step)}
    return all(stages) and (len(stages) == 1 or not (_undoes(one) or _undoes(other)))


def _stage(step: Step) -> str:
    module = MODULES.get(step.module)
    return module.stage if module else ""


def _undoes(prepared: PreparedStep) -> bool:
    return any(isinstance(each.desired, Reversal) for each in prepared.items or ())


def _family(step: Step) -> str:
    """Return the family of a step: steps that depend on each other have the same one."""
    module = MODULES.get(step.module)
    return (module.converges_with if module else "") or step.module
