"""Links between issues in a seed that GitHub cannot have: circles, and more than its limits."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from gh_sandbox.rules.issues import dependency, sub_issue
from gh_sandbox.seeding.seed import Issue
from gh_sandbox.seeding.seed_fault import SeedFault, Where


def impossible(at: Where, issues: Sequence[Issue]) -> Iterator[SeedFault]:
    """Yield the links of a repository's issues that GitHub would refuse."""
    numbered: dict[int, Issue] = {}
    places: dict[int, Where] = {}
    last = 0
    for index, issue in enumerate(issues):
        last = issue.number or last + 1
        numbered[last], places[last] = issue, (*at, index)
    for number, issue in numbered.items():
        yield from _to_pull_requests(places[number], issue, numbered)
    yield from _sub_issues(places, numbered)
    yield from _dependencies(places, numbered)


def _to_pull_requests(
    at: Where, issue: Issue, numbered: Mapping[int, Issue]
) -> Iterator[SeedFault]:
    given = [((*at, "parent"), issue.parent)]
    for key in ("blocked_by", "relates_to"):
        given += [((*at, key, index), each) for index, each in enumerate(getattr(issue, key))]
    for where, other in given:
        tied = numbered.get(other) if other else None
        if tied is not None and tied.pull_request is not None:
            yield SeedFault(where, f"#{other} is a pull request")


def _sub_issues(places: Mapping[int, Where], numbered: Mapping[int, Issue]) -> Iterator[SeedFault]:
    parents: dict[int, int] = {}
    children = Counter[int]()
    for number, issue in numbered.items():
        if issue.parent is None:
            continue
        where = (*places[number], "parent")
        children[issue.parent] += 1
        if issue.parent == number:
            yield SeedFault(where, f"#{number} cannot be its own parent")
        elif number in _above(issue.parent, parents):
            yield SeedFault(where, f"#{number} is above #{issue.parent}: a circle")
        else:
            parents[number] = issue.parent
        if children[issue.parent] == sub_issue.LIMIT + 1:
            message = f"#{issue.parent} has more than {sub_issue.LIMIT} sub-issues"
            yield SeedFault(where, message)
    for number in parents:
        above = _above(number, parents)
        if len(above) == sub_issue.LEVELS + 1:
            message = f"more than {sub_issue.LEVELS} levels below #{above[-1]}"
            yield SeedFault((*places[number], "parent"), message)


def _above(number: int, parents: Mapping[int, int]) -> list[int]:
    """Return the issues above one, the nearest first; `parents` has no circle."""
    found: list[int] = []
    above = parents.get(number)
    while above is not None:
        found.append(above)
        above = parents.get(above)
    return found


def _dependencies(
    places: Mapping[int, Where], numbered: Mapping[int, Issue]
) -> Iterator[SeedFault]:
    pairs = set[tuple[int, int]]()
    blocking = Counter[int]()
    for number, issue in numbered.items():
        where = places[number]
        for key, others in (("blocked_by", issue.blocked_by), ("relates_to", issue.relates_to)):
            if number in others:
                place = (*where, key, others.index(number))
                yield SeedFault(place, f"#{number} cannot be tied to itself")
        for index, other in enumerate(issue.blocked_by):
            place = (*where, "blocked_by", index)
            pairs.add((number, other))
            blocking[other] += 1
            if other != number and (other, number) in pairs:
                yield SeedFault(place, f"#{number} blocks #{other} already: a circle")
            if blocking[other] == dependency.LIMIT + 1:
                yield SeedFault(place, f"#{other} blocks more than {dependency.LIMIT} issues")
        if len(issue.blocked_by) > dependency.LIMIT:
            message = f"more than {dependency.LIMIT} issues block #{number}"
            yield SeedFault((*where, "blocked_by"), message)
