"""Searches of short lists: reading the query, and matching what is in the list without SQL."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from gh_sandbox.search import moment, predicate, query, refusal
from gh_sandbox.search.query import Node
from gh_sandbox.session import Session
from gh_sandbox.state.condition import Condition

T = TypeVar("T")


@dataclass(frozen=True)
class SearchKind(Generic[T]):
    """What a kind of search knows of the things that it finds.

    `qualities` are the conditions of the qualifiers on a thing, by a value in lower case; `values`
    the only values of some qualifiers; `places` those of words, all searched unless `usual` says
    which.
    """

    qualities: Mapping[str, Callable[[Session, T, str], bool]]
    values: Mapping[str, Sequence[str]]
    places: Sequence[str]
    usual: Sequence[str] = ()

    def read(self, text: str) -> "ListedSearch[T]":
        """Read a query; an unknown qualifier is an error that names it."""
        tree = query.read(text)
        places, sorts = [], []
        for each, _ in query.qualifiers(tree):
            for value in each.values:
                known = self.places if each.key == "in" else self.values.get(each.key)
                if each.key not in (*self.qualities, "in", "sort") or (
                    known and value.lower() not in known
                ):
                    raise refusal.unknown(f"{each.key}:{value}")
                if each.key == "in":
                    places.append(value)
                if each.key == "sort":
                    sorts.append(value)
        found = tuple(places or self.usual or self.places)
        return ListedSearch(self, tree, found, (*sorts, None)[0])


@dataclass(frozen=True)
class ListedSearch(Generic[T]):
    """A query that was read; `sort` is what it says about the order, such as `updated-desc`."""

    kind: SearchKind[T]
    tree: Node
    places: tuple[str, ...]
    sort: str | None

    def fits(self, session: Session, thing: T, texts: Mapping[str, str]) -> bool:
        """Tell whether a thing matches, whose places have these texts."""
        low = "\n".join(texts[place] for place in self.places).lower()

        def has_quality(key: str, value: str) -> bool:
            # The places and the order are about the whole search.
            return key in ("in", "sort") or self.kind.qualities[key](session, thing, value.lower())

        return predicate.fits(self.tree, lambda phrase: phrase.lower() in low, has_quality)


def is_number(session: Session, number: int, term: str) -> bool:
    """Tell whether a number fits a term such as `>=5`."""
    return _holds(session, moment.on_number(str(number), term))


def is_time(session: Session, time: str, term: str) -> bool:
    """Tell whether a time fits a term such as `>2026-01-01`."""
    return _holds(session, moment.on_time(session, f"'{time}'", term))


def _holds(session: Session, condition: Condition) -> bool:
    sql, values = condition
    return session.store.one(f"SELECT 1 WHERE {sql}", *values) is not None
