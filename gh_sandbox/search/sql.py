"""The translation of a query to SQL: its condition on rows of `issue`, and the order of results."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from gh_sandbox.search import issue_filter, qualifier, query
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


# At least seven digits: GitHub docs, "Search by commit SHA".
_SHA = re.compile(r"[0-9a-f]{7,40}")


def is_sha(phrase: str) -> bool:
    """Tell whether a word can be a commit."""
    return _SHA.fullmatch(phrase) is not None


def condition(session: Session, text: str) -> Condition:
    """Return a query's condition on a row of `issue`, without the viewer's limits.

    Raises ApiError 422.
    """
    tree = query.read(text)
    return Search(session, tree, is_advanced=True).condition(tree)


class Search:
    """The tree of a query, with the parts about the whole search: places and order.

    `by_commit` holds the ids of pull requests for each word that is a commit's SHA.
    """

    def __init__(
        self,
        session: Session,
        tree: Node,
        *,
        is_advanced: bool,
        by_commit: Mapping[str, Sequence[int]] | None = None,
    ) -> None:
        self._session = session
        self._by_commit = by_commit or {}
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
        """Yield the conditions of parts side by side; scopes of ordinary searches are joined.

        Words that can be commits are joined, too, if any of them is one (semantic-release/github).
        """
        scopes = [
            part
            for part in node.parts
            if isinstance(part, Qualifier) and part.key in qualifier.SCOPES
        ]
        if self._is_advanced or len(scopes) < 2:
            scopes = []
        commits = [part for part in node.parts if isinstance(part, Text) and is_sha(part.phrase)]
        if not any(part.phrase in self._by_commit for part in commits):
            commits = []
        for part in node.parts:
            if part not in scopes and part not in commits:
                yield self.condition(part)
        groups: tuple[list[Node], ...] = ([*scopes], [*commits])
        for group in filter(None, groups):
            yield _joined(" OR ", [self.condition(part) for part in group])

    def _text(self, phrase: str) -> Condition:
        columns = " || ' ' || ".join(self._columns)
        in_text: Condition = f"instr(lower({columns}), lower(?))", (phrase,)
        ids = self._by_commit.get(phrase)
        if ids is None:
            return in_text
        known = json.dumps(list(ids))
        return issue_filter.any_of(
            in_text, ("issue.id IN (SELECT value FROM json_each(?))", (known,))
        )


def _joined(word: str, conditions: list[Condition]) -> Condition:
    values: list[Value] = [value for _, each in conditions for value in each]
    return word.join(f"({sql})" for sql, _ in conditions) or "1", tuple(values)


def _order(term: str) -> str:
    found = _SORT.fullmatch(term)
    field, sense = (found[1], (found[2] or "desc").upper()) if found else (term, "")
    if field not in _ORDERS:
        raise unknown(f"sort:{term}")
    return f"{_ORDERS[field]} {sense}, issue.id {sense}"
