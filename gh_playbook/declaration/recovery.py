"""Recovery: validation continues with the valid part of the data, so that all faults are found.

Invalid values are left out. A missing name or colour is replaced by a placeholder; an entry that
lacks anything else is left out as a whole. The omitted parts are remembered, because they cannot be
compared with anything.
"""

import difflib
from collections.abc import Iterator, Set
from typing import Any, Generic, TypeAlias

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from gh_playbook.declaration.located import UNREADABLE, LocatedList, LocatedMapping, locate
from gh_playbook.declaration.source import Fault, InputError, Source
from gh_playbook.declaration.validation import Model, fault, model_within, steps_within
from gh_playbook.frozen import dataclass

Path: TypeAlias = tuple[str | int, ...]

# The keys whose missing values are replaced by placeholders: a colour, or a unique name.
_STOOD_IN = ("key", "name", "title", "color")


@dataclass(frozen=True)
class Recovered(Generic[Model]):
    """A model made from the valid part of its data, and the faults.

    `lost` are the fields with a value or an element that could not be used, such as `Issue.key`.
    `damaged` are the places of all entries in which something is missing, at any depth.
    """

    model: Model
    faults: tuple[Fault, ...] = ()
    lost: frozenset[str] = frozenset()
    damaged: frozenset[Source | None] = frozenset()


def recover(
    model: type[Model], data: LocatedMapping, *, source: Source | None = None
) -> Recovered[Model]:
    """Make a model from the valid part of the data; `source` is as in `validate`.

    UNREADABLE parts are left out without a new fault, because the document already has one. Raises
    InputError if no part is valid.
    """
    faults: list[Fault] | None = None
    lost: set[str] = set()
    damaged: set[Source | None] = set()
    rest = data
    while True:
        try:
            good = model.model_validate(rest)
            return Recovered(good, tuple(faults or ()), frozenset(lost), frozenset(damaged))
        except ValidationError as error:
            found = error.errors(include_url=False)
        for each in found:
            each["loc"] = tuple(steps_within(rest, each["loc"]))
        if faults is None:
            told = [each for each in found if each["input"] is not UNREADABLE or _is_unknown(each)]
            faults = [fault(model, data, each, source) for each in told]
        wrong = {_wrong(rest, each) for each in found}
        if () in wrong:
            raise InputError(faults)
        for each, path in zip(found, (tuple(each["loc"]) for each in found), strict=True):
            lost |= set(_lost(model, rest, each))
            damaged |= {locate(rest, path[:length]) for length in range(len(path))}
        rest = _repaired(rest, wrong)


def _is_unknown(error: ErrorDetails) -> bool:
    return error["type"] == "extra_forbidden"


def _wrong(data: Any, error: ErrorDetails) -> Path:
    """Return the path of the wrong part: a missing key, or the part of the path that exists."""
    path = tuple(error["loc"])
    reached, _ = _reached(data, path)
    stood_in = error["type"] == "missing" and path[-1] in _STOOD_IN and reached == path[:-1]
    return path if stood_in else reached


def _reached(data: Any, path: Path) -> tuple[Path, Any]:
    """Return the part of the path that exists in the data, and the value there."""
    for length, step in enumerate(path):
        if not isinstance(data, LocatedMapping | LocatedList) or step not in data.at:
            return path[:length], data
        data = data[step]  # type: ignore[index]
    return path, data


def _lost(model: type[Model], data: LocatedMapping, error: ErrorDetails) -> Iterator[str]:
    """Yield the incomplete fields; for an unknown key, the fields that may have been meant."""
    path = tuple(error["loc"])
    for each in (path, _wrong(data, error)):
        owner = model_within(model, each)
        names = [step for step in each if isinstance(step, str)]
        if owner is None:
            continue
        if _is_unknown(error):
            _, there = _reached(data, each[:-1])
            absent = [field for field in owner.model_fields if field not in there]
            names = difflib.get_close_matches(names[-1], owner.model_fields, 1) or absent
            yield from (f"{owner.__name__}.{name}" for name in names)
        else:
            yield f"{owner.__name__}.{names[-1]}"


def _repaired(data: Any, wrong: Set[Path], path: Path = ()) -> Any:
    """Return the data without the invalid parts, and with placeholders for missing ones."""
    if isinstance(data, LocatedMapping):
        mapping = LocatedMapping(data.source)
        for key, value in data.items():
            if (*path, key) not in wrong:
                repaired = _repaired(value, wrong, (*path, key))
                mapping.put(key, repaired, at=data.at[key], key_at=data.keys_at[key])
        for key in _STOOD_IN:
            if (*path, key) in wrong and key not in data:
                own = f"{key}-{data.source.line}-{data.source.column}"
                value = "000000" if key == "color" else own
                mapping.put(key, value, at=data.source, key_at=data.source)
        return mapping
    if isinstance(data, LocatedList):
        sequence = LocatedList(data.source)
        for index, value in enumerate(data):
            if (*path, index) not in wrong:
                sequence.add(_repaired(value, wrong, (*path, index)), at=data.at[index])
        return sequence
    return data
