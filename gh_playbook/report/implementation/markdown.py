"""Parts of Markdown, as GitHub reads it."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from gh_playbook.declaration import wording
from gh_playbook.report.escaping import seen
from gh_playbook.report.implementation.state import IssueState

# The number of parts that an enumeration of many names.
_FEW = 5
_CODE = re.compile(r"(`[^`]+`)")
# Characters with a meaning in Markdown, and texts that would become a link or a mention.
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&$@]|:(?=//)|(?<=www)\.)", re.IGNORECASE)


def escaped(text: str) -> str:
    """Return a text escaped, so that it shows as it is, in tables too."""
    return _escaped(text)


# The cells of a table say the same few things again and again.
@lru_cache(maxsize=1 << 14)
def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", seen(" ".join(text.split())))


def prose(text: str) -> str:
    """Return a text with code between backticks, and everything else escaped."""
    parts = _CODE.split(seen(" ".join(text.split())))
    return "".join(
        part.replace("|", r"\|") if _CODE.fullmatch(part) else _SPECIAL.sub(r"\\\1", part)
        for part in parts
    )


def link(text: str, url: str | None) -> str:
    """Return a link; without an address, the text."""
    return f"[{escaped(text)}]({url})" if url else escaped(text)


def number(entry: IssueState) -> str:
    """Return an issue's number as a link: `[#13](…)`; its key if it has no number yet."""
    return link(entry.reference, entry.url) if entry.number else f"`{entry.key}`"


def named(entry: IssueState) -> str:
    """Return an issue's number as a link, and its title."""
    return f"{number(entry)} {escaped(entry.title)}"


def quoted(text: str) -> str:
    """Return a name in italics."""
    return f"*{escaped(text)}*"


def code(text: str) -> str:
    """Return a name as code, in a table's cell too; in italics if code cannot contain it."""
    return quoted(text) if {"`", "|"} & set(text) else f"`{seen(' '.join(text.split()))}`"


def listed(parts: Iterable[str]) -> str:
    """Return parts as an enumeration: `a, b and c`."""
    *head, last = list(parts) or [""]
    return f"{', '.join(head)} and {last}" if head else last


def few(parts: Iterable[str]) -> str:
    """Return an enumeration of the first parts, and how many more there are."""
    found = list(parts)
    more = len(found) - _FEW
    return listed([*found[:_FEW], f"{more} more"] if more > 1 else found)


def numbers(entries: Iterable[IssueState]) -> str:
    """Return the numbers of issues as an enumeration."""
    return listed(map(number, entries))


def points(value: float | None) -> str:
    """Return story points without unnecessary digits; empty for none."""
    return "" if value is None else f"{value:g}"


def counted(things: Sequence[object] | float, one: str, many: str | None = None) -> str:
    """Return the number of things with their noun: `1 issue`, `2 issues`."""
    number = things if isinstance(things, int | float) else len(things)
    return wording.counted(number, one, many)
