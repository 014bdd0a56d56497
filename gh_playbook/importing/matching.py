"""Which issue of a backlog each issue of a plan is: by its number, then by its title."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from gh_playbook.declaration.issue import Issue
from gh_playbook.importing.draft import Draft, DraftIssue, folded
from gh_playbook.importing.key import key_of


def give_keys(draft: Draft, document: CommentedMap, others: Iterable[Issue] = ()) -> None:
    """Give each issue a key: that of the file's issue of this number or title, or a new one.

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
    by_number, by_title = defaultdict(list), defaultdict(list)
    for each in entries:
        by_number[each.get("number")].append(each)
        by_title[folded(str(each.get("title")))].append(each)
    given: set[int] = set()
    for issue in draft.all_issues():
        numbered = by_number[issue.number] if issue.number else []
        likely = _likely(numbered, by_title[folded(issue.title)], issue)
        entry = next((each for each in likely if id(each) not in given), None)
        if entry is not None:
            given.add(id(entry))
        issue.key = str(entry["key"]) if entry is not None else key_of(issue.title, taken)
        taken.add(issue.key)


def _likely(
    numbered: Sequence[CommentedMap], alike: Sequence[CommentedMap], issue: DraftIssue
) -> Iterator[CommentedMap]:
    """Yield the entries that an issue may be, the likeliest first; of those alike, in their order.

    `numbered` have its number, `alike` its title; one of the latter with another number is another.
    """
    yield from (each for each in numbered if any(each is twin for twin in alike))
    yield from numbered
    yield from (each for each in alike if not _is_another(each, issue))


def _is_another(entry: CommentedMap, issue: DraftIssue) -> bool:
    """Tell whether an entry of the same title has another number."""
    return bool(entry.get("number") and issue.number and entry["number"] != issue.number)


def entries_of(issues: Any) -> Iterator[CommentedMap]:
    """Yield the issues of a list, each before those below it."""
    for entry in maps_of(issues):
        yield entry
        yield from entries_of(entry.get("sub_issues"))


def maps_of(entries: Any) -> Iterator[CommentedMap]:
    """Yield the mappings in a list."""
    for entry in entries if isinstance(entries, CommentedSeq) else ():
        if isinstance(entry, CommentedMap):
            yield entry
