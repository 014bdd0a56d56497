"""What nobody declared and what is there twice: orphans, duplicates, dependencies in a circle.

A closed issue is no stray: closing it is how people put one away.
"""

from collections.abc import Iterator

from gh_playbook.declaration.backlog import Issue
from gh_playbook.declaration.name import is_same
from gh_playbook.verification import existing
from gh_playbook.verification.desired import Desired
from gh_playbook.verification.existing import Existing
from gh_playbook.verification.verification import Check, CheckState


def compare(desired: Desired, found: Existing) -> Iterator[Check]:
    """Find them all; with only a part of the backlog, those that have to do with it."""
    if desired.is_whole:
        yield from _orphans(desired, found)
    for issue in desired.issues:
        yield from _marked_twice(issue, found)
        yield from _titled_twice(issue, found)
    yield from _cycles(desired, found)


def _orphans(desired: Desired, found: Existing) -> Iterator[Check]:
    for issue in found.issues:
        if issue.is_open and issue.key is not None and issue.key not in desired.by_key:
            actual = f"{issue.reference} {issue.title}"
            yield Check("issue", issue.key, "declaration", "none", actual, CheckState.ORPHAN)


def _marked_twice(issue: Issue, found: Existing) -> Iterator[Check]:
    first, *others = found.by_key.get(issue.key, ()) or (None,)
    if first is not None:
        copies = [each.reference for each in others if each.is_open]
        yield from _duplicates(issue, "key", first, copies)


def _titled_twice(issue: Issue, found: Existing) -> Iterator[Check]:
    """Find open issues of a declared title that are not it, nor somebody else's sub-issue."""
    first = found.issue(issue.key)
    if first is None:
        return
    copies = [
        each.reference
        for each in found.issues
        if each.is_open
        and each.key is None
        and is_same(each.title, issue.title)
        and (issue.parent is None or each.parent in {None, first.parent})
    ]
    yield from _duplicates(issue, "title", first, copies)


def _duplicates(
    issue: Issue, property: str, first: existing.Issue, copies: list[str]
) -> Iterator[Check]:
    if copies:
        actual = ", ".join([first.reference, *copies])
        place = issue.place(property)
        expected = f"only {first.reference}"
        yield Check("issue", issue.key, property, expected, actual, CheckState.DUPLICATE, place)


def _cycles(desired: Desired, found: Existing) -> Iterator[Check]:
    """Find dependencies that come back to where they began, each circle once."""
    ids = {each.id for issue in desired.issues if (each := found.issue(issue.key))}
    for circle in _circles(found):
        if ids.isdisjoint(each.id for each in circle):
            continue
        names = [each.key or each.reference for each in circle]
        path = " ← ".join([*names, names[0]])
        yield Check("dependency", names[0], "circle", "none", path, CheckState.CYCLE)


def _circles(found: Existing) -> Iterator[list[existing.Issue]]:
    """Walk along all dependencies; yield each circle that is met, from its lowest number on."""
    done: set[str] = set()
    for start in sorted(found.by_id.values(), key=lambda each: each.number):
        path: list[existing.Issue] = []
        stack = [iter([start])]
        while stack:
            issue = next(stack[-1], None)
            if issue is None:
                stack.pop()
                if path:
                    done.add(path.pop().id)
            elif issue in path:
                circle = path[path.index(issue) :]
                lowest = circle.index(min(circle, key=lambda each: each.number))
                yield circle[lowest:] + circle[:lowest]
            elif issue.id not in done:
                path.append(issue)
                stack.append(
                    iter([found.by_id[id] for id in issue.blocked_by if id in found.by_id])
                )
