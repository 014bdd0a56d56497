"""The construction of located data from YAML's nodes, with the faults of single values."""

import math
import re
from bisect import bisect_left
from collections.abc import Hashable, Iterator
from functools import cached_property
from typing import Any

import yaml

from gh_playbook.declaration.located import UNREADABLE, LocatedList, LocatedMapping, Unreadable
from gh_playbook.declaration.source import Fault, Source
from gh_playbook.declaration.yaml.yaml_loader import AnyLoader
from gh_playbook.declaration.yaml.yaml_look_alike import foreign_comma, look_alikes
from gh_playbook.declaration.yaml.yaml_misreading import misread, swallowed

_SCALARS = {"bool": "true or false", "int": "a number", "float": "a number", "null": "null"}
# The beginning of a tag and of an anchor.
_DOUBTFUL = {"!", "&"}
# `\u` takes four digits and `\U` eight: a digit after them is text.
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|.)", re.DOTALL)


class Construction:
    """Turns nodes into located data, and collects their faults in `faults`."""

    def __init__(self, loader: AnyLoader, text: str, file: str) -> None:
        self._loader = loader
        self._text = text
        self._file = file
        self._within: list[yaml.Node] = []
        self.faults: list[Fault] = []

    def build(self, node: yaml.Node) -> Any:
        """Return the data of a node, with UNREADABLE in the place of faulty parts."""
        # Nearly all nodes of a large backlog are texts.
        if isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:str":
            return self._string(node)
        if isinstance(node, yaml.CollectionNode):
            return self._collection(node)
        kind = node.tag.removeprefix("tag:yaml.org,2002:")
        try:
            if kind in _SCALARS:
                return self._checked(node, self._loader.construct_object(node))
            message = _no_tag(node)
        except (ValueError, KeyError):
            message = f"{_short(node.value)} cannot be read as {_SCALARS[kind]}: quote it"
        return self._unreadable(message, self._source(node))

    def _checked(self, node: yaml.Node, value: Any) -> Any:
        """Return a value that is no text, or UNREADABLE if it cannot be what was meant."""
        end = node.end_mark.index
        if value is None and node.value == "" and (told := swallowed(self._text, end)):
            return self._unreadable(told, self._source(node, 1))
        if isinstance(value, float) and math.isinf(value):
            return self._unreadable(f"{_short(node.value)} is too large", self._source(node))
        return value

    def _string(self, node: yaml.ScalarNode) -> Any:
        """Return a text, or UNREADABLE if it cannot be what was meant."""
        value: str = node.value
        if self._is_clear(node, value):
            return value
        if self._text.startswith("! ", node.start_mark.index):
            return self._unreadable("a text that begins with '!' needs quotes", self._source(node))
        if not node.style and (found := misread(node, value, self._text)):
            what, index = found
            return self._unreadable(what, self._place(index))
        return value if value.isascii() else self._joined(node, value)

    def _is_clear(self, node: yaml.ScalarNode, value: str) -> bool:
        """Tell whether nothing below concerns a text, as nearly all: its ends show that."""
        begin, end, text = node.start_mark, node.end_mark, self._text
        if not value.isascii() or text[begin.index : begin.index + 1] in _DOUBTFUL:
            return False
        is_one_line = begin.line == end.line
        return bool(node.style) or (is_one_line and text[end.index : end.index + 1] not in " \t")

    def _joined(self, node: yaml.Node, value: str) -> Any:
        """Return a text in which each pair of surrogates, as JSON writes them, is one character."""
        try:
            return value.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            escape, at = next(self._lone_surrogates(node))
            what = f"'{escape}' is half a character: two such escapes make one"
            return self._unreadable(what, at)

    def _lone_surrogates(self, node: yaml.Node) -> Iterator[tuple[str, Source]]:
        """Yield the escapes of half a character without the other half, with their places."""
        begin = node.start_mark.index
        first: re.Match[str] | None = None
        for escape in _ESCAPE.finditer(self._text[begin : node.end_mark.index]):
            code = int(escape[1] or escape[2] or "0", 16)
            is_second = 0xDC00 <= code < 0xE000
            if first is not None and not (is_second and escape.start() == first.end()):
                yield first[0], self._place(begin + first.start())
            elif is_second and first is None:
                yield escape[0], self._place(begin + escape.start())
            first = escape if 0xD800 <= code < 0xDC00 else None
        if first is not None:
            yield first[0], self._place(begin + first.start())

    def _place(self, index: int) -> Source:
        line = bisect_left(self._line_ends, index)
        begin = self._line_ends[line - 1] + 1 if line else 0
        return Source(self._file, line + 1, index - begin + 1)

    @cached_property
    def _line_ends(self) -> list[int]:
        return [each.start() for each in re.finditer("\n", self._text)]

    def _unreadable(self, message: str, at: Source) -> Unreadable:
        self.faults.append(Fault(message, at))
        return UNREADABLE

    def _collection(self, node: yaml.CollectionNode) -> Any:
        if any(each is node for each in self._within):
            return self._unreadable("an alias makes it contain itself", self._source(node))
        if node.tag not in {"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}:
            return self._unreadable(_no_tag(node), self._source(node))
        if _is_template(node):
            what = 'a template needs quotes: "{{ … }}"'
            return self._unreadable(what, self._source(node))
        self._within.append(node)
        try:
            if isinstance(node, yaml.MappingNode):
                return self._mapping(node)
            return self._sequence(node)
        finally:
            self._within.pop()

    def _mapping(self, node: yaml.MappingNode) -> LocatedMapping:
        result = LocatedMapping(self._source(node))
        written: dict[Hashable, Source] = {}
        for key_node, value_node in node.value:
            at, key_at = self._source(value_node), self._source(key_node)
            if key_node.tag == "tag:yaml.org,2002:merge":
                self._merge(result, value_node)
                continue
            key = self.build(key_node)
            if key is UNREADABLE:
                continue
            if not isinstance(key, str):
                self.faults.append(Fault(_no_key(key_node, key), key_at))
                continue
            if (told := _no_plain_space(key)) is not None:
                self._unreadable(told, key_at)
                _forget_last(result)
                continue
            if key in written:
                where = f"already on line {written[key].line}"
                second = self._unreadable(f"a second key {key!r}, {where}", key_at)
                result.put(key, second, at=at, key_at=key_at)
                continue
            written[key] = key_at
            result.put(key, self.build(value_node), at=at, key_at=key_at)
        return result

    def _merge(self, result: LocatedMapping, node: yaml.Node) -> None:
        merged = self.build(node)
        for each in merged if isinstance(merged, list) else [merged]:
            if each is UNREADABLE:
                continue
            if not isinstance(each, LocatedMapping):
                self.faults.append(Fault("<< must merge a mapping", self._source(node)))
                continue
            for key in each:
                if key not in result:
                    result.put(key, each[key], at=each.at[key], key_at=each.keys_at[key])

    def _sequence(self, node: yaml.CollectionNode) -> LocatedList:
        result = LocatedList(self._source(node))
        if node.flow_style and len(node.value) == 1 and (found := _parted(node.value[0])):
            told, at = found
            result.add(self._unreadable(told, self._place(at)), at=self._source(node.value[0]))
            return result
        for each in node.value:
            result.add(self.build(each), at=self._source(each))
        return result

    def _source(self, node: yaml.Node, skipped: int = 0) -> Source:
        mark = node.start_mark
        return Source(self._file, mark.line + 1, mark.column + 1 + skipped)


def _parted(node: yaml.Node) -> tuple[str, int] | None:
    """Return the fault of a list's only element that contains foreign commas, and its place.

    Without quotes, several elements were surely meant.
    """
    if not isinstance(node, yaml.ScalarNode) or node.style:
        return None
    at = foreign_comma(node.value)
    if at is None:
        return None
    what = f"{node.value[at]!r} is no comma of YAML, so this is one element: write ', '"
    return f"{what}; if one is meant, quote it", node.start_mark.index + at


def _no_plain_space(key: str) -> str | None:
    """Return the fault of a key that begins with a character that only looks like a space."""
    if key.isascii():
        return None
    return next((told for told, column in look_alikes(key) if key[column].isspace()), None)


def _forget_last(result: LocatedMapping) -> None:
    """Make the last value unreadable if it is empty: its content is indented wrongly."""
    last = next(reversed(result), None)
    if last is not None and result[last] is None:
        result[last] = UNREADABLE


def _is_template(node: yaml.Node) -> bool:
    """Tell whether a node was `{{ … }}` without quotes: YAML reads that as a mapping as a key."""
    if not isinstance(node, yaml.MappingNode) or len(node.value) != 1 or not node.flow_style:
        return False
    key, value = node.value[0]
    return isinstance(key, yaml.MappingNode) and value.start_mark.index == value.end_mark.index


def _no_key(node: yaml.Node, key: object) -> str:
    written = node.value if isinstance(node, yaml.ScalarNode) else repr(key)
    return f"a key must be text, not {written}: quote it"


def _no_tag(node: yaml.Node) -> str:
    tag = node.tag.replace("tag:yaml.org,2002:", "!!")
    return f"there is no tag {_short(tag)} here: write a plain value, or quote the text"


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:39]}…")
