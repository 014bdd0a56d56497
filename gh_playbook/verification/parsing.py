"""Parsing of GitHub's answers into existing things, for verification. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from gh_playbook.declaration.name import folded
from gh_playbook.model.author import APP, Author
from gh_playbook.verification import existing
from gh_playbook.verification.existing_board import (
    Board,
    Card,
    Draft,
    Field,
    Iteration,
    Option,
    Update,
    Value,
    View,
)

Node = Mapping[str, Any]
_DISCARDED = {"NOT_PLANNED", "DUPLICATE"}


def label(node: Node) -> existing.Label:
    """Read a label."""
    return existing.Label(
        node["id"], node["name"], node["color"].lower(), node["description"] or ""
    )


def milestone(node: Node) -> existing.Milestone:
    """Parse a milestone; only the day of its due date counts."""
    due = node["dueOn"]
    return existing.Milestone(
        node["id"],
        node["number"],
        node["title"],
        (node["description"] or "").replace("\r\n", "\n"),
        date.fromisoformat(due[:10]) if due else None,
        node["state"].lower(),
    )


def issue_type(node: Node) -> existing.IssueType:
    """Read an issue type."""
    return existing.IssueType(
        node["id"],
        node["name"],
        node["description"] or "",
        node["color"].lower(),
        node["isEnabled"],
    )


def issue_field(node: Node) -> existing.IssueField:
    """Read an issue field."""
    is_for_all = node["visibility"] == "ALL"
    return existing.IssueField(
        node["name"],
        node["dataType"].lower(),
        node["description"] or "",
        "all" if is_for_all else "organization_members_only",
        _options(node.get("options", ())),
    )


def issue(node: Node) -> existing.Issue:
    """Read an issue; links that were not asked for are empty."""
    return existing.Issue(
        id=node["id"],
        number=node["number"],
        title=node["title"],
        body=node["body"].replace("\r\n", "\n"),
        url=node["url"],
        is_open=node["state"] == "OPEN",
        is_discarded=node["state"] == "CLOSED" and node["stateReason"] in _DISCARDED,
        labels=tuple(each["name"] for each in nodes(node["labels"])),
        milestone=(node["milestone"] or {}).get("title"),
        type=(node.get("issueType") or {}).get("name"),
        assignees=tuple(each["login"] for each in nodes(node["assignees"])),
        reason=_reason(node),
        duplicate_of=(node.get("duplicateOf") or {}).get("id"),
        is_pinned=bool(node.get("isPinned")),
        lock=(node["activeLockReason"] or "").lower() if node["locked"] else None,
        parent=(node.get("parent") or {}).get("id"),
        sub_issues=_ids(node.get("subIssues")),
        blocked_by=_ids(node.get("blockedBy")),
        related_to=_ids(node.get("relatesTo")),
        fields=_values(node.get("issueFieldValues")),
        author=_author(node),
    )


def _reason(node: Node) -> str | None:
    """Return the closing reason; a link to the other issue means a duplicate."""
    is_duplicate = node["state"] == "CLOSED" and node.get("duplicateOf")
    reason = "DUPLICATE" if is_duplicate else node["stateReason"]
    return reason.lower() if reason else None


def _author(node: Node) -> Author:
    """Parse an author; GraphQL omits the `[bot]` of an app's login."""
    account = node["author"]
    login = account["login"] if account else ""
    if account and account["__typename"] == "Bot":
        login += APP
    return Author(login, node["authorAssociation"], node["viewerDidAuthor"])


def board(node: Node, cards: Iterable[Node]) -> Board:
    """Read a project, with the nodes of all its cards."""
    every = list(cards)
    read = [card for card in map(_card, every) if card is not None]
    return Board(
        title=node["title"],
        description=node["shortDescription"] or "",
        readme=node["readme"] or "",
        is_open=not node["closed"],
        repositories=tuple(each["nameWithOwner"] for each in nodes(node["repositories"])),
        fields=tuple(_field(each) for each in nodes(node["fields"]) if "name" in each),
        views=tuple(map(_view, nodes(node["views"]))),
        cards={card.issue: card for card in read},
        is_public=node["public"],
        teams=tuple(each["slug"] for each in nodes(node.get("teams"))),
        updates=tuple(map(_update, nodes(node.get("statusUpdates")))),
        drafts=tuple(_draft(each) for each in every if "draftId" in (each["content"] or {})),
    )


def nodes(connection: Any) -> list[Node]:
    """Return a connection's nodes that this login may see; empty if it is null."""
    return [node for node in (connection or {}).get("nodes", ()) if node]


def _field(node: Node) -> Field:
    options = _options(node.get("options", node.get("multiSelectOptions", ())))
    configuration = node.get("configuration", {})
    iterations = tuple(
        Iteration(each["title"], date.fromisoformat(each["startDate"]), each["duration"])
        for name in ("completedIterations", "iterations")
        for each in configuration.get(name, ())
    )
    is_issue_field = node.get("isIssueField", False)
    type = node["dataType"].lower()
    return Field(node["name"], type, options, iterations, is_issue_field)


def _options(found: Iterable[Node]) -> tuple[Option, ...]:
    return tuple(
        Option(each["name"], each["color"].lower(), each["description"] or "") for each in found
    )


def _view(node: Node) -> View:
    return View(
        name=node["name"],
        layout=node["layout"].removesuffix("_LAYOUT").lower(),
        filter=node["filter"] or "",
        fields=_names(nodes(node["fields"])),
        columns=_names(nodes(node["verticalGroupByFields"])),
        group_by=_names(nodes(node["groupByFields"])),
        sort_by=tuple(
            f"{name}{' desc' if each['direction'] == 'DESC' else ''}"
            for each in nodes(node["sortByFields"])
            for name in _names([each["field"]])
        ),
    )


def _card(node: Node) -> Card | None:
    """Parse a card; None for drafts, pull requests and cards that this login may not see."""
    content = node["content"] or {}
    if "id" not in content:
        return None
    name = f"{content['repository']['nameWithOwner']}#{content['number']}"
    return Card(content["id"], node["isArchived"], _values(node["fieldValues"]), name)


def _draft(node: Node) -> Draft:
    content = node["content"]
    body = (content["body"] or "").replace("\r\n", "\n").strip()
    return Draft(content["title"], body, _values(node["fieldValues"]))


def _update(node: Node) -> Update:
    body = (node["body"] or "").replace("\r\n", "\n")
    return Update((node["status"] or "").lower(), node["startDate"], node["targetDate"], body)


def _values(connection: Any) -> dict[str, Value]:
    return {
        folded(value["field"]["name"]): _value(value)
        for value in nodes(connection)
        if value.get("field")
    }


def _value(node: Node) -> Value:
    if "options" in node:
        return tuple(each["name"] for each in node["options"])
    if node.get("date"):
        return date.fromisoformat(node["date"][:10])
    found = (
        node[name] for name in ("text", "number", "name", "title") if node.get(name) is not None
    )
    return next(found, None)


def _names(fields: Iterable[Node]) -> tuple[str, ...]:
    return tuple(each["name"] for each in fields if each and "name" in each)


def _ids(connection: Any) -> tuple[str, ...]:
    return tuple(each["id"] for each in nodes(connection))
