"""Pulling: what people changed on GitHub since the last run comes into the backlog file."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gh_playbook.convergence.preparation import Prepared, prepare
from gh_playbook.convergence.reading import Reading
from gh_playbook.declaration import text_file
from gh_playbook.declaration.backlog import Backlog
from gh_playbook.declaration.issue import Issue
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.exporting import Choice
from gh_playbook.exporting.yaml_text import Entry, InLine, Raw
from gh_playbook.github import session
from gh_playbook.importing.key import key_of
from gh_playbook.model import managed_block
from gh_playbook.model.world import ExistingIssue, World
from gh_playbook.modules import text
from gh_playbook.pulling import memory, text_change
from gh_playbook.pulling.memory import Memory
from gh_playbook.pulling.three_way import CARD, FIELDS, Base, Conflict, Taken, compare
from gh_playbook.pulling.yaml_edit import EditError, Editor
from gh_playbook.run.base import bases
from gh_playbook.settings import Settings

# Decides a conflict: True takes what GitHub has, False keeps what the backlog says, None neither.
Decide = Callable[[Conflict], bool | None]
_TEMPLATE = "text.md.j2"


@dataclass(frozen=True)
class Pull:
    """What a pull came to: what was taken in, what is open, and new issues, taken in or not."""

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
        self._editors: dict[Path, Editor] = {}
        self._named: set[tuple[str, str]] = set()
        self._taken: list[Taken] = []
        self._conflicts: list[Conflict] = []

    def run(self, choice: Choice | None, *, parents: bool) -> Pull:
        """Compare everything, edit the files and remember what was taken in."""
        for key, issue in self._issues.items():
            existing = self._world.issue(key)
            if existing is not None and issue.source is not None:
                for each in self._differences(issue, existing):
                    self._take(issue, each)
        added, left = self._new(choice, parents=parents)
        files = [] if self._settings.dry_run else self._write()
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
        """Return what people changed inside the block, as fields of the issue."""
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

    def _take(self, issue: Issue, found: Taken) -> None:
        """Take a change in; of a conflict only where it is decided so."""
        if isinstance(found, Conflict):
            decided = self._decide(found) if found.field != "body" else None
            if decided is None:
                self._conflicts.append(found)
            if not decided:
                return
        try:
            editor = self._editor(issue)
            self._declare(editor, found)
            node = editor.issue(issue.key)
            value = found.existing
            if found.field == "labels":
                value = _own_labels(editor.names(node, "labels"), found)
            editor.set(node, found.field, value)
            self._taken.append(found)
        except EditError as error:
            reason = f"{error}: change it by hand"
            self._conflicts.append(
                Conflict(found.key, found.field, found.declared, found.existing, reason)
            )

    def _editor(self, issue: Issue | Backlog) -> Editor:
        if issue.source is None:
            raise EditError("it stands in no file")
        path = Path(issue.source.file)
        if path not in self._editors:
            self._editors[path] = Editor(text_file.read(path))
        return self._editors[path]

    def _declare(self, editor: Editor, found: Taken) -> None:
        """Declare the labels, the milestone or the type that an issue is to name, if need be."""
        names = found.existing if found.field == "labels" else [found.existing]
        for name in names if found.field in {"labels", "milestone", "type"} else ():
            if name is not None:
                self._name(editor, found.field, name)

    def _name(self, editor: Editor, field: str, name: str) -> None:
        section, entry = self._named_entry(field, name)
        backlog = self._prepared.backlog
        declared = {
            "labels": [each.name for each in backlog.labels],
            "milestones": [each.title for each in backlog.milestones],
            "issue_types": [each.name for each in backlog.issue_types],
        }[section]
        known = {folded(each) for each in declared}
        if folded(name) not in known and (section, folded(name)) not in self._named:
            self._named.add((section, folded(name)))
            editor.append(section, entry)

    def _named_entry(self, field: str, name: str) -> tuple[str, InLine]:
        if field == "milestone":
            return "milestones", InLine(title=name)
        if field == "type":
            return "issue_types", InLine(name=name)
        label = self._world.label(name)
        color = {"color": Raw(label.color)} if label else {}
        return "labels", InLine(name=name, **color)

    def _new(self, choice: Choice | None, *, parents: bool) -> tuple[list[str], list[str]]:
        """Take in issues that nothing declares; return what was taken in, and what was left."""
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
        editor = self._editor(self._issues[parent] if parent else self._prepared.backlog)
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
                self._declare(editor, Taken(key, field, None, given))
        if parent:
            editor.append_below(editor.issue(parent), entry)
        else:
            editor.append("issues", entry)

    def _write(self) -> list[Path]:
        """Write the files; where they are no backlog any more, bring back what was there."""
        before = {path: path.read_bytes() for path in self._editors}
        changed = []
        for path, editor in self._editors.items():
            if editor.result != editor.text:
                mark = b"\xef\xbb\xbf" if before[path].startswith(b"\xef\xbb\xbf") else b""
                path.write_bytes(mark + editor.result.encode())
                changed.append(path)
        try:
            prepare(self._settings)
        except InputError as error:
            for path in changed:
                path.write_bytes(before[path])
            advice = Fault("what is on GitHub does not fit into the backlog: nothing was changed")
            raise InputError([*error.faults, advice]) from error
        return changed

    def _remember(self) -> None:
        """Keep what both sides agree on now as what was written last."""
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


def _own_labels(own: list[str], found: Taken) -> list[str]:
    """Return the labels that an issue is to say itself; others it has from elsewhere."""
    gone = {folded(name) for name in found.declared} - {folded(name) for name in found.existing}
    if gone - {folded(name) for name in own}:
        raise EditError("a label comes from `defaults` or `labels_from`")
    new = [name for name in found.existing if name not in found.declared]
    return [*(name for name in own if folded(name) not in gone), *new]


def _digest(existing: ExistingIssue) -> str:
    block = managed_block.find(existing.body)
    return managed_block.digest(block.content) if block else ""


def decider(prefer: str | None) -> Decide:
    """Return what decides all conflicts for one side, or none of them."""
    return lambda _conflict: {"github": True, "backlog": False}.get(prefer or "")


__all__ = ["Conflict", "Pull", "Taken", "decider", "pull"]
