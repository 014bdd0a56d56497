"""Activity: comments and linked pull requests of issues, read only where they matter."""

from collections.abc import Sequence

from gh_playbook.github.reader import Reader
from gh_playbook.model.existing import Activity

_PAGE = 100
_DOCUMENT = """query Activity($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Issue {
    id comments { totalCount }
    closedByPullRequestsReferences(first: 1, includeClosedPrs: true) { totalCount }
  } }
}"""


def read(reader: Reader, ids: Sequence[str]) -> dict[str, Activity]:
    """Return the activity about issues, by their ids. Raises GitHubError."""
    found = {}
    for start in range(0, len(ids), _PAGE):
        asked = {"ids": list(ids[start : start + _PAGE])}
        for node in reader.query(_DOCUMENT, asked, request="activity")["nodes"]:
            if node:
                linked = node.get("closedByPullRequestsReferences") or {"totalCount": 0}
                comments = node["comments"]["totalCount"]
                found[node["id"]] = Activity(comments, linked["totalCount"])
    return found
