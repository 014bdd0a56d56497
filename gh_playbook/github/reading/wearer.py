"""Pull requests that have a label or a milestone which a run may remove: they lose it, too.

They are read only if something may be removed, as issues with only the values that they lose.
"""

from collections.abc import Sequence
from typing import Any

from gh_playbook.github.reader import Reader
from gh_playbook.github.reading.paging import Connection, Question, ask, by_ids, read_on
from gh_playbook.github.reading.parsing import nodes
from gh_playbook.model.existing import ExistingIssue

_FIELDS = "id number url labels(first: 100) { nodes { name } } milestone { title }"
# The number of things in a request: each has a page of a hundred, and GitHub allows half a million
# nodes.
_THINGS = 20
_TOTAL = """repository: node(id: $repository) {
    ... on Repository { pullRequests { totalCount } } }"""
_KNOWN = f"""query Wearers($ids: [ID!]!) {{
  nodes(ids: $ids) {{ ... on PullRequest {{ {_FIELDS} }} }}
}}"""


def read(
    reader: Reader, repository: str, things: Sequence[str], known: Sequence[str]
) -> tuple[dict[str, ExistingIssue], int]:
    """Return the pull requests that have one of the things, and the known ones, by their ids.

    `things` are ids of labels and milestones, `known` are ids that may be pull requests. Pull
    requests that this login may not see are left out. The number is that of all pull requests of
    the repository with the id `repository`, where there are `things`. Raises GitHubError.
    """
    found: list[Any] = []
    total = Question(_TOTAL, {"repository": ("ID!", repository)})
    count = 0
    for start in range(0, len(things), _THINGS):
        connections = [_of(at, id) for at, id in enumerate(things[start : start + _THINGS])]
        data = ask(reader, (total,), connections, request="wearers", needed=())
        count = _counted(data["repository"])
        read_on(reader, connections, request="wearers")
        found += [node for each in connections for node in each.nodes]
    found += by_ids(reader, _KNOWN, known, request="wearers")
    return {node["id"]: _pull_request(node) for node in found}, count


def _counted(repository: Any) -> int:
    """Return the number of pull requests, 0 if this login may not see them."""
    seen: int = ((repository or {}).get("pullRequests") or {}).get("totalCount", 0)
    return seen


def _of(at: int, id: str) -> Connection:
    """Return the pull requests of a label or milestone."""
    page = f"pullRequests(first: 100, after: $after{at}) {{ nodes {{ {_FIELDS} }}"
    page += " pageInfo { hasNextPage endCursor } }"
    query = (
        f"of{at}: node(id: $id{at}) {{ ... on Label {{ {page} }} ... on Milestone {{ {page} }} }}"
    )
    return Connection(
        Question(query, {f"id{at}": ("ID!", id)}), f"after{at}", (f"of{at}", "pullRequests")
    )


def _pull_request(node: Any) -> ExistingIssue:
    return ExistingIssue(
        node["id"],
        node["number"],
        "",
        "",
        node["url"],
        labels=tuple(each["name"] for each in nodes(node["labels"])),
        milestone=(node["milestone"] or {}).get("title"),
    )
