"""Activity on issues: comments, pull requests, reactions and so on, read only where they matter."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from gh_playbook.github.reader import Reader
from gh_playbook.model.existing import Activity, Edit, Features
from gh_playbook.model.orphan import CLOSED

_PAGE = 100
# Within this time an issue gets what it was created with. GitHub documents no limit.
_CREATION = timedelta(seconds=5)
_OF_ISSUE = """id createdAt author { login } repository { id } %s
    comments(last: 10) { totalCount nodes { body viewerDidAuthor } }
    closedByPullRequestsReferences(first: 1, includeClosedPrs: true) { totalCount }
    linkedBranches(first: 1) { totalCount }
    reactions(first: 1) { totalCount }
    timelineItems(last: 30, itemTypes: [%s]) { nodes { %s } }"""
# People's actions on an issue beside writing: GraphQL's type of the event, and its name.
_EDITS = {
    "LabeledEvent": "LABELED_EVENT",
    "UnlabeledEvent": "UNLABELED_EVENT",
    "MilestonedEvent": "MILESTONED_EVENT",
    "DemilestonedEvent": "DEMILESTONED_EVENT",
    "AssignedEvent": "ASSIGNED_EVENT",
    "UnassignedEvent": "UNASSIGNED_EVENT",
    "RenamedTitleEvent": "RENAMED_TITLE_EVENT",
    "ReopenedEvent": "REOPENED_EVENT",
}
_NAMES = dict.fromkeys(("LabeledEvent", "UnlabeledEvent"), "label { name }")
_NAMES |= dict.fromkeys(("MilestonedEvent", "DemilestonedEvent"), "milestoneTitle")
_ACTORS = " ".join(
    f"... on {each} {{ __typename createdAt actor {{ __typename login }} {_NAMES.get(each, '')} }}"
    for each in _EDITS
)
# Issues that wait for it, also of other repositories.
_WAITING = "blocking(first: 20) { nodes { id number repository { id nameWithOwner } } }"


def read(reader: Reader, ids: Sequence[str], features: Features) -> dict[str, Activity]:
    """Return the activity about issues, by their ids. Raises GitHubError."""
    found = {}
    document = f"""query Activity($ids: [ID!]!) {{
  nodes(ids: $ids) {{ ... on Issue {{ {selection(features)} }} }}
}}"""
    for start in range(0, len(ids), _PAGE):
        asked = {"ids": list(ids[start : start + _PAGE])}
        for node in reader.query(document, asked, request="activity")["nodes"]:
            if node:
                found[node["id"]] = parse(node)
    return found


def selection(features: Features) -> str:
    """Return the GraphQL selection of the activity on an issue; `parse` reads the answer."""
    waiting = _WAITING if features.dependencies else ""
    return _OF_ISSUE % (waiting, ", ".join(_EDITS.values()), _ACTORS)


def parse(node: Mapping[str, Any]) -> Activity:
    """Return the activity on an issue."""
    return Activity(
        node["comments"]["totalCount"] - _of_the_tool(node["comments"]),
        _total(node, "closedByPullRequestsReferences"),
        _total(node, "reactions"),
        _edits(node),
        _elsewhere(node),
        _total(node, "linkedBranches"),
    )


def waiting(node: Mapping[str, Any]) -> set[str]:
    """Return the ids of the issues that wait for an issue, also of other repositories."""
    return {each["id"] for each in (node.get("blocking") or {}).get("nodes", ()) if each}


def _total(node: Mapping[str, Any], name: str) -> int:
    found: int = (node.get(name) or {}).get("totalCount", 0)
    return found


def _of_the_tool(comments: Mapping[str, Any]) -> int:
    """Return the number of comments in which the tool says that it has closed the issue."""
    mine = (each["body"] for each in comments["nodes"] if each and each["viewerDidAuthor"])
    return sum(body.startswith(CLOSED) for body in mine)


def _edits(node: Mapping[str, Any]) -> frozenset[Edit]:
    """Return the edits of an issue by users; apps and workflows are none."""
    events = (node.get("timelineItems") or {}).get("nodes", ())
    told = [each for each in events if each and each.get("actor")]
    return frozenset(_edit(each, node) for each in told if each["actor"]["__typename"] == "User")


def _edit(event: Mapping[str, Any], issue: Mapping[str, Any]) -> Edit:
    """Return an edit; GitHub lists what an issue was created with as edits by its author."""
    login = event["actor"]["login"]
    is_author = login == (issue.get("author") or {}).get("login")
    begun, done = (datetime.fromisoformat(each["createdAt"]) for each in (issue, event))
    if event["__typename"] == "ReopenedEvent":
        return Edit(login, "")
    name = (event.get("label") or {}).get("name") or event.get("milestoneTitle")
    return Edit(login, name, is_author and done - begun <= _CREATION)


def _elsewhere(node: Mapping[str, Any]) -> tuple[str, ...]:
    """Return references to the issues of other repositories that wait for an issue."""
    waiting = filter(None, (node.get("blocking") or {}).get("nodes", ()))
    own = node["repository"]["id"]
    return tuple(
        f"{each['repository']['nameWithOwner']}#{each['number']}"
        for each in waiting
        if each["repository"]["id"] != own
    )
