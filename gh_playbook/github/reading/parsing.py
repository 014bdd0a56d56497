"""Parsing of GitHub's JSON into existing things. Pure; `selection` has the questions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from gh_playbook.declaration.value import Value
from gh_playbook.model.author import APP, Author
from gh_playbook.model.existing import (
    ExistingFile,
    ExistingIssue,
    ExistingIssueField,
    ExistingIssueType,
    ExistingLabel,
    ExistingMilestone,
    Repository,
)
from gh_playbook.model.lease import FLAG
from gh_playbook.model.project_field import ExistingOption

Node = Mapping[str, Any]
# The names of an issue field's visibility, in GraphQL and in REST.
_VISIBILITIES = {"ORG_ONLY": "organization_members_only", "ALL": "all"}


def repository(node: Node) -> Repository:
    """Read a repository."""
    owner = node["owner"]
    return Repository(
        id=node["id"],
        name=node["nameWithOwner"],
        url=node["url"],
        owner=owner["login"],
        owner_id=owner["id"],
        owner_is_organization=owner["__typename"] == "Organization",
        owner_number=owner.get("databaseId"),
        owner_is_another_user=owner.get("isViewer") is False,
        permission=node.get("viewerPermission"),
        tree=_tree(node.get("defaultBranchRef")),
        flag=_flag(node.get("flag")),
        is_locked=node.get("lock") is not None,
    )


def _flag(commit: Node | None) -> str | None:
    is_one = commit is not None and commit.get("message") == FLAG
    return commit["oid"] if commit is not None and is_one else None


def _tree(branch: Node | None) -> str | None:
    tree = ((branch or {}).get("target") or {}).get("tree")
    return tree["oid"] if tree else None


def label(node: Node) -> ExistingLabel:
    """Read a label."""
    return ExistingLabel(
        id=node["id"],
        name=node["name"],
        color=node["color"].lower(),
        description=node.get("description") or "",
    )


def milestone(node: Node) -> ExistingMilestone:
    """Read a milestone, from GraphQL or from REST."""
    due = node.get("dueOn") or node.get("due_on")
    return ExistingMilestone(
        id=node.get("node_id") or node["id"],
        number=node["number"],
        title=node["title"],
        description=text(node.get("description")),
        due_on=date.fromisoformat(due[:10]) if due else None,
        state=node["state"].lower(),
        url=node.get("html_url") or node.get("url"),
    )


def text(given: str | None) -> str:
    """Return a text of several lines; lines from a form on GitHub's pages end in CRLF."""
    return (given or "").replace("\r\n", "\n")


def issue_type(node: Node) -> ExistingIssueType:
    """Read an issue type."""
    return ExistingIssueType(
        id=node["id"],
        name=node["name"],
        description=node.get("description") or "",
        color=node["color"].lower(),
        is_enabled=node["isEnabled"],
    )


def issue_field(node: Node) -> ExistingIssueField:
    """Read an issue field."""
    options = tuple(
        ExistingOption(
            each["id"],
            each["name"],
            each["color"].lower(),
            each.get("description") or "",
            int(each["fullDatabaseId"]),
        )
        for each in node.get("options") or ()
    )
    return ExistingIssueField(
        id=node["id"],
        number=int(node["fullDatabaseId"]),
        name=node["name"],
        type=node["dataType"].lower(),
        description=node.get("description") or "",
        visibility=_VISIBILITIES[node["visibility"]],
        options=options,
    )


def identity(node: Node) -> ExistingIssue:
    """Read only the fields that tell whether an issue may be a declared one."""
    return ExistingIssue(node["id"], node["number"], node["title"], node["body"])


def issue(node: Node) -> ExistingIssue:
    """Read an issue; links that were not asked for are empty."""
    return ExistingIssue(
        id=node["id"],
        number=node["number"],
        title=node["title"],
        body=node["body"],
        url=node["url"],
        state=node["state"].lower(),
        reason=_reason(node),
        labels=tuple(each["name"] for each in nodes(node["labels"])),
        milestone=(node.get("milestone") or {}).get("title"),
        type=(node.get("issueType") or {}).get("name"),
        assignees=tuple(each["login"] for each in nodes(node.get("assignees"))),
        duplicate_of=(node.get("duplicateOf") or {}).get("id"),
        is_pinned=bool(node.get("isPinned")),
        lock=_lock(node),
        parent=(node.get("parent") or {}).get("id"),
        parent_name=_reference(node.get("parent")),
        sub_issues=ids(node, "subIssues"),
        blocked_by=ids(node, "blockedBy"),
        related_to=ids(node, "relatesTo"),
        pull_requests=tuple(
            each["state"].lower() for each in nodes(node.get("closedByPullRequestsReferences"))
        ),
        fields=values(node.get("issueFieldValues")),
        author=author(node),
        created_at=node.get("createdAt") or "",
    )


def _reason(node: Node) -> str | None:
    """Return why an issue was closed; GitHub may hide a duplicate behind another reason.

    Its schema has an argument for that, which is deprecated.
    """
    if node["state"] == "CLOSED" and node.get("duplicateOf"):
        return "duplicate"
    return node["stateReason"].lower() if node.get("stateReason") else None


def _lock(node: Node) -> str | bool:
    """Return why an issue is locked; True if there is no reason, False if it is not locked."""
    reason = node.get("activeLockReason")
    return reason.lower() if reason else bool(node.get("locked"))


def _reference(node: Node | None) -> str | None:
    """Return an issue's reference as people write it: `acme/rocket#7`."""
    if not node or "number" not in node:
        return None
    return f"{node['repository']['nameWithOwner']}#{node['number']}"


def author(node: Node) -> Author:
    """Read the author of an issue; GraphQL writes an app's login without the `[bot]` at its end."""
    found = node.get("author") or {"__typename": "User", "login": ""}
    return Author(
        login=found["login"] + (APP if found["__typename"] == "Bot" else ""),
        association=node.get("authorAssociation") or "NONE",
        is_viewer=bool(node.get("viewerDidAuthor")),
    )


def ids(node: Node, field: str) -> tuple[str, ...]:
    """Read the ids of a connection's nodes."""
    return tuple(each["id"] for each in nodes(node.get(field)))


def nodes(connection: Node | None) -> list[Any]:
    """Return a connection's nodes; GitHub answers null for nodes that the login may not see."""
    return [each for each in (connection or {}).get("nodes") or () if each]


def values(connection: Node | None) -> dict[str, Value]:
    """Read the values of fields, by the fields' names."""
    found: dict[str, Value] = {}
    for each in nodes(connection):
        given = [each[key] for key in ("name", "number", "text", "date", "title") if key in each]
        given += [tuple(one["name"] for one in each["options"])] if "options" in each else []
        name = (each.get("field") or {}).get("name")
        if name and given and given[0] is not None:
            found[name] = given[0]
    return found


def file(repository: Node, alias: str) -> ExistingFile | None:
    """Read a file by its alias, with the commit that changed it last; None if it is no file."""
    node = repository[alias]
    if not node or "oid" not in node:
        return None
    tip = (repository.get("defaultBranchRef") or {}).get("target") or {}
    commits = (tip.get(alias) or {}).get("nodes") or [None]
    message = (commits[0] or {}).get("message") or ""
    return ExistingFile(node["oid"], None if node["isBinary"] else node["text"], message)
