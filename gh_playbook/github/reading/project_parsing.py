"""Parsing of GitHub's JSON into existing projects, with fields, views, cards, updates. Pure."""

import re
from datetime import date, datetime, timedelta

from gh_playbook.github.reading.parsing import Node, ids, nodes, text, values
from gh_playbook.late_pattern import late_pattern
from gh_playbook.model.project import (
    ExistingDraft,
    ExistingItem,
    ExistingProject,
    ExistingSorting,
    ExistingStatusUpdate,
    ExistingView,
    ExistingWorkflow,
    status_update_marker,
)
from gh_playbook.model.project_field import ExistingField, ExistingIteration, ExistingOption

_UPDATE = late_pattern(re.escape(status_update_marker("KEY")).replace("KEY", r"(?P<key>\S+)"))
# The time within which a workflow has set the Status of a new card.
_AT_ONCE = timedelta(minutes=1)


def project(node: Node, repository_id: str) -> ExistingProject:
    """Read a project without its cards."""
    return ExistingProject(
        id=node["id"],
        number=node["number"],
        title=node["title"],
        url=node["url"],
        description=node.get("shortDescription") or "",
        readme=text(node.get("readme")),
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
    body = text(node.get("body"))
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
        duration=schedule.get("duration"),
        start_day=schedule.get("startDay"),
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
        sort_by=sorting(node),
    )


def sorting(view: Node) -> tuple[ExistingSorting, ...]:
    """Read what a view is sorted by."""
    return tuple(
        ExistingSorting(each["field"]["name"], each["direction"].lower())
        for each in nodes(view.get("sortByFields"))
        if (each.get("field") or {}).get("name")
    )


def project_item(node: Node, login: str = "") -> ExistingItem:
    """Read a card; `login` is the login of the run."""
    given = values(node.get("fieldValues"))
    content = node.get("content") or {}
    draft = None
    if "draftTitle" in content:
        draft = ExistingDraft(content["id"], content["draftTitle"], text(content.get("body")))
    return ExistingItem(
        node["id"],
        given,
        is_archived=bool(node.get("isArchived")),
        draft=draft,
        has_status_of_workflow=_has_status_of_workflow(node, login),
    )


def _has_status_of_workflow(node: Node, login: str) -> bool:
    """Tell whether this login added a card and only a workflow has set its Status since.

    Unverified: that GitHub names its app as the creator of such a value. If it names somebody
    else, the value counts as people's.
    """
    if not login or (node.get("creator") or {}).get("login") != login:
        return False
    status = node.get("status") or {}
    if (status.get("creator") or {}).get("__typename") != "Bot":
        return False
    added, given = (datetime.fromisoformat(each["createdAt"]) for each in (node, status))
    return status["createdAt"] == status["updatedAt"] and given - added <= _AT_ONCE
