"""Escaping: some characters are printed unchanged, others are shown as escapes.

Anybody can write titles, names, bodies, file names and variables. Characters that act on a terminal
or on a reader (control characters, those that change the direction of text, invisible ones) are
shown as Python escapes; so is what a workflow's runner would obey. Tokens are masked.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from gh_playbook.github.token_masking import masked, masked_data

# Unicode's categories Cc, Cf, Cs, Zl and Zp, without tab and newline, without the joiners of emoji
# and letters (U+200C, U+200D), and without visible signs (such as U+0600); and invisible letters:
# fillers of Hangul, vowels of Khmer, the grapheme joiner.
_ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0001-\U000e007f]"
)
# Commands that a workflow's runner obeys in a job's output (actions/runner, ActionCommand.cs):
# `##[command` at any place, `::command::` at the beginning of a line; other runners have the like.
# Joiners and selectors do not count where .NET compares texts as people read them.
_UNSEEN = "\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef"
_COMMAND = re.compile(
    rf"#(?=[{_UNSEEN}]*#[\w{_UNSEEN}-]*\[)"
    rf"|(?<![^\s{_UNSEEN}]):(?=[{_UNSEEN}]*:[^\n]*?:[{_UNSEEN}]*:)"
)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def escaped(text: str, tokens: Sequence[str] | None = None) -> str:
    """Return a text escaped for printing; its line ends and tabs stay.

    `tokens` are the known tokens, which are masked in any form, if the caller has read them.
    """
    seen = _ACTING.sub(_as_python, masked(text.replace("\r\n", "\n"), tokens))
    return _COMMAND.sub(_by_code, seen)


def seen(text: str) -> str:
    """Return a text in which only the characters that act on a reader are escaped."""
    return text if text.isascii() and text.isprintable() else _ACTING.sub(_as_python, text)


def escaped_line(text: str, tokens: Sequence[str] | None = None) -> str:
    """Return a text escaped for printing on one line; `tokens` as in `escaped`."""
    return escaped(text, tokens).replace("\n", "\\n").replace("\t", "\\t")


def has_command(text: str) -> bool:
    """Tell whether a workflow's runner would obey a part of a text, if a job prints it."""
    return _COMMAND.search(text) is not None


def command_places(text: str) -> list[int]:
    """Return where commands to a runner begin in a text, in order."""
    return [found.start() for found in _COMMAND.finditer(text)]


def without_commands(text: str) -> str:
    """Return a text in which the commands to a runner are escaped, and nothing else."""
    return _COMMAND.sub(_by_code, text)


def json_text(document: Mapping[str, Any]) -> str:
    """Return a document as JSON, in which all unprintable characters are escaped."""
    text = json.dumps(masked_data(document), indent=2, ensure_ascii=False)
    return _COMMAND.sub(_as_json_code, _ACTING.sub(_as_json, text))


def for_stream(json_document: str, stream: TextIO) -> str:
    """Return a JSON text in which characters that the stream cannot encode are JSON escapes."""
    try:
        json_document.encode(stream.encoding or "utf-8")
    except UnicodeEncodeError:
        return _BEYOND_ASCII.sub(_as_json, json_document)
    return json_document


def make_lenient(stream: TextIO) -> None:
    """Make a stream print escapes for characters that it cannot encode, instead of failing."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _as_python(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


def _by_code(found: re.Match[str]) -> str:
    return f"\\x{ord(found[0]):02x}"


def _as_json_code(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _as_json(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]
