"""docs/sandbox-coverage.md: GitHub's published API, and the part that the sandbox serves.

`python -m tests.contracts.coverage` makes it from the published REST operations and GraphQL schema
and from the sandbox's own routes and schema.
"""

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from textwrap import fill

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLUnionType,
)

from gh_sandbox.graphql import schema as sandbox
from gh_sandbox.rest.call import ROUTES, Route
from tests.contracts import operation, schema

PAGE = Path(__file__).parents[2] / "docs" / "sandbox-coverage.md"
_HEAD = """# What the sandbox serves of GitHub's API

GitHub publishes {operations} REST operations; the sandbox serves {routes} of them. GitHub's GraphQL
schema has {fields} fields; the sandbox serves {resolved} of them. A request for a missing one is an
error that names it: see [the guide](sandbox.md#what-it-does-not-do). Some of the served ones are
always empty, because the sandbox has no protected branches and no caches, for example.
`python -m tests.contracts.coverage` writes this page, and a test compares it.
"""
_Fielded = GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType
_ROOTS = ("Query", "Mutation")


def written() -> str:
    """Return the page's text."""
    rest, graphql = "".join(_rest()), "".join(_graphql())
    types = [each for each in _types() if not isinstance(each, GraphQLInputObjectType)]
    head = _HEAD.format(
        operations=len(operation.published()),
        routes=sum(operation.shape(name) in _routes() for name in operation.published()),
        fields=sum(len(each.fields) for each in types),
        resolved=sum(len(each.fields.keys() & _served(each)) for each in types),
    )
    return f"{head}{rest}{graphql}"


def _rest() -> Iterator[str]:
    yield "\n## REST\n\nThe row of a route names the parameters that the sandbox does not have.\n"
    routes = _routes()
    by_id = sorted(operation.published().values(), key=lambda each: (each.id, str(each)))
    for group, each in groupby(by_id, key=lambda each: each.id.partition("/")[0]):
        found = list(each)
        known = [one for one in found if operation.shape(str(one)) in routes]
        yield f"\n### {group}\n\n"
        if not known:
            yield _lines("missing", [f"`{one.id.partition('/')[2]}`" for one in found])
            continue
        yield "| operation | | |\n|---|---|---|\n"
        for one in found:
            route = routes.get(operation.shape(str(one)))
            lacks = f"without {', '.join(route.lacks)}" if route and route.lacks else ""
            yield f"| {one} | {'served' if route else 'missing'} | {lacks} |\n"


def _graphql() -> Iterator[str]:
    yield "\n## GraphQL\n"
    for name in _ROOTS:
        yield from _of_type(_type(name), f"\n### {name}\n\n")
    rest = [each for each in _types() if each.name not in _ROOTS]
    yield "\n### Types\n\nThe fields of an input are those that may be sent.\n"
    for each in rest:
        if _served(each):
            yield from _of_type(each, f"\n**{each.name}**\n\n")
    yield "\n### Types that are missing with all their fields\n\n"
    yield _lines("missing", [f"`{each.name}`" for each in rest if not _served(each)])
    yield from _values()


def _of_type(type: _Fielded, head: str) -> Iterator[str]:
    served = _served(type)
    yield head
    yield _lines("served", [f"`{name}`" for name in type.fields if name in served])
    missing = [f"`{name}`" for name in type.fields if name not in served]
    if missing:
        yield "\n" + _lines("missing", missing)


def _values() -> Iterator[str]:
    """Yield the missing values of enumerations and the missing members of unions."""
    yield "\n### Values and members\n"
    own = _own()
    for each in schema.published().type_map.values():
        known = own.get(each.name)
        if known is None or each.name.startswith("__"):
            continue
        missing = sorted(_choices(each) - _choices(known))
        if missing:
            yield f"\n**{each.name}**\n\n"
            yield _lines("missing", [f"`{name}`" for name in missing])


def _choices(type: GraphQLNamedType) -> set[str]:
    if isinstance(type, GraphQLEnumType):
        return set(type.values)
    return {each.name for each in type.types} if isinstance(type, GraphQLUnionType) else set()


def _types() -> list[_Fielded]:
    """List GitHub's types that have fields, by name."""
    found = schema.published().type_map
    return [_type(name) for name in sorted(found) if _has_fields(found[name])]


def _has_fields(type: GraphQLNamedType) -> bool:
    others = GraphQLScalarType | GraphQLEnumType | GraphQLUnionType
    return not type.name.startswith("__") and not isinstance(type, others)


def _type(name: str) -> _Fielded:
    found = schema.published().type_map[name]
    assert isinstance(found, _Fielded)
    return found


def _served(type: _Fielded) -> set[str]:
    """Return the names of a type's fields that the sandbox has."""
    found = _own().get(type.name)
    return set(found.fields) if isinstance(found, _Fielded) else set()


@cache
def _own() -> dict[str, GraphQLNamedType]:
    """Return the sandbox's own types by name."""
    return sandbox.load_schema().type_map


def _routes() -> dict[str, Route]:
    return {operation.shape(f"{route.method} {route.path}"): route for route in ROUTES}


def _lines(word: str, names: list[str]) -> str:
    text = f"{word} {len(names)}: {' '.join(names) or 'none'}"
    return fill(text, 100, break_long_words=False, break_on_hyphens=False) + "\n"


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
