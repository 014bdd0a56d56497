"""Reading the world: what GitHub is, what the repository holds, in as few requests as it takes.

The first request asks what this GitHub can do (by introspection), for labels and milestones, for
files, and for the project of a title; the second, only where issues matter, for all issues with
their links and the project's cards, a hundred a page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from gh_playbook.github import parsing, selection
from gh_playbook.github.error import GitHubError
from gh_playbook.github.reader import Reader
from gh_playbook.world import ExistingMilestone, Features, World

_REPOSITORY = f"""query Repository($owner: String!, $name: String!%s) {{
  issue: __type(name: "Issue") {{ fields(includeDeprecated: true) {{ name }} }}
  mutation: __type(name: "Mutation") {{ fields(includeDeprecated: true) {{ name }} }}
  repository(owner: $owner, name: $name) {{
    id nameWithOwner url viewerPermission hasIssuesEnabled isArchived
    owner {{ __typename id login
      ... on Organization {{ databaseId }} ... on User {{ databaseId isViewer }} }}
    labels(first: 100) {{ nodes {{ {selection.LABEL} }} {selection.PAGE} }}
    milestones(first: 100) {{ nodes {{ {selection.MILESTONE} }} {selection.PAGE} }}
    %s
  }}
  %s
}}"""
_PROJECTS = f"""repositoryOwner(login: $owner) {{ ... on ProjectV2Owner {{
    projectsV2(first: 20, query: $title) {{ nodes {{ {selection.PROJECT} }} }}
  }} }}"""
# GitHub's answers to a token without the scope `read:project`, and where there are no projects.
_NO_PROJECTS = {"INSUFFICIENT_SCOPES", "undefinedField", "undefinedType"}


@dataclass(frozen=True)
class Scope:
    """What of the world to read: a repository, its issues or not, the project of a title.

    `pull_requests` asks for those that are linked to the issues, too; `files` are paths to look
    for on the default branch.
    """

    owner: str
    name: str
    issues: bool = False
    project: str | None = None
    pull_requests: bool = False
    files: tuple[str, ...] = ()

    @property
    def variables(self) -> dict[str, Any]:
        """The variables of every document."""
        return {"owner": self.owner, "name": self.name}


def read(reader: Reader, scope: Scope) -> World:
    """Read the world. Raises GitHubError, also where there is no such repository."""
    data = _repository(reader, scope)
    node = data["repository"]
    _check_usable(node)
    world = World(parsing.repository(node), _features(data, scope))
    for each in _rest_of(reader, scope, "labels", selection.LABEL, node["labels"]):
        world.put_label(parsing.label(each))
    milestones = _rest_of(reader, scope, "milestones", selection.MILESTONE, node["milestones"])
    world.milestones = _by_title(map(parsing.milestone, milestones))
    _find_project(data, scope, world)
    for index, path in enumerate(scope.files):
        world.files[path] = parsing.file(node[f"file{index}"])
    if scope.issues:
        _read_issues(reader, scope, world)
    return world


def _repository(reader: Reader, scope: Scope) -> Mapping[str, Any]:
    """Ask the first request; without the project where there can be none."""
    files = selection.files(scope.files)
    try:
        if scope.project is None:
            document, variables = _REPOSITORY % ("", files, ""), scope.variables
        else:
            document = _REPOSITORY % (", $title: String!", files, _PROJECTS)
            variables = {**scope.variables, "title": scope.project}
        data: Mapping[str, Any] = reader.query(document, variables, request="repository")
    except GitHubError as error:
        if error.kind in _NO_PROJECTS and scope.project is not None:
            return _repository(reader, replace(scope, project=None))
        if error.kind == "NOT_FOUND":
            raise _no_repository(scope) from error
        raise
    if data["repository"] is None:
        raise _no_repository(scope)
    return data


def _no_repository(scope: Scope) -> GitHubError:
    return GitHubError(
        f"there is no repository {scope.owner}/{scope.name}, or this login may not see it: "
        "check --repo OWNER/NAME and `gh auth status`",
        kind="NOT_FOUND",
    )


def _check_usable(node: Mapping[str, Any]) -> None:
    name = node["nameWithOwner"]
    if node["isArchived"]:
        raise GitHubError(f"{name} is archived: nothing in it can change until that is undone")
    if not node["hasIssuesEnabled"]:
        raise GitHubError(f"{name} has no issues: enable them in its settings")


def _features(data: Mapping[str, Any], scope: Scope) -> Features:
    fields = {each["name"] for each in data["issue"]["fields"]}
    mutations = {each["name"] for each in data["mutation"]["fields"]}
    return Features(
        issue_types="issueType" in fields and "createIssueType" in mutations,
        sub_issues={"subIssues", "parent"} <= fields and "addSubIssue" in mutations,
        dependencies="blockedBy" in fields and "addBlockedBy" in mutations,
        relations="relatesTo" in fields and "addRelatesTo" in mutations,
        projects="createProjectV2" in mutations,
        project_scope=scope.project is None or "repositoryOwner" in data,
    )


def _find_project(data: Mapping[str, Any], scope: Scope, world: World) -> None:
    """Take in the owner's project of the title, an open one first."""
    found = (data.get("repositoryOwner") or {}).get("projectsV2") or {"nodes": []}
    title = (scope.project or "").casefold()
    same = [each for each in found["nodes"] if each and each["title"].casefold() == title]
    for each in sorted(same, key=lambda each: (each["closed"], each["number"]))[:1]:
        world.project = parsing.project(each, world.repository.id)


