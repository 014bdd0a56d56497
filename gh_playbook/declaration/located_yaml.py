"""YAML with positions: plain data whose mappings and lists remember where they were written.

Scalars follow YAML 1.2 where YAML 1.1 surprises people: `yes`, `on`, `12:30` and `2026-12-31` are
text, and so is a number with a leading zero, such as the colour 000000.
"""

import re
from collections.abc import Hashable, Iterable
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import yaml
from yaml.reader import ReaderError

from gh_playbook.declaration.source import Fault, InputError, Source


@runtime_checkable
class Located(Protocol):
    """A container that knows where it and what is in it were written."""

    source: Source
    at: dict[Any, Source]


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
        """Set all that the other has, with its places."""
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


def load(path: Path) -> Any:
    """Read a YAML file.

    Raises InputError with every duplicate key, or with the first syntax error, or when the file
    cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError([Fault(f"there is no file {path}")]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([Fault(f"cannot read {path}: {error}")]) from error
    return parse(text, str(path))


def parse(text: str, file: str) -> Any:
    """Read YAML text; `file` is its name in places. Raises InputError as `load` does."""
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = _mark(error)
        source = Source(file, mark.line + 1, mark.column + 1) if mark else Source(file, 1, 1)
        raise InputError([Fault(f"not valid YAML: {_problem(error)}", source)]) from error
    except ReaderError as error:
        before = text[: error.position].split("\n")
        source = Source(file, len(before), len(before[-1]) + 1)
        what = f"the character {chr(error.character)!r} may not stand in it"
        raise InputError([Fault(f"not valid YAML: {what}", source)]) from error
    construction = _Construction(loader, file)
    value = construction.build(node) if node else None
    if construction.faults:
        raise InputError(construction.faults)
    return value


def locate(data: Any, path: Iterable[str | int], *, key: bool = False) -> Source | None:
    """Return the place of what the path leads to, or of the last thing on it that has one.

    With `key`, the place of the last key rather than of its value.
    """
    source = data.source if isinstance(data, Located) else None
    for step in path:
        if isinstance(data, LocatedMapping) and step in data:
            source = data.keys_at[step] if key else data.at[step]
            data = data[str(step)]
        elif isinstance(data, LocatedList) and isinstance(step, int) and step < len(data):
            source = data.at[step]
            data = data[step]
    return source


# What people meant where PyYAML's words do not tell.
_HINTS = {
    "found character '\\t' that cannot start any token": "indent with spaces, not with a tab",
    "found unexpected end of stream": "a quote opens here that nothing closes",
    "mapping values are not allowed here": "a text that holds ': ' needs quotes",
    "found character '@' that cannot start any token": "a text that begins with '@' needs quotes",
    "found character '`' that cannot start any token": "a text that begins with '`' needs quotes",
    "found character '%' that cannot start any token": "a text that begins with '%' needs quotes",
}


def _problem(error: yaml.MarkedYAMLError) -> str:
    hint = _HINTS.get(error.problem or "")
    return hint or ", ".join(filter(None, [error.context, error.problem]))


def _mark(error: yaml.MarkedYAMLError) -> yaml.Mark | None:
    """Return where it went wrong: of a text that does not end, where that begins."""
    if error.problem == "found unexpected end of stream" and error.context_mark:
        return error.context_mark
    return error.problem_mark or error.context_mark


class _Loader(yaml.SafeLoader):
    """SafeLoader with the scalars of YAML 1.2's core schema, leading zeros excepted."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?[0-9]+\.[0-9]+(?:[eE][-+]?[0-9]+)?", "-+0123456789"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("merge", r"<<", "<"),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), list(_first)
    )


_SCALARS = {"str", "bool", "int", "float", "null"}


class _Construction:
    """Turns nodes into located data and collects duplicate keys."""

    def __init__(self, loader: _Loader, file: str) -> None:
        self._loader = loader
        self._file = file
        self._within: list[yaml.Node] = []
        self.faults: list[Fault] = []

    def build(self, node: yaml.Node) -> Any:
        if isinstance(node, yaml.CollectionNode):
            return self._collection(node)
        kind = node.tag.removeprefix("tag:yaml.org,2002:")
        try:
            if kind in _SCALARS:
                return self._loader.construct_object(node)
            message = f"there is no tag {node.tag!r} here: write a plain value"
        except (ValueError, KeyError):
            message = f"{node.value!r} is no {kind}"
        self.faults.append(Fault(message, self._source(node)))
        return None

    def _collection(self, node: yaml.CollectionNode) -> Any:
        if any(each is node for each in self._within):
            self.faults.append(Fault("it holds itself, by an alias", self._source(node)))
            return None
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
            if not isinstance(key, str):
                self.faults.append(Fault(f"a key must be text, not {key!r}: quote it", key_at))
                continue
            if key in written:
                where = f"already on line {written[key].line}"
                self.faults.append(Fault(f"a second key {key!r}, {where}", key_at))
                continue
            written[key] = key_at
            result.put(key, self.build(value_node), at=at, key_at=key_at)
        return result

    def _merge(self, result: LocatedMapping, node: yaml.Node) -> None:
        merged = self.build(node)
        for each in merged if isinstance(merged, list) else [merged]:
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

    def _source(self, node: yaml.Node) -> Source:
        return Source(self._file, node.start_mark.line + 1, node.start_mark.column + 1)
