"""Repetitions in a seed of things that must be unique: logins, names, titles, numbers, tokens."""

from collections.abc import Iterable, Iterator, Sequence

from gh_sandbox.seeding import generated
from gh_sandbox.seeding.seed import Issue, Owner, Repository, Seed
from gh_sandbox.seeding.seed_fault import SeedFault, Where


def repeated(seed: Seed) -> Iterator[SeedFault]:
    """Yield every repetition of a kind and name."""
    yield from _again((), "tokens", "token", [each.token for each in seed.tokens])
    yield from _again((), "owners", "login", [each.login.lower() for each in seed.owners])
    for index, owner in enumerate(seed.owners):
        yield from _of_owner(("owners", index), owner)


def _of_owner(at: Where, owner: Owner) -> Iterator[SeedFault]:
    yield from _key_again((*at, "members"), owner.members)
    yield from _value_again((*at, "private_members"), owner.private_members)
    yield from _value_again((*at, "teams"), owner.teams)
    names = [each.name.lower() for each in owner.repositories]
    yield from _again(at, "repositories", "name", names)
    types = [each.name.lower() for each in owner.issue_types or ()]
    yield from _again(at, "issue_types", "name", types)
    fields = [each.name.lower() for each in owner.issue_fields]
    yield from _again(at, "issue_fields", "name", fields)
    for index, repository in enumerate(owner.repositories):
        yield from _of_repository((*at, "repositories", index), repository)
    yield from _again(at, "projects", "number", [each.number for each in owner.projects])
    for index, project in enumerate(owner.projects):
        where = (*at, "projects", index)
        names = [each.name.lower() for each in project.fields]
        yield from _again(where, "fields", "name", names)
        for place, field in enumerate(project.fields):
            names = [each.name for each in field.options]
            yield from _again((*where, "fields", place), "options", "name", names)


def _of_repository(at: Where, repository: Repository) -> Iterator[SeedFault]:
    yield from _key_again((*at, "collaborators"), repository.collaborators)
    yield from _key_again((*at, "secrets"), repository.secrets)
    yield from _value_again((*at, "previously"), repository.previously)
    names = [each.name.lower() for each in repository.labels]
    yield from _again(at, "labels", "name", names)
    titles = [each.title for each in repository.milestones]
    taken = generated.milestone_titles(repository)
    yield from _again(at, "milestones", "title", titles, taken)
    seen, last = set[int](), 0
    for index, issue in enumerate(repository.issues):
        last = issue.number or last + 1
        if last in seen:
            where = (*at, "issues", index, *(("number",) if issue.number else ()))
            yield SeedFault(where, f"a second issue #{last}")
        seen.add(last)
        yield from _of_issue((*at, "issues", index), issue)


def _of_issue(at: Where, issue: Issue) -> Iterator[SeedFault]:
    for key in ("labels", "assignees", "blocked_by", "relates_to"):
        yield from _value_again((*at, key), getattr(issue, key))
    if issue.pull_request is not None:
        yield from _value_again((*at, "pull_request", "closes"), issue.pull_request.closes)
    yield from _key_again((*at, "fields"), issue.fields)


def _again(
    at: Where,
    kind: str,
    key: str,
    given: Sequence[str | int | None],
    taken: Iterable[str | int] = (),
) -> Iterator[SeedFault]:
    seen = set(taken)
    for index, value in enumerate(given):
        if value is None:
            continue
        if value in seen:
            yield SeedFault((*at, kind, index, key), f"a second {key} {value}")
        seen.add(value)


def _value_again(at: Where, given: Sequence[str | int]) -> Iterator[SeedFault]:
    """Yield each value of a list that is there again, ignoring case."""
    seen = set[str]()
    for index, value in enumerate(given):
        if str(value).lower() in seen:
            yield SeedFault((*at, index), f"a second {value}")
        seen.add(str(value).lower())


def _key_again(at: Where, given: Iterable[str]) -> Iterator[SeedFault]:
    """Yield each key that is there again in another case."""
    seen = set[str]()
    for key in given:
        if key.lower() in seen:
            yield SeedFault((*at, key), f"a second {key}", is_key=True)
        seen.add(key.lower())
