"""From GitHub's JSON to existing things. Pure; `selection` says what is asked for."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from gh_playbook.declaration.name import is_same
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
from gh_playbook.model.project import (
    STATUS,
    ExistingDraft,
    ExistingField,
    ExistingItem,
    ExistingIteration,
    ExistingOption,
    ExistingProject,
    ExistingStatusUpdate,
    ExistingView,
    ExistingWorkflow,
    Value,
    status_update_marker,
)

Node = Mapping[str, Any]
# GraphQL's names of who sees an issue field, and REST's.
_VISIBILITIES = {"ORG_ONLY": "organization_members_only", "ALL": "all"}
_UPDATE = re.compile(re.escape(status_update_marker("KEY")).replace("KEY", r"(?P<key>\S+)"))

# How soon after a card was added a workflow has given it its Status.
_AT_ONCE = timedelta(minutes=1)


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
    )


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
        description=node.get("description") or "",
        due_on=date.fromisoformat(due[:10]) if due else None,
        state=node["state"].lower(),
        url=node.get("html_url") or node.get("url"),
    )


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
        fields=_values(node.get("issueFieldValues")),
        author=author(node),
        created_at=node.get("createdAt") or "",
    )


def _reason(node: Node) -> str | None:
    """Return why an issue was closed; GitHub may hide a duplicate behind another reason.

    Its schema has an argument for that, which it says is to go.
    """
    if node["state"] == "CLOSED" and node.get("duplicateOf"):
        return "duplicate"
    return node["stateReason"].lower() if node.get("stateReason") else None


def _lock(node: Node) -> str | bool:
    """Return why an issue is locked, True where nobody said, False where it is not."""
    reason = node.get("activeLockReason")
    return reason.lower() if reason else bool(node.get("locked"))


def _reference(node: Node | None) -> str | None:
    """Return what people write for an issue of any repository: `acme/rocket#7`."""
    if not node or "number" not in node:
        return None
    return f"{node['repository']['nameWithOwner']}#{node['number']}"


def author(node: Node) -> Author:
    """Read who made an issue; GraphQL writes an app's login without the `[bot]` behind it."""
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
    """Return a connection's nodes; GitHub has null in the place of what a login may not see."""
    return [each for each in (connection or {}).get("nodes") or () if each]


def project(node: Node, repository_id: str) -> ExistingProject:
    """Read a project without its cards."""
    return ExistingProject(
        id=node["id"],
        number=node["number"],
        title=node["title"],
        url=node["url"],
        description=node.get("shortDescription") or "",
        readme=node.get("readme") or "",
        is_closed=node["closed"],
        linked=frozenset((*ids(node, "repositories"), *ids(node, "teams"))),
        is_linked=repository_id in ids(node, "repositories"),
        is_writable=node.get("viewerCanUpdate", True),
        fields=tuple(map(project_field, nodes(node["fields"]))),
        views=tuple(map(project_view, nodes(node["views"]))),
        workflows=tuple(
            ExistingWorkflow(each["number"], each["name"], each["enabled"])
            for each in nodes(node["workflows"])
        ),
        public=bool(node.get("public")),
        created_at=node.get("createdAt") or "",
        updates=tuple(map(status_update, nodes(node.get("statusUpdates")))),
    )


def status_update(node: Node) -> ExistingStatusUpdate:
    """Read a status update; its marker tells which declared one it is."""
    body = (node.get("body") or "").replace("\r\n", "\n")
    found = _UPDATE.search(body)
    start, target = (node.get(name) for name in ("startDate", "targetDate"))
    return ExistingStatusUpdate(
        id=node["id"],
        key=found["key"] if found else "",
        status=(node.get("status") or "").lower(),
        start=date.fromisoformat(start) if start else None,
        target=date.fromisoformat(target) if target else None,
        body=body,
    )


def project_field(node: Node) -> ExistingField:
    """Read a field of a project."""
    schedule = node.get("configuration") or {"iterations": (), "completedIterations": ()}
    iterations = [
        ExistingIteration(
            each["id"], each["title"], date.fromisoformat(each["startDate"]), each["duration"]
        )
        for each in (*schedule["completedIterations"], *schedule["iterations"])
    ]
    options = [
        ExistingOption(
            each["id"], each["name"], each["color"].lower(), each.get("description") or ""
        )
        for each in node.get("options") or node.get("multiSelectOptions") or []
    ]
    return ExistingField(
        id=node["id"],
        name=node["name"],
        type=node["dataType"].lower(),
        number=node.get("databaseId"),
        options=tuple(options),
        iterations=tuple(sorted(iterations, key=lambda each: each.start)),
        is_issue_field=bool(node.get("isIssueField")),
    )


def project_view(node: Node) -> ExistingView:
    """Read a view of a project."""

    def names(field: str) -> tuple[str, ...]:
        return tuple(each["name"] for each in nodes(node.get(field)) if "name" in each)

    return ExistingView(
        id=node["id"],
        number=node["number"],
        name=node["name"],
        layout=node["layout"].lower().removesuffix("_layout"),
        filter=node.get("filter") or "",
        fields=names("fields"),
        columns=names("verticalGroupByFields"),
        group_by=names("groupByFields"),
    )


def project_item(node: Node, login: str = "") -> ExistingItem:
    """Read a card; `login` is the one that asks."""
    values = _values(node.get("fieldValues"))
    content = node.get("content") or {}
    draft = None
    if "draftTitle" in content:
        draft = ExistingDraft(content["id"], content["draftTitle"], content.get("body") or "")
    return ExistingItem(
        node["id"],
        values,
        is_archived=bool(node.get("isArchived")),
        draft=draft,
        has_status_of_workflow=_has_status_of_workflow(node, login),
    )


def _has_status_of_workflow(node: Node, login: str) -> bool:
    """Tell whether this login added a card, and nobody has set its Status since a workflow did.

    Unverified: that GitHub names its app as the creator of such a value. If it names somebody
    else, the value counts as people's.
    """
    if not login or (node.get("creator") or {}).get("login") != login:
        return False
    added = datetime.fromisoformat(node["createdAt"])
    return any(
        (each.get("creator") or {}).get("__typename") == "Bot"
        and each["createdAt"] == each["updatedAt"]
        and datetime.fromisoformat(each["createdAt"]) - added <= _AT_ONCE
        for each in nodes(node.get("fieldValues"))
        if is_same((each.get("field") or {}).get("name") or "", STATUS)
    )


def _values(connection: Node | None) -> dict[str, Value]:
    """Read the values of fields, by the fields' names."""
    values: dict[str, Value] = {}
    for each in nodes(connection):
        given = [each[key] for key in ("name", "number", "text", "date", "title") if key in each]
        given += [tuple(one["name"] for one in each["options"])] if "options" in each else []
        name = (each.get("field") or {}).get("name")
        if name and given and given[0] is not None:
            values[name] = given[0]
    return values


def file(repository: Node, alias: str) -> ExistingFile | None:
    """Read a file by its alias, with the commit that changed it last; None for what is none."""
    node = repository[alias]
    if not node or "oid" not in node:
        return None
    tip = (repository.get("defaultBranchRef") or {}).get("target") or {}
    commits = (tip.get(alias) or {}).get("nodes") or [None]
    message = (commits[0] or {}).get("message") or ""
    return ExistingFile(node["oid"], None if node["isBinary"] else node["text"], message)
