"""Matching of a plan's issues with a backlog's issues: by number, then by title.

A title may have another priority or state in it by now: `Export (P1)`, `Export (in progress)`.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from gh_playbook.declaration.issue import Issue
from gh_playbook.importing.draft import Draft, DraftIssue, folded
from gh_playbook.importing.key import key_of

_STATES = "in progress|in review|to ?do|backlog|open|closed|done|not started|not planned|blocked"
_CHANGING = re.compile(rf"\((?:(?:priority\s*:?\s*)?p\d|{_STATES})\)|\bMVP\b", re.IGNORECASE)
# Unicode's categories of emoji and of the characters that join them.
_SIGNS = {"So", "Cf", "Mn"}


@dataclass(eq=False)
class _Entry:
    """An issue of the backlog file; `is_given` when an issue of the plan has it."""

    content: CommentedMap
    is_given: bool = False


def give_keys(draft: Draft, document: CommentedMap, others: Iterable[Issue] = ()) -> None:
    """Give each issue a key: the key of the file's issue with this number or title, or a new one.

    `others` are issues that may stand in files which the file includes.
    """
    entries = list(entries_of(document.get("issues")))
    taken = {str(each.get("key")) for each in entries}
    entries += [
        CommentedMap({"key": each.key, "number": each.number, "title": each.title})
        for each in others
        if each.key not in taken
    ]
    taken |= {str(each.get("key")) for each in entries}
    found = _found(draft, entries)
    for issue in draft.all_issues():
        entry = found.get(issue)
        issue.key = str(entry.content["key"]) if entry is not None else key_of(issue.title, taken)
        taken.add(issue.key)


def _found(draft: Draft, entries: Sequence[CommentedMap]) -> dict[DraftIssue, _Entry]:
    """Return the entry of each issue that has one; no entry belongs to two issues."""
    by_number, by_title, by_bare = defaultdict(list), defaultdict(list), defaultdict(list)
    for each in map(_Entry, entries):
        title = str(each.content.get("title"))
        by_number[each.content.get("number")].append(each)
        by_title[folded(title)].append(each)
        by_bare[_bare(title)].append(each)
    found: dict[DraftIssue, _Entry] = {}

    def take(issue: DraftIssue, likely: Iterable[_Entry]) -> None:
        entry = next((each for each in likely if not each.is_given), None)
        if entry is not None:
            entry.is_given = True
            found[issue] = entry

    for issue in draft.all_issues():
        numbered = by_number[issue.number] if issue.number else []
        take(issue, _likely(numbered, by_title[folded(issue.title)], issue))
    for issue in draft.all_issues():
        if issue not in found:
            likely = (each for each in by_bare[_bare(issue.title)] if not _is_another(each, issue))
            take(issue, likely)
    return found


def _bare(title: str) -> str:
    """Return a title without the parts that plans change: its priority, its state, and signs."""
    plain = "".join(each for each in title if unicodedata.category(each) not in _SIGNS)
    return folded(_CHANGING.sub(" ", plain))


def _likely(
    numbered: Sequence[_Entry], alike: Sequence[_Entry], issue: DraftIssue
) -> Iterator[_Entry]:
    """Yield the entries that an issue may be, the likeliest first; equal ones in their order.

    `numbered` have its number, `alike` have its title; an entry of `alike` with another number is
    another issue.
    """
    yield from (each for each in numbered if each in alike)
    yield from numbered
    yield from (each for each in alike if not _is_another(each, issue))


def _is_another(entry: _Entry, issue: DraftIssue) -> bool:
    """Tell whether an entry of the same title has another number."""
    number = entry.content.get("number")
    return bool(number and issue.number and number != issue.number)


def entries_of(issues: Any) -> Iterator[CommentedMap]:
    """Yield the issues of a list, each before the issues below it."""
    for entry in maps_of(issues):
        yield entry
        yield from entries_of(entry.get("sub_issues"))


def maps_of(entries: Any) -> Iterator[CommentedMap]:
    """Yield the mappings in a list."""
    for entry in entries if isinstance(entries, CommentedSeq) else ():
        if isinstance(entry, CommentedMap):
            yield entry
