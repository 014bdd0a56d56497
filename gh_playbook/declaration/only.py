"""`--only KEY`: an issue and what it needs, and nothing else."""

from collections.abc import Callable, Collection, Iterable, Mapping

from gh_playbook.declaration.backlog import Dependency, Issue, IssueType, Label, Milestone, Relation
from gh_playbook.declaration.declared import Declared, suggestion
from gh_playbook.declaration.expansion import Item
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.source import Fault, InputError


def closure(keys: Collection[str], issues: Mapping[str, Issue]) -> frozenset[str]:
    """Return the keys with the parents and the blocking issues that they need, and theirs.

    Raises InputError for a key that nothing declares.
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
        waiting += [*issue.blocked_by, *([issue.parent] if issue.parent else [])]
    return frozenset(found)


def restrict(
    items: Iterable[Item], keys: frozenset[str], issues: Mapping[str, Issue]
) -> list[Item]:
    """Return the items that these issues are, wear or are linked by."""
    belongs = within(keys, issues)
    return [item for item in items if belongs(item.desired)]


def within(keys: frozenset[str], issues: Mapping[str, Issue]) -> Callable[[Declared], bool]:
    """Return what tells whether a declared thing is one of these issues, or theirs."""
    chosen = [issues[key] for key in keys]
    labels = {folded(name) for issue in chosen for name in issue.labels}
    milestones = {folded(issue.milestone) for issue in chosen if issue.milestone}
    types = {folded(issue.type) for issue in chosen if issue.type}

    def belongs(desired: Declared) -> bool:
        match desired:
            case Issue(key=key):
                return key in keys
            case Label(name=name):
                return folded(name) in labels
            case Milestone(title=title):
                return folded(title) in milestones
            case IssueType(name=name):
                return folded(name) in types
            case Dependency(issue=one, blocked_by=other) | Relation(issue=one, related_to=other):
                return {one, other} <= keys
            case _:
                return True

    return belongs
