"""Commits: their texts, people, parents and history."""

from typing import Any

from gh_sandbox.git import Commit, Person, read_commit
from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import resolves
from gh_sandbox.graphql.resolvers.common import Info, full_name, loader, plain_page
from gh_sandbox.rules.commits import git_object as git_objects
from gh_sandbox.session import WEB

# A commit of a pull request has no fields of its own here; it is the commit itself.
resolves("PullRequestCommit.commit")(lambda commit, _info: commit)
resolves("PullRequestCommit.id")(lambda commit, _info: commit.node_id)


@resolves("Commit.message")
def message(commit: Entity, _info: Info) -> str:
    """Return the whole message."""
    return _commit(commit).message


@resolves("Commit.messageHeadline")
def headline(commit: Entity, _info: Info) -> str:
    """Return the first line of the message."""
    return _commit(commit).message.partition("\n")[0]


@resolves("Commit.messageBody")
def body(commit: Entity, _info: Info) -> str:
    """Return the message without its first line."""
    return _commit(commit).message.partition("\n")[2].strip()


@resolves("Commit.authoredDate")
def authored_date(commit: Entity, _info: Info) -> str:
    """Return when the author made the commit."""
    return _commit(commit).author.date


@resolves("Commit.committedDate")
def committed_date(commit: Entity, _info: Info) -> str:
    """Return when the committer made the commit."""
    return _commit(commit).committer.date


@resolves("Commit.author")
def author(commit: Entity, info: Info) -> dict[str, Any]:
    """Return the author, with the user of that email address or name."""
    return actor(info, _commit(commit).author)


@resolves("Commit.committer")
def committer(commit: Entity, info: Info) -> dict[str, Any]:
    """Return the committer, with the user of that email address or name."""
    return actor(info, _commit(commit).committer)


def actor(info: Info, person: Person) -> dict[str, Any]:
    """Return a person of a commit or tag, with the user of that email address or name."""
    user = loader(info).session.store.one(
        "SELECT id FROM owner WHERE email = ? OR login = ?", person.email, person.name
    )
    return {
        "name": person.name,
        "email": person.email,
        "date": person.date,
        "avatarUrl": f"https://avatars.githubusercontent.com/u/{user['id'] if user else 0}",
        "user": None if user is None else loader(info).entity("owner", user["id"]),
    }


@resolves("Commit.authors")
def authors(commit: Entity, info: Info, **args: Any) -> Page:
    """Return the only author as a list."""
    return plain_page(info, args, {1: author(commit, info)})


@resolves("Commit.tree")
def tree(commit: Entity, info: Info) -> Entity:
    """Return the root of the commit's files."""
    store = loader(info).session.store
    row = git_objects.find(store, commit.row["repository_id"], _commit(commit).tree, "tree")
    if row is None:
        raise LookupError(_commit(commit).tree)
    return loader(info).entity("git_object", row["id"])


@resolves("Commit.parents")
def parents(commit: Entity, info: Info, **args: Any) -> Page:
    """Return the parents of the commit."""
    ids = commit_ids(info, commit.row["repository_id"], list(_commit(commit).parents))
    return loader(info).list_page(info, args, "git_object", ids)


@resolves("Commit.history")
def history(
    commit: Entity,
    info: Info,
    path: str | None = None,
    since: str | None = None,
    until: str | None = None,
    author: dict[str, Any] | None = None,
    **args: Any,
) -> Page:
    """Return the commit and its ancestors, newest first, filtered by path, time or author."""
    store, id = loader(info).session.store, commit.row["repository_id"]
    emails = _emails(info, author)
    shas = [
        sha
        for sha in git_objects.history(store, id, commit.row["sha"], path)
        if (since or "") <= git_objects.commit(store, id, sha).committer.date <= (until or "9")
        and (emails is None or git_objects.commit(store, id, sha).author.email in emails)
    ]
    return loader(info).list_page(info, args, "git_object", commit_ids(info, id, shas))


@resolves(
    "Commit.url",
    "Commit.commitUrl",
    "Blob.commitUrl",
    "Tree.commitUrl",
    "Tag.commitUrl",
    "PullRequestCommit.url",
)
def url(commit: Entity, info: Info) -> str:
    """Return the page's address."""
    return WEB + resource_path(commit, info)


@resolves(
    "Commit.resourcePath",
    "Commit.commitResourcePath",
    "Blob.commitResourcePath",
    "Tree.commitResourcePath",
    "Tag.commitResourcePath",
    "PullRequestCommit.resourcePath",
)
def resource_path(commit: Entity, info: Info) -> str:
    """Return the page's path on the site."""
    repository = loader(info).repository(commit.row["repository_id"])
    return f"/{full_name(repository)}/commit/{commit.row['sha']}"


def commit_ids(info: Info, repository_id: int, shas: list[str]) -> list[int]:
    """Return the ids of commits, in the given order."""
    store = loader(info).session.store
    rows = (git_objects.find(store, repository_id, sha, "commit") for sha in shas)
    return [row["id"] for row in rows if row is not None]


def _commit(entity: Entity) -> Commit:
    return read_commit(entity.row["content"])


def _emails(info: Info, author: dict[str, Any] | None) -> set[str] | None:
    """Return the email addresses of the wanted author; None for any author."""
    if author is None:
        return None
    found = set(author.get("emails") or ())
    if author.get("id"):
        found.add(str(loader(info).node(author["id"], "User").row["email"]))
    return found
