"""Words of a plan that are missing in the draft, though a reader understood their line.

A reader takes names, numbers and dates out of lines; the words beside them also matter to people.
So a line is reported if it has words that are neither in the draft nor usual words of plans.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass, replace
from itertools import groupby, pairwise
from typing import Any

from gh_playbook.importing import vocabulary
from gh_playbook.importing.day import days_in
from gh_playbook.importing.draft import PlanDraft, Unread
from gh_playbook.importing.markdown import structure

_WORD = re.compile(r"[^\W_]{2,}")
_IN_PART = " (taken in part)"
# The mark of an item of a list, whose number says nothing.
_ITEM = re.compile(r"^\s*(?:\d+[.)]\s+)?")
# What stands between parts of a line that can go to different places.
_MARK = re.compile(r"\b[\w-]*\d[\w.-]*|[^\w\s'\u2019/.-]+|\s[-/]\s|\.\s")
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


def remainder(draft: PlanDraft, lines: Sequence[str], used: Set[int]) -> Iterator[Unread]:
    """Yield the used lines, counted from 1, with lost words."""
    found = partly(draft, [(each, "", _ITEM.sub("", lines[each - 1])) for each in sorted(used)])
    for each in found:
        yield replace(each, text=f"{lines[each.line - 1].strip()}{_IN_PART}")


def partly(draft: PlanDraft, texts: Iterable[tuple[int, str, str]]) -> Iterator[Unread]:
    """Yield the texts with lost words; each with its line, and an introduction for the message."""
    own = vocabulary.words() | structure.words() | _COMMANDS | _SMALL
    values = list(_texts(draft))
    words = {word for value in values for word in _words(value)}
    pairs = {pair for value in values for pair in pairwise(_WORD.findall(value))}
    known = words | own
    for number, before, text in texts:
        said = _without_day(_TIME_OF_DAY.sub("", _ISSUE_URL.sub("", text)), known).casefold()
        is_lost = any(not _is_known(word, known) for word in _WORD.findall(said))
        if is_lost or any(_is_torn(part, pairs, own) for part in _MARK.split(said)):
            yield Unread(number, f"{before}{text}{_IN_PART}")


def _is_known(word: str, known: Set[str]) -> bool:
    """Tell whether a word is known, or is a known number with leading zeros."""
    return word in known or (word.isdecimal() and word.lstrip("0") in known)


def _is_torn(part: str, pairs: Set[tuple[str, str]], own: Set[str]) -> bool:
    """Tell whether people's words stand side by side in a line, and nowhere so in the draft.

    The words alone may be those of another line.
    """
    words = _WORD.findall(part)
    for is_people, group in groupby(words, key=lambda word: word.isalpha() and word not in own):
        row = list(group)
        kept = {word for pair in pairwise(row) if pair in pairs for word in pair}
        if is_people and len(row) > 1 and not kept.issuperset(row):
            return True
    return False


def _without_day(text: str, known: Set[str]) -> str:
    """Return a text without the day in it (`1 March 2027`), if the draft has that day."""
    days = days_in(text)
    is_there = days.day is not None and known >= {*days.day.isoformat().split("-")}
    return days.rest if is_there and days.first is None else text


def _texts(value: Any) -> Iterator[str]:
    """Yield all texts of a draft, or of a part of it, in small letters."""
    if is_dataclass(value):
        for each in fields(value):
            if each.name not in {"unread", "chosen", "line"}:
                yield from _texts(getattr(value, each.name))
    elif isinstance(value, Mapping):
        yield from _texts([*value.keys(), *value.values()])
    elif isinstance(value, list | tuple | set):
        for each in value:
            yield from _texts(each)
    elif value is not None:
        yield str(value).casefold()


def _words(text: str) -> Iterator[str]:
    """Yield the words and the numbers of a text."""
    yield from _WORD.findall(text)
    yield from (each.lstrip("0") for each in re.findall(r"\d+", text))