def _read_issues(reader: Reader, scope: Scope, world: World) -> None:
    types = world.features.issue_types and world.repository.owner_is_organization
    fields = selection.issue(replace(world.features, issue_types=types))
    if scope.pull_requests:
        fields += f" {selection.PULL_REQUESTS}"
    page = f"""repository(owner: $owner, name: $name) {{
        %s
        issues(first: 100, after: $after, orderBy: {{field: CREATED_AT, direction: ASC}}) {{
          nodes {{ {fields} }} {selection.PAGE}
        }}
      }}"""
    header = "query Issues($owner: String!, $name: String!, $after: String%s) { %s %s }"
    asked = f"issueTypes(first: 25) {{ nodes {{ {selection.ISSUE_TYPE} }} }}" if types else ""
    variables = {**scope.variables, "after": None}
    board, more = "", ""
    if world.project is not None:
        more = ", $project: ID!"
        board = f"node(id: $project) {{ ... on ProjectV2 {{ {selection.ITEMS} }} }}"
        variables["project"] = world.project.id
    data = reader.query(header % (more, page % asked, board), variables, request="issues")
    node = data["repository"]
    _take_types(node.get("issueTypes"), world)
    issues = _all(
        reader,
        header % ("", page % "", ""),
        scope.variables,
        node["issues"],
        ("repository", "issues"),
    )
    world.issues = {each.id: each for each in map(parsing.issue, issues)}
    if world.project is not None:
        _read_cards(reader, world, data["node"]["items"])


def _take_types(found: Any, world: World) -> None:
    """Take in the issue types; only organizations have them, elsewhere GitHub says null."""
    world.features = replace(world.features, issue_types=found is not None)
    for each in found["nodes"] if found else []:
        world.put_issue_type(parsing.issue_type(each))


def _read_cards(reader: Reader, world: World, first: Any) -> None:
    project = world.project
    if project is None:
        return
    document = f"""query Cards($project: ID!, $after: String) {{
      node(id: $project) {{ ... on ProjectV2 {{ {selection.ITEMS} }} }}
    }}"""
    cards = _all(reader, document, {"project": project.id}, first, ("node", "items"))
    items = {
        (each.get("content") or {}).get("id") or each["id"]: parsing.project_item(each)
        for each in cards
    }
    world.project = replace(project, items=items)


def _rest_of(
    reader: Reader, scope: Scope, field: str, fields: str, first: Any
) -> Iterable[Mapping[str, Any]]:
    """Return the nodes of a repository's connection: those of its first page, and the others."""
    document = f"""query More($owner: String!, $name: String!, $after: String) {{
      repository(owner: $owner, name: $name) {{
        {field}(first: 100, after: $after) {{ nodes {{ {fields} }} {selection.PAGE} }}
      }}
    }}"""
    return _all(reader, document, scope.variables, first, ("repository", field))


def _all(
    reader: Reader,
    document: str,
    variables: Mapping[str, Any],
    first: Any,
    path: tuple[str, str],
) -> list[Mapping[str, Any]]:
    nodes = list(first["nodes"])
    if first["pageInfo"]["hasNextPage"]:
        nodes += reader.pages(
            document,
            {**variables, "after": first["pageInfo"]["endCursor"]},
            lambda data: data[path[0]][path[1]],
            request=path[1],
        )
    return nodes


def _by_title(milestones: Iterable[ExistingMilestone]) -> dict[str, ExistingMilestone]:
    """Index milestones; of titles that differ in case only, the open one and the lowest number."""
    ordered = sorted(milestones, key=lambda each: (each.state == "open", -(each.number or 0)))
    return {each.title.casefold(): each for each in ordered}
