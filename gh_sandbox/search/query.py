"""The grammar of queries: `is:open (label:bug,"help wanted" OR -author:octocat) crash in:title`.

A space and AND mean the same and bind closer than OR; NOT and a minus exclude what follows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gh_sandbox.search.refusal import invalid

DEPTH_LIMIT = 5
TEXT_LIMIT = 256
OPERATOR_LIMIT = 5
_TOKEN = re.compile(
    r"\s*(?:(?P<mark>[()])|(?P<bare>-)(?=\()|(?P<minus>-)?(?:(?P<key>[A-Za-z][\w.-]*):)?"
    r'(?P<value>(?:"(?:[^"\\]|\\.)*"|[^\s"()])+))'
)
_VALUE = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')


@dataclass(frozen=True)
class Text:
    """A word, or a phrase in quotes."""

    phrase: str


@dataclass(frozen=True)
class Qualifier:
    """`key:value,another`: at least one of the values."""

    key: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Every:
    """All of these."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Some:
    """At least one of these."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Without:
    """Not this."""

    part: "Node"


Node = Text | Qualifier | Every | Some | Without


def read(text: str) -> Node:
    """Read a query.

    Raises ApiError 422 for a query that GitHub refuses.
    """
    tokens = list(_tokens(text))
    operators = sum(each in ("AND", "OR", "NOT") for each in tokens if isinstance(each, str))
    if operators > OPERATOR_LIMIT:
        raise invalid("More than five AND / OR / NOT operators were used.")
    words = [each.phrase for each in tokens if isinstance(each, Text)]
    if len(" ".join(words)) > TEXT_LIMIT:
        raise invalid(f"The search is longer than {TEXT_LIMIT} characters.")
    return _Reader(tokens).whole()


def qualifiers(node: Node, *, wanted: bool = True) -> Iterator[tuple[Qualifier, bool]]:
    """Yield the qualifiers of a tree, and whether each is wanted or excluded."""
    if isinstance(node, Qualifier):
        yield node, wanted
    elif isinstance(node, Every | Some):
        for part in node.parts:
            yield from qualifiers(part, wanted=wanted)
    elif isinstance(node, Without):
        yield from qualifiers(node.part, wanted=not wanted)


def texts(node: Node) -> Iterator[str]:
    """Yield the words and phrases of a tree."""
    if isinstance(node, Text):
        yield node.phrase
    elif isinstance(node, Every | Some):
        for part in node.parts:
            yield from texts(part)
    elif isinstance(node, Without):
        yield from texts(node.part)


# A mark is `(`, `)`, `-`, `AND`, `OR` or `NOT`.
_Token = str | Text | Qualifier


def _tokens(text: str) -> Iterator[_Token]:
    position = 0
    while text[position:].strip():
        found = _TOKEN.match(text, position)
        if found is None:
            raise invalid(f"The search cannot be read from here on: {text[position:].strip()}")
        position = found.end()
        yield from _of(found)


def _of(found: re.Match[str]) -> Iterator[_Token]:
    """Yield the tokens of a match; a minus before a term is a token of its own."""
    if found["mark"] or found["bare"]:
        yield found["mark"] or "-"
        return
    value = found["value"]
    if not found["key"] and not found["minus"] and value in ("AND", "OR", "NOT"):
        yield value
        return
    if found["minus"]:
        yield "-"
    if found["key"]:
        yield Qualifier(found["key"].lower(), tuple(map(_plain, _VALUE.findall(value))))
    else:
        yield Text(_plain(value))


def _plain(value: str) -> str:
    """Remove the quotes."""
    return re.sub(r'"((?:[^"\\]|\\.)*)"', lambda found: found[1].replace('\\"', '"'), value)


class _Reader:
    """Reads the tokens of a query from left to right."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._place = 0

    def whole(self) -> Node:
        """Read the whole query."""
        node = self._some(depth=0)
        if self._place < len(self._tokens):
            raise invalid("The search has a closing parenthesis too many.")
        return node

    def _next(self) -> _Token | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _take(self, mark: str) -> bool:
        is_there = self._next() == mark
        self._place += is_there
        return is_there

    def _some(self, depth: int) -> Node:
        parts = [self._every(depth)]
        while self._take("OR"):
            parts.append(self._every(depth))
        if len(parts) > 1 and Every(()) in parts:
            raise invalid("The search has nothing on one side of an OR.")
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def _every(self, depth: int) -> Node:
        parts: list[Node] = []
        while self._next() not in (None, ")", "OR"):
            if not self._take("AND"):
                parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _one(self, depth: int) -> Node:
        if self._take("-") or self._take("NOT"):
            return Without(self._one(depth))
        if self._take("("):
            if depth >= DEPTH_LIMIT:
                raise invalid(f"Parentheses are nested more than {DEPTH_LIMIT} levels deep.")
            node = self._some(depth + 1)
            if not self._take(")"):
                raise invalid("The search lacks a closing parenthesis.")
            return node
        token = self._next()
        if not isinstance(token, Text | Qualifier):
            raise invalid(f"The search has nothing for {token or 'its last operator'} to work on.")
        self._place += 1
        return token
