"""Issues that are read with the board's cards, so that only one list is read page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from gh_playbook.github.error import GitHubError
from gh_playbook.github.number_page import TOO_MUCH
from gh_playbook.github.paging import Connection, read_on
from gh_playbook.github.reader import Reader
from gh_playbook.github.selection import CARDED_ISSUE


def read(
    reader: Reader, cards: Sequence[Connection], fields: str, repository: str
) -> list[Mapping[str, Any]]:
    """Read all cards; return the issues of a repository in them that came with fields.

    `repository` is its id. If that is too much for GitHub, cards come without issues' fields.
    Raises GitHubError.
    """
    whole = f"... on Issue {{ {fields} repository {{ id }} }}"
    for each in cards:
        before, query = each.question, each.question.query.replace(CARDED_ISSUE, whole)
        each.question = replace(before, query=query)
        try:
            read_on(reader, [each], request="cards")
        except GitHubError as error:
            if error.kind != TOO_MUCH:
                raise
            each.question = before
            read_on(reader, [each], request="cards")
    contents = (card.get("content") for each in cards for card in each.nodes)
    return [node for node in contents if node and is_issue_of(node, repository)]


def is_issue_of(node: Mapping[str, Any] | None, repository: str) -> bool:
    """Tell whether a node is an issue of the repository with this id."""
    return ((node or {}).get("repository") or {}).get("id") == repository
