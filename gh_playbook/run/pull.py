"""Pulling: what people changed on GitHub since the last run comes into the backlog file."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from yaml import MappingNode

from gh_playbook.convergence.preparation import prepare
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.convergence.reading import Reading
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.issue import Issue
from gh_playbook.declaration.name import folded
from gh_playbook.exporting import Choice
from gh_playbook.exporting.yaml_text import Entry, Raw
from gh_playbook.github import session
from gh_playbook.importing.key import key_of
from gh_playbook.model import managed_block
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.world import World
from gh_playbook.modules import text
from gh_playbook.pulling import memory, text_change
from gh_playbook.pulling.backlog_file import BacklogFiles, own_labels
from gh_playbook.pulling.memory import Memory
from gh_playbook.pulling.three_way import (
    CARD,
    FIELDS,
    Base,
    Conflict,
    Taken,
    compare,
    compare_thing,
)
from gh_playbook.pulling.yaml_edit import EditError, Editor
from gh_playbook.run.base import bases, things
from gh_playbook.settings import Settings

# Decides a conflict: True takes what GitHub has, False keeps what the backlog says, None neither.
Decide = Callable[[Conflict], bool | None]
_TEMPLATE = "text.md.j2"


@dataclass(frozen=True)
class Pull:
    """The result of a pull: what was taken in, what is open, and new issues, taken in or not."""

    repository: str
    taken: tuple[Taken, ...]
    conflicts: tuple[Conflict, ...]
    added: tuple[str, ...]
    left: tuple[str, ...]
    files: tuple[Path, ...]


def pull(
    settings: Settings,
    decide: Decide,
    choice: Choice | None,
    *,
    parents: bool,
    on_wait: Callable[[float, str], None],
) -> Pull:
    """Compare the backlog with GitHub, three ways, and edit its files; GitHub stays as it is.

    New sub-issues of declared issues are taken in with `parents`, others where `choice` says.
    Raises InputError and GitHubError.
    """
    prepared = prepare(settings)
    with session.opened(replace(settings, dry_run=True), on_wait) as opened:
        world = Reading(opened, prepared, issues=True, is_full=True).read()
    return _Pulling(settings, prepared, world, decide).run(choice, parents=parents)


@dataclass(frozen=True)
class _Kind:
    """Labels or milestones: their section, what names one, and the fields that are compared."""

    module: str
    section: str
    name: str
    fields: tuple[str, ...]


_KINDS = (
    _Kind("label", "labels", "name", ("color", "description")),
    _Kind("milestone", "milestones", "title", ("description", "due_on", "state")),
)


class _Pulling:
    def __init__(
        self, settings: Settings, prepared: Prepared, world: World, decide: Decide
    ) -> None:
        self._settings = settings
        self._prepared = prepared
        self._world = world
        self._decide = decide
        self._issues = prepared.context.issues
        project = prepared.backlog.project
        fields = project.fields if project else ()
        self._properties = {each.name: each.value for each in fields if each.value in CARD}
        self._known = memory.load(settings.memory, world.repository.name)
        self._bases = bases(self._issues, world, settings.runs_path, self._known, self._properties)
        self._files = BacklogFiles(prepared.backlog, world)
        self._taken: list[Taken] = []
        self._conflicts: list[Conflict] = []

    def run(self, choice: Choice | None, *, parents: bool) -> Pull:
        """Compare everything, edit the files and remember what was taken in."""
        for key, issue in self._issues.items():
            existing = self._world.issue(key)
            if existing is not None and issue.source is not None:
                for each in self._differences(issue, existing):
                    self._take(issue, each)
        for kind in _KINDS:
            self._compare_things(kind)
        added, left = self._new(choice, parents=parents)
        files = [] if self._settings.dry_run else self._files.write(self._check)
        if not self._settings.dry_run:
            self._remember()
        return Pull(
            self._world.repository.name,
            tuple(self._taken),
            tuple(self._conflicts),
            tuple(added),
            tuple(left),
            tuple(files),
        )

    def _differences(self, issue: Issue, existing: ExistingIssue) -> list[Taken]:
        base = self._bases[issue.key]
        found = compare(issue, self._values(existing), existing.labels, base)
        return [*found, *self._texts(issue, existing, base)]

    def _values(self, existing: ExistingIssue) -> dict[str, Any]:
        """Return what exists, by the fields of an issue that say it."""
        values = {name: getattr(existing, name) for name in FIELDS}
        project = self._world.project
        item = project.items.get(existing.id) if project else None
        if item is not None and not item.is_archived:
            values |= {value: item.values.get(name) for name, value in self._properties.items()}
        return values

    def _texts(self, issue: Issue, existing: ExistingIssue, base: Base) -> list[Taken]:
        """Return people's changes inside the block, as fields of the issue."""
        try:
            block = managed_block.find(existing.body)
        except managed_block.BodyError as error:
            return [Conflict(issue.key, "body", "", "", str(error))]
        context = self._prepared.context
        written = text.write(issue, self._world, context).content
        if block is None or block.key != issue.key or managed_block.is_same(block.content, written):
            return []
        if block.holds(base.digest):
            return []
        if managed_block.digest(written) != base.digest:
            return [Conflict(issue.key, "body", written, block.content)]
        alone = "body" if issue.body and not issue.description else "description"
        said = text_change.changes(block.content, written, alone)
        new = issue.model_copy(update=said or {})
        again = text.write(new, self._world, replace(context, texts={})).content
        if not said or not managed_block.is_same(again, block.content):
            reason = "the edit is not of what a field says"
            return [Conflict(issue.key, "body", written, block.content, reason)]
        return [Taken(issue.key, name, getattr(issue, name), value) for name, value in said.items()]

    def _compare_things(self, kind: "_Kind") -> None:
        """Take in people's changes of labels, or of milestones."""
        last = things(self._world.repository.name, self._settings.runs_path, kind.module)
        for desired in getattr(self._prepared.backlog, kind.section):
            name = getattr(desired, kind.name)
            existing = getattr(self._world, kind.section).find(name)
            if existing is None or desired.is_absent:
                continue
            said = {field: getattr(desired, field) for field in kind.fields if desired.says(field)}
            there = {field: getattr(existing, field) for field in kind.fields}
            known = {
                field: _day(value) if field == "due_on" else value
                for field, value in last.get(folded(name), {}).items()
            }
            for each in compare_thing(name, said, there, known):
                value = Raw(each.existing) if each.field == "color" else each.existing
                place = partial(Editor.named, section=kind.section, name=name)
                self._change(each, desired, place, value)

    def _take(self, issue: Issue, found: Taken) -> None:
        """Take in a change; a conflict only if it is decided so."""

        def place(editor: Editor) -> MappingNode:
            self._files.declare(editor, found)
            return editor.issue(issue.key)

        self._change(found, issue, place, found.existing)

    def _change(
        self, found: Taken, desired: Declared, place: Callable[[Editor], MappingNode], value: Any
    ) -> None:
        """Change a field in its file; for a conflict only if it is decided so."""
        if isinstance(found, Conflict):
            decided = self._decide(found) if found.field != "body" else None
            if decided is None:
                self._conflicts.append(found)
            if not decided:
                return
        try:
            editor = self._files.editor(desired)
            node = place(editor)
            if found.field == "labels":
                value = own_labels(editor.names(node, "labels"), found)
            editor.set(node, found.field, value)
            self._taken.append(found)
        except EditError as error:
            reason = f"{error}: change it by hand"
            self._conflicts.append(
                Conflict(found.key, found.field, found.declared, found.existing, reason)
            )

    def _new(self, choice: Choice | None, *, parents: bool) -> tuple[list[str], list[str]]:
        """Take in issues that nothing declares; return those taken in, and those left."""
        bound = {id: key for key, id in self._world.bound.items()}
        chosen = {each.id for each in choice.issues(self._world)} if choice else set()
        taken = set(self._issues)
        added, left = [], []
        for existing in sorted(self._world.issues.values(), key=lambda each: each.number or 0):
            parent = bound.get(existing.parent or "")
            is_below = parent is not None and existing.state == "open"
            if existing.id in bound or not (is_below or existing.id in chosen):
                continue
            where = f"below {parent}" if parent else "an issue of its own"
            told = f"#{existing.number} {existing.title} ({where})"
            if not (existing.id in chosen or parents):
                left.append(told)
                continue
            key = key_of(existing.title, taken)
            try:
                self._add(existing, key, parent)
            except EditError as error:
                left.append(f"{told}: {error}")
                continue
            taken.add(key)
            added.append(told)
        return added, left

    def _add(self, existing: ExistingIssue, key: str, parent: str | None) -> None:
        editor = self._files.editor(self._issues[parent] if parent else self._prepared.backlog)
        entry: Entry = [("key", key), ("number", existing.number), ("title", existing.title)]
        if existing.type:
            entry.append(("type", existing.type))
        if existing.labels:
            entry.append(("labels", list(existing.labels)))
        above = self._issues[parent].milestone if parent else None
        if existing.milestone != above:
            entry.append(("milestone", existing.milestone))
        entry.append(("template", _TEMPLATE))
        for field in ("type", "labels", "milestone"):
            value = getattr(existing, field)
            if value:
                given = list(value) if field == "labels" else value
                self._files.declare(editor, Taken(key, field, None, given))
        if parent:
            editor.append_below(editor.issue(parent), entry)
        else:
            editor.append("issues", entry)

    def _check(self) -> None:
        """Raise InputError where the file is no longer a valid backlog."""
        prepare(self._settings)

    def _remember(self) -> None:
        """Remember the values that both sides agree on now as last written."""
        found: dict[str, Base] = {}
        open_ = {(each.key, each.field) for each in self._conflicts}
        texts = {each.key for each in self._taken if each.field in _TEXTS}
        for key in self._issues:
            existing = self._world.issue(key)
            if existing is None:
                continue
            last = self._bases[key]
            values = {
                name: last.values.get(name) if (key, name) in open_ else value
                for name, value in self._values(existing).items()
                if (key, name) not in open_ or name in last.values
            }
            labels = frozenset(map(folded, existing.labels))
            kept = self._known.bases.get(key, Base()).digest
            found[key] = Base(values, labels, _digest(existing) if key in texts else kept)
        runs = sorted(path.stem for path in self._settings.runs_path.glob("*.jsonl"))
        kept_memory = Memory(runs[-1] if runs else "", found)
        memory.save(self._settings.memory, self._world.repository.name, kept_memory)


_TEXTS = ("description", "body", "acceptance_criteria", "implementation_notes")


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _digest(existing: ExistingIssue) -> str:
    block = managed_block.find(existing.body)
    return managed_block.digest(block.content) if block else ""


def decider(prefer: str | None) -> Decide:
    """Return a function that decides all conflicts for one side, or none of them."""
    return lambda _conflict: {"github": True, "backlog": False}.get(prefer or "")


__all__ = ["Conflict", "Pull", "Taken", "decider", "pull"]
