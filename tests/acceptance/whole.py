"""The whole state of a repository and its board, by plain `gh`: what undo has to bring back."""

import json
from pathlib import Path
from typing import Any

from tests.gh_sandbox.conftest import Gh

_WHOLE = Path(__file__).with_name("whole.graphql").read_text()
# What has no order on GitHub that anybody could choose.
_UNORDERED = (
    "issueFieldValues",
    "labels",
    "assignees",
    "blockedBy",
    "blocking",
    "relatesTo",
    "projectItems",
)


def whole(gh: Gh, repository: str) -> dict[str, Any]:
    """Return everything there is, by names and numbers: ids are never the same again."""
    owner, name = repository.split("/")
    found: dict[str, Any] = gh.graphql(_WHOLE, owner=owner, name=name)["data"]["repository"]
    for kind in ("labels", "milestones", "issueTypes", "issueFields"):
        nodes = (found[kind] or {}).get("nodes", ())
        # No description and an empty one are the same to everybody who reads it.
        found[kind] = _sorted(map(_described, nodes))
    found["projects"] = [_board(each) for each in found.pop("projectsV2")["nodes"]]
    heads = gh.rest("GET", f"repos/{repository}/git/matching-refs/heads").json
    found["branches"] = [each["ref"] for each in heads] if isinstance(heads, list) else []
    found["issues"] = {each["number"]: _issue(each) for each in found["issues"]["nodes"]}
    return found


def as_before(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return a state without what undo may leave: closed issues that nothing leads to.

    Those are looked at here: they are closed as not planned, with no link, and no card.
    """
    kept = {}
    for number, issue in after["issues"].items():
        if number in before["issues"]:
            kept[number] = issue
            continue
        assert (issue["state"], issue["stateReason"]) == ("CLOSED", "NOT_PLANNED"), issue
        links = ("parent", "subIssues", "blockedBy", "blocking", "relatesTo", "projectItems")
        assert not [issue[name] for name in links if issue[name]], issue
    return {**after, "issues": kept}


def unlike(one: Any, other: Any, path: str = "") -> list[str]:
    """Return where two states differ, in few words."""
    if isinstance(one, dict) and isinstance(other, dict):
        keys = sorted({*one, *other}, key=str)
        return [
            each for key in keys for each in unlike(one.get(key), other.get(key), f"{path}/{key}")
        ]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        both = enumerate(zip(one, other, strict=True))
        return [each for at, pair in both for each in unlike(*pair, f"{path}/{at}")]
    return [] if one == other else [f"{path}: {one!r}, not {other!r}"]


def without_status(card: dict[str, Any]) -> dict[str, Any]:
    """Return a card as the state shows it, without its Status, which undo may leave."""
    values = [each for each in card["fieldValues"] if each["field"]["name"] != "Status"]
    return {**card, "fieldValues": values}


def _described(thing: dict[str, Any]) -> dict[str, Any]:
    """Return a thing, and the options of a field, with a text where there is no description."""
    options = {"options": list(map(_described, thing["options"]))} if "options" in thing else {}
    return {**thing, **options, "description": thing["description"] or ""}


def _issue(issue: dict[str, Any]) -> dict[str, Any]:
    lists = {name: each["nodes"] for name, each in issue.items() if _is_list(each)}
    ordered = {
        name: _sorted(nodes) if name in _UNORDERED else nodes for name, nodes in lists.items()
    }
    # One that was closed and opened again is open; that it was says its history.
    reason = None if issue["state"] == "OPEN" else issue["stateReason"]
    return {**issue, **ordered, "stateReason": reason}


def _board(project: dict[str, Any]) -> dict[str, Any]:
    texts = {name: project[name] or "" for name in ("shortDescription", "readme")}
    return {
        **project,
        **texts,
        "statusUpdates": project["statusUpdates"]["nodes"],
        "fields": _sorted(project["fields"]["nodes"]),
        "views": [_view(each) for each in project["views"]["nodes"]],
        "items": _cards(project["items"]["nodes"]),
    }


def _cards(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the cards in their order; those that are archived have none that people see."""
    cards = [_card(each) for each in nodes]
    archived = [each for each in cards if each["isArchived"]]
    return [*(each for each in cards if not each["isArchived"]), *_sorted(archived)]


def _view(view: dict[str, Any]) -> dict[str, Any]:
    return {name: _sorted(each["nodes"]) if _is_list(each) else each for name, each in view.items()}


def _card(card: dict[str, Any]) -> dict[str, Any]:
    return {**card, "fieldValues": _sorted(each for each in card["fieldValues"]["nodes"] if each)}


def _is_list(value: Any) -> bool:
    return isinstance(value, dict) and "nodes" in value


def _sorted(things: Any) -> list[Any]:
    return sorted(things, key=lambda each: json.dumps(each, sort_keys=True))
