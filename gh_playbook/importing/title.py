"""Titles that a backlog cannot have: longer than GitHub's limit, or of two issues side by side."""

import re
from collections.abc import Iterable, Sequence

from gh_playbook.declaration.value import TITLE_LIMIT
from gh_playbook.importing.draft import ChosenReading, DraftIssue, PlanDraft, folded

# Where a long title ends: before a dash, behind a colon or the first sentence.
_END = re.compile(r"\s+[\u2013\u2014-]\s|:\s|\.\s")
_SHORT = 120


def fit_titles(draft: PlanDraft) -> None:
    """Shorten long titles, whose text becomes the description, and number equal ones.

    Both are told as chosen. Issues with a number of GitHub's have the title that they have there.
    """
    for issue in draft.all_issues():
        if len(issue.title) > TITLE_LIMIT:
            _shorten(draft, issue)
    _number(draft, draft.issues)
    for issue in draft.all_issues():
        _number(draft, issue.children)


def _shorten(draft: PlanDraft, issue: DraftIssue) -> None:
    text = issue.title
    end = next((each.start() for each in _END.finditer(text) if each.start() > 10), _SHORT + 1)
    short = text[:end].strip() if end <= _SHORT else text[:_SHORT].rsplit(" ", 1)[0] + "\u2026"
    known = issue.fields.get("description")
    issue.fields["description"] = f"{text}\n\n{known}" if known and known != text else text
    issue.names.add(folded(text))
    issue.title = short
    limit = f"longer than {TITLE_LIMIT} characters, and is the description now"
    draft.chosen.append(ChosenReading(issue.line, f"the title {short!r}: the line is {limit}"))


def _number(draft: PlanDraft, siblings: Sequence[DraftIssue]) -> None:
    """Give issues below the same one different titles: `Test`, `Test (2)`."""
    taken = {_place(each, each.title) for each in siblings if each.number is not None}
    for issue in siblings:
        if issue.number is not None:
            continue
        title = _free(issue, taken)
        if title != issue.title:
            text = f"{title!r}: an issue beside it is called {issue.title!r}, too"
            draft.chosen.append(ChosenReading(issue.line, text))
            issue.title = title
        taken.add(_place(issue, title))


def _free(issue: DraftIssue, taken: Iterable[tuple[str, str]]) -> str:
    title, number = issue.title, 2
    while _place(issue, title) in taken:
        title = f"{issue.title} ({number})"
        number += 1
    return title


def _place(issue: DraftIssue, title: str) -> tuple[str, str]:
    return issue.parent or "", folded(title)
