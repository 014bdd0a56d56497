"""Issues that a plan calls otherwise than the backlog does: the same place, or the same text.

`Build the index` between the same two issues is now `Build the search index`. A title of other
words is another issue, and so is one with another number: `Export 1` and `Export 2`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any, TypeVar

from gh_playbook.importing.draft import DraftIssue, folded

Known = TypeVar("Known")
_WORD = re.compile(r"\w+")
# A word with a slip mended is as alike as that.
_ALIKE = 0.7
# Characters of a text that tells an issue from others.
_TEXT = 20


def is_retitled(old: str, new: str) -> bool:
    """Tell whether a title says the same with words added, words removed, or slips mended."""
    before, after = (set(_WORD.findall(folded(each))) for each in (old, new))
    both, gone, come = before & after, before - after, after - before
    if not before or not after:
        return False
    is_changed = gone and come
    if is_changed:
        pairs = zip(sorted(gone), sorted(come), strict=False)
        alike = all(SequenceMatcher(None, *pair).ratio() >= _ALIKE for pair in pairs)
        return len(gone) == len(come) and alike
    return 2 * len(both) >= min(len(before), len(after))


def own_texts(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the texts of an issue, with their fields, that are long enough to be no other's."""
    for name in ("description", "acceptance_criteria"):
        value = fields.get(name)
        text = "\n".join(map(str, value)) if isinstance(value, list) else str(value or "")
        if len(text) > _TEXT:
            yield name, text.strip()


def runs(
    issues: Sequence[DraftIssue], known: Mapping[DraftIssue, Known]
) -> Iterator[tuple[Known | None, list[DraftIssue], Known | None]]:
    """Yield each row of unknown siblings, with what is known of those before and after it."""
    rows = [(is_known, list(row)) for is_known, row in groupby(issues, key=known.__contains__)]
    for at, (is_known, row) in enumerate(rows):
        if not is_known:
            before = known[rows[at - 1][1][-1]] if at else None
            after = known[rows[at + 1][1][0]] if at + 1 < len(rows) else None
            yield before, row, after
