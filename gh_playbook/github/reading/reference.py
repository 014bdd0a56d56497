"""References to issues and pull requests, such as `acme/other#7`, read by their ids."""

from collections.abc import Sequence

from gh_playbook.github.reader import Reader
from gh_playbook.github.reading.paging import by_ids

_DOCUMENT = """query Named($ids: [ID!]!) { nodes(ids: $ids) {
  ... on Issue { id number repository { nameWithOwner } }
  ... on PullRequest { id number repository { nameWithOwner } } } }"""


def names(reader: Reader, ids: Sequence[str]) -> dict[str, str]:
    """Return the references, by id; issues that the login may not see are left out."""
    found = by_ids(reader, _DOCUMENT, ids, request="linked issues")
    return {each["id"]: f"{each['repository']['nameWithOwner']}#{each['number']}" for each in found}
