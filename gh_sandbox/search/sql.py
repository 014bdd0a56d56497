"""The translation of a query to SQL: its condition on rows of `issue`, and the order of results."""

import re
from collections.abc import Iterator

from gh_sandbox.search import qualifier, query
from gh_sandbox.search.query import Every, Node, Qualifier, Some, Text, Without
from gh_sandbox.search.refusal import unknown
from gh_sandbox.session import Session
from gh_sandbox.state.condition import Condition
from gh_sandbox.state.store import Value

_PLACES = {
    "title": "issue.title",
    "body": "issue.body",
    "comments": (
        "COALESCE((SELECT group_concat(comment.body, char(10)) FROM comment "
        "WHERE issue_id = issue.id), '')"
    ),
}
_DEFAULT_PLACES = ("title", "body", "comments")
# By the names of sort orders: GitHub docs, "Sorting search results".
_REACTIONS = {
    "+1": "THUMBS_UP",
    "-1": "THUMBS_DOWN",
    "smile": "LAUGH",
    "tada": "HOORAY",
    "thinking_face": "CONFUSED",
    "heart": "HEART",
    "rocket": "ROCKET",
    "eyes": "EYES",
}
_ORDERS = {
    "created": "issue.created_at",
    "updated": "issue.updated_at",
    "comments": qualifier.COMMENTS,
    "interactions": qualifier.INTERACTIONS,
    "reactions": qualifier.REACTIONS.format(""),
    **{
        f"reactions-{name}": qualifier.REACTIONS.format(f" AND content = '{content}'")
        for name, content in _REACTIONS.items()
    },
}
_SORT = re.compile(r"(.+?)(?:-(asc|desc))?")
_NEWEST = "issue.created_at DESC, issue.id DESC"


def condition(session: Session, text: str) -> Condition:
    """Return a query's condition on a row of `issue`, without the viewer's limits.

    Raises ApiError 422.
    """
    tree = query.read(text)
    return Search(session, tree, is_advanced=True).condition(tree)


class Search:
    """The tree of a query, with the parts about the whole search: places and order."""

    def __init__(self, session: Session, tree: Node, *, is_advanced: bool) -> None:
        self._session = session
        self._is_advanced = is_advanced
        self._asides = [each for each, _ in query.qualifiers(tree) if each.key in ("in", "sort")]
        self._columns = self._places()

    def _places(self) -> list[str]:
        """Return the columns to search for words."""
        places = [value for each in self._asides if each.key == "in" for value in each.values]
        for place in places:
            if place not in _PLACES:
                raise unknown(f"in:{place}")
        return [_PLACES[place] for place in places or _DEFAULT_PLACES]

    def order(self) -> str:
        """Return the order that the query asks for."""
        for each in self._asides:
            if each.key == "sort":
                return _order(each.values[0])
        return _NEWEST

    def condition(self, node: Node) -> Condition:
        """Return the condition of a part of the query."""
        if isinstance(node, Text):
            return self._text(node.phrase)
        if isinstance(node, Without):
            sql, values = self.condition(node.part)
            # A NULL, such as the title of no milestone, must not be excluded by a negation.
            return f"NOT COALESCE(({sql}), 0)", values
        if isinstance(node, Some):
            return _joined(" OR ", [self.condition(part) for part in node.parts])
        if isinstance(node, Every):
            return _joined(" AND ", list(self._every(node)))
        if node.key in ("in", "sort"):
            return "1", ()
        each = [qualifier.condition(self._session, node.key, value) for value in node.values]
        return _joined(" OR ", each)

    def _every(self, node: Every) -> Iterator[Condition]:
        """Yield the conditions of parts side by side; scopes of ordinary searches are joined."""
        scopes = [
            part
            for part in node.parts
            if isinstance(part, Qualifier) and part.key in qualifier.SCOPES
        ]
        together = not self._is_advanced and len(scopes) > 1
        for part in node.parts:
            if not together or part not in scopes:
                yield self.condition(part)
        if together:
            yield _joined(" OR ", [self.condition(part) for part in scopes])

    def _text(self, phrase: str) -> Condition:
        columns = " || ' ' || ".join(self._columns)
        return f"instr(lower({columns}), lower(?))", (phrase,)


def _joined(word: str, conditions: list[Condition]) -> Condition:
    values: list[Value] = [value for _, each in conditions for value in each]
    return word.join(f"({sql})" for sql, _ in conditions) or "1", tuple(values)


def _order(term: str) -> str:
    found = _SORT.fullmatch(term)
    field, sense = (found[1], (found[2] or "desc").upper()) if found else (term, "")
    if field not in _ORDERS:
        raise unknown(f"sort:{term}")
    return f"{_ORDERS[field]} {sense}, issue.id {sense}"
