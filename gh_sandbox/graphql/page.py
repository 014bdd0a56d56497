"""Cursor paging of connections.

Sources: GitHub docs, "Using pagination in the GraphQL API" and "Rate limits and query limits"
(`first` and `last` of at most 100); reports for the errors' types and wordings.
"""

import base64
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from graphql import FieldNode, FragmentSpreadNode, GraphQLResolveInfo, SelectionSetNode

from gh_sandbox.errors import ApiError

LIMIT = 100
Load = Callable[[list[int]], Mapping[int, Any]]


class PageGroup:
    """The same connection of several parents; the entities of their pages are loaded together."""

    def __init__(self, load: Load, listed: dict[int, list[int]], args: dict[str, Any]) -> None:
        self._load = load
        self._pages = {parent: Page(self, ids, args) for parent, ids in listed.items()}
        self._args = args
        self._loaded: Mapping[int, Any] | None = None

    def page(self, parent: int) -> "Page":
        """Return one parent's page."""
        found = self._pages.get(parent)
        return Page(self, [], self._args) if found is None else found

    def loaded(self) -> Mapping[int, Any]:
        """Return the entities of all pages by id."""
        if self._loaded is None:
            wanted = {id for page in self._pages.values() for id in page.ids}
            self._loaded = self._load(list(wanted)) if wanted else {}
        return self._loaded


class Page:
    """A page of a connection: a part of a list, and its position."""

    __slots__ = ("_group", "_start", "_stop", "between", "ids", "in_all", "subject", "total")

    def __init__(self, group: PageGroup, ids: list[int], args: dict[str, Any]) -> None:
        self._group = group
        self.total = len(ids)
        # The thing whose list this is, for a connection that tells more of it than the page has.
        self.subject: Any = None
        # The total, if it is larger than the readable part of the list, as in a search.
        self.in_all = self.total
        start, stop = 0, len(ids)
        if args.get("after"):
            start = _position(ids, args["after"], "after") + 1
        if args.get("before"):
            stop = _position(ids, args["before"], "before")
        self.between = max(stop - start, 0)
        first, last = args.get("first"), args.get("last")
        if first is not None:
            stop = min(stop, start + first)
        elif last is not None:
            start = max(start, stop - last)
        self._start, self._stop = start, max(start, stop)
        self.ids = ids[self._start : self._stop]

    @property
    def nodes(self) -> list[Any]:
        """The entities of the page."""
        loaded = self._group.loaded()
        return [loaded[id] for id in self.ids]

    @property
    def edges(self) -> list[dict[str, Any]]:
        """The entities of the page, each with its cursor."""
        return [
            {"cursor": _cursor(id, self._start + offset), "node": node}
            for offset, (id, node) in enumerate(zip(self.ids, self.nodes, strict=True))
        ]

    @property
    def info(self) -> dict[str, Any]:
        """The `pageInfo`."""
        return {
            "hasNextPage": self._stop < self.total,
            "hasPreviousPage": self._start > 0,
            "startCursor": _cursor(self.ids[0], self._start) if self.ids else None,
            "endCursor": _cursor(self.ids[-1], self._stop - 1) if self.ids else None,
        }


def check_bounds(info: GraphQLResolveInfo[Any], args: dict[str, Any]) -> None:
    """Refuse a connection without `first` or `last`, or with too many."""
    name = info.field_name
    first, last = args.get("first"), args.get("last")
    if first is None and last is None:
        if {"nodes", "edges", "pageInfo"} & set(_selected(info)):
            raise _refused(
                "MISSING_PAGINATION_BOUNDARIES",
                f"You must provide a `first` or `last` value to properly paginate the `{name}` "
                "connection.",
            )
        return
    for bound, value in (("first", first), ("last", last)):
        if value is not None and value > LIMIT:
            raise _refused(
                "EXCESSIVE_PAGINATION",
                f"Requesting {value} records on the `{name}` connection exceeds the `{bound}` "
                f"limit of {LIMIT} records.",
            )
        if value is not None and value < 0:
            raise _refused(
                "INVALID_PAGINATION_BOUNDARIES",
                f"`{bound}` on the `{name}` connection cannot be less than zero.",
            )
    if first is not None and last is not None:
        raise _refused(
            "INVALID_PAGINATION_BOUNDARIES",
            f"Passing both `first` and `last` to paginate the `{name}` connection is not "
            "supported.",
        )


def _selected(info: GraphQLResolveInfo[Any]) -> Iterator[str]:
    # A fragment that is spread twice adds nothing, and could double at each level.
    seen: set[str] = set()

    def walk(selections: SelectionSetNode | None) -> Iterator[str]:
        for node in selections.selections if selections else ():
            if isinstance(node, FieldNode):
                yield node.name.value
            elif isinstance(node, FragmentSpreadNode):
                if node.name.value not in seen:
                    seen.add(node.name.value)
                    yield from walk(info.fragments[node.name.value].selection_set)
            else:
                yield from walk(getattr(node, "selection_set", None))

    for field in info.field_nodes:
        yield from walk(field.selection_set)


def _refused(type: str, message: str) -> ApiError:
    return ApiError(200, message, type=type)


def _cursor(id: int, position: int) -> str:
    return base64.b64encode(f"cursor:v2:{id}:{position}".encode()).decode()


def _position(ids: list[int], cursor: str, argument: str) -> int:
    """Return a cursor's position: by its id, or by the old position if the id left the list."""
    try:
        id, position = base64.b64decode(cursor).decode().removeprefix("cursor:v2:").split(":")
        wanted, place = int(id), int(position)
    except ValueError as error:
        raise _refused(
            "INVALID_CURSOR_ARGUMENTS", f"`{cursor}` does not appear to be a valid cursor."
        ) from error
    if wanted in ids:
        return ids.index(wanted)
    return place - 1 if argument == "after" else min(place, len(ids))
