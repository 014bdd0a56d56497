"""`query(issues, …)`: the matching issues of the world, for loops; no request is sent."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from gh_playbook.declaration.name import matches
from gh_playbook.declaration.value import Value
from gh_playbook.declaration.wording import suggestion
from gh_playbook.frozen import dataclass
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.world import World

# The word of playbooks for the things that can be queried.
ISSUES = "issues"


@dataclass(frozen=True)
class FoundIssue:
    """An issue as templates see it. `author` and `assignees` are logins.

    `fields` are the values of its issue fields, if the backlog declares some.
    """

    number: int
    title: str
    body: str
    url: str | None
    state: str
    reason: str | None
    labels: tuple[str, ...]
    milestone: str | None
    type: str | None
    assignees: tuple[str, ...]
    author: str
    fields: Mapping[str, Value]


# The values of an issue for each argument of a query, and whether they may be `none`.
_NAMES: dict[str, Callable[[FoundIssue], Sequence[str]]] = {
    "labels": lambda issue: issue.labels,
    "milestone": lambda issue: [issue.milestone] if issue.milestone else [],
    "type": lambda issue: [issue.type] if issue.type else [],
    "assignees": lambda issue: issue.assignees,
    "author": lambda issue: [issue.author],
    "title": lambda issue: [issue.title],
}
_STATES = ("open", "closed", "all")


def querying(world: World) -> Callable[..., list[FoundIssue]]:
    """Return the function that templates call; it sees the world at the time of the call."""

    def query(kind: Any, *, state: str = "open", **wanted: Any) -> list[FoundIssue]:
        """Return the issues that match all arguments, by number.

        A name may contain `*` and `?`. A list means that all of its names must match; `none` means
        issues without any.
        """
        if kind != ISSUES:
            raise ValueError(f"query knows {ISSUES!r}, not {kind!r}")
        if state not in _STATES:
            raise ValueError(f"a state is open, closed or all, not {state!r}")
        for name in wanted:
            if name not in _NAMES:
                raise ValueError(f"query has no {name!r}{suggestion(name, [*_NAMES, 'state'])}")
        found = [
            issue
            for issue in _issues(world)
            if state in ("all", issue.state)
            and all(_fits(_NAMES[name](issue), value) for name, value in wanted.items())
        ]
        return sorted(found, key=lambda each: each.number)

    return query


def _issues(world: World) -> Iterable[FoundIssue]:
    return [_found(each, each.number) for each in world.issues.values() if each.number is not None]


def _found(issue: ExistingIssue, number: int) -> FoundIssue:
    return FoundIssue(
        number=number,
        title=issue.title,
        body=issue.body,
        url=issue.url,
        state=issue.state,
        reason=issue.reason,
        labels=issue.labels,
        milestone=issue.milestone,
        type=issue.type,
        assignees=issue.assignees,
        author=issue.author.login or "",
        fields=issue.fields,
    )


def _fits(names: Sequence[str], wanted: Any) -> bool:
    """Tell whether a name matches each pattern; without patterns, whether there is no name."""
    if wanted is None:
        return not names
    patterns = [wanted] if isinstance(wanted, str) else list(wanted)
    return all(any(matches(name, str(pattern)) for name in names) for pattern in patterns)
