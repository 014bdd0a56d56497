"""References to issues and pull requests, such as `acme/other#7`, read by their ids."""

from collections.abc import Sequence

from gh_playbook.github.reader import Reader

_LIMIT = 100
_DOCUMENT = """query Named($ids: [ID!]!) { nodes(ids: $ids) {
  ... on Issue { id number repository { nameWithOwner } }
  ... on PullRequest { id number repository { nameWithOwner } } } }"""


def names(reader: Reader, ids: Sequence[str]) -> dict[str, str]:
    """Return the references, by id; issues that the login may not see are left out."""
    found: dict[str, str] = {}
    for start in range(0, len(ids), _LIMIT):
        variables = {"ids": list(ids[start : start + _LIMIT])}
        part = reader.part(_DOCUMENT, variables, request="linked issues", needed=())
        for each in part.data["nodes"]:
            if each:
                found[each["id"]] = f"{each['repository']['nameWithOwner']}#{each['number']}"
    return found
