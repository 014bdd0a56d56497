"""The features of a server: which fields and mutations its GraphQL schema has."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gh_playbook.github.reading import project_snapshot
from gh_playbook.github.reading.scope import Scope
from gh_playbook.model.existing import Features

SELECTION = f"""issue: __type(name: "Issue") {{ fields(includeDeprecated: true) {{ name }} }}
  mutation: __type(name: "Mutation") {{ fields(includeDeprecated: true) {{ name }} }}
  {project_snapshot.FEATURES}"""


def found(data: Mapping[str, Any]) -> Features:
    """Return the features that the answer to the selection shows."""
    fields = {each["name"] for each in data["issue"]["fields"]}
    mutations = {each["name"] for each in data["mutation"]["fields"]}
    return Features(
        issue_types="issueType" in fields and "createIssueType" in mutations,
        sub_issues={"subIssues", "parent"} <= fields and "addSubIssue" in mutations,
        dependencies="blockedBy" in fields and "addBlockedBy" in mutations,
        relations="relatesTo" in fields and "addRelatesTo" in mutations,
        projects="createProjectV2" in mutations,
        keeps_values=project_snapshot.keeps_values(data),
        pins="isPinned" in fields and "pinIssue" in mutations,
        duplicates="duplicateOf" in fields,
        multi_selects=project_snapshot.has_multi_selects(data),
        views="updateProjectV2View" in mutations,
        status_updates="createProjectV2StatusUpdate" in mutations,
        issue_fields={"createIssueField", "setIssueFieldValue"} <= mutations,
        board_issue_fields="createProjectV2IssueField" in mutations,
    )


def wanted(server: Features, scope: Scope) -> Features:
    """Return the features of a server that matter for a scope."""
    fields = server.issue_fields and scope.issue_fields
    return replace(server, issue_fields=fields, board_teams=scope.teams is not None)
