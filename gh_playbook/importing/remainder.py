"""Words of a plan that are missing in the draft, though a reader understood their line.

A reader takes names, numbers and dates out of lines; the words beside them also matter to people.
So a line is reported if it has words that are neither in the draft nor usual words of plans.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from typing import Any

from gh_playbook.importing import structure, vocabulary
from gh_playbook.importing.day import days_in
from gh_playbook.importing.draft import Draft, Unread

_WORD = re.compile(r"[^\W_]{2,}")
_ISSUE_URL = re.compile(r"https?://[^\s)]+/(?:issues|pull)/\d+")
# GitHub needs a moment for a milestone's day; the backlog has only the day.
_TIME_OF_DAY = re.compile(r"(?<=\d{4}-\d\d-\d\d)T[\d:.]+Z?\b", re.IGNORECASE)
# Words of commands: their own words, and the names of their options.
_COMMANDS = frozenset(
    {
        "gh",
        "api",
        "repos",
        "method",
        "post",
        "patch",
        "create",
        "edit",
        "repo",
        "body",
        "add",
        "raw",
        "cat",
        "eof",
        "file",
    }
    | {"color", "bash", "sh", "shell", "console", "text", "force", "field", "assignee", "due", "on"}
)
# Small words that stand between the parts of a line.
_SMALL = frozenset(
    {"br", "id", "key", "txxx"}
    | {"yes", "no", "the", "an", "and", "or", "by", "of", "to", "in", "for", "from", "with", "at"}
    | {"blocks", "needs", "waits"}
    | {"is", "are", "due", "move", "when", "pr", "has", "bis", "am", "le", "la", "les", "du", "de"}
)


def remainder(draft: Draft, lines: Sequence[str], used: Set[int]) -> Iterator[Unread]:
    """Yield the used lines, counted from 1, with lost words."""
    return partly(draft, [(number, "", lines[number - 1].strip()) for number in sorted(used)])


def partly(draft: Draft, texts: Iterable[tuple[int, str, str]]) -> Iterator[Unread]:
    """Yield the texts with lost words; each with its line, and an introduction for the message."""
    known = {*_words(draft), *vocabulary.words(), *structure.words(), *_COMMANDS, *_SMALL}
    for number, before, text in texts:
        said = _without_day(_TIME_OF_DAY.sub("", _ISSUE_URL.sub("", text)), known)
        words = _WORD.findall(said.casefold())
        if any(word not in known and not _is_known_number(word, known) for word in words):
            yield Unread(number, f"{before}{text} (taken in part)")


def _without_day(text: str, known: Set[str]) -> str:
    """Return a text without the day in it (`1 March 2027`), if the draft has that day."""
    days = days_in(text)
    is_there = days.day is not None and known >= {*days.day.isoformat().split("-")}
    return days.rest if is_there and days.first is None else text


def _is_known_number(word: str, known: Set[str]) -> bool:
    """Tell whether it is a known number with leading zeros."""
    return word.isdecimal() and word.lstrip("0") in known


def _words(value: Any) -> Iterator[str]:
    """Yield all words and numbers of a draft, or of a part of it."""
    if is_dataclass(value):
        for each in fields(value):
            if each.name not in {"unread", "chosen", "line"}:
                yield from _words(getattr(value, each.name))
    elif isinstance(value, Mapping):
        yield from _words([*value.keys(), *value.values()])
    elif isinstance(value, list | tuple | set):
        for each in value:
            yield from _words(each)
    elif value is not None:
        text = str(value).casefold()
        yield from _WORD.findall(text)
        yield from (each.lstrip("0") for each in re.findall(r"\d+", text))
