"""GitHub's answers to the reading of a repository, and the world that is read from them."""

from typing import Any

from gh_playbook.github.answer import Answer
from gh_playbook.github.reader import Reader
from gh_playbook.github.reading import snapshot
from gh_playbook.github.reading.scope import Scope
from gh_playbook.model.world import World
from tests.github.answers import Answering, Time, answer

ISSUE_FIELDS = ("issueType", "subIssues", "parent", "blockedBy", "relatesTo")
MUTATIONS = (
    "createIssueType",
    "addSubIssue",
    "addBlockedBy",
    "addRelatesTo",
    "createProjectV2",
)


def page(nodes: list[Any], cursor: str | None = None) -> dict[str, Any]:
    return {"nodes": nodes, "pageInfo": {"hasNextPage": bool(cursor), "endCursor": cursor}}


def a_label(name: str) -> dict[str, Any]:
    return {"id": f"L-{name}", "name": name, "color": "D73A4A", "description": None}


def a_milestone(number: int, title: str, state: str = "OPEN") -> dict[str, Any]:
    return {
        "id": f"M{number}",
        "number": number,
        "title": title,
        "description": None,
        "dueOn": "2026-12-31T00:00:00Z",
        "state": state,
        "url": f"https://m/{number}",
    }


def an_issue(number: int, **more: Any) -> dict[str, Any]:
    node = {
        "id": f"I{number}",
        "number": number,
        "title": f"T{number}",
        "body": "",
        "url": f"https://i/{number}",
        "state": "OPEN",
        "stateReason": None,
        "labels": {"nodes": []},
        "milestone": None,
    }
    return {**node, **more}


def first(
    labels: dict[str, Any] | None = None,
    milestones: dict[str, Any] | None = None,
    fields: tuple[str, ...] = ISSUE_FIELDS,
    mutations: tuple[str, ...] = MUTATIONS,
    root: dict[str, Any] | None = None,
    errors: list[dict[str, Any]] | None = None,
    **more: Any,
) -> Answer:
    node = {
        "id": "R1",
        "nameWithOwner": "octo/demo",
        "url": "https://github.com/octo/demo",
        "viewerPermission": "WRITE",
        "hasIssuesEnabled": True,
        "isArchived": False,
        "owner": {"__typename": "Organization", "id": "O1", "login": "octo", "databaseId": 1},
        "labels": labels or page([]),
        "milestones": milestones or page([]),
        **more,
    }
    data: dict[str, Any] = {
        "issue": {"fields": [{"name": name} for name in fields]},
        "mutation": {"fields": [{"name": name} for name in mutations]},
        "project": {"fields": [{"name": "items", "args": [{"name": "archivedStates"}]}]},
        "option": {"inputFields": [{"name": "id"}, {"name": "name"}]},
        "repository": node,
    }
    return answer({"data": data | (root or {}), "errors": errors or []})


def withheld(*path: str | int) -> dict[str, Any]:
    return {"path": list(path), "type": "FORBIDDEN", "message": "Resource not accessible"}


def a_project(number: int, title: str, *, closed: bool = False) -> dict[str, Any]:
    return {"id": f"P{number}", "number": number, "title": title, "closed": closed}


def owner(*projects: Any) -> dict[str, Any]:
    return {"repositoryOwner": {"projectsV2": page(list(projects))}}


def board(**more: Any) -> dict[str, Any]:
    node: dict[str, Any] = {
        "id": "P1",
        "number": 1,
        "title": "Board",
        "url": "https://p/1",
        "closed": False,
        "repositories": {"nodes": [None, {"id": "R1"}]},
        "fields": {"nodes": [None, {"id": "F", "name": "Size", "dataType": "NUMBER"}]},
        "views": {"nodes": [None]},
        "workflows": {"nodes": [None]},
        "items": page([]),
    }
    return {**node, **more}


def repository(**lists: Any) -> Answer:
    return answer({"data": {"repository": lists}})


def issues(connection: dict[str, Any], types: Any = None) -> Answer:
    node: dict[str, Any] = {"issues": connection}
    if types is not None:
        node["issueTypes"] = types
    return answer({"data": {"repository": node}})


def read(*answers: Answer, **scope: Any) -> tuple[World, Answering]:
    gh = Answering(answers=list(answers))
    return snapshot.read(Reader(gh, Time().pacer()), Scope("octo", "demo", **scope)), gh
