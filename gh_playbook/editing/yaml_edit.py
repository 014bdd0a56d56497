"""Edits of a YAML file that keep every other line: comments, order, style.

They replace spans of the text, whose positions come from PyYAML's nodes; nothing else is written.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import field
from typing import Any

import yaml

from gh_playbook.declaration.name import is_same
from gh_playbook.declaration.yaml.yaml_loader import Loader
from gh_playbook.declaration.yaml.yaml_value import flow, scalar
from gh_playbook.editing.yaml_node import is_list, issues_of, items, pair_of, under, value_of
from gh_playbook.formatting.yaml_text import Entry, InLine, rendered
from gh_playbook.frozen import dataclass

# Finds the scalars with a name.
Mentions = Callable[[yaml.MappingNode], Iterable[yaml.ScalarNode]]
# The keys that identify an entry of a list.
_NAMES = ("name", "title", "key", "content", "number")
_BLOCK_SCALARS = {"|", ">"}


class EditError(Exception):
    """A value that cannot be changed in its place; the text says why."""


@dataclass
class Editor:
    """Edits of the text of one file, applied together."""

    text: str
    _edits: list[tuple[int, int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.newline = "\r\n" if "\r\n" in self.text else "\n"
        root = yaml.compose(self.text, Loader=Loader)
        if not isinstance(root, yaml.MappingNode):
            raise EditError("it is no mapping")
        self.root = root
        self._seen: Counter[yaml.Node] = Counter()
        self._count(root)

    @property
    def result(self) -> str:
        """The text with all edits."""
        done, pieces = 0, []
        for start, end, new in sorted(self._edits, key=_place):
            pieces += [self.text[done:start], new.replace("\n", self.newline)]
            done = max(done, end)
        return "".join(pieces) + self.text[done:]

    def issue(self, key: str) -> yaml.MappingNode:
        """Return the issue of a key. Raises EditError unless it is written here exactly once."""
        for node in issues_of(value_of(self.root, "issues")):
            named = value_of(node, "key")
            if isinstance(named, yaml.ScalarNode) and named.value == key:
                self.check_own(node)
                return node
        raise EditError("it is not written in the backlog as a separate issue")

    def named(self, section: str, name: str) -> yaml.MappingNode:
        """Return the label or milestone of a name.

        Raises EditError if it is only a bare name.
        """
        return self.entry(self.root, section, name)

    def entry(self, mapping: yaml.MappingNode, section: str, name: str) -> yaml.MappingNode:
        """Return the mapping of a name, a title or a key in a list of a mapping.

        Raises EditError if it is only a bare name, or not there.
        """
        for each in items(value_of(mapping, section)):
            named = next(filter(None, (under(each, word) for word in _NAMES)), None)
            if named is not None and is_same(str(named.value), name):
                self.check_own(each)
                if isinstance(each, yaml.MappingNode):
                    return each
        raise EditError("only its name is written here")

    def names(self, mapping: yaml.MappingNode, name: str) -> list[str]:
        """Return the texts of a list that belongs to this mapping itself."""
        node = value_of(mapping, name)
        return [each.value for each in node.value] if isinstance(node, yaml.SequenceNode) else []

    def set(
        self, mapping: yaml.MappingNode, name: str, value: Any, *, is_order: bool = False
    ) -> None:
        """Set a key of a mapping: a scalar, a text of several lines, or a list.

        In a list only added and removed items are touched; a list that `is_order` is rewritten.
        """
        found = pair_of(mapping, name)
        if found is None:
            self._insert(mapping, self._pair_text(mapping, name, value))
            return
        key, node = found
        self.check_own(node)
        is_by_item = isinstance(value, list) and not (is_order or any("\n" in v for v in value))
        if is_by_item and is_list(node):
            self._set_items(node, value)
            return
        line, end = self._pair_text(mapping, name, value), self.end_of(node)
        if is_order and "#" in self.text[key.end_mark.index : end]:
            raise EditError(f"its {name} may contain comments")
        if "\n" in line and self.text[end : self.line_end(end)].strip():
            raise EditError(f"a comment follows its {name}")
        self._edits.append((key.start_mark.index, end, line))

    def rename(self, find: Mentions, new: str) -> bool:
        """Write another name wherever this file has one; tell whether it does."""
        found = dict.fromkeys(find(self.root))
        for node in found:
            text = scalar(new, in_flow=True)
            self._edits.append((node.start_mark.index, self.end_of(node), text))
        self.apply()
        return bool(found)

    def begin(self, mapping: yaml.MappingNode, name: str, key: str, value: Any) -> None:
        """Give a mapping a key that it lacks: a mapping in one line, with its first value.

        Afterwards, nodes that were found before are invalid.
        """
        texts = value if isinstance(value, list) else [value]
        shown = ", ".join(scalar(each, in_flow=True) for each in texts)
        shown = f"[{shown}]" if isinstance(value, list) else shown
        self._insert(mapping, f"{name}: {{{scalar(key, in_flow=True)}: {shown}}}")
        self.apply()

    def apply(self) -> None:
        """Make the edits, so that later edits see the new text."""
        self.text, self._edits = self.result, []
        self.__post_init__()

    def is_below_another(self, issue: yaml.MappingNode) -> bool:
        """Tell whether an issue stands in the `sub_issues` of another one."""
        top = value_of(self.root, "issues")
        return not any(each is issue for each in (top.value if top is not None else ()))

    def remove(self, mapping: yaml.MappingNode, name: str) -> None:
        """Remove a key from a mapping, with the comment behind it; a missing key is no error.

        Raises EditError if it is the first in its line, or shared.
        """
        found = pair_of(mapping, name)
        if found is None:
            return
        key, node = found
        self.check_own(node)
        start, end = key.start_mark.index, self.end_of(node)
        if mapping.flow_style:
            before = self.text.rfind(",", 0, start)
            if mapping.value[0][0] is key or self.text[before + 1 : start].strip():
                raise EditError(f"its {name} is written first")
            self._edits.append((before, end, ""))
            return
        line = self.text.rfind("\n", 0, start) + 1
        if self.text[line:start].strip():
            raise EditError(f"its {name} is written first")
        self._edits.append((line, min(self.line_end(end) + len(self.newline), len(self.text)), ""))

    def replace(self, start: int, end: int, text: str) -> None:
        """Put a text in the place of another one."""
        self._edits.append((start, end, text))

    def take_out(self, start: int, end: int) -> None:
        """Remove whole lines, from the beginning of one to the end of another."""
        self._edits.append((start, min(end + len(self.newline), len(self.text)), ""))

    def within(self, mapping: yaml.MappingNode, name: str) -> yaml.MappingNode:
        """Return the mapping under a key of a mapping. Raises EditError if there is none."""
        node = value_of(mapping, name)
        if not isinstance(node, yaml.MappingNode) or not node.value:
            raise EditError(f"it has no {name} of its own")
        self.check_own(node)
        return node

    def check_own(self, node: yaml.Node) -> None:
        """Raise EditError if the file uses a node in more than one place."""
        if self._seen[node] > 1:
            raise EditError("it is shared by an anchor, and others would change with it")

    def has(self, mapping: yaml.MappingNode, name: str) -> bool:
        """Tell whether a mapping itself has a key."""
        return pair_of(mapping, name) is not None

    def append(self, section: str, entry: Entry | InLine) -> None:
        """Append an entry to a list at the top of the file; create the list if there is none."""
        self._append(self.root, section, entry)

    def append_below(self, parent: yaml.MappingNode, entry: Entry | InLine) -> None:
        """Add a sub-issue below an issue."""
        self._append(parent, "sub_issues", entry)

    def _append(self, mapping: yaml.MappingNode, name: str, entry: Entry | InLine) -> None:
        found = pair_of(mapping, name)
        if found is not None and isinstance(found[1], yaml.SequenceNode) and found[1].value:
            node = found[1]
            self.check_own(node)
            if node.flow_style:
                raise EditError(f"its {name} are on one line")
            indent = node.value[-1].start_mark.column - 2
            self.add_after(self.end_of(node), rendered([entry], indent))
            return
        if mapping.flow_style:
            raise EditError("it is on one line")
        indent = mapping.value[0][0].start_mark.column
        lines = [f"{' ' * indent}{name}:", *rendered([entry], indent + 2)]
        if found is not None:
            start = found[0].start_mark.index - indent
            self._edits.append((start, self.end_of(found[1]), "\n".join(lines)))
            return
        self.add_after(self.end_of(mapping), lines)

    def _insert(self, mapping: yaml.MappingNode, pair: str) -> None:
        after = pair_of(mapping, "title") or pair_of(mapping, "name") or mapping.value[-1]
        end = self.end_of(after[1])
        if mapping.flow_style:
            self._edits.append((end, end, f", {pair}"))
            return
        indent = mapping.value[0][0].start_mark.column
        self.add_after(end, f"{' ' * indent}{pair}".split("\n"))

    def _pair_text(self, mapping: yaml.MappingNode, name: str, value: Any) -> str:
        if mapping.flow_style:
            return f"{scalar(name, in_flow=True)}: {flow(value)}"
        indent = mapping.value[0][0].start_mark.column
        lines = rendered((name, value), indent)
        return "\n".join(lines).lstrip(" ")

    def _set_items(self, node: yaml.SequenceNode, values: Sequence[str]) -> None:
        """Change a list with one text per line: only added and removed items are touched."""
        there = {each.value for each in node.value}
        for each in node.value:
            if each.value not in values:
                start = self.text.rfind("\n", 0, each.start_mark.index) + 1
                self._edits.append((start, self.line_end(self.end_of(each)) + 1, ""))
        indent = " " * (node.value[0].start_mark.column - 2)
        new = [f"{indent}- {scalar(each)}" for each in values if each not in there]
        if new:
            self.add_after(self.end_of(node), new)

    def add_after(self, index: int, lines: Sequence[str]) -> None:
        """Add lines below the line of a place in the text."""
        end = self.line_end(index)
        self._edits.append((end, end, "".join(f"\n{line}" for line in lines)))

    def line_end(self, index: int) -> int:
        """Return the end of the line of a place."""
        found = self.text.find("\n", index)
        end = len(self.text) if found < 0 else found
        return end - 1 if self.text[end - 1 : end] == "\r" else end

    def end_of(self, node: yaml.Node) -> int:
        """Return the end of a node's text: a block ends with its last value.

        A block scalar ends before the empty lines after it.
        """
        if isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
            return self.end_of(node.value[-1][1])
        if isinstance(node, yaml.SequenceNode) and not node.flow_style and node.value:
            return self.end_of(node.value[-1])
        start, end = node.start_mark.index, node.end_mark.index
        if isinstance(node, yaml.ScalarNode) and node.style in _BLOCK_SCALARS:
            return start + len(self.text[start:end].rstrip())
        return int(end)

    def _count(self, node: yaml.Node) -> None:
        self._seen[node] += 1
        if self._seen[node] > 1:
            return
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                self._count(key)
                self._count(value)
        elif isinstance(node, yaml.SequenceNode):
            for each in node.value:
                self._count(each)


def _place(edit: tuple[int, int, str]) -> tuple[int, int, int]:
    """Return the sort key of an edit; among lines inserted at one place, deeper ones come first.

    A nested thing ends where the thing around it ends.
    """
    start, end, new = edit
    line = new.lstrip("\n")
    return start, end, len(line.lstrip(" ")) - len(line)
