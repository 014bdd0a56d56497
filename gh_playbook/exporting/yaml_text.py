"""YAML as people write it: short things in one line, texts in blocks, comments beside them.

The texts come from GitHub, where anybody can write them. A text that a loader would read as
something else is quoted, and characters that control a terminal are escaped, in comments too.
"""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from gh_playbook.declaration.yaml_loader import Loader

WIDTH = 100
# What may stand in a file as it is: no control characters, no ends of lines of other scripts, no
# marks that turn the direction of text.
_ODD = re.compile(
    r"[^\t\n\x20-\x7e\xa0-\u200d\u2010-\u2027\u202f-\u2065\u206a-\ud7ff"
    r"\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_PLAIN = re.compile(r"\w[^\n\t]*")
_TOLD_APART = re.compile(r": |:$| #|^\s|\s$|[\t\n]")
_IN_FLOW = re.compile(r"[?,\[\]{}]")
_WORDS = re.compile(r"(?i:y|n|yes|no|on|off)")

COMMENT = "#"


@dataclass(frozen=True)
class Remarked:
    """A value with a comment behind it."""

    value: Any
    comment: str


class InLine(dict[str, Any]):
    """A mapping that is written in one line, where it fits."""


@dataclass(frozen=True)
class Raw:
    """A scalar that needs no quotes, whatever its text: a colour, a day."""

    text: str


# What is written as a mapping: its keys and values, in order; a comment has the key `#`.
Entry = list[tuple[str, Any]]


def document(sections: Entry) -> str:
    """Return a whole file, with empty lines between sections and between issues."""
    return "\n".join(_mapping(sections, 0, is_top=True)) + "\n"


def scalar(value: Any, *, in_flow: bool = False) -> str:
    """Return a scalar in YAML, quoted where a loader would read something else."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return _number(value)
        case date():
            return value.isoformat()
        case Raw(text=text):
            return text
    text = str(value)
    return text if _is_plain(text, in_flow=in_flow) else _quoted(text)


def _number(value: float) -> str:
    """Return a number in digits alone: with an exponent a loader would take it for a text."""
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def escaped(text: str) -> str:
    """Return a text from GitHub for use in a comment."""
    return _ODD.sub(lambda found: _escape(found[0]), " ".join(text.split()))


def _is_plain(text: str, *, in_flow: bool) -> bool:
    if not _PLAIN.fullmatch(text) or _ODD.search(text) or _TOLD_APART.search(text):
        return False
    if in_flow and _IN_FLOW.search(text):
        return False
    return not _WORDS.fullmatch(text) and not _is_resolved(text)


def _is_resolved(text: str) -> bool:
    """Tell whether a loader, ours or one of YAML 1.1, reads a text as something else."""
    for loader in (Loader, yaml.SafeLoader):
        resolvers = loader.yaml_implicit_resolvers.get(text[:1], ())
        if any(pattern.match(text) for _, pattern in resolvers):
            return True
    return False


def _quoted(text: str) -> str:
    return _ODD.sub(lambda found: _escape(found[0]), json.dumps(text, ensure_ascii=False))


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        pairs = (f"{scalar(key, in_flow=True)}: {_flow(each)}" for key, each in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return scalar(value, in_flow=True)


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
    if isinstance(value, InLine) and len(f"{start} {_flow(value)}") > WIDTH:
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
        yield f"{start} {_flow(value)}{remark}"
    elif isinstance(value, str) and "\n" in value and not _ODD.search(value):
        indicator = "2" if value[0].isspace() else ""
        yield f"{start} |{indicator}{remark}"
        for line in value.split("\n"):
            yield f"{' ' * (indent + 2)}{line}" if line else ""
    else:
        yield f"{start} {scalar(value)}{remark}"


def _names(start: str, names: list[Any], remark: str, indent: int) -> Iterator[str]:
    """Yield a list of scalars: in one line where it fits, else one below the other."""
    line = f"{start} {_flow(names)}"
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
        line = f"{start}- {_flow(item) if isinstance(item, InLine) else scalar(item)}"
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
    """Return the lines of a key with its value, or of a list's entries, indented so far."""
    if isinstance(what, tuple):
        return list(_pair(*what, indent, is_top=False))
    return list(_sequence(what, indent, is_apart=False))
