"""Titles that are nearly the same: a hint for people, never a reason to bind an issue."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Generic, Protocol, TypeVar

from gh_playbook.declaration.name import folded
from gh_playbook.late_pattern import late_pattern

_TAG = late_pattern(r"(?:\[[^\]]*\]|\w+(?:\([^)]*\))?!?:)\s*")
_ARTICLES = {"a", "an", "the"}
# In a title of this many words one more word changes little; in a shorter one it changes much.
_MANY = 4
# So many titles that differ in one word are a series, and no slips.
_CROWD = 20
# Shorter words differ in one letter and mean something else.
_LONG = 5
_ALIKE = 0.8

_Words = tuple[str, ...]


class Titled(Protocol):
    """An issue, in the form of runs or in that of verification."""

    @property
    def id(self) -> str:
        """Its node id."""

    @property
    def title(self) -> str:
        """Its title."""


_Issue = TypeVar("_Issue", bound=Titled)


class Titles(Generic[_Issue]):
    """The titles of issues, looked up by their words and by all but one of them."""

    def __init__(self, issues: Iterable[_Issue]) -> None:
        self._worded: dict[_Words, dict[str, tuple[_Issue, _Words]]] = {}
        for issue in issues:
            found = words(issue.title)
            for key in {found, *_shortened(found)}:
                self._worded.setdefault(key, {})[issue.id] = (issue, found)

    def like(self, title: str) -> list[_Issue]:
        """Return the issues whose titles people would call the same."""
        asked = words(title)
        found: dict[str, _Issue] = {}
        for key in dict.fromkeys([asked, *_shortened(asked)]):
            there = self._worded.get(key, {})
            if len(there) > _CROWD:
                continue
            for id, (issue, other) in there.items():
                if is_alike(asked, other):
                    found[id] = issue
        return list(found.values())


def words(title: str) -> _Words:
    """Return the words of a title in lower case, without a tag before it and without articles."""
    text = folded(title)
    rest = _TAG.sub("", text, count=1) if _TAG.match(text) else text
    found = re.findall(r"\w+", rest) or re.findall(r"\w+", text)
    return tuple(word for word in found if word not in _ARTICLES)


def is_alike(one: _Words, other: _Words) -> bool:
    """Tell whether titles of these words are equal, or differ in one more word, or in a slip."""
    if one == other:
        return bool(one)
    if len(one) == len(other):
        differing = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
        return len(one) > 1 and len(differing) == 1 and _is_slip(*differing[0])
    shorter, longer = sorted((one, other), key=len)
    is_one_more = len(longer) == len(shorter) + 1 and len(shorter) >= _MANY
    return is_one_more and any(
        shorter == (*longer[:at], *longer[at + 1 :]) and not _has_digit(longer[at])
        for at in range(len(longer))
    )


def _shortened(found: _Words) -> Iterator[_Words]:
    """Yield the words without one of them."""
    for at in range(len(found)) if len(found) > 1 else ():
        yield (*found[:at], *found[at + 1 :])


def _is_slip(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _LONG or _has_digit(one) or _has_digit(other):
        return False
    return SequenceMatcher(None, one, other).ratio() >= _ALIKE


def _has_digit(word: str) -> bool:
    return any(each.isdigit() for each in word)
