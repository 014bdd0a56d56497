"""A YAML value in one line, as people write it.

A text that a loader would read as something else is quoted, and characters that control a terminal
are escaped.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import yaml

from gh_playbook.declaration.yaml.yaml_loader import Loader
from gh_playbook.declaration.yaml.yaml_look_alike import foreign_comma
from gh_playbook.frozen import dataclass
from gh_playbook.late_pattern import late_pattern

_PLAIN = late_pattern(r"\w[^\n\t]*")
_TOLD_APART = late_pattern(r": |:$| #|^\s|\s$|[\t\n]")
_IN_FLOW = late_pattern(r"[?,\[\]{}]")
_WORDS = late_pattern(r"(?i:y|n|yes|no|on|off)")


@cache
def _odd() -> re.Pattern[str]:
    """Return the pattern of characters that need an escape in a file; compiled only when needed.

    They are control characters, line ends of other scripts, marks that change the direction of
    text, and invisible characters.
    """
    return re.compile(
        r"[^\t\n\x20-\x7e\xa0-\xac\xae-\u200a\u200c\u200d\u2010-\u2027\u202f-\u205f"
        r"\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
    )


@dataclass(frozen=True)
class Raw:
    """A scalar that needs no quotes, whatever its text: a colour, a day."""

    text: str


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
    return text if _is_plain(text, in_flow=in_flow) else quoted(text)


def flow(value: Any) -> str:
    """Return a value in one line: a scalar, or mappings and lists in their short form."""
    if isinstance(value, Mapping):
        pairs = (f"{scalar(key, in_flow=True)}: {flow(each)}" for key, each in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value, in_flow=True)


def _number(value: float) -> str:
    """Return a number in plain digits: a loader would read one with an exponent as a text."""
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def escaped(text: str) -> str:
    """Return a text from GitHub for use in a comment."""
    return _odd().sub(lambda found: _escape(found[0]), " ".join(text.split()))


def is_harmless(text: str) -> bool:
    """Tell whether a text has only characters that may stand in a file as they are."""
    return not _odd().search(text)


def _is_plain(text: str, *, in_flow: bool) -> bool:
    if not _PLAIN.fullmatch(text) or _odd().search(text) or _TOLD_APART.search(text):
        return False
    if in_flow and (_IN_FLOW.search(text) or foreign_comma(text) is not None):
        return False
    return not _WORDS.fullmatch(text) and not _is_resolved(text)


def _is_resolved(text: str) -> bool:
    """Tell whether a loader, ours or one of YAML 1.1, reads a text as something else."""
    for loader in (Loader, yaml.SafeLoader):
        resolvers = loader.yaml_implicit_resolvers.get(text[:1], ())
        if any(pattern.match(text) for _, pattern in resolvers):
            return True
    return False


def quoted(text: str) -> str:
    """Return a text in double quotes, on one line."""
    return _odd().sub(lambda found: _escape(found[0]), json.dumps(text, ensure_ascii=False))


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
