"""Labels and milestones of a pull: those that people renamed, took away or described otherwise."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from yaml import MappingNode

from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.yaml_value import Raw
from gh_playbook.model.world import World
from gh_playbook.pulling.memory import Memory
from gh_playbook.pulling.renaming import renamed
from gh_playbook.pulling.three_way import Base, Conflict, Taken, compare_thing
from gh_playbook.pulling.yaml_edit import Editor
from gh_playbook.run.base import things
from gh_playbook.run.pulled_value import GONE_REASON
from gh_playbook.settings import Settings

# Where in a file a thing stands.
Place = Callable[[Editor], MappingNode]


@dataclass(frozen=True)
class Kind:
    """Labels or milestones: their section, what names one, and the fields that are compared."""

    module: str
    section: str
    name: str
    fields: tuple[str, ...]


LABELS = Kind("label", "labels", "name", ("color", "description"))
MILESTONES = Kind("milestone", "milestones", "title", ("description", "due_on", "state"))
KINDS = (LABELS, MILESTONES)


class PulledThings:
    """Labels or milestones, with what was known last of them.

    `renames` lead to their new names; `left` are old names that the files could not exchange.
    """

    def __init__(
        self,
        kind: Kind,
        settings: Settings,
        prepared: Prepared,
        world: World,
        known: Memory,
        bases: Mapping[str, Base],
    ) -> None:
        self.kind = kind
        self._world = world
        self._last = things(world.repository.name, settings.runs_path, kind.module)
        self._declared = [
            each for each in getattr(prepared.backlog, kind.section) if not each.is_absent
        ]
        remembered = known.ids.get(kind.section, {})
        ids = {name: str(each["id"]) for name, each in self._last.items() if each.get("id")}
        self._ids = {**ids, **{folded(name): id for name, id in remembered.items()}}
        self._spelled = {
            **{name: each.get(kind.name) for name, each in self._last.items()},
            **{folded(name): name for name in remembered},
        }
        users = [self._users(key, base) for key, base in bases.items()]
        # Those that no run has changed, too: issues had them.
        self._was_there = frozenset(self._ids).union(*(last for last, _ in users))
        self.renames = renamed(
            [getattr(each, kind.name) for each in self._declared if not self._is_renaming(each)],
            {each.id: getattr(each, kind.name) for each in self._existing.values()},
            self._ids,
            users,
        )
        self.renames |= self._respelled()
        self.left: set[str] = set()

    @property
    def _existing(self) -> Any:
        return getattr(self._world, self.kind.section)

    @property
    def written(self) -> dict[str, str]:
        """The new names that the files have."""
        return {old: new for old, new in self.renames.items() if old not in self.left}

    @property
    def ids(self) -> dict[str, str]:
        """The ids of those that are declared and exist, by their names in the files."""
        said = [getattr(each, self.kind.name) for each in self._declared]
        found = {
            self.written.get(name, name): self._existing.find(self.renames.get(name, name))
            for name in said
        }
        return {name: each.id for name, each in found.items() if each}

    def _respelled(self) -> dict[str, str]:
        """Return the names of those that people gave other capitals, and the backlog did not."""
        found = {}
        for desired in self._declared:
            name = getattr(desired, self.kind.name)
            there = self._existing.find(name)
            if there is not None and self._spelled.get(folded(name)) == name:
                found[name] = getattr(there, self.kind.name)
        return {old: new for old, new in found.items() if old != new}

    def old(self, name: str | None) -> str | None:
        """Return the name under which the backlog still has what people renamed."""
        return next((old for old, new in self.renames.items() if new == name), name)

    def renamed(self, found: Taken) -> Taken:
        """Return a change of an issue's list of these by the names that they have now."""
        declared, existing = (
            [self.written.get(name, name) for name in names]
            for names in (found.declared, found.existing)
        )
        return replace(found, declared=declared, existing=existing)

    def differences(self) -> Iterator[tuple[Taken, Declared, Place, Any]]:
        """Yield what people changed: with what is declared, its place, and the value to write.

        What is renamed is found by its new name.
        """
        kind = self.kind
        for desired in self._declared:
            name = getattr(desired, kind.name)
            new = self.renames.get(name, name)
            existing = self._existing.find(new)
            place = partial(Editor.named, section=kind.section, name=self.written.get(name, name))
            last = self._last.get(folded(name), {})
            if existing is None:
                if folded(name) in self._was_there and not self._is_renaming(desired):
                    yield Conflict(name, kind.module, name, None, GONE_REASON), desired, place, None
                continue
            said = {field: getattr(desired, field) for field in kind.fields if desired.says(field)}
            there = {field: getattr(existing, field) for field in kind.fields}
            known = {
                field: _day(value) if field == "due_on" else value for field, value in last.items()
            }
            for each in compare_thing(name, said, there, known):
                value = Raw(each.existing) if each.field == "color" else each.existing
                yield each, desired, place, value

    def _is_renaming(self, desired: Declared) -> bool:
        """Tell whether the backlog renames it itself, and no run has done so yet."""
        previously = getattr(desired, "previously", ())
        return any(self._existing.find(name) is not None for name in previously)

    def _users(self, key: str, base: Base) -> tuple[frozenset[str], frozenset[str]]:
        """Return the names that an issue had last, folded, and those that it has."""
        issue = self._world.issue(key)
        if self.kind is LABELS:
            return base.labels or frozenset(), frozenset(issue.labels if issue else ())
        last, now = base.values.get("milestone"), issue.milestone if issue else None
        return frozenset({folded(last)} if last else ()), frozenset({now} if now else ())


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) else value
