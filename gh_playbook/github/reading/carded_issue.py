"""Issues that are read with the board's cards, so that only one list is read page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from gh_playbook.github.error import GitHubError
from gh_playbook.github.reader import Reader
from gh_playbook.github.reading import known_page
from gh_playbook.github.reading.known_page import Early
from gh_playbook.github.reading.number_page import TOO_MUCH
from gh_playbook.github.reading.paging import Connection, Question, read_on
from gh_playbook.github.reading.selection import CARDED_ISSUE


def read(
    reader: Reader,
    cards: Sequence[Connection],
    fields: str,
    repository: str,
    ends: Sequence[str] = (),
    early: Early | None = None,
) -> list[Mapping[str, Any]]:
    """Read all cards; return the issues of a repository in them that came with fields.

    `repository` is its id, `ends` are the cursors at which pages ended in the last run, `early`
    what was asked for already. If that is too much for GitHub, cards come without issues' fields.
    Raises GitHubError.
    """
    for each in cards:
        question = _with_issues(each.question, fields)
        each.question = question
        try:
            known_page.read(reader, each, ends, request="cards", early=early)
            read_on(reader, [each], request="cards")
        except GitHubError as error:
            if error.kind != TOO_MUCH:
                raise
            query = question.query.replace(_whole(fields), CARDED_ISSUE)
            each.question = replace(question, query=query)
            read_on(reader, [each], request="cards")
    contents = (card.get("content") for each in cards for card in each.nodes)
    return [node for node in contents if node and is_issue_of(node, repository)]


def with_issues(cards: Connection, fields: str) -> Connection:
    """Return cards that are read with the issues in them."""
    return replace(cards, question=_with_issues(cards.question, fields))


def _with_issues(cards: Question, fields: str) -> Question:
    return replace(cards, query=cards.query.replace(CARDED_ISSUE, _whole(fields)))


def _whole(fields: str) -> str:
    return f"... on Issue {{ {fields} repository {{ id }} }}"


def is_issue_of(node: Mapping[str, Any] | None, repository: str) -> bool:
    """Tell whether a node is an issue of the repository with this id."""
    return ((node or {}).get("repository") or {}).get("id") == repository
