"""Repetitions in a seed of things that must be unique: logins, names, titles, numbers, tokens."""

from collections.abc import Iterator, Sequence

from gh_sandbox.seeding.seed import Owner, Repository, Seed
from gh_sandbox.seeding.seed_fault import SeedFault, Where


def repeated(seed: Seed) -> Iterator[SeedFault]:
    """Yield every repetition of a kind and name."""
    yield from _again((), "tokens", "token", [each.token for each in seed.tokens])
    yield from _again((), "owners", "login", [each.login.lower() for each in seed.owners])
    for index, owner in enumerate(seed.owners):
        yield from _of_owner(("owners", index), owner)


def _of_owner(at: Where, owner: Owner) -> Iterator[SeedFault]:
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
    names = [each.name.lower() for each in repository.labels]
    yield from _again(at, "labels", "name", names)
    titles = [each.title for each in repository.milestones]
    yield from _again(at, "milestones", "title", titles)
    seen, last = set[int](), 0
    for index, issue in enumerate(repository.issues):
        last = issue.number or last + 1
        if last in seen:
            where = (*at, "issues", index, *(("number",) if issue.number else ()))
            yield SeedFault(where, f"a second issue #{last}")
        seen.add(last)


def _again(
    at: Where, kind: str, key: str, given: Sequence[str | int | None]
) -> Iterator[SeedFault]:
    seen = set[str | int]()
    for index, value in enumerate(given):
        if value is None:
            continue
        if value in seen:
            yield SeedFault((*at, kind, index, key), f"a second {key} {value}")
        seen.add(value)
