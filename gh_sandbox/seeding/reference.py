"""The references between a seed's things, by name or number: each must exist in the seed.

Writing a seed stops at the first missing one. This finds all of them, with their places.
"""

from collections.abc import Collection, Iterator, Sequence

from gh_sandbox.rules.issues.label import DEFAULT_LABELS
from gh_sandbox.seeding import board_reference as board
from gh_sandbox.seeding import generated
from gh_sandbox.seeding.issue_field_seed import IssueField
from gh_sandbox.seeding.seed import VIEWER, Issue, Owner, Repository, Seed, Token
from gh_sandbox.seeding.seed_fault import (
    SeedFault,
    Where,
    is_same,
    missing,
    no_issue,
    not_there,
    numbers,
)


def dangling(seed: Seed) -> Iterator[SeedFault]:
    """Yield every reference of a seed to a thing that it lacks."""
    logins = [VIEWER, *(owner.login for owner in seed.owners)]
    for index, owner in enumerate(seed.owners):
        yield from _of_owner(("owners", index), owner, logins)
    for index, token in enumerate(seed.tokens):
        yield from _of_token(("tokens", index), token, seed, logins)


def _of_owner(at: Where, owner: Owner, logins: Sequence[str]) -> Iterator[SeedFault]:
    for login in owner.members:
        yield from missing((*at, "members", login), "user", login, logins, is_key=True)
    for index, login in enumerate(owner.private_members):
        where = (*at, "private_members", index)
        yield from missing(where, f"member of {owner.login}", login, owner.members)
    for index, repository in enumerate(owner.repositories):
        yield from _of_repository((*at, "repositories", index), owner, repository, logins)
    for index, project in enumerate(owner.projects):
        yield from board.dangling((*at, "projects", index), project, owner, logins)


def _of_token(at: Where, token: Token, seed: Seed, logins: Sequence[str]) -> Iterator[SeedFault]:
    for key, login in (("login", token.login), ("owner", token.owner)):
        if login is not None:
            yield from missing((*at, key), "owner", login, logins)
    names = [f"{owner.login}/{each.name}" for owner in seed.owners for each in owner.repositories]
    for index, name in enumerate(token.repositories or ()):
        yield from missing((*at, "repositories", index), "repository", name, names)


def _of_repository(
    at: Where, owner: Owner, repository: Repository, logins: Sequence[str]
) -> Iterator[SeedFault]:
    for login in repository.collaborators:
        yield from missing((*at, "collaborators", login), "user", login, logins, is_key=True)
    for index, name in enumerate(repository.previously):
        where = (*at, "previously", index)
        yield from missing(where, "owner", name.partition("/")[0], logins)
    labels = [*(each.name for each in repository.labels), *generated.label_names(repository)]
    if repository.default_labels:
        labels += [name for name, *_ in DEFAULT_LABELS]
    milestones = [each.title for each in repository.milestones]
    milestones += generated.milestone_titles(repository)
    types = [each.name for each in owner.issue_types or ()]
    known = numbers(repository)
    for index, issue in enumerate(repository.issues):
        where = (*at, "issues", index)
        for place, name in enumerate(issue.labels):
            yield from missing((*where, "labels", place), "label", name, labels)
        if issue.milestone is not None and issue.milestone not in milestones:
            yield not_there((*where, "milestone"), "milestone", issue.milestone, milestones)
        if issue.type is not None:
            yield from missing((*where, "type"), "type", issue.type, types)
        yield from _of_issue(where, issue, known, logins)
        yield from _values((*where, "fields"), issue, owner.issue_fields)


def _of_issue(
    at: Where, issue: Issue, known: Collection[int], logins: Sequence[str]
) -> Iterator[SeedFault]:
    yield from missing((*at, "author"), "user", issue.author, logins)
    for index, login in enumerate(issue.assignees):
        yield from missing((*at, "assignees", index), "user", login, logins)
    for index, comment in enumerate(issue.comments):
        where = (*at, "comments", index, "author")
        yield from missing(where, "user", comment.author, logins)
    if issue.parent is not None and issue.parent not in known:
        yield no_issue((*at, "parent"), issue.parent, known)
    closes = issue.pull_request.closes if issue.pull_request else []
    lists: list[tuple[Where, list[int]]] = [
        (("blocked_by",), issue.blocked_by),
        (("relates_to",), issue.relates_to),
        (("pull_request", "closes"), closes),
    ]
    for keys, others in lists:
        for index, number in enumerate(others):
            if number not in known:
                yield no_issue((*at, *keys, index), number, known)


def _values(at: Where, issue: Issue, fields: Sequence[IssueField]) -> Iterator[SeedFault]:
    for name, value in issue.fields.items():
        unknown = [
            *missing((*at, name), "issue field", name, [each.name for each in fields], is_key=True)
        ]
        yield from unknown
        field = next((each for each in fields if is_same(each.name, name)), None)
        if field is None or not field.options:
            continue
        options = [each if isinstance(each, str) else each.name for each in field.options]
        for index, each in enumerate(value if isinstance(value, list) else [value]):
            where = (*at, name, index) if isinstance(value, list) else (*at, name)
            yield from missing(where, f"option of {name}", str(each), options)
