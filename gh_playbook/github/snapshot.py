"""Reading the world: what GitHub is, what the repository holds, in as few requests as it takes.

The first request asks what this GitHub can do (by introspection), for labels and milestones, for
files, and for the titles of the owner's projects; the second, for the project of the title and,
where issues matter, for all issues with their links and the project's cards, a hundred a page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from gh_playbook.declaration.name import is_same
from gh_playbook.github import parsing, selection
from gh_playbook.github.error import GitHubError
from gh_playbook.github.reader import Reader
from gh_playbook.model.world import ExistingMilestone, Features, World

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
# A list, and no search for the title: GitHub's index lags behind, and finds much that is alike.
_PROJECTS = f"""repositoryOwner(login: $owner) {{ ... on ProjectV2Owner {{
    projectsV2(first: 100, after: $after, orderBy: {{field: NUMBER, direction: ASC}}) {{
      nodes {{ id number title closed }} {selection.PAGE}
    }}
  }} }}"""
_PROJECT = f"... on ProjectV2 {{ {selection.PROJECT} }}"
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
    projects = _projects(reader, data, scope)
    project = projects[0]["id"] if projects else None
    for index, path in enumerate(scope.files):
        world.files[path] = parsing.file(node[f"file{index}"])
    if scope.issues:
        _read_issues(reader, scope, world, project)
    elif project is not None:
        document = f"query Project($project: ID!) {{ node(id: $project) {{ {_PROJECT} }} }}"
        node = reader.query(document, {"project": project}, request="project")["node"]
        world.project = parsing.project(node, world.repository.id)
    if world.project is not None:
        world.project = replace(
            world.project,
            namesakes=tuple(each["number"] for each in projects[1:] if not each["closed"]),
            closed_namesakes=tuple(each["number"] for each in projects[1:] if each["closed"]),
        )
    return world


def _repository(reader: Reader, scope: Scope) -> Mapping[str, Any]:
    """Ask the first request; without the project where there can be none."""
    files = selection.files(scope.files)
    try:
        if scope.project is None:
            document, variables = _REPOSITORY % ("", files, ""), scope.variables
        else:
            document = _REPOSITORY % (", $after: String", files, _PROJECTS)
            variables = {**scope.variables, "after": None}
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


def _projects(reader: Reader, data: Mapping[str, Any], scope: Scope) -> list[Mapping[str, Any]]:
    """Return the owner's projects of the title: open ones first, then the one spelt like it."""
    first = (data.get("repositoryOwner") or {}).get("projectsV2")
    if first is None or scope.project is None:
        return []
    title = scope.project
    document = f"query Projects($owner: String!, $after: String) {{ {_PROJECTS} }}"
    path = ("repositoryOwner", "projectsV2")
    found = _all(reader, document, {"owner": scope.owner}, first, path)
    return sorted(
        (each for each in found if each and is_same(each["title"], title)),
        key=lambda each: (each["closed"], each["title"] != title, each["number"]),
    )


def _read_issues(reader: Reader, scope: Scope, world: World, project: str | None) -> None:
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
    if project is not None:
        more = ", $project: ID!"
        board = f"node(id: $project) {{ {_PROJECT} ... on ProjectV2 {{ {selection.ITEMS} }} }}"
        variables["project"] = project
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
    if project is not None:
        _read_project(reader, world, data["node"])


def _take_types(found: Any, world: World) -> None:
    """Take in the issue types; only organizations have them, elsewhere GitHub says null."""
    world.features = replace(world.features, issue_types=found is not None)
    for each in found["nodes"] if found else []:
        world.put_issue_type(parsing.issue_type(each))


def _read_project(reader: Reader, world: World, node: Any) -> None:
    project = parsing.project(node, world.repository.id)
    document = f"""query Cards($project: ID!, $after: String) {{
      node(id: $project) {{ ... on ProjectV2 {{ {selection.ITEMS} }} }}
    }}"""
    cards = _all(reader, document, {"project": project.id}, node["items"], ("node", "items"))
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
    """Index milestones: open ones first, each by number, for a title that may fit several."""
    found: dict[str, ExistingMilestone] = {}
    for each in sorted(milestones, key=lambda each: (each.state != "open", each.number or 0)):
        found.setdefault(each.title, each)
    return found
