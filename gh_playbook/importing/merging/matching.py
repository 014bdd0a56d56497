"""Matching of a plan's issues with a backlog's issues: by number, then by title.

A title may have another priority or state in it by now: `Export (P1)`, `Export (in progress)`.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.derived_key import key_of
from gh_playbook.frozen import dataclass
from gh_playbook.importing.draft import DraftIssue, PlanDraft, folded
from gh_playbook.importing.merging.retitling import is_retitled, own_texts, runs

_STATES = "in progress|in review|to ?do|backlog|open|closed|done|not started|not planned|blocked"
_CHANGING = re.compile(rf"\((?:(?:priority\s*:?\s*)?p\d|{_STATES})\)|\bMVP\b", re.IGNORECASE)
# Unicode's categories of emoji and of the characters that join them.
_SIGNS = {"So", "Cf", "Mn"}


@dataclass(eq=False)
class _Entry:
    """An issue of the backlog file; `is_given` when an issue of the plan has it.

    `above` is the entry that it stands below, and `below` are those below it.
    """

    content: CommentedMap
    above: "_Entry | None" = None
    below: list["_Entry"] = field(default_factory=list)
    is_given: bool = False

    @property
    def title(self) -> str:
        """The title; `None` where there is none."""
        return str(self.content.get("title"))


def give_keys(draft: PlanDraft, document: CommentedMap, others: Iterable[Issue] = ()) -> list[str]:
    """Give each issue a key: the key of the file's issue with this number or title, or a new one.

    `others` are issues that may stand in files which the file includes. Returns the keys of the
    file's open issues that the plan does not have.
    """
    roots = [*_tree(document.get("issues"))]
    entries = [each for root in roots for each in _family(root)]
    taken = {str(each.content.get("key")) for each in entries}
    own = list(entries)
    entries += [
        _Entry(CommentedMap({"key": each.key, "number": each.number, "title": each.title}))
        for each in others
        if each.key not in taken
    ]
    taken |= {str(each.content.get("key")) for each in entries}
    found = _found(draft, entries)
    _add_retitled(draft.issues, roots, found)
    _add_same_texts(draft, own, found)
    for issue in draft.all_issues():
        entry = found.get(issue)
        issue.key = str(entry.content["key"]) if entry is not None else key_of(issue.title, taken)
        taken.add(issue.key)
    return [
        str(each.content.get("key"))
        for each in own
        if not each.is_given and each.content.get("state", "open") == "open"
    ]


def _tree(issues: Any, above: _Entry | None = None) -> Iterator[_Entry]:
    for content in maps_of(issues):
        entry = _Entry(content, above)
        entry.below = [*_tree(content.get("sub_issues"), entry)]
        yield entry


def _family(entry: _Entry) -> Iterator[_Entry]:
    yield entry
    for each in entry.below:
        yield from _family(each)


def _found(draft: PlanDraft, entries: Sequence[_Entry]) -> dict[DraftIssue, _Entry]:
    """Return the entry of each issue that has one; no entry belongs to two issues."""
    by_number, by_title, by_bare = defaultdict(list), defaultdict(list), defaultdict(list)
    for each in entries:
        by_number[each.content.get("number")].append(each)
        by_title[folded(each.title)].append(each)
        by_bare[_bare(each.title)].append(each)
    found: dict[DraftIssue, _Entry] = {}
    parents = {child: each for each in draft.all_issues() for child in each.children}

    def take(issue: DraftIssue, likely: Iterable[_Entry]) -> None:
        free = [each for each in likely if not each.is_given]
        above = found.get(parents[issue]) if issue in parents else None
        # Of equal titles the one below the same issue: several phases have their own `Tests`.
        entry = next((each for each in free if each.above is above), next(iter(free), None))
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


def _add_retitled(
    issues: Sequence[DraftIssue], entries: Sequence[_Entry], found: dict[DraftIssue, _Entry]
) -> None:
    """Add the entries of issues with a new title, which stand between the same issues as before."""
    places = {entry: at for at, entry in enumerate(entries)}
    for before, row, after in list(runs(issues, found)):
        first = places.get(before, -1) + 1 if before is not None else 0
        end = places.get(after, -1) if after is not None else len(entries)
        free = [each for each in entries[first : max(end, 0)] if not each.is_given]
        for issue in row:
            alike = [each for each in free if _is_retitled(each, issue)]
            others = [each for each in row if alike and _is_retitled(alike[0], each)]
            if len(alike) == 1 and len(others) == 1:
                _give(found, issue, alike[0])
    for issue in issues:
        if issue in found:
            _add_retitled(issue.children, found[issue].below, found)


def _add_same_texts(
    draft: PlanDraft, entries: Sequence[_Entry], found: dict[DraftIssue, _Entry]
) -> None:
    """Add the entries of issues with a new title whose text only one entry and one issue have."""
    written, said = defaultdict(list), defaultdict(list)
    for each in entries:
        for text in own_texts(each.content):
            written[text].append(each)
    for issue in draft.all_issues():
        for text in own_texts(issue.fields):
            said[text].append(issue)
    for text, issues in said.items():
        if len(issues) == len(written[text]) == 1 and issues[0] not in found:
            entry = written[text][0]
            if not entry.is_given and not _is_another(entry, issues[0]):
                _give(found, issues[0], entry)


def _give(found: dict[DraftIssue, _Entry], issue: DraftIssue, entry: _Entry) -> None:
    entry.is_given = True
    found[issue] = entry


def _is_retitled(entry: _Entry, issue: DraftIssue) -> bool:
    is_free = not entry.is_given and not _is_another(entry, issue)
    return is_free and is_retitled(_bare(entry.title), _bare(issue.title))


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
