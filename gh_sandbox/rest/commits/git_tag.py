"""Annotated tags: git objects, which a reference such as `refs/tags/v1` may point at.

Source: GitHub's REST description, "Git tags". The sandbox has only tags of commits. Unverified: the
message for an object that does not exist.
"""

from typing import Any

from gh_sandbox import git, identifiers
from gh_sandbox.errors import NotFoundError, UnimplementedError, UnprocessableError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.git import Tag
from gh_sandbox.rest.call import Call, route
from gh_sandbox.rest.commits import git_object, git_person
from gh_sandbox.rules.commits import content as contents
from gh_sandbox.rules.commits import git_object as git_objects
from gh_sandbox.rules.commits import git_ref as git_refs
from gh_sandbox.rules.repositories import repository as repositories

_TAGS = "/repos/{owner}/{repo}/git/tags"


@route(
    "POST",
    _TAGS,
    "public_repo",
    gives="tag!:string message!:string object!:string type!:commit|tree|blob tagger:object",
)
def create(call: Call) -> Reply:
    """Create an annotated tag of a commit; no reference points at it yet."""
    repository, given = call.repository(), call.body
    repositories.require(call.session, repository, "WRITE", "CreateTag")
    git_refs.require_commits(call.session, repository)
    if given["type"] != "commit":
        raise UnimplementedError(f"A tag of a {given['type']} is not implemented by the sandbox.")
    if git_objects.find(call.session.store, repository["id"], given["object"], "commit") is None:
        raise UnprocessableError("Object does not exist")
    tagger = git_person.given(call, "tagger") or contents.viewer(call.session)
    made = git.make_tag(Tag(given["tag"], given["object"], "commit", tagger, given["message"]))
    return Reply(_body(call, git_objects.write(call.session.store, repository["id"], made)), 201)


@route("GET", _TAGS + "/{tag_sha}")
def get(call: Call) -> Reply:
    """Return an annotated tag by its id."""
    return Reply(_body(call, call.parts["tag_sha"]))


def _body(call: Call, sha: str) -> dict[str, Any]:
    """Return GitHub's `git-tag`."""
    repository = call.repository()
    row = git_objects.find(call.session.store, repository["id"], sha, "tag")
    if row is None:
        raise NotFoundError
    tag = git.read_tag(row["content"])
    url = f"{call.repository_url()}/git"
    target = f"{url}/{tag.type}s/{tag.object}"
    return {
        "node_id": identifiers.encode("Tag", row["id"], within=repository["id"]),
        "sha": sha,
        "url": f"{url}/tags/{sha}",
        "tagger": git_person.body(tag.tagger),
        "object": {"sha": tag.object, "type": tag.type, "url": target},
        "tag": tag.name,
        "message": tag.message,
        "verification": git_object.UNSIGNED,
    }
