"""YAML as people write it: short things in one line, texts in blocks, comments beside them.

The texts come from GitHub, where anybody can write them. A text that a loader would read as
something else is quoted, and characters that control a terminal are escaped, in comments too.
"""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from gh_playbook.declaration.yaml.yaml_value import escaped, flow, is_harmless, scalar
from gh_playbook.frozen import dataclass

WIDTH = 100
COMMENT = "#"


@dataclass(frozen=True)
class Remarked:
    """A value with a comment behind it."""

    value: Any
    comment: str


class InLine(dict[str, Any]):
    """A mapping that is written in one line, if it fits."""


# The content of a written mapping: its keys and values, in order; a comment has the key `#`.
Entry = list[tuple[str, Any]]


def document(sections: Entry) -> str:
    """Return a whole file, with empty lines between sections and between issues."""
    return "\n".join(_mapping(sections, 0, is_top=True)) + "\n"


def _mapping(entry: Entry, indent: int, *, is_top: bool = False) -> Iterator[str]:
    is_first, after_comment = True, False
    for key, value in entry:
        if is_top and not is_first and not after_comment:
            yield ""
        is_first, after_comment = False, key == COMMENT
        if key == COMMENT:
            yield from _comment(value, indent)
        else:
            yield from _pair(key, value, indent, is_top=is_top)


def _comment(text: str, indent: int) -> Iterator[str]:
    for line in textwrap.wrap(
        escaped(text), WIDTH - indent - 2, break_long_words=False, break_on_hyphens=False
    ):
        yield f"{' ' * indent}# {line}"


def _pair(key: str, value: Any, indent: int, *, is_top: bool) -> Iterator[str]:
    remark = ""
    if isinstance(value, Remarked):
        value, remark = value.value, f"  # {escaped(value.comment)}"
    start = f"{' ' * indent}{scalar(key)}:"
    if isinstance(value, tuple):
        value = list(value)
    if isinstance(value, InLine) and len(f"{start} {flow(value)}") > WIDTH:
        value = list(value.items())
    if isinstance(value, list) and value and isinstance(value[0], tuple):
        yield start + remark
        yield from _mapping(value, indent + 2)
    elif isinstance(value, list) and any(isinstance(each, list | InLine) for each in value):
        yield start + remark
        yield from _sequence(value, indent + 2, is_apart=is_top and key == "issues")
    elif isinstance(value, list):
        yield from _names(start, value, remark, indent)
    elif isinstance(value, InLine):
        yield f"{start} {flow(value)}{remark}"
    elif isinstance(value, str) and "\n" in value and is_harmless(value):
        indicator = "2" if value[0].isspace() else ""
        yield f"{start} |{indicator}{remark}"
        for line in value.split("\n"):
            yield f"{' ' * (indent + 2)}{line}" if line else ""
    else:
        yield f"{start} {scalar(value)}{remark}"


def _names(start: str, names: list[Any], remark: str, indent: int) -> Iterator[str]:
    """Yield a list of scalars: in one line if it fits, otherwise one below the other."""
    line = f"{start} {flow(names)}"
    if len(line) <= WIDTH or not names:
        yield line + remark
        return
    yield start + remark
    for name in names:
        yield f"{' ' * (indent + 2)}- {scalar(name)}"


def _sequence(items: Sequence[Any], indent: int, *, is_apart: bool) -> Iterator[str]:
    """Yield a list of mappings, and of bare names."""
    start = " " * indent
    for index, item in enumerate(items):
        if index and is_apart:
            yield ""
        if isinstance(item, list):
            yield from _item(item, indent)
            continue
        line = f"{start}- {flow(item) if isinstance(item, InLine) else scalar(item)}"
        if isinstance(item, InLine) and len(line) > WIDTH:
            yield from _item(list(item.items()), indent)
        else:
            yield line


def _item(entry: Entry, indent: int) -> Iterator[str]:
    """Yield a mapping in a list; comments before its first key stand above it."""
    first = next(index for index, (key, _) in enumerate(entry) if key != COMMENT)
    for _, text in entry[:first]:
        yield from _comment(text, indent)
    lines = list(_mapping(entry[first:], indent + 2))
    yield f"{' ' * indent}- {lines[0].lstrip()}"
    yield from lines[1:]


def rendered(what: tuple[str, Any] | list[Entry | InLine], indent: int) -> list[str]:
    """Return the lines of a key with its value, or of a list's entries, with this indentation."""
    if isinstance(what, tuple):
        return list(_pair(*what, indent, is_top=False))
    return list(_sequence(what, indent, is_apart=False))
