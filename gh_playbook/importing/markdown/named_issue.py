"""The issues that a text names, `Sow, water and reap`: titles can have commas and *and*, too."""

from collections.abc import Iterator

from gh_playbook.importing.draft import Names, PlanDraft
from gh_playbook.importing.field_value import BETWEEN, unquoted
from gh_playbook.importing.vocabulary import is_nothing

# The most parts that a title is tried for: longer texts are lists.
_MOST = 12


def divide_names(draft: PlanDraft) -> None:
    """Divide the texts by which issues name others, now that all titles are known."""
    names = Names(draft.all_issues())
    for issue in draft.all_issues():
        for links in (issue.waits_for, issue.blocks, issue.related):
            links[:] = dict.fromkeys(each for text in links for each in names_in(text, names))


def block(draft: PlanDraft) -> None:
    """Let issues wait for those that say that they block them."""
    names = Names(draft.all_issues())
    for issue in draft.all_issues():
        for name in issue.blocks:
            waiting = names.find(name)
            if waiting is None or waiting is issue:
                issue.lost.append(f"blocks {name}: the plan has no such issue")
            elif all(names.find(each) is not issue for each in waiting.waits_for):
                waiting.waits_for.append(min(issue.names, default=issue.title, key=len))


def names_in(text: str, names: Names) -> Iterator[str]:
    """Yield the names in a text: the longest that issues have, and each other part alone."""
    pieces = BETWEEN.split(text)
    at = 0
    while at < len(pieces):
        ends = range(min(len(pieces), at + 2 * _MOST - 1), at, -2)
        runs = {end: unquoted("".join(pieces[at:end])) for end in ends}
        end = next((end for end in ends if names.find(runs[end]) is not None), at + 1)
        if not is_nothing(runs[end]):
            yield runs[end]
        at = end + 1
