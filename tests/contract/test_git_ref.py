"""References outside branches and tags, which keep what the tool remembers of a repository."""

from typing import Any
from uuid import uuid4

import pytest

from tests.contract.github import GitHub

_NOTHING = "0" * 40
_SWAP = """mutation($repository: ID!, $name: GitRefname!, $before: GitObjectID,
    $after: GitObjectID!, $force: Boolean) {
  updateRefs(input: {repositoryId: $repository, refUpdates: [
    {name: $name, beforeOid: $before, afterOid: $after, force: $force}
  ]}) { clientMutationId } }"""
_SWAPS = """mutation($repository: ID!, $updates: [RefUpdate!]!) {
  updateRefs(input: {repositoryId: $repository, refUpdates: $updates}) { clientMutationId } }"""
_HEAD = """query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) {
  defaultBranchRef { target { ... on Commit { tree { oid } } } } } }"""
_READ = """query($owner: String!, $name: String!, $ref: String!) {
  repository(owner: $owner, name: $name) {
    ref(qualifiedName: $ref) { target { oid } }
    object(expression: $ref) { oid ... on Commit { message tree { oid } } }
  } }"""


@pytest.fixture
def ref(github: GitHub) -> str:
    """The name of a reference that is not there, and goes with the test."""
    if head(github) is None:
        github.rest("PUT", "contents/README.md", {"message": "first", "content": "Zmlyc3Q="})
    name = f"gh-playbook/contract-{uuid4().hex[:8]}"
    github.on_end(lambda: github.rest("DELETE", f"git/refs/{name}"))
    return f"refs/{name}"


def head(github: GitHub) -> Any:
    owner, name = github.repository.split("/")
    return github.data(_HEAD, owner=owner, name=name)["repository"]["defaultBranchRef"]


def commit(github: GitHub, message: str, *parents: str) -> str:
    """Make a commit of the tree that the default branch has."""
    tree = head(github)["target"]["tree"]["oid"]
    body = {"message": message, "tree": tree, "parents": list(parents)}
    made = github.rest("POST", "git/commits", body)
    assert made.status == 201
    sha: str = made.body["sha"]
    return sha


def read(github: GitHub, ref: str) -> Any:
    owner, name = github.repository.split("/")
    return github.data(_READ, owner=owner, name=name, ref=ref)["repository"]


def swap(
    github: GitHub, ref: str, before: str | None, after: str, *, force: bool = False
) -> list[Any]:
    """Swap a reference; return the errors."""
    answer = github.graphql(
        _SWAP, repository=github.id, name=ref, before=before, after=after, force=force
    )
    found: list[Any] = answer.get("errors", [])
    return found


def pointed_at(github: GitHub, ref: str) -> str | None:
    listed = github.rest("GET", f"git/matching-refs/{ref.removeprefix('refs/')}").body
    return next((each["object"]["sha"] for each in listed if each["ref"] == ref), None)


@pytest.mark.unverified
def test_a_ref_of_any_namespace_can_be_made_and_names_a_commit_on_no_branch(
    github: GitHub, ref: str
) -> None:
    """GitHub's REST description, "Create a reference": it starts with refs and has two slashes."""
    sha = commit(github, '{"version": 1}')
    made = github.rest("POST", "git/refs", {"ref": ref, "sha": sha})
    assert (made.status, made.body["object"]["sha"]) == (201, sha)
    assert pointed_at(github, ref) == sha


@pytest.mark.unverified
def test_graphql_reads_it_as_an_object_and_not_as_a_ref(github: GitHub, ref: str) -> None:
    """A public project reports that `ref` answers null for it; `object` takes what git parses."""
    assert read(github, ref) == {"ref": None, "object": None}
    sha = commit(github, '{"version": 1}')
    assert swap(github, ref, _NOTHING, sha) == []
    found = read(github, ref)
    assert found["ref"] is None
    assert (found["object"]["oid"], found["object"]["message"]) == (sha, '{"version": 1}')


