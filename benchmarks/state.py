"""The final content of a repository and its board, without ids and numbers, for comparison.

Titles stand for numbers, lists without an order of their own are sorted, and of the tool's markers
only the key counts: a peer's has no more.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.place import Place
from benchmarks.subject import Work

_QUERIES = Path(__file__).with_name("state.graphql")
_MARKER = re.compile(r"(<!-- gh-playbook:begin key=\S+)[^>]* -->")
# A number, or the end of an issue's address.
_NUMBER = re.compile(r"(#|/issues/)(\d+)\b")
_LENGTH = 12


def digest(place: Place, repository: str, work: Work) -> str:
    """Return a short digest of the part of a repository that the work changes."""
    text = json.dumps(read(place, repository, work), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


def read(place: Place, repository: str, work: Work) -> dict[str, Any]:
    """Return the part of a repository that the work changes."""
    owner, name = repository.split("/")
    where = {"owner": owner, "name": name}
    labels = _sorted(_filled(each) for each in _pages(place, "Labels", where))
    if work is Work.LABELS:
        return {"labels": labels}
    ground = place.graphql(_query("Ground"), **where)["repository"]
    issues = _pages(place, "Issues", where)
    titles = {str(each["number"]): each["title"] for each in issues}
    found = {
        "labels": labels,
        "milestones": _sorted(_filled(each) for each in _nodes(ground["milestones"])),
        "issues": _sorted(_issue(each, titles, work) for each in issues),
    }
    if work is Work.ISSUES:
        return found
    return {
        **found,
        "types": _sorted(_filled(each) for each in _nodes(ground["issueTypes"])),
        "file": (ground["file"] or {}).get("text"),
        "boards": [_board(place, each, titles) for each in _nodes(ground["projectsV2"])],
    }


@cache
def _query(name: str) -> str:
    """Return one query of the file, with the fragment that it needs and no other."""
    *queries, fragment = re.split(
        r"\n\n(?=query|fragment)", _QUERIES.read_text(encoding="utf-8").strip()
    )
    found = next(each for each in queries if each.startswith(f"query {name}("))
    return f"{found}\n\n{fragment}" if "...Named" in found else found


def _pages(place: Place, name: str, variables: Mapping[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after = None
    while True:
        page = place.graphql(_query(name), **variables, after=after)["repository"]["found"]
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


def _issue(issue: Mapping[str, Any], titles: Mapping[str, str], work: Work) -> dict[str, Any]:
    body = _MARKER.sub(r"\1 -->", issue["body"].replace("\r\n", "\n")).strip()
    found = {
        "title": issue["title"],
        "body": _without_numbers(body, titles),
        "state": issue["state"],
        "labels": _names(issue["labels"], "name"),
        "milestone": (issue["milestone"] or {}).get("title"),
    }
    if work is Work.ISSUES:
        return found
    return {
        **found,
        "type": (issue["issueType"] or {}).get("name"),
        "parent": (issue["parent"] or {}).get("title"),
        "blocked by": _names(issue["blockedBy"], "title"),
        "related to": _names(issue["relatesTo"], "title"),
    }


def _board(place: Place, project: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    items = _pages(place, "Items", {"id": project["id"]})
    return {
        "title": project["title"],
        "description": project["shortDescription"],
        "readme": (project["readme"] or "").strip(),
        "fields": _sorted(_nodes(project["fields"])),
        "views": _sorted(_view(each) for each in _nodes(project["views"])),
        "cards": _sorted(_card(each, titles) for each in items),
    }


def _view(view: Mapping[str, Any]) -> dict[str, Any]:
    lists = {name: _names(each, "name") for name, each in view.items() if isinstance(each, dict)}
    return {**view, **lists}


def _card(item: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    values = {}
    for each in filter(None, _nodes(item["fieldValues"])):
        value = next((each[kind] for kind in ("name", "number", "text") if kind in each), None)
        if isinstance(value, str):
            value = sorted(_without_numbers(value, titles).split())
        values[each["field"]["name"]] = value
    return {"issue": item["content"].get("title"), "values": values}


def _without_numbers(text: str, titles: Mapping[str, str]) -> str:
    def titled(found: re.Match[str]) -> str:
        return f"{found[1]}<{titles.get(found[2])}>"

    return _NUMBER.sub(titled, text)


def _filled(thing: Mapping[str, Any]) -> dict[str, Any]:
    """Return a thing in which a missing description equals an empty one."""
    return {**thing, "description": thing["description"] or ""}


def _nodes(connection: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    return [*(connection or {}).get("nodes", ())]


def _names(connection: Mapping[str, Any], field: str) -> list[str]:
    return sorted(each[field] for each in _nodes(connection))


def _sorted(things: Any) -> list[Any]:
    return sorted(things, key=lambda each: json.dumps(each, sort_keys=True))
