"""YAML with positions: plain data whose mappings and lists know where they were written."""

import math
import re
from bisect import bisect_left
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from gh_playbook.declaration import text_file, yaml_syntax
from gh_playbook.declaration.source import Fault, InputError, Source
from gh_playbook.declaration.yaml_loader import FastLoader, Loader, compose_long
from gh_playbook.declaration.yaml_look_alike import look_alikes
from gh_playbook.declaration.yaml_misreading import misread, swallowed


class LocatedMapping(dict[str, Any]):
    """A YAML mapping; `at` has each value's place, `keys_at` each key's."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source = source
        self.at: dict[Any, Source] = {}
        self.keys_at: dict[Any, Source] = {}

    def put(self, key: str, value: object, *, at: Source, key_at: Source) -> None:
        """Set a value with its place and its key's."""
        self[key] = value
        self.at[key] = at
        self.keys_at[key] = key_at

    def take(self, other: "LocatedMapping") -> None:
        """Set all values of the other mapping, with their places."""
        for key in other:
            self.put(key, other[key], at=other.at[key], key_at=other.keys_at[key])


class LocatedList(list[Any]):
    """A YAML list; `at` has each element's place."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source = source
        self.at: dict[Any, Source] = {}

    def add(self, value: object, *, at: Source) -> None:
        """Append a value with its place."""
        self.at[len(self)] = at
        self.append(value)


class Unreadable:
    """Stands in the place of a value that could not be read; the document has the fault."""

    def __repr__(self) -> str:
        return "…"


UNREADABLE = Unreadable()


@dataclass(frozen=True)
class Document:
    """The content of a YAML text, and the faults of parts of it; such parts are UNREADABLE."""

    value: Any
    faults: tuple[Fault, ...] = ()


def read(path: Path) -> Document:
    """Read a YAML file. Raises InputError where it cannot be read or is not YAML."""
    return document(text_file.read(path), str(path))


def load(path: Path) -> Any:
    """Return the content of a YAML file. Raises InputError with all of its faults."""
    return _whole(read(path))


def parse(text: str, file: str) -> Any:
    """Return what YAML text holds; `file` is its name in places. Raises InputError as `load`."""
    return _whole(document(text, file))


def document(text: str, file: str) -> Document:
    """Read YAML text; `file` is its name in places. Raises InputError where it is not YAML."""
    if file.lower().endswith(".json"):
        text = _INDENTED.sub(lambda found: " " * len(found[0]), text)
    composed = compose_long(text)
    return _built(*composed, text, file) if composed else _composed(text, file)


def _composed(text: str, file: str) -> Document:
    try:
        loader = Loader(text)
        node = loader.get_single_node()
    except yaml.YAMLError as error:
        raise InputError([yaml_syntax.fault(error, text, file)]) from error
    except (ValueError, OverflowError) as error:
        # An escape beyond Unicode, which PyYAML does not look at.
        mark = loader.get_mark()
        source = Source(file, mark.line + 1, mark.column + 1)
        raise InputError([Fault("not valid YAML: there is no such character", source)]) from error
    return _built(loader, node, text, file)


def _built(loader: Loader | FastLoader, node: yaml.Node | None, text: str, file: str) -> Document:
    construction = _Construction(loader, text, file)
    value = construction.build(node) if node else None
    return Document(value, tuple(construction.faults))


def _whole(document: Document) -> Any:
    if document.faults:
        raise InputError(document.faults)
    return document.value


def locate(data: Any, path: Iterable[str | int], *, key: bool = False) -> Source | None:
    """Return the place of what the path leads to, or of the last part of the path that has one.

    With `key`, the place of the last key instead of its value.
    """
    source = data.source if isinstance(data, LocatedMapping | LocatedList) else None
    for step in path:
        if isinstance(data, LocatedMapping) and step in data:
            source = data.keys_at[step] if key else data.at[step]
            data = data[str(step)]
        elif isinstance(data, LocatedList) and isinstance(step, int) and step < len(data):
            source = data.at[step]
            data = data[step]
    return source


# JSON may be indented with tabs, YAML may not.
_INDENTED = re.compile(r"^[ \t]*\t[ \t]*", re.MULTILINE)
_SCALARS = {"bool": "true or false", "int": "a number", "float": "a number", "null": "null"}
_ESCAPE = re.compile(r"\\(?:[uU]([0-9a-fA-F]{4,8})|.)", re.DOTALL)


class _Construction:
    """Turns nodes into located data and collects what is wrong with them."""

    def __init__(self, loader: Loader | FastLoader, text: str, file: str) -> None:
        self._loader = loader
        self._text = text
        self._file = file
        self._within: list[yaml.Node] = []
        self.faults: list[Fault] = []

    def build(self, node: yaml.Node) -> Any:
        if isinstance(node, yaml.CollectionNode):
            return self._collection(node)
        kind = node.tag.removeprefix("tag:yaml.org,2002:")
        try:
            if kind == "str":
                return self._checked(node, node.value)
            if kind in _SCALARS:
                return self._checked(node, self._loader.construct_object(node))
            message = _no_tag(node)
        except (ValueError, KeyError):
            message = f"{_short(node.value)} cannot be read as {_SCALARS[kind]}: quote it"
        return self._unreadable(message, self._source(node))

    def _checked(self, node: yaml.Node, value: Any) -> Any:
        """Return the value of a scalar, or UNREADABLE where it cannot be what was meant."""
        end = node.end_mark.index
        if value is None and node.value == "" and (told := swallowed(self._text, end)):
            return self._unreadable(told, self._source(node, 1))
        if isinstance(value, float) and math.isinf(value):
            return self._unreadable(f"{_short(node.value)} is too large", self._source(node))
        if not isinstance(value, str):
            return value
        if self._text.startswith("! ", node.start_mark.index):
            return self._unreadable("a text that begins with '!' needs quotes", self._source(node))
        is_plain = getattr(node, "style", None) is None
        if is_plain and (found := misread(node, value, self._text)):
            what, index = found
            return self._unreadable(what, self._place(index))
        return self._joined(node, value)

    def _joined(self, node: yaml.Node, value: str) -> Any:
        """Return a text with the pairs of surrogates that JSON writes made one character each."""
        if value.isascii():
            return value
        try:
            return value.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            escape, at = next(self._lone_surrogates(node))
            what = f"'{escape}' is half a character: two such escapes make one"
            return self._unreadable(what, at)

    def _lone_surrogates(self, node: yaml.Node) -> Iterator[tuple[str, Source]]:
        """Yield the escapes of halves of characters without the other half, with their places."""
        begin = node.start_mark.index
        first: re.Match[str] | None = None
        for escape in _ESCAPE.finditer(self._text[begin : node.end_mark.index]):
            code = int(escape[1] or "0", 16)
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
        for each in node.value:
            result.add(self.build(each), at=self._source(each))
        return result

    def _source(self, node: yaml.Node, skipped: int = 0) -> Source:
        mark = node.start_mark
        return Source(self._file, mark.line + 1, mark.column + 1 + skipped)


def _no_plain_space(key: str) -> str | None:
    """Return what is wrong with a key that begins with what only looks like a space."""
    if key.isascii():
        return None
    return next((told for told, column in look_alikes(key) if key[column].isspace()), None)


def _forget_last(result: LocatedMapping) -> None:
    """Make the last value unreadable if it is empty: what should be its is indented wrongly."""
    last = next(reversed(result), None)
    if last is not None and result[last] is None:
        result[last] = UNREADABLE


def _is_template(node: yaml.Node) -> bool:
    """Tell whether a node is what YAML makes of `{{ … }}` without quotes: a mapping as a key."""
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
