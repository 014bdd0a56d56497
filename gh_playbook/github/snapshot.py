"""Reading the world: what GitHub is, what the repository holds, in as few requests as it takes.

The first request asks what this GitHub can do (by introspection) and for labels and milestones;
the second, only where issues matter, for all issues with their links, a hundred a page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from gh_playbook.github import parsing, selection
from gh_playbook.github.error import GitHubError
from gh_playbook.github.reader import Reader
from gh_playbook.world import ExistingIssue, ExistingLabel, ExistingMilestone, Features, World

_REPOSITORY = f"""query Repository($owner: String!, $name: String!) {{
  issue: __type(name: "Issue") {{ fields(includeDeprecated: true) {{ name }} }}
  mutation: __type(name: "Mutation") {{ fields(includeDeprecated: true) {{ name }} }}
  repository(owner: $owner, name: $name) {{
    id nameWithOwner url viewerPermission hasIssuesEnabled isArchived
    owner {{ __typename id login }}
    labels(first: 100) {{ nodes {{ {selection.LABEL} }} {selection.PAGE} }}
    milestones(first: 100) {{ nodes {{ {selection.MILESTONE} }} {selection.PAGE} }}
  }}
}}"""


def read(reader: Reader, owner: str, name: str, *, issues: bool) -> World:
    """Read the world; without `issues`, only labels and milestones.

    Raises GitHubError, also where there is no such repository.
    """
    variables = {"owner": owner, "name": name}
    try:
        data = reader.query(_REPOSITORY, variables, request="repository")
    except GitHubError as error:
        if error.kind == "NOT_FOUND":
            raise _no_repository(owner, name) from error
        raise
    node = data["repository"]
    if node is None:
        raise _no_repository(owner, name)
    _check_usable(node)
    world = World(parsing.repository(node), _features(data))
    labels = _rest_of(reader, variables, "labels", selection.LABEL, node["labels"])
    world.labels = _by_name(map(parsing.label, labels))
    milestones = _rest_of(reader, variables, "milestones", selection.MILESTONE, node["milestones"])
    world.milestones = _by_title(map(parsing.milestone, milestones))
    if issues:
        _read_issues(reader, variables, world)
    return world


def _check_usable(node: Mapping[str, Any]) -> None:
    name = node["nameWithOwner"]
    if node["isArchived"]:
        raise GitHubError(f"{name} is archived: nothing in it can change until that is undone")
    if not node["hasIssuesEnabled"]:
        raise GitHubError(f"{name} has no issues: enable them in its settings")


def _no_repository(owner: str, name: str) -> GitHubError:
    return GitHubError(
        f"there is no repository {owner}/{name}, or this login may not see it: "
        "check --repo OWNER/NAME and `gh auth status`",
        kind="NOT_FOUND",
    )


def _features(data: Mapping[str, Any]) -> Features:
    fields = {each["name"] for each in data["issue"]["fields"]}
    mutations = {each["name"] for each in data["mutation"]["fields"]}
    return Features(
        issue_types={"issueType"} <= fields and "createIssueType" in mutations,
        sub_issues={"subIssues", "parent"} <= fields and "addSubIssue" in mutations,
        dependencies="blockedBy" in fields and "addBlockedBy" in mutations,
        relations="relatesTo" in fields and "addRelatesTo" in mutations,
    )


def _read_issues(reader: Reader, variables: Mapping[str, Any], world: World) -> None:
    types = world.features.issue_types and world.repository.owner_is_organization
    asked = f"issueTypes(first: 25) {{ nodes {{ {selection.ISSUE_TYPE} }} }}" if types else ""
    document = f"""query Issues($owner: String!, $name: String!, $after: String) {{
      repository(owner: $owner, name: $name) {{
        %s
        issues(first: 100, after: $after, orderBy: {{field: CREATED_AT, direction: ASC}}) {{
          nodes {{ {selection.issue(replace(world.features, issue_types=types))} }}
          {selection.PAGE}
        }}
      }}
    }}"""
    data = reader.query(document % asked, {**variables, "after": None}, request="issues")
    node = data["repository"]
    found = node.get("issueTypes")
    # Only organizations have types; elsewhere GitHub may also answer null [unverified].
    world.features = replace(world.features, issue_types=found is not None)
    world.issue_types = {
        each.name.casefold(): each
        for each in map(parsing.issue_type, found["nodes"] if found else [])
    }
    nodes = list(node["issues"]["nodes"])
    page = node["issues"]["pageInfo"]
    if page["hasNextPage"]:
        nodes += reader.pages(
            document % "",
            {**variables, "after": page["endCursor"]},
            lambda data: data["repository"]["issues"],
            request="issues",
        )
    world.issues = _by_id(map(parsing.issue, nodes))


def _rest_of(
    reader: Reader, variables: Mapping[str, Any], field: str, fields: str, first: Any
) -> list[Any]:
    """Return a connection's nodes: those of its first page, and the others."""
    nodes = list(first["nodes"])
    if first["pageInfo"]["hasNextPage"]:
        document = f"""query More($owner: String!, $name: String!, $after: String) {{
          repository(owner: $owner, name: $name) {{
            {field}(first: 100, after: $after) {{ nodes {{ {fields} }} {selection.PAGE} }}
          }}
        }}"""
        nodes += reader.pages(
            document,
            {**variables, "after": first["pageInfo"]["endCursor"]},
            lambda data: data["repository"][field],
            request=field,
        )
    return nodes


def _by_name(labels: Iterable[ExistingLabel]) -> dict[str, ExistingLabel]:
    return {each.name.casefold(): each for each in labels}


def _by_title(milestones: Iterable[ExistingMilestone]) -> dict[str, ExistingMilestone]:
    """Index milestones; of titles that differ in case only, the open one and the lowest number."""
    ordered = sorted(milestones, key=lambda each: (each.state == "open", -(each.number or 0)))
    return {each.title.casefold(): each for each in ordered}


def _by_id(issues: Iterable[ExistingIssue]) -> dict[str, ExistingIssue]:
    return {each.id: each for each in issues}
