"""A part of the backlog in a pull: declared, existing and last written values."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, replace
from functools import partial
from typing import Any

from yaml import MappingNode

from gh_playbook.convergence.journal.pull_memory import Base
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.name import folded
from gh_playbook.editing.yaml_edit import Editor
from gh_playbook.editing.yaml_list import reorder
from gh_playbook.frozen import dataclass
from gh_playbook.model.plain import plain
from gh_playbook.pulling.three_way import GONE_REASON, Conflict, Taken, compare_list, judged

# The fields that are removed from the file if people removed their values.
_UNSAID = {"columns", "group_by", "repositories", "teams"}
# Lists in which people change only the order.
_ORDERS = {"card_order"}
# Finds the place of a thing in a file.
Place = Callable[[Editor], MappingNode]
# Writes a change into the mapping of a thing.
Write = Callable[[Editor, MappingNode], None]


@dataclass(frozen=True)
class BacklogPart:
    """A part of the backlog that `desired` declares, at a place of its file.

    `said` are its declared fields; `existing` and `last` are the same fields on GitHub: the present
    values and the last written ones, as far as known. `key` is its name in reports; it is
    remembered under `module` and `name`; without a module it is remembered with another part.
    `reported` are the module and the name in reports of runs. With `are_lists` the fields are lists
    of names, in which each name belongs to people or to the backlog.
    """

    module: str
    name: str
    key: str
    desired: Declared
    place: Place
    said: Mapping[str, Any]
    existing: Mapping[str, Any]
    last: Mapping[str, Any]
    forms: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    reported: tuple[str, str] | None = None
    are_lists: bool = False

    def differences(self) -> Iterator[Taken]:
        """Yield the fields that people changed, and those that they may have changed."""
        for name, declared in self.said.items():
            existing = self.existing[name]
            if self.are_lists:
                yield from self._elements(name, declared, existing)
                continue
            one, other = self._form(name, declared), self._form(name, existing)
            if one == other:
                continue
            known = {name: self._form(name, self.last[name])} if name in self.last else {}
            for each in judged(self.key, name, one, other, Base(known)):
                yield replace(each, declared=declared, existing=existing)

    def _elements(self, name: str, declared: Any, existing: Any) -> Iterator[Taken]:
        one, other = ({folded(each): each for each in names} for names in (declared, existing))
        last = self.last.get(name)
        found = compare_list(self.key, name, one, other, last and {*map(folded, last)})
        if found is not None:
            yield found

    def known(self, open_: frozenset[str]) -> dict[str, Any]:
        """Return the values on which both sides agree now; open fields keep the last value."""
        return {
            name: plain(self.last[name] if name in open_ else value)
            for name, value in self.existing.items()
            if name not in open_ or name in self.last
        }

    def _form(self, name: str, value: Any) -> Any:
        """Return a value in a form that is equal if the values mean the same."""
        return plain(self.forms.get(name, plain)(value))


def write_part(found: Taken, value: Any, editor: Editor, node: MappingNode) -> None:
    """Write a value into the mapping of a thing; a key of a view without a value is removed."""
    if value in (None, []) and found.field in _UNSAID:
        editor.remove(node, found.field)
    elif found.field in _ORDERS:
        editor.apply()  # Whole entries move, with what has been changed in them.
        reorder(editor, project_place(editor), found.field, value)
        editor.apply()
    else:
        editor.set(node, found.field, value, is_order=found.field == "sort_by")


def project_place(editor: Editor) -> MappingNode:
    """Return the mapping of the board."""
    return editor.within(editor.root, "project")


def under_project(section: str, name: str) -> Place:
    """Return the place of a thing in a list of the board."""
    return partial(_entry, section, name)


def _entry(section: str, name: str, editor: Editor) -> MappingNode:
    return editor.entry(project_place(editor), section, name)


def of_card(value: Any) -> Any:
    """Return a value of a card in a form that is equal if the values are equal."""
    if isinstance(value, tuple | list):
        return sorted({*map(str, value)}) or ""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else str(value or "")


def as_set(names: Any) -> list[str]:
    """Return names in a form that is independent of order and case."""
    return sorted({folded(str(each)) for each in names or ()})


def gone(module: str, key: str) -> Conflict:
    """Return the conflict about a thing that people deleted."""
    return Conflict(key, module, key, None, GONE_REASON, is_by_hand=True)
