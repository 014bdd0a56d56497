"""Undo for the options of a select field, of the board or of issues: option by option.

An option is found by its id, whatever its name, or by its name if its id is new. Options that the
run added are removed, unless somebody uses them. Options that it removed come back. People's later
changes stay: other options, and the order if they changed it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from gh_playbook.declaration.name import folded, is_same
from gh_playbook.frozen import dataclass
from gh_playbook.model.project_field import ExistingOption
from gh_playbook.modules import undo

Options = Sequence[ExistingOption]
_LOOKS = ("name", "color", "description")


@dataclass(frozen=True)
class MergedOptions:
    """The options to send, and the names of options that stay as people left them."""

    options: tuple[ExistingOption, ...]
    left: tuple[str, ...]


@dataclass(frozen=True)
class _Slot:
    """A desired option, with its place before the run, and its place now."""

    option: ExistingOption
    before: int | None
    now: int | None


def merge(
    before: Options, after: Options, now: Options, is_used: Callable[[ExistingOption], bool]
) -> MergedOptions:
    """Compare options before the run, after it, and now; `is_used` tells whether one is used.

    Their order is the one from before the run, unless people have changed it since.
    """
    left: list[str] = []
    slots = [*_known(before, after, now, left)]
    slots += _others(after, now, {each.now for each in slots}, is_used, left)
    was, ran = _orders(before, after, now)
    if sorted(ran) == ran or sorted(was) == was:
        ordered = _ordered(slots, "before", "now")
    else:
        ordered = _ordered(slots, "now", "before")
        left += ["their order"] if was != ran else []
    return MergedOptions(tuple(each.option for each in ordered), tuple(left))


def lost(now: Options, to_be: Options) -> tuple[ExistingOption, ...]:
    """Return the present options that are not among those to send."""
    return tuple(each for each in now if _twin(each, to_be) is None)


def are_alike(some: Options, others: Options) -> bool:
    """Tell whether two lists of options look the same to people."""
    return [_look(each) for each in some] == [_look(each) for each in others]


def _look(option: ExistingOption) -> tuple[str, ...]:
    return tuple(getattr(option, name) for name in _LOOKS)


def _known(before: Options, after: Options, now: Options, left: list[str]) -> Iterator[_Slot]:
    """Yield the options from before the run that still exist, or come back."""
    for place, was in enumerate(before):
        ran = _twin(was, after)
        there = _twins(was, after, now)
        if there is not None:
            others = [each.name for each in now if each is not there]
            option, edited = _restored(was, ran, there, others)
            left += [f"{there.name} ({edited})"] if edited else []
            yield _Slot(option, place, _place(there, now))
        elif ran is None:
            yield _Slot(replace(was, id="", number=None), place, None)
        # An option that the run left and somebody has removed since stays removed.


def _others(
    after: Options,
    now: Options,
    known: set[int | None],
    is_used: Callable[[ExistingOption], bool],
    left: list[str],
) -> Iterator[_Slot]:
    """Yield the present options that are newer than the run, except its own unused ones."""
    for place, option in enumerate(now):
        if place in known:
            continue
        is_added = _twin(option, after) is not None
        if is_added and not is_used(option):
            continue
        left += [f"{option.name}, which is used"] if is_added else []
        yield _Slot(option, None, place)


def _restored(
    was: ExistingOption, ran: ExistingOption | None, now: ExistingOption, others: Sequence[str]
) -> tuple[ExistingOption, str]:
    """Return an option with its earlier values, and the fields that people have changed since."""
    if ran is None:
        return now, ""
    found = undo.merge(was, ran, now, _LOOKS)
    found = undo.without_taken(
        found, "name", lambda name: any(is_same(name, each) for each in others)
    )
    return replace(now, **found.fields), ", ".join(found.edited)


def _twins(was: ExistingOption, after: Options, now: Options) -> ExistingOption | None:
    """Return the present form of an option from before the run."""
    return _twin(_twin(was, after) or was, now)


def _twin(option: ExistingOption, options: Options) -> ExistingOption | None:
    """Return the same option in another list: with that id, or else with that name."""
    known = next((each for each in options if option.id and each.id == option.id), None)
    name = folded(option.name)
    return known or next((each for each in options if folded(each.name) == name), None)


def _place(option: ExistingOption, options: Options) -> int:
    return next(place for place, each in enumerate(options) if each is option)


def _orders(before: Options, after: Options, now: Options) -> tuple[list[int], list[int]]:
    """Return the present places of the options of both lists, as each list has them in order."""
    both = [(each, twin) for each in before if (twin := _twin(each, after))]
    was = [there for _, twin in both if (there := _twin(twin, now))]
    kept = [twin for _, twin in both]
    ran = [there for each in after if each in kept and (there := _twin(each, now))]
    return [_place(each, now) for each in was], [_place(each, now) for each in ran]


def _ordered(slots: Sequence[_Slot], first: str, then: str) -> list[_Slot]:
    """Return the slots by one kind of place; slots without it go behind their neighbours.

    The kinds are `before` and `now`.
    """
    ordered = sorted(
        (each for each in slots if getattr(each, first) is not None),
        key=lambda each: int(getattr(each, first)),
    )
    for slot in slots:
        if getattr(slot, first) is None:
            place = getattr(slot, then)
            earlier = (
                at
                for at, each in enumerate(ordered, 1)
                if getattr(each, then) is not None and getattr(each, then) < place
            )
            ordered.insert(max(earlier, default=0), slot)
    return ordered