@pytest.mark.unverified
def test_it_is_made_moved_and_deleted_only_from_where_it_is_said_to_be(
    github: GitHub, ref: str
) -> None:
    """GitHub's GraphQL schema, `updateRefs`: zeros stand for no ref."""
    first = commit(github, "first")
    second = commit(github, "second", first)
    assert swap(github, ref, _NOTHING, first) == []
    assert swap(github, ref, _NOTHING, second) != []
    assert pointed_at(github, ref) == first
    assert swap(github, ref, first, second) == []
    assert swap(github, ref, first, second) != []
    assert pointed_at(github, ref) == second
    assert swap(github, ref, first, _NOTHING) != []
    assert swap(github, ref, second, _NOTHING) == []
    assert pointed_at(github, ref) is None


@pytest.mark.unverified
def test_only_force_moves_it_to_a_commit_that_does_not_build_on_it(
    github: GitHub, ref: str
) -> None:
    """GitHub's GraphQL schema, `RefUpdate.force`."""
    first, other = commit(github, "first"), commit(github, "other")
    assert swap(github, ref, _NOTHING, first) == []
    assert swap(github, ref, first, other) != []
    assert swap(github, ref, first, other, force=True) == []
    assert pointed_at(github, ref) == other


@pytest.mark.unverified
def test_a_ref_that_is_there_cannot_be_created(github: GitHub, ref: str) -> None:
    """GitHub's REST description, "Create a reference": 422, "Reference already exists"."""
    sha = commit(github, "first")
    assert github.rest("POST", "git/refs", {"ref": ref, "sha": sha}).status == 201
    assert github.rest("POST", "git/refs", {"ref": ref, "sha": sha}).status == 422


def swap_all(github: GitHub, *updates: tuple[str, str, str]) -> list[Any]:
    """Swap several references at once; return the errors."""
    wire = [dict(zip(("name", "beforeOid", "afterOid"), each, strict=True)) for each in updates]
    answer = github.graphql(_SWAPS, repository=github.id, updates=wire)
    found: list[Any] = answer.get("errors", [])
    return found


@pytest.mark.unverified
def test_several_refs_change_together_or_not_at_all(github: GitHub, ref: str) -> None:
    """GitHub's GraphQL schema, `updateRefs`: all updates are performed atomically."""
    sha, other = commit(github, "first"), f"{ref}-by/bGVhc2U_-x.0a1b"
    both = [(ref, _NOTHING, sha), (other, _NOTHING, sha)]
    github.on_end(lambda: github.rest("DELETE", f"git/{other}"))
    assert swap_all(github, *both) == []
    assert swap_all(github, (ref, sha, _NOTHING), (other, _NOTHING, sha)) != []
    assert [pointed_at(github, each) for each in (ref, other)] == [sha, sha]
    assert swap_all(github, *((name, sha, _NOTHING) for name, _, _ in both)) == []
    assert [pointed_at(github, each) for each in (ref, other)] == [None, None]


@pytest.mark.unverified
def test_refs_are_listed_by_what_their_names_begin_with(github: GitHub, ref: str) -> None:
    """GitHub's REST description, "List matching references": all whose names begin so."""
    sha, other = commit(github, "first"), f"{ref}-by/one"
    github.on_end(lambda: github.rest("DELETE", f"git/{other}"))
    assert swap_all(github, (ref, _NOTHING, sha), (other, _NOTHING, sha)) == []
    listed = github.rest("GET", f"git/matching-refs/{ref.removeprefix('refs/')}").body
    assert [each["ref"] for each in listed] == [ref, other]


@pytest.mark.parametrize("end", ["/below", None])
def test_a_ref_is_neither_above_nor_below_another(
    github: GitHub, ref: str, end: str | None
) -> None:
    """microsoft/vscode-remote-repositories-github#122; googleapis/release-please#1024."""
    sha = commit(github, "first")
    github.on_end(lambda: github.rest("DELETE", f"git/{ref}/below"))
    first, second = (ref, f"{ref}{end}") if end else (f"{ref}/below", ref)
    assert github.rest("POST", "git/refs", {"ref": first, "sha": sha}).status == 201
    refused = github.rest("POST", "git/refs", {"ref": second, "sha": sha})
    assert (refused.status, refused.body["message"]) == (422, "Reference update failed")
    (error,) = swap(github, second, _NOTHING, sha)
    assert error["type"] == "UNPROCESSABLE"
