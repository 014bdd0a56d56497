"""One entry of a playbook as a step, with the words of the entries around it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from gh_playbook.declaration import missing_file, text_file
from gh_playbook.declaration.located import LocatedMapping
from gh_playbook.declaration.playbook.step import DELAY, TRIES, Condition, Retrying, Step
from gh_playbook.declaration.playbook.step_word import (
    WORDS,
    Entry,
    HandlerEntry,
    StepEntry,
    unknown,
)
from gh_playbook.declaration.source import Fault, InputError, Source, shown
from gh_playbook.declaration.validation import validate
from gh_playbook.declaration.yaml import located_yaml

Words = TypeVar("Words", bound=Entry)


def step(
    entry: LocatedMapping, path: Path, modules: Collection[str], *, is_handler: bool = False
) -> Step:
    """Return the step of an entry. Raises InputError with all faults."""
    found = [key for key in entry if key in modules]
    others = [key for key in entry if key not in modules and key not in WORDS]
    faults = [*_misuses(entry, found, others, modules)]
    other = LocatedMapping(entry.source)
    for key in entry.keys() - {*found, *others}:
        other.put(key, entry[key], at=entry.at[key], key_at=entry.keys_at[key])
    given = words(HandlerEntry if is_handler else StepEntry, other, faults)
    if given is not None and given.until and not given.registered:
        message = "`until` looks at the registered result: write `register` too"
        faults.append(Fault(message, entry.keys_at["until"]))
    if faults or given is None:
        raise InputError(faults)
    module = found[0]
    return Step(
        name=given.name or module,
        module=module,
        arguments=entry[module],
        source=entry.keys_at[module],
        at=entry.at,
        variables=_merged(entry.source, *_from_files(given, path), entry.get("vars")),
        conditions=_conditions(given, "when", entry.source),
        loop=entry.get("loop"),
        register=given.registered,
        tags=frozenset(given.tags),
        ignores_errors=given.ignore_errors,
        retrying=_retrying(given, entry.source),
        notifies=given.notify,
        is_handler=is_handler,
        listens=frozenset(given.listen if isinstance(given, HandlerEntry) else ()),
    )


def _misuses(
    entry: LocatedMapping, found: Sequence[str], others: Sequence[str], modules: Collection[str]
) -> Iterator[Fault]:
    """Yield the faults of an entry's keys: no module or several modules, and unknown keys."""
    for key in others:
        yield Fault(unknown(key, modules), entry.keys_at[key])
    if not found and not others:
        yield Fault(f"a step needs a module: {', '.join(sorted(modules))}", entry.source)
    if len(found) > 1:
        second = entry.keys_at[found[1]]
        yield Fault(f"a step has one module, not {' and '.join(found)}", second)
    if "loop" in entry and entry["loop"] is None:
        yield Fault("loop: must be a list, or an expression for one", entry.at["loop"])


def words(model: type[Words], entry: LocatedMapping, faults: list[Fault]) -> Words | None:
    """Return the words of an entry; its faults are added to the list."""
    try:
        return validate(model, entry)
    except InputError as error:
        faults += error.faults
        return None


def lent(step: Step, given: Entry, entry: LocatedMapping) -> Step:
    """Return a step with the words of the entry around it."""
    return replace(
        step,
        variables=_merged(entry.source, entry.get("vars"), step.variables),
        conditions=_conditions(given, "when", entry.source) + step.conditions,
        tags=step.tags | set(given.tags),
    )


def _retrying(given: StepEntry, source: Source) -> Retrying | None:
    """Return how a step is tried again, if at all. As in Ansible, one try precedes `retries`."""
    if not given.until and given.retries is None:
        return None
    tries = TRIES if given.retries is None else given.retries + 1
    delay = DELAY if given.delay is None else given.delay
    return Retrying(_conditions(given, "until", source), tries, delay)


def _from_files(given: StepEntry, path: Path) -> Iterator[LocatedMapping]:
    for index, name in enumerate(given.vars_files):
        target = path.parent / name
        place = given.place("vars_files", index)
        if not text_file.is_file(target):
            told = f"there is no file {shown(target)}{missing_file.hint(target)}"
            raise InputError([Fault(told, place)])
        try:
            data = located_yaml.load(target)
        except InputError as error:
            raise error.named_at(place) from error
        if not isinstance(data, LocatedMapping):
            raise InputError([Fault(f"{shown(target)} must hold a mapping of variables", place)])
        yield data


def _merged(source: Source, *variables: LocatedMapping | None) -> LocatedMapping:
    """Return variables in one mapping; the later ones win."""
    merged = LocatedMapping(source)
    for each in variables:
        if each is not None:
            merged.take(each)
    return merged


def _conditions(given: Entry, word: str, source: Source) -> tuple[Condition, ...]:
    expressions: Any = getattr(given, word)
    return tuple(
        Condition(each, given.place(word, index) or source)
        for index, each in enumerate(expressions)
    )
