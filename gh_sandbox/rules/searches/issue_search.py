"""The search of issues and pull requests in the index, limited to those that the viewer may see."""

from collections.abc import Iterator
from dataclasses import dataclass

from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.rules.pull_requests import pull_request as pull_requests
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.rules.repositories import repository_name
from gh_sandbox.search import qualifier, query, sql
from gh_sandbox.search.query import Node
from gh_sandbox.search.refusal import UNKNOWN_USERS, UNSEARCHABLE, invalid
from gh_sandbox.search.sql import Search
from gh_sandbox.session import Session
from gh_sandbox.state.condition import Where

# The number of results that can be read. The total is still the true one.
LIMIT = 1000


@dataclass(frozen=True)
class Found:
    """The database ids of the first results, and the number of all results."""

    ids: list[int]
    total: int


def find(session: Session, text: str, *, is_advanced: bool = True) -> Found:
    """Return the results of a query, newest first unless the query sorts otherwise.

    The index may lag behind. Issues that it still has although they are deleted are left out, as on
    GitHub. Raises ApiError 422 for a query that GitHub refuses or that the sandbox does not know.
    """
    tree = query.read(text)
    with session.index():
        by_commit = dict(_by_commit(session, tree))
        search = Search(session, tree, is_advanced=is_advanced, by_commit=by_commit)
        where = Where()
        where.demand(search.condition(tree))
        hidden = repositories.hidden_ids(session)
        if hidden:
            where.add(f"issue.repository_id NOT IN ({', '.join('?' * len(hidden))})", *hidden)
        rows = f"FROM issue WHERE {where}"
        total = session.store.number(f"SELECT COUNT(*) {rows}", *where.values)
        ordered = f"SELECT issue.id {rows} ORDER BY {search.order()} LIMIT {LIMIT}"
        found = [row["id"] for row in session.store.all(ordered, *where.values)]
    there = {row["id"] for row in session.store.some("issue", found)}
    return Found([id for id in found if id in there], total - (len(found) - len(there)))


def _by_commit(session: Session, tree: Node) -> Iterator[tuple[str, list[int]]]:
    """Yield the words of a query that are a commit, and the ids of its pull requests."""
    known = "SELECT repository_id, sha FROM git_object WHERE type = 'commit' AND sha GLOB ?"
    for word in filter(sql.is_sha, query.texts(tree)):
        found = [
            pull_request["id"]
            for row in session.store.all(known, f"{word}*")
            for pull_request in pull_requests.with_commit(session, row["repository_id"], row["sha"])
        ]
        if found:
            yield word, found


def check_scope(session: Session, text: str) -> None:
    """Refuse a query that names repositories, owners or people, all unknown to the viewer.

    REST refuses it (reported); GraphQL finds nothing (unverified).
    """
    named = [
        (each.key, value)
        for each, is_wanted in query.qualifiers(query.read(text))
        for value in each.values
        if is_wanted
    ]
    scopes = [_is_there(session, key, value) for key, value in named if key in qualifier.SCOPES]
    if scopes and not any(scopes):
        raise invalid(UNSEARCHABLE)
    people = [_is_there(session, key, value) for key, value in named if _is_person(key, value)]
    if people and not any(people):
        raise invalid(UNKNOWN_USERS)


def _is_person(key: str, value: str) -> bool:
    return key in qualifier.PEOPLE and value != qualifier.ANYTHING


def _is_there(session: Session, key: str, value: str) -> bool:
    if key != "repo":
        return owners.is_there(session, qualifier.login_of(session, value))
    owner, _, name = value.partition("/")
    row = repository_name.named(session, owner, name)
    return row is not None and repositories.permission(session, row) is not None
