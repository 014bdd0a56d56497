"""Labels, milestones and types in a pull: the ones that people renamed, removed or changed."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from gh_playbook.convergence.journal.pull_memory import Base, Memory
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.name import folded, is_same
from gh_playbook.editing.yaml_edit import Editor
from gh_playbook.frozen import dataclass
from gh_playbook.model.world import World
from gh_playbook.pulling.last_written import LastWritten
from gh_playbook.pulling.part import BacklogPart, gone
from gh_playbook.pulling.thing_rename import renamed
from gh_playbook.pulling.three_way import Conflict, Taken


@dataclass(frozen=True)
class ThingKind:
    """A kind of things: its section, the field with the name, and the fields to compare.

    `field` is the field of an issue that names such a thing.
    """

    module: str
    section: str
    name: str
    field: str
    fields: tuple[str, ...]


LABELS = ThingKind("label", "labels", "name", "labels", ("color", "description"))
MILESTONES = ThingKind(
    "milestone", "milestones", "title", "milestone", ("description", "due_on", "state")
)
TYPES = ThingKind("issue_type", "issue_types", "name", "type", ("color", "description"))
KINDS = (LABELS, MILESTONES, TYPES)
_DISABLED = "people disabled it, and a run would enable it again: take it out of the backlog"


class PulledThings:
    """Labels, milestones or types, with the last known values.

    `renames` map old names to new ones; `left` are old names that could not be replaced in the
    files.
    """

    def __init__(
        self,
        kind: ThingKind,
        last: LastWritten,
        prepared: Prepared,
        world: World,
        known: Memory,
        bases: Mapping[str, Base],
    ) -> None:
        self.kind = kind
        self._world = world
        self._last = last.all_of(kind.module)
        self._declared = [
            each for each in getattr(prepared.backlog, kind.section) if not each.is_absent
        ]
        # What a run has made since the last pull has another id, and the declared spelling.
        remembered = {
            name: id
            for name, id in known.ids.get(kind.section, {}).items()
            if not last.was_written_since(kind.module, name)
        }
        ids = {name: str(each["id"]) for name, each in self._last.items() if each.get("id")}
        registered = world.register.things.get(kind.module, {})
        remembered_ids = {folded(name): id for name, id in remembered.items()}
        self._ids = {**registered, **ids, **remembered_ids}
        self._spelled = {
            **{name: each.get(kind.name) for name, each in self._last.items()},
            **{folded(name): name for name in remembered},
        }
        users = [self._users(key, base) for key, base in bases.items()]
        # Also things that no run has changed: issues had them.
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
        """The new names in the files."""
        return {old: new for old, new in self.renames.items() if old not in self.left}

    @property
    def ids(self) -> dict[str, str]:
        """The ids of the declared and existing things, by their names in the files.

        A name that GitHub spells otherwise is spelled as there: nobody has written it as declared.
        """
        found = {}
        for declared in (getattr(each, self.kind.name) for each in self._declared):
            name = self.written.get(declared, declared)
            existing = self._existing.find(self.renames.get(declared, declared))
            if existing is not None:
                there = getattr(existing, self.kind.name)
                found[there if is_same(there, name) else name] = existing.id
        return found

    def _respelled(self) -> dict[str, str]:
        """Return the names in which only people changed the capitals, not the backlog."""
        found = {}
        for desired in self._declared:
            name = getattr(desired, self.kind.name)
            there = self._existing.find(name)
            if there is not None and self._spelled.get(folded(name)) == name:
                found[name] = getattr(there, self.kind.name)
        return {old: new for old, new in found.items() if old != new}

    def old(self, name: str | None) -> str | None:
        """Return the name that the backlog still has for a thing that people renamed."""
        return next((old for old, new in self.renames.items() if new == name), name)

    def renamed(self, found: Taken) -> Taken:
        """Return a change of an issue's list with the present names of these things."""
        declared, existing = (
            [self.written.get(name, name) for name in names]
            for names in (found.declared, found.existing)
        )
        return replace(found, declared=declared, existing=existing)

    def gone(self) -> Iterator[Conflict]:
        """Yield the things that people deleted, or disabled."""
        for desired in self._declared:
            name = getattr(desired, self.kind.name)
            existing = self._existing.find(self.renames.get(name, name))
            if existing is None and folded(name) in self._was_there:
                if not self._is_renaming(desired):
                    yield gone(self.kind.module, name)
            elif existing is not None and not getattr(existing, "is_enabled", True):
                yield Conflict(name, "is_enabled", "yes", "no", _DISABLED, is_by_hand=True)

    def parts(self) -> Iterator[BacklogPart]:
        """Yield the declared values of existing things; renamed ones are found by new names."""
        kind = self.kind
        for desired in self._declared:
            name = getattr(desired, kind.name)
            existing = self._existing.find(self.renames.get(name, name))
            if existing is None:
                continue
            now = self.written.get(name, name)
            yield BacklogPart(
                module=kind.module,
                name=now,
                key=name,
                desired=desired,
                place=partial(Editor.named, section=kind.section, name=now),
                said={
                    field: getattr(desired, field) for field in kind.fields if desired.says(field)
                },
                existing={field: getattr(existing, field) for field in kind.fields},
                last=self._last.get(folded(name), {}),
            )

    def _is_renaming(self, desired: Declared) -> bool:
        """Tell whether the backlog renames it itself, and no run has done so yet."""
        previously = getattr(desired, "previously", ())
        return any(self._existing.find(name) is not None for name in previously)

    def _users(self, key: str, base: Base) -> tuple[frozenset[str], frozenset[str]]:
        """Return the last known names of an issue, folded, and the present ones."""
        issue = self._world.issue(key)
        if self.kind is LABELS:
            return base.labels or frozenset(), frozenset(issue.labels if issue else ())
        field = self.kind.field
        last, now = base.values.get(field), getattr(issue, field) if issue else None
        return frozenset({folded(last)} if last else ()), frozenset({now} if now else ())
