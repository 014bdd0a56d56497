"""References, tags, and files."""

from typing import Any

from gh_sandbox.errors import NotFoundError
from gh_sandbox.git import read_tag
from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.registry import columns, constants, mutation, resolves
from gh_sandbox.graphql.resolvers.commit import actor
from gh_sandbox.graphql.resolvers.common import Info, loader
from gh_sandbox.rules.commits import content as contents
from gh_sandbox.rules.commits import git_object as git_objects
from gh_sandbox.rules.commits import git_ref as git_refs

columns("Commit Blob Tree Tag", "oid=sha")
constants("Blob", {"isTruncated": False})
constants("Ref", {"branchProtectionRule": None})


@resolves("Repository.defaultBranchRef")
def default_branch(repository: Entity, info: Info) -> Entity | None:
    """Return the default branch; an empty repository has none."""
    name = repository.row["default_branch"]
    return None if name is None else ref(repository, info, git_refs.BRANCHES + name)


@resolves("Repository.ref")
def ref(repository: Entity, info: Info, qualifiedName: str) -> Entity | None:  # noqa: N803
    """Return a branch or tag by its full name, or a branch by its short name.

    Other references are not returned (reported); `object` and REST know them.
    """
    session = loader(info).session
    row = git_refs.branch(session, repository.row, qualifiedName)
    if qualifiedName.startswith((git_refs.BRANCHES, git_refs.TAGS)):
        row = git_refs.find(session, repository.row, qualifiedName)
    return None if row is None else loader(info).entity("git_ref", row["id"])


@mutation("createRef", "public_repo")
def create_ref(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Create a reference at a commit."""
    repository = loader.node(given["repositoryId"], "Repository")
    row = git_refs.create(loader.session, repository.row, given["name"], given["oid"])
    return {"ref": loader.entity("git_ref", row["id"])}


@mutation("updateRefs", "public_repo")
def update_refs(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Create, move and delete references: all or none, each only if it points where expected."""
    repository = loader.node(given["repositoryId"], "Repository")
    for each in given["refUpdates"]:
        git_refs.swap(
            loader.session,
            repository.row,
            each["name"],
            before=each.get("beforeOid"),
            after=each["afterOid"],
            force=each["force"],
        )
    return {}


@resolves("Repository.object")
def git_object(
    repository: Entity, info: Info, expression: str | None = None, oid: str | None = None
) -> Entity | None:
    """Return a commit (`main`, `HEAD`) or a file of it (`HEAD:docs/a.md`); trees are not known."""
    if oid is not None:
        return by_sha(info, repository.id, oid)
    session, row = loader(info).session, repository.row
    revision, colon, path = (expression or "HEAD").partition(":")
    try:
        sha = contents.resolve(session, row, revision)
    except NotFoundError:
        return None
    if not colon:
        return by_sha(info, row["id"], sha)
    blob = git_objects.files(session.store, row["id"], sha).get(path)
    found = git_objects.find(session.store, row["id"], blob, "blob") if blob else None
    return None if found is None else loader(info).entity("git_object", found["id"])


@resolves("Blob.text")
def text(blob: Entity, _info: Info) -> str | None:
    """Return the content; null if it is no text."""
    try:
        return bytes(blob.row["content"]).decode()
    except UnicodeDecodeError:
        return None


@resolves("Blob.isBinary")
def is_binary(blob: Entity, info: Info) -> bool:
    """Return whether the content is no text."""
    return text(blob, info) is None


@resolves("Blob.byteSize")
def byte_size(blob: Entity, _info: Info) -> int:
    """Return the length of the content in bytes."""
    return len(blob.row["content"])


@resolves("Ref.name")
def name(ref: Entity, _info: Info) -> str:
    """Return the name without its prefix."""
    return str(ref.row["name"]).split("/", 2)[2]


@resolves("Ref.prefix")
def prefix(ref: Entity, _info: Info) -> str:
    """Return the beginning of the full name: `refs/heads/`."""
    return "/".join(str(ref.row["name"]).split("/", 2)[:2]) + "/"


@resolves("Ref.target")
def target(ref: Entity, info: Info) -> Entity | None:
    """Return the commit of the reference, or the annotated tag that it points at."""
    kind, sha = git_refs.target(ref.row)
    return by_sha(info, ref.row["repository_id"], sha, kind)


@resolves("Tag.target")
def tag_target(tag: Entity, info: Info) -> Entity | None:
    """Return the commit of the annotated tag."""
    return by_sha(info, tag.row["repository_id"], read_tag(tag.row["content"]).object)


@resolves("Tag.name")
def tag_name(tag: Entity, _info: Info) -> str:
    """Return the name that the annotated tag has inside."""
    return read_tag(tag.row["content"]).name


@resolves("Tag.message")
def tag_message(tag: Entity, _info: Info) -> str:
    """Return the message of the annotated tag."""
    return read_tag(tag.row["content"]).message


def by_sha(info: Info, repository_id: int, sha: str | None, type: str = "commit") -> Entity | None:
    """Return a commit of a repository, or an object of another type."""
    if sha is None:
        return None
    row = git_objects.find(loader(info).session.store, repository_id, sha, type)
    return None if row is None else loader(info).entity("git_object", row["id"])


@resolves(
    "Commit.abbreviatedOid", "Blob.abbreviatedOid", "Tree.abbreviatedOid", "Tag.abbreviatedOid"
)
def abbreviated_oid(commit: Entity, _info: Info) -> str:
    """Return the beginning of the SHA."""
    return str(commit.row["sha"])[:7]


@resolves("Tag.tagger")
def tagger(tag: Entity, info: Info) -> dict[str, Any]:
    """Return who made the annotated tag."""
    return actor(info, read_tag(tag.row["content"]).tagger)
