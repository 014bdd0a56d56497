"""A YAML text as a tree of places: the place of each key, value and element.

An alias is a leaf here, not the value that it means.
"""

from collections.abc import Iterator
from dataclasses import field

import yaml

from gh_playbook.declaration.yaml.yaml_loader import FastLoader
from gh_playbook.frozen import dataclass


class FormError(Exception):
    """A form that cannot be written again; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass
class Leaf:
    """A scalar, an alias, or a collection in brackets: the text from `start` to `end`.

    `anchor` is its name if it has one, or the name that an alias refers to.
    """

    start: int
    end: int
    anchor: str | None = None
    is_block_text: bool = False


@dataclass
class Flow(Leaf):
    """A collection in brackets; `items` are its elements, or alternating keys and values."""

    is_mapping: bool = False
    items: "list[Leaf]" = field(default_factory=list)


@dataclass
class TreeEntry:
    """A key with its value or, without a key, an element of a list.

    It begins at `start`, with the key or the dash; `behind` is the place after the colon or dash.
    """

    start: int
    behind: int
    key: Leaf | None
    value: "Leaf | Block"


@dataclass
class Block:
    """A mapping or a list with a line for each entry; its anchor, if it has one, is at `mark`."""

    entries: list[TreeEntry]
    anchor: str | None
    mark: int

    @property
    def start(self) -> int:
        """The beginning of its first entry."""
        return self.entries[0].start


Node = Leaf | Block


def tree(text: str) -> Block | None:
    """Return the content of a text of valid YAML; None if it is empty.

    Raises FormError.
    """
    reading = _Reading(text)
    try:
        root = reading.document()
    except yaml.YAMLError as error:
        raise FormError(1, str(error)) from error
    return None if isinstance(root, Leaf) else root


class _Reading:
    def __init__(self, text: str) -> None:
        self._text = text
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=FastLoader)

    def document(self) -> Node | None:
        """Return the root of the document; None if there is none."""
        for event in self._events:
            if isinstance(event, yaml.NodeEvent):
                return self._node(event)
        return None

    def _node(self, event: yaml.Event) -> Node:
        start = _start(event)
        if isinstance(event, yaml.AliasEvent):
            return Leaf(start, _end(event), event.anchor)
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag:
            raise self._error(start, f"a type is named here: {event.tag}")
        if isinstance(event, yaml.ScalarEvent):
            is_block = event.style in {"|", ">"}
            return Leaf(start, self._end(event, is_block=is_block), event.anchor, is_block)
        if not isinstance(event, yaml.CollectionStartEvent):
            raise self._error(start, "it does not end where it should")
        return self._flow(event) if event.flow_style else self._block(event)

    def _flow(self, event: yaml.CollectionStartEvent) -> Flow:
        items: list[Leaf] = []
        for each in self._events:
            if isinstance(each, yaml.CollectionEndEvent):
                break
            node = self._node(each)
            if isinstance(node, Leaf):
                items.append(node)
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        return Flow(_start(event), _end(each), event.anchor, is_mapping=is_mapping, items=items)

    def _block(self, event: yaml.CollectionStartEvent) -> Block:
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        entries: list[TreeEntry] = []
        for each in self._events:
            if isinstance(each, yaml.CollectionEndEvent):
                break
            entries.append(self._pair(each) if is_mapping else self._element(each))
        return Block(entries, event.anchor, _start(event))

    def _pair(self, event: yaml.Event) -> TreeEntry:
        key, value = self._node(event), self._node(next(self._events))
        before = self._before(_start(event))
        if not isinstance(key, Leaf) or before.endswith("?"):
            raise self._error(_start(event), "a key begins with '? '")
        colon = self._text.find(":", key.end)
        return TreeEntry(key.start, colon + 1, key, value)

    def _element(self, event: yaml.Event) -> TreeEntry:
        before = self._before(_start(event))
        if not before.endswith("-"):
            message = "'-' is alone on its line: write what follows after it"
            raise self._error(_start(event), message)
        behind = self._text.rfind("\n", 0, _start(event)) + 1 + len(before)
        return TreeEntry(behind - 1, behind, None, self._node(event))

    def _before(self, place: int) -> str:
        """Return the text before a place in its line, without the blanks before the place."""
        return self._text[self._text.rfind("\n", 0, place) + 1 : place].rstrip()

    def _end(self, event: yaml.Event, *, is_block: bool) -> int:
        """Return the end of a scalar; for a text in a block, before the empty lines after it.

        The empty lines count only if its head says that they belong to it.
        """
        start, end = _start(event), _end(event)
        text = self._text[start:end]
        head = text.partition("\n")[0].partition("#")[0]
        if is_block and "+" not in head:
            return start + len(text.rstrip())
        return end - 1 if text.endswith("\n") else end

    def _error(self, place: int, message: str) -> FormError:
        return FormError(self._text.count("\n", 0, place) + 1, message)


def _start(event: yaml.Event) -> int:
    return event.start_mark.index if event.start_mark else 0


def _end(event: yaml.Event) -> int:
    return event.end_mark.index if event.end_mark else 0
