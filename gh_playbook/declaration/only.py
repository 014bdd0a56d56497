"""`--only KEY`: an issue and what it needs, and nothing else."""

from collections.abc import Collection, Iterable, Mapping

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.chosen import Chosen
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.playbook.expansion import Item
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.declaration.wording import suggestion


def closure(keys: Collection[str], issues: Mapping[str, Issue]) -> frozenset[str]:
    """Return the keys with all parents and blocking issues that they need, directly or not.

    Raises InputError for an undeclared key.
    """
    unknown = [key for key in keys if key not in issues]
    if unknown:
        raise InputError(
            Fault(f"--only {key}: no issue has this key{suggestion(key, issues)}")
            for key in unknown
        )
    found: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key in found or key not in issues:
            continue
        found.add(key)
        issue = issues[key]
        waiting += [*issue.blocked_by, *filter(None, (issue.parent, issue.duplicate_of))]
    return frozenset(found)


def choose(keys: frozenset[str], issues: Mapping[str, Issue]) -> Chosen:
    """Return these issues with the names of their labels, milestones and types."""
    chosen = [issues[key] for key in keys]
    return Chosen(
        keys,
        labels=frozenset(folded(name) for issue in chosen for name in issue.labels),
        milestones=frozenset(folded(issue.milestone) for issue in chosen if issue.milestone),
        types=frozenset(folded(issue.type) for issue in chosen if issue.type),
    )


def restrict(items: Iterable[Item], chosen: Chosen) -> list[Item]:
    """Return the items that are these issues, what they use, or their links."""
    return [item for item in items if item.desired.belongs_to(chosen)]
