"""Faults of a backlog as a whole: undeclared names, duplicates, cycles.

Nothing here asks GitHub, so an unusable backlog costs no request.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from gh_playbook.declaration.backlog.backlog import Label
from gh_playbook.declaration.backlog.issue import Dependency, Issue
from gh_playbook.declaration.consistency import absence, project_consistency, undeclared
from gh_playbook.declaration.consistency.cycle import cycles
from gh_playbook.declaration.consistency.declarations import Declarations
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.source import Fault
from gh_playbook.declaration.value import (
    DEPENDENCIES_LIMIT,
    ISSUE_FIELDS_LIMIT,
    ISSUE_TYPES_LIMIT,
    PINS_LIMIT,
    SUB_ISSUE_LEVELS,
    SUB_ISSUES_LIMIT,
)

Thing = TypeVar("Thing", bound=Declared)
# How many members of a cycle a message names.
_CIRCLE = 10


def check(declarations: Declarations) -> list[Fault]:
    """Return the faults of the backlog as a whole."""
    of_first = declarations.of_first_keys()
    found = [
        *_duplicates(declarations),
        *_previous_labels(declarations.labels),
        *_previous_keys(declarations.issues),
        *undeclared.check(declarations),
        *absence.check(declarations.issues, _absent_names(declarations)),
        *_twice(declarations),
        *_closing(declarations),
        *_links(of_first),
        *_of_organization(declarations),
        *_limits(of_first),
        *_cycles(of_first),
        *_originals(of_first),
        *_levels(of_first),
        *_project(declarations),
    ]
    return list(dict.fromkeys(found))


def _absent_names(all_: Declarations) -> absence.Names:
    return {
        "label": {folded(each.name) for each in all_.labels if each.is_absent},
        "milestone": {folded(each.title) for each in all_.milestones if each.is_absent},
        "issue type": {folded(each.name) for each in all_.issue_types if each.is_absent},
        "issue": {each.key for each in all_.issues if each.is_absent},
    }


def _duplicates(all_: Declarations) -> Iterator[Fault]:
    yield from _repeated("label", all_.labels, lambda each: folded(each.name), "name")
    yield from _repeated("milestone", all_.milestones, lambda each: folded(each.title), "title")
    yield from _repeated("issue type", all_.issue_types, lambda each: folded(each.name), "name")
    yield from _repeated("issue field", all_.issue_fields, lambda each: folded(each.name), "name")
    yield from _repeated("issue", all_.issues, lambda each: each.key, "key")
    numbered = [issue for issue in all_.issues if issue.number is not None]
    yield from _repeated("issue", numbered, lambda each: each.number, "number")
    if "Issue.parent" not in all_.lost:
        yield from _repeated("issue", all_.issues, _likeness(all_.issues), "title")


def _likeness(issues: Sequence[Issue]) -> Callable[[Issue], Hashable]:
    """Return the key by which issues count as equal: their title, if they have no number.

    Several issues may have one title, if each states its number.
    """
    unnumbered = {(each.parent, folded(each.title)) for each in issues if each.number is None}

    def likeness(issue: Issue) -> Hashable:
        named = (issue.parent, folded(issue.title))
        return named if named in unnumbered else issue.key

    return likeness


def _repeated(
    kind: str, things: Iterable[Thing], identity: Callable[[Thing], Hashable], field: str
) -> Iterator[Fault]:
    seen: dict[Hashable, Thing] = {}
    for thing in things:
        first = seen.setdefault(identity(thing), thing)
        if first is thing:
            continue
        where = f", already at {first.source}" if first.source else ""
        value = getattr(thing, field)
        yield Fault(f"a second {kind} with the {field} {value!r}{where}", thing.place(field))


def _previous_labels(labels: Sequence[Label]) -> Iterator[Fault]:
    names = {folded(label.name): label.name for label in labels}
    yield from _previous("label", labels, names, folded)


def _previous_keys(issues: Sequence[Issue]) -> Iterator[Fault]:
    yield from _previous("issue", issues, {issue.key: issue.key for issue in issues}, str)


def _previous(
    kind: str,
    things: Sequence[Label] | Sequence[Issue],
    names: Mapping[str, str],
    identity: Callable[[str], str],
) -> Iterator[Fault]:
    """Yield a fault if a name in `previously` also belongs, or belonged, to another thing."""
    taken: dict[str, str] = {}
    for thing in things:
        own = thing.name if isinstance(thing, Label) else thing.key
        for index, name in enumerate(thing.previously):
            place = thing.place("previously", index)
            if identity(name) in names:
                article = "an" if kind[0] in "aeiou" else "a"
                yield Fault(f"{name!r} is declared as {article} {kind} of its own", place)
            elif taken.setdefault(identity(name), own) != own:
                yield Fault(f"{name!r} was already {taken[identity(name)]!r} previously", place)


def _twice(all_: Declarations) -> Iterator[Fault]:
    for issue in all_.issues:
        worn = [folded(name) for name in issue.labels]
        for index, name in enumerate(issue.remove_labels):
            if folded(name) in worn:
                place = issue.place("remove_labels", index)
                yield Fault(f"{name!r} is both to be added and to be removed", place)
        lists = {
            "labels": worn,
            "assignees": [folded(login) for login in issue.assignees],
            "blocked_by": issue.blocked_by,
            "related_to": issue.related_to,
        }
        for field, names in lists.items():
            for index, name in enumerate(names):
                if name in names[:index]:
                    yield Fault(f"{name!r} is listed twice", issue.place(field, index))


def _closing(all_: Declarations) -> Iterator[Fault]:
    """Yield faults of closing reasons: on open issues, or in conflict with `duplicate_of`."""
    for issue in all_.issues:
        if issue.state_reason is not None and issue.state != "closed":
            message = f"{issue.key!r} is not closed: a closing reason needs `state: closed`"
            yield Fault(message, issue.place("state_reason"))
        if issue.duplicate_of is not None and issue.state_reason != "duplicate":
            message = f"{issue.key!r} is a duplicate: that needs `state_reason: duplicate`"
            yield Fault(message, issue.place("duplicate_of"))
        if issue.state_reason == "duplicate" and issue.duplicate_of is None:
            message = f"{issue.key!r} is a duplicate: name the original with `duplicate_of`"
            yield Fault(message, issue.place("state_reason"))
        if issue.duplicate_of == issue.key:
            message = f"{issue.key!r} cannot be a duplicate of itself"
            yield Fault(message, issue.place("duplicate_of"))
        if issue.archived and not issue.card:
            message = f"{issue.key!r} has no card that could be archived: it has `card: false`"
            yield Fault(message, issue.place("archived"))


def _links(all_: Declarations) -> Iterator[Fault]:
    waits: set[frozenset[str]] = set()
    for dependency in all_.waiting:
        waits.add(frozenset((dependency.issue, dependency.blocked_by)))
        if dependency.issue == dependency.blocked_by:
            message = f"{dependency.issue!r} cannot be blocked by itself"
            yield Fault(message, dependency.place("blocked_by"))
    for relation in all_.relations:
        if relation.is_absent:
            continue
        one, other = relation.issue, relation.related_to
        if one == other:
            yield Fault(f"{one!r} cannot be related to itself", relation.place("related_to"))
        elif frozenset((one, other)) in waits:
            message = (
                f"one of {one!r} and {other!r} blocks the other already: leave the relation out"
            )
            yield Fault(message, relation.place("related_to"))


def _of_organization(all_: Declarations) -> Iterator[Fault]:
    kinds: tuple[tuple[str, int, Sequence[Declared]], ...] = (
        ("issue types", ISSUE_TYPES_LIMIT, all_.issue_types),
        ("issue fields", ISSUE_FIELDS_LIMIT, all_.issue_fields),
    )
    for kind, limit, things in kinds:
        for thing in things[limit:]:
            yield Fault(f"an organization has at most {limit} {kind}", thing.source)


def _limits(all_: Declarations) -> Iterator[Fault]:
    for issue in [each for each in all_.issues if each.pinned][PINS_LIMIT:]:
        message = f"a repository has at most {PINS_LIMIT} pinned issues"
        yield Fault(message, issue.place("pinned"))
    blocking: dict[str, list[Dependency]] = defaultdict(list)
    for dependency in all_.waiting:
        blocking[dependency.blocked_by].append(dependency)
    for key, dependencies in blocking.items():
        for dependency in dependencies[DEPENDENCIES_LIMIT:]:
            yield Fault(f"{key!r} blocks more than {DEPENDENCIES_LIMIT} issues", dependency.source)
    children: dict[str, list[Issue]] = defaultdict(list)
    for issue in all_.issues:
        if issue.parent is not None:
            children[issue.parent].append(issue)
    for key, issues in children.items():
        for issue in issues[SUB_ISSUES_LIMIT:]:
            yield Fault(f"{key!r} has more than {SUB_ISSUES_LIMIT} sub-issues", issue.source)


def _project(all_: Declarations) -> Iterator[Fault]:
    for field in all_.issue_fields:
        yield from project_consistency.issue_field(field)
    if all_.lost & {"Backlog.project", "Backlog.issue_fields", "IssueField.name"}:
        return
    if all_.project is not None:
        yield from project_consistency.check(
            all_.project, all_.issues, all_.set_once, all_.issue_fields, all_.lost
        )
        return
    names = {folded(each.name): each.name for each in all_.issue_fields if not each.is_absent}
    if names:
        yield from project_consistency.unknown_fields(all_.issues, names)
        return
    for issue in [each for each in all_.issues if each.fields]:
        message = "`fields` are those of the board or of issues, and no project is declared"
        yield Fault(message, issue.place("fields"))


def _levels(all_: Declarations) -> Iterator[Fault]:
    depths = _depths({issue.key: issue.parent for issue in all_.issues})
    for issue in all_.issues:
        level = depths[issue.key]
        if level is None:
            message = f"{issue.key!r} is below itself: its parents form a cycle"
            yield Fault(message, issue.place("parent"))
        elif level > SUB_ISSUE_LEVELS:
            message = f"{issue.key!r} is {level} levels deep: GitHub allows {SUB_ISSUE_LEVELS}"
            yield Fault(message, issue.source)


def _depths(parents: Mapping[str, str | None]) -> dict[str, int | None]:
    """Return how deep each issue is below its parents; None if they form a cycle."""
    found: dict[str, int | None] = {}
    for start in parents:
        path: dict[str, None] = {}
        key: str | None = start
        while key is not None and key not in found and key not in path:
            path[key] = None
            key = parents.get(key)
        depth = -1 if key is None else found.get(key)
        for each in reversed(path):
            depth = None if depth is None else depth + 1
            found[each] = depth
    return found


def _originals(all_: Declarations) -> Iterator[Fault]:
    """Yield a fault for each cycle of duplicates, once: none of them would be the original."""
    issues = {each.key: each for each in all_.issues}
    follows = {
        key: [each.duplicate_of]
        for key, each in issues.items()
        if each.duplicate_of is not None and each.duplicate_of != key
    }
    for cycle in cycles(follows):
        named = " is a duplicate of ".join([*cycle[:_CIRCLE], cycle[0]])
        place = issues[cycle[-1]].place("duplicate_of")
        yield Fault(f"none of them is the original: {named}", place)


def _cycles(all_: Declarations) -> Iterator[Fault]:
    """Yield a fault for each cycle of dependencies, once."""
    waits: dict[str, dict[str, Dependency]] = defaultdict(dict)
    for dependency in all_.waiting:
        if dependency.issue != dependency.blocked_by:
            waits[dependency.issue].setdefault(dependency.blocked_by, dependency)
    for cycle in cycles(waits):
        named = cycle if len(cycle) <= _CIRCLE else [*cycle[:_CIRCLE], "…"]
        message = " is blocked by ".join([*named, cycle[0]])
        closing = waits[cycle[-1]][cycle[0]]
        yield Fault(f"dependencies form a cycle: {message}", closing.source)
