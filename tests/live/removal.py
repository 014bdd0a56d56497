"""Removes the things that a run made, and no others: those with a name that the run noted."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from tests.contract.github import GitHub

_PROJECTS = """query($id: ID!) { node(id: $id) { ... on ProjectV2Owner {
  projectsV2(first: 100, orderBy: {field: CREATED_AT, direction: DESC}) {
    nodes { id title } } } } }"""
_DELETE = "mutation($id: ID!) {{ {}(input: {{{}: $id}}) {{ clientMutationId }} }}"
STATE = "refs/gh-playbook/"
# Lists of the repository: where each is, what its things are called, and where each of them is.
_LISTS = (
    ("labels?", "name", "labels/{name}"),
    ("milestones?state=all", "title", "milestones/{number}"),
    ("git/matching-refs/heads/", "ref", "git/{ref}"),
)
_Removal = Callable[[], bool]
_Things = Iterator[tuple[str, _Removal]]


def state_refs(github: GitHub) -> list[str]:
    """List the refs in which the tool keeps its register and lock of a repository."""
    found = github.rest("GET", f"git/matching-refs/{STATE.removeprefix('refs/')}")
    return [each["ref"] for each in found.body] if found.status == 200 else []


def remove(github: GitHub, names: Sequence[str], refs: Sequence[str] = ()) -> list[str]:
    """Remove things whose names begin with one of these, and these refs; return the failures.

    Issues that this login may not delete are closed.
    """

    def is_ours(text: str) -> bool:
        short = text.removeprefix("refs/heads/").lower()
        return any(short.startswith(name.lower()) for name in names)

    found: list[tuple[str, _Removal]] = [
        (ref, partial(_delete, github, f"git/{ref}")) for ref in refs
    ]
    if names:
        # All before the first is removed: the pages of a list move with what goes.
        everything = (_of_repository, _files, _projects, _of_owner)
        found += [thing for each in everything for thing in each(github) if is_ours(thing[0])]
    return [name for name, removal in found if not removal()]


def _of_repository(github: GitHub) -> _Things:
    for issue in _listed(github, "issues?state=all"):
        yield issue["title"], partial(_remove_issue, github, issue)
    for where, key, path in _LISTS:
        for each in _listed(github, where):
            yield each[key], partial(_delete, github, path.format(**each))


def _files(github: GitHub) -> _Things:
    for file in _listed(github, "contents/contract"):
        body = {"message": "Clean up", "sha": file["sha"]}
        yield file["name"], partial(_delete, github, f"contents/{file['path']}", body)


def _projects(github: GitHub) -> _Things:
    answer = github.graphql(_PROJECTS, id=github.owner_id)
    for each in (
        ((answer.get("data") or {}).get("node") or {}).get("projectsV2", {}).get("nodes", [])
    ):
        query = _DELETE.format("deleteProjectV2", "projectId")
        yield each["title"], partial(_does, github, query, each["id"])


def _of_owner(github: GitHub) -> _Things:
    """Yield the things of the owner: repositories, and an organization's issue types."""
    organization = f"/orgs/{github.owner}"
    where = f"{organization}/repos?" if github.is_organization else "/user/repos?affiliation=owner"
    for each in _listed(github, where):
        yield each["name"], partial(_delete, github, f"/repos/{each['full_name']}")
    if github.is_organization:
        for each in _listed(github, f"{organization}/issue-types"):
            path = f"{organization}/issue-types/{each['id']}"
            yield each["name"], partial(_delete, github, path)


def _listed(github: GitHub, path: str) -> Iterator[Any]:
    """Yield all entries of a list; one that this login may not read is empty.

    Without a `?` it is one of those that GitHub answers whole.
    """
    page, size = 0, 100
    entries: list[Any] = [None] * size
    while len(entries) == size:
        page += 1
        paging = f"&per_page={size}&page={page}" if "?" in path else ""
        answer = github.rest("GET", f"{path}{paging}".replace("?&", "?"))
        entries = answer.body if answer.status == 200 else []
        yield from entries
        if not paging:
            return


def _delete(github: GitHub, path: str, body: object = None) -> bool:
    return github.rest("DELETE", path, body).status in (200, 202, 204)


def _does(github: GitHub, query: str, id: str) -> bool:
    return "errors" not in github.graphql(query, id=id)


def _remove_issue(github: GitHub, issue: Any) -> bool:
    if _does(github, _DELETE.format("deleteIssue", "issueId"), issue["node_id"]):
        return True
    return github.rest("PATCH", f"issues/{issue['number']}", {"state": "closed"}).status == 200
