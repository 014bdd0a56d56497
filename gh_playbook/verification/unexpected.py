"""Things that should not be there: undeclared issues, duplicates, cycles of dependencies.

A closed undeclared issue is as it should be, because people close issues that they have finished. A
closed issue with the marker of a declared one is not, because the next run may bind it.
"""

from collections.abc import Iterator
from itertools import groupby

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.consistency.cycle import cycles
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.name import is_same
from gh_playbook.model.project import status_update_marker
from gh_playbook.verification import existing
from gh_playbook.verification.desired import Desired
from gh_playbook.verification.existing import Existing
from gh_playbook.verification.verification import Check, CheckState

# Advice for the copies of an issue, by property, and of things of the board. A closed copy with the
# marker would still count as the issue.
_ADVICE = {
    "key": "delete the marker in {}",
    "title": "give {} another title, or close it as not planned or as a duplicate",
    "view": "rename or delete the others",
    "draft": "rename or delete the others",
    "status update": "delete the others",
}


def compare(desired: Desired, found: Existing) -> Iterator[Check]:
    """Find all of them; for a part of the backlog, only its own."""
    if desired.is_whole:
        yield from _orphans(desired, found)
    for issue in desired.issues:
        yield from _marked_twice(issue, found)
        yield from _titled_twice(issue, found)
        yield from _imitations(issue, found)
    yield from _board_twice(desired, found)
    yield from _cycles(desired, found)


def _orphans(desired: Desired, found: Existing) -> Iterator[Check]:
    known = desired.by_key.keys() | desired.previous_keys
    for issue in found.issues:
        if not issue.is_open or issue.key is None or issue.key in known:
            continue
        if found.vouching.holds(issue):
            actual = f"{issue.reference} {issue.title}"
            yield Check("issue", issue.key, "declaration", "none", actual, CheckState.ORPHAN)


def _marked_twice(issue: Issue, found: Existing) -> Iterator[Check]:
    first, *others = found.by_key.get(issue.key, ()) or (None,)
    if first is not None:
        yield from _duplicates(issue, "key", first, list(map(_named, others)))


def _imitations(issue: Issue, found: Existing) -> Iterator[Check]:
    """Find issues with a declared marker that nobody vouches for."""
    for each in found.imitations.get(issue.key, ()):
        actual = f"{_named(each)} by {each.author.login or 'nobody'}, who has no rights here"
        state, place = CheckState.IMITATION, issue.place("key")
        yield Check("issue", issue.key, "key", "no other", actual, state, place)


def _board_twice(desired: Desired, found: Existing) -> Iterator[Check]:
    """Find other projects with the board's title, and what the board has twice."""
    project, board = desired.project, found.board
    if project is None or board is None:
        return
    if found.other_projects:
        others = ", ".join(f"#{number}" for number in found.other_projects)
        place, state = project.place("title"), CheckState.DUPLICATE
        yield Check(
            *("project", project.title, "title", "only one", f"also {others}", state, place),
            advice=f"give {others} another title",
        )
    for view in project.views:
        count = sum(is_same(each.name, view.name) for each in board.views)
        yield from _several("view", view.name, "name", count, view)
    for draft in project.drafts:
        count = sum(is_same(each.title, draft.title) for each in board.drafts)
        yield from _several("draft", draft.title, "title", count, draft)
    for update in project.status_updates:
        marker = status_update_marker(update.key)
        posted = (each for each in board.updates if marker in each.body)
        # An equal one from before another one is what the backlog said at an earlier time.
        count = next((len([*equal]) for _, equal in groupby(posted)), 0)
        yield from _several("status update", update.key, "content", count, update)


def _several(kind: str, key: str, property: str, count: int, declared: Declared) -> Iterator[Check]:
    """Find a thing of the board that is there several times."""
    if count > 1:
        actual = f"{count} {kind}s of that {property}"
        place, state = declared.place(property), CheckState.DUPLICATE
        yield Check(*(kind, key, property, "only one", actual, state, place), advice=_ADVICE[kind])


def _named(issue: existing.Issue) -> str:
    return issue.reference + ("" if issue.is_open else " (closed)")


def _titled_twice(issue: Issue, found: Existing) -> Iterator[Check]:
    """Find other issues with a declared title that are not sub-issues of somebody else's issue.

    An issue closed as not planned or as a duplicate does not count. If the backlog states the
    number, a closed issue is an earlier piece of work and does not count either.
    """
    first = found.issue(issue.key)
    if first is None:
        return
    copies = [
        _named(each)
        for each in found.titled(issue.title)
        if each.key is None
        and not each.is_discarded
        and (each.is_open or issue.number != first.number)
        and each.author.has_rights(found.vouching.trusted)
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
        yield Check(
            *("issue", issue.key, property, expected, actual, CheckState.DUPLICATE, place),
            advice=_ADVICE[property].format(", ".join(copies)),
        )


def _cycles(desired: Desired, found: Existing) -> Iterator[Check]:
    """Find cycles of dependencies, each once."""
    ids = {each.id for issue in desired.issues if (each := found.issue(issue.key))}
    by_id = found.by_id
    ordered = sorted(by_id.values(), key=lambda each: each.number)
    blocked_by = {each.id: [id for id in each.blocked_by if id in by_id] for each in ordered}
    for cycle in cycles(blocked_by):
        if ids.isdisjoint(cycle):
            continue
        circle = [by_id[id] for id in cycle]
        lowest = circle.index(min(circle, key=lambda each: each.number))
        names = [each.key or each.reference for each in circle[lowest:] + circle[:lowest]]
        path = " ← ".join([*names, names[0]])
        yield Check("dependency", names[0], "circle", "none", path, CheckState.CYCLE)
