"""Options and iterations in a pull: those that people added, changed, deleted or put in order."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import partial
from typing import Any

from yaml import MappingNode, SequenceNode

from gh_playbook.convergence.journal.pull_memory import Base
from gh_playbook.declaration.backlog.issue_field import IssueField
from gh_playbook.declaration.backlog.project import ProjectField
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.name import find, folded
from gh_playbook.editing import yaml_list
from gh_playbook.editing.yaml_edit import EditError, Editor
from gh_playbook.editing.yaml_node import under
from gh_playbook.formatting.yaml_text import InLine
from gh_playbook.frozen import dataclass
from gh_playbook.model.plain import plain
from gh_playbook.model.project_field import ExistingIteration, ExistingOption
from gh_playbook.pulling.part import BacklogPart, Place, Write, gone
from gh_playbook.pulling.three_way import Conflict, Taken, judged

_FIELDS = {"options": ("color", "description"), "iterations": ("start", "duration")}


@dataclass(frozen=True)
class Choices:
    """The options or iterations of a field: `word` says which, `place` is the field's place.

    `last` are the last written ones, as plain data; None if unknown.
    """

    word: str
    module: str
    field: ProjectField | IssueField
    place: Place
    declared: Sequence[Declared]
    existing: Sequence[ExistingOption | ExistingIteration]
    last: Sequence[Mapping[str, Any]] | None

    def parts(self) -> Iterator[BacklogPart]:
        """Yield the declared ones that exist, each with its declared values."""
        known = {folded(_name(each)): each for each in self.last or ()}
        for each in self.declared:
            name = _name(each)
            there = find(name, self.existing, _name)
            if there is None or getattr(each, "is_absent", False):
                continue
            fields = _FIELDS[self.word]
            yield BacklogPart(
                module="",
                name=f"{self.field.name}\n{name}",
                key=f"{self.field.name} / {name}",
                desired=self.field,
                place=partial(self._entry, name),
                said={field: getattr(each, field) for field in fields if each.says(field)},
                existing={field: getattr(there, field) for field in fields},
                last=known.get(folded(name), {}),
            )

    def gone(self) -> Iterator[Conflict]:
        """Yield the ones that people deleted."""
        known = {folded(_name(each)) for each in self.last or ()}
        for each in self.declared:
            name = _name(each)
            is_there = find(name, self.existing, _name) is not None
            if not is_there and folded(name) in known and not getattr(each, "is_absent", False):
                conflict = gone(self.word.removesuffix("s"), name)
                yield Conflict(self.field.name, conflict.field, name, None, conflict.reason)

    def listed(self) -> Iterator[tuple[Taken, Write]]:
        """Yield the ones that people added or reordered, and the function that writes them."""
        said = {folded(_name(each)): _name(each) for each in self.declared}
        known = None if self.last is None else {folded(_name(each)) for each in self.last}
        added = [
            _name(each)
            for each in self.existing
            if known is not None and folded(_name(each)) not in known | said.keys()
        ]
        there = [said.get(folded(_name(each)), _name(each)) for each in self.existing]
        theirs = [name for name in there if folded(name) in said or name in added]
        ours = [name for name in said.values() if name in theirs]
        kept = [name for name in theirs if name not in added]
        is_ordered = self.word == "options" and kept != ours
        if is_ordered:
            yield from self._order(ours, kept, theirs)
        if added:
            told = Taken(self.field.name, self.word, ours, [*ours, *added])
            yield told, partial(self._insert, theirs, frozenset(added))

    def known(self, open_: Set[tuple[str, str]]) -> list[dict[str, Any]]:
        """Return the values on which both sides agree now; open ones keep the last value."""
        if (self.field.name, "order") in open_ and self.last is not None:
            return [dict(each) for each in self.last]
        found = []
        for each in self.existing:
            last = find(_name(each), self.last or (), _name) or {}
            values = {"id": each.id, "name": _name(each)}
            for field in _FIELDS[self.word]:
                if (f"{self.field.name} / {_name(each)}", field) not in open_:
                    values[field] = plain(getattr(each, field))
                elif field in last:
                    values[field] = last[field]
            found.append(values)
        return found

    def _order(
        self, ours: Sequence[str], kept: Sequence[str], theirs: Sequence[str]
    ) -> Iterator[tuple[Taken, Write]]:
        names = {folded(name): name for name in ours}
        written = [folded(_name(each)) for each in self.last or ()]
        last = [names[each] for each in written if each in names]
        base = Base({"order": last} if self.last is not None else {})
        for each in judged(self.field.name, "order", list(ours), list(kept), base):
            yield each, partial(self._arrange, theirs)

    def _arrange(self, names: Sequence[str], editor: Editor, node: MappingNode) -> None:
        yaml_list.arrange(editor, self._list(node), names)

    def _insert(
        self, names: Sequence[str], added: frozenset[str], editor: Editor, node: MappingNode
    ) -> None:
        listed = self._list(node)
        there = {yaml_list.name_of(each) for each in listed.value}
        for index, name in enumerate(names):
            if name in added:
                before = [each for each in names[:index] if folded(each) in there]
                found = find(name, self.existing, _name)
                yaml_list.insert(editor, listed, before[-1] if before else None, _shown(found))

    def _entry(self, name: str, editor: Editor) -> MappingNode:
        return editor.entry(self.place(editor), self.word, name)

    def _list(self, node: MappingNode) -> SequenceNode:
        listed = under(node, self.word)
        if not isinstance(listed, SequenceNode) or not listed.value:
            raise EditError(f"it has no {self.word} of its own")
        return listed


def _name(each: Any) -> str:
    """Return the name of an option, or the title of an iteration; also of plain data."""
    value: Callable[[str], Any] = (
        each.get if isinstance(each, Mapping) else lambda word: getattr(each, word, None)
    )
    return str(value("name") or value("title") or "")


def _shown(each: ExistingOption | ExistingIteration | None) -> Any:
    """Return an option or an iteration as people write it."""
    if isinstance(each, ExistingIteration):
        return InLine(title=each.title, start=each.start, duration=each.duration)
    if each is None:
        return None
    entry = InLine(name=each.name, color=each.color)
    if each.description:
        entry["description"] = each.description
    return each.name if list(entry.values())[1:] == ["gray"] else entry
