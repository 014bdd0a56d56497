"""The search of commits on the default branches of repositories that the viewer may see.

Source: GitHub docs, "Searching commits": words are those of the message. Unverified: the order
without `sort`, here the latest first.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from gh_sandbox.git import Commit, Person
from gh_sandbox.rules.commits import git_object as git_objects
from gh_sandbox.rules.commits import git_ref as git_refs
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.search import listed
from gh_sandbox.search.listed import SearchKind
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

SORTS = ("author-date", "committer-date")


@dataclass(frozen=True)
class FoundCommit:
    """A commit of a repository."""

    repository: Row
    sha: str
    commit: Commit


def _is_owned(session: Session, it: FoundCommit, login: str) -> bool:
    return owners.is_called(session, it.repository["owner_id"], login)


def _is_by(session: Session, person: Person, login: str) -> bool:
    id = owners.id_of_author(session, person.name, person.email)
    return id is not None and owners.is_called(session, id, login)


_QUALITIES: Mapping[str, Callable[[Session, FoundCommit, str], bool]] = {
    "repo": lambda session, it, value: (
        repositories.full_name(session, it.repository).lower() == value
    ),
    "user": _is_owned,
    "org": _is_owned,
    "is": lambda _, it, value: bool(it.repository["is_private"]) == (value == "private"),
    "author": lambda session, it, value: _is_by(session, it.commit.author, value),
    "committer": lambda session, it, value: _is_by(session, it.commit.committer, value),
    "author-name": lambda _, it, value: value in it.commit.author.name.lower(),
    "committer-name": lambda _, it, value: value in it.commit.committer.name.lower(),
    "author-email": lambda _, it, value: value == it.commit.author.email.lower(),
    "committer-email": lambda _, it, value: value == it.commit.committer.email.lower(),
    "author-date": lambda session, it, value: listed.is_time(
        session, it.commit.author.date, value.upper()
    ),
    "committer-date": lambda session, it, value: listed.is_time(
        session, it.commit.committer.date, value.upper()
    ),
    "merge": lambda _, it, value: (len(it.commit.parents) > 1) == (value == "true"),
    "hash": lambda _, it, value: it.sha.startswith(value),
    "parent": lambda _, it, value: any(each.startswith(value) for each in it.commit.parents),
    "tree": lambda _, it, value: it.commit.tree.startswith(value),
}


_KIND = SearchKind(
    _QUALITIES, {"is": ("public", "private"), "merge": ("true", "false")}, ("message",)
)


def find(session: Session, text: str, sort: str | None, *, is_up: bool) -> list[FoundCommit]:
    """Return the commits that match a query."""
    search = _KIND.read(text)

    def date(it: FoundCommit) -> str:
        return it.commit.author.date if sort == "author-date" else it.commit.committer.date

    found = [
        each
        for each in _all(session)
        if search.fits(session, each, {"message": each.commit.message})
    ]
    return sorted(found, key=date, reverse=not is_up)


def _all(session: Session) -> Iterator[FoundCommit]:
    for row in repositories.readable(session):
        branch = git_refs.branch(session, row, row["default_branch"] or "main")
        if branch is not None:
            for sha in git_objects.history(session.store, row["id"], branch["sha"], None):
                yield FoundCommit(row, sha, git_objects.commit(session.store, row["id"], sha))
