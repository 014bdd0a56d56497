"""Activity on issues: comments, linked pull requests, reactions, read only where they matter."""

from collections.abc import Mapping, Sequence
from typing import Any

from gh_playbook.github.reader import Reader
from gh_playbook.model.existing import Activity
from gh_playbook.model.orphan import CLOSED

_PAGE = 100
_DOCUMENT = """query Activity($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Issue {
    id comments(last: 10) { totalCount nodes { body viewerDidAuthor } }
    closedByPullRequestsReferences(first: 1, includeClosedPrs: true) { totalCount }
    reactions(first: 1) { totalCount }
    timelineItems(last: 30, itemTypes: [%s]) { nodes { %s } }
  } }
}"""
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
_ACTORS = " ".join(f"... on {each} {{ actor {{ __typename login }} }}" for each in _EDITS)


def read(reader: Reader, ids: Sequence[str]) -> dict[str, Activity]:
    """Return the activity about issues, by their ids. Raises GitHubError."""
    found = {}
    for start in range(0, len(ids), _PAGE):
        asked = {"ids": list(ids[start : start + _PAGE])}
        document = _DOCUMENT % (", ".join(_EDITS.values()), _ACTORS)
        for node in reader.query(document, asked, request="activity")["nodes"]:
            if node:
                linked = node.get("closedByPullRequestsReferences") or {"totalCount": 0}
                comments = node["comments"]["totalCount"] - _of_the_tool(node["comments"])
                reactions = (node.get("reactions") or {}).get("totalCount", 0)
                found[node["id"]] = Activity(
                    comments, linked["totalCount"], reactions, _editors(node)
                )
    return found


def _of_the_tool(comments: Mapping[str, Any]) -> int:
    """Return the number of comments in which the tool says that it has closed the issue."""
    mine = (each["body"] for each in comments["nodes"] if each and each["viewerDidAuthor"])
    return sum(body.startswith(CLOSED) for body in mine)


def _editors(node: Mapping[str, Any]) -> frozenset[str]:
    """Return the users who edited an issue; apps and workflows are none."""
    events = (node.get("timelineItems") or {}).get("nodes", ())
    actors = [each["actor"] for each in events if each and each.get("actor")]
    return frozenset(each["login"] for each in actors if each["__typename"] == "User")
