"""Details of a board that exports and pulls ask for: one request, and some for its workflow.

The generated workflow is searched first at its default path, then by its name among the
repository's workflows. Its rules are not read here.
"""

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from gh_playbook.declaration.backlog.automation import WORKFLOW
from gh_playbook.github.error import GitHubError, RateLimitedError
from gh_playbook.github.reader import Reader
from gh_playbook.github.reading import parsing, project_parsing
from gh_playbook.model.board_detail import BoardDetail, GeneratedWorkflow
from gh_playbook.model.token_scope import is_granted
from gh_playbook.model.world import World

# The beginning and the name of the generated workflow.
_BEGINNING = "# Made by gh-playbook from "
_NAME = "Project automation"
_DOCUMENT = """query BoardDetail($project: ID!) { node(id: $project) { ... on ProjectV2 {
  repositories(first: 100) { nodes { id nameWithOwner } }
  %s
  views(first: 50) { nodes { id sortByFields(first: 5) { nodes {
    direction field { ... on ProjectV2FieldCommon { name } } } } } }
} } }"""
_TEAMS = "teams(first: 100) { nodes { id slug } }"


def read(reader: Reader, world: World, *, has_workflow: bool = True) -> BoardDetail:
    """Return the details of the world's board; its workflow only if asked. Raises GitHubError."""
    if world.project is None:
        return BoardDetail()
    scopes = reader.scopes
    has_teams = world.repository.owner_is_organization
    sees_teams = has_teams and (scopes is None or is_granted("read:org", scopes))
    document = _DOCUMENT % (_TEAMS if sees_teams else "")
    variables = {"project": world.project.id}
    part = reader.part(document, variables, request="details of the board", needed=())
    node = part.data["node"] or {}
    is_shown = sees_teams and not part.withholds("node", "teams")
    return BoardDetail(
        {each["id"]: each["nameWithOwner"] for each in parsing.nodes(node.get("repositories"))},
        {each["id"]: each["slug"] for each in parsing.nodes(node.get("teams"))},
        sees_teams=is_shown or not has_teams,
        sortings={
            each["id"]: project_parsing.sorting(each) for each in parsing.nodes(node.get("views"))
        },
        workflow=_workflow(reader, world) if has_workflow else None,
    )


def _workflow(reader: Reader, world: World) -> GeneratedWorkflow | None:
    """Return the generated workflow of the repository, if there is one that this login may see."""
    usual = world.files.get(WORKFLOW)
    if usual is not None and (usual.text or "").startswith(_BEGINNING):
        return GeneratedWorkflow(WORKFLOW, usual.text or "")
    repository = f"repos/{world.repository.name}"
    listed = _get(reader, f"{repository}/actions/workflows?per_page=100") or {"workflows": ()}
    for each in listed["workflows"]:
        file = (
            _get(reader, f"{repository}/contents/{quote(each['path'])}")
            if _is_so_named(each)
            else None
        )
        text = base64.b64decode(file["content"]).decode("utf-8", "replace") if file else ""
        if text.startswith(_BEGINNING):
            return GeneratedWorkflow(each["path"], text)
    return None


def _is_so_named(workflow: Mapping[str, Any]) -> bool:
    return bool(workflow["name"] == _NAME and workflow["path"].startswith(".github/workflows/"))


def _get(reader: Reader, path: str) -> Any:
    """Return the REST resource at a path; None if there is none that this login may see."""
    try:
        return reader.get(path, request="workflows")
    except GitHubError as error:
        if error.status in {403, 404} and not isinstance(error, RateLimitedError):
            return None
        raise
