"""The registry of resolvers; `schema.py` adds them to the schema."""

import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any, TypeVar

from graphql import GraphQLResolveInfo

from gh_sandbox.access import permission
from gh_sandbox.access.tokens import Viewer, require_scope
from gh_sandbox.graphql.loader import Loader

Resolver = Callable[..., Any]
R = TypeVar("R", bound=Resolver)
Mutation = Callable[[Loader, dict[str, Any]], dict[str, Any]]
RESOLVERS: dict[str, Resolver] = {}


def _register(field: str, resolver: Resolver) -> None:
    if field in RESOLVERS:
        raise ValueError(f"{field} has two resolvers")
    RESOLVERS[field] = resolver


def resolves(*fields: str) -> Callable[[R], R]:
    """Register the resolver of fields, each named `Type.field`."""

    def register(resolver: R) -> R:
        for field in fields:
            _register(field, resolver)
        return resolver

    return register


def columns(types: str, fields: str) -> None:
    """Resolve fields of types by columns.

    Types and fields are each one text. A column has the name of the field in snake case, or the one
    after `=`: `originalLine=line`.
    """
    for field, column in _columns(types, fields):
        _register(field, _column(column))


def filled(types: str, fields: str) -> None:
    """Resolve fields by whether a column has a value: `isPinned=pinned_at`."""
    for field, column in _columns(types, fields):
        _register(field, _filled(column))


def links(types: str, source: str, fields: str) -> None:
    """Resolve fields by the things of a source whose ids columns have: `author` by `author_id`.

    A thing that the viewer may not see is null.
    """
    for field, column in _columns(types, fields, "_id"):
        _register(field, _link(column, source))


def constants(type: str, values: dict[str, object]) -> None:
    """Resolve fields with values that are always the same in the sandbox."""
    for field, value in values.items():
        _register(f"{type}.{field}", _constant(value))


def mutation(name: str, *scopes: str) -> Callable[[Mutation], Mutation]:
    """Register a mutation: it runs in its own savepoint, and needs a token with one of `scopes`."""

    def register(run: Mutation) -> Mutation:
        def resolve(_source: None, info: GraphQLResolveInfo[Any], input: dict[str, Any]) -> Any:
            loader: Loader = info.context
            _require(loader.session.viewer, name, scopes)
            with loader.session.attempt():
                payload = run(loader, input)
            return {**payload, "clientMutationId": input.get("clientMutationId")}

        _register(f"Mutation.{name}", resolve)
        return run

    return register


def _require(viewer: Viewer, name: str, scopes: tuple[str, ...]) -> None:
    if viewer.grant is None:
        require_scope(viewer, name, scopes)
    else:
        viewer.grant.require(permission.of_mutation(name), "write")


def _columns(types: str, fields: str, ending: str = "") -> Iterator[tuple[str, str]]:
    """Yield each field as `Type.field`, with its column."""
    for type, each in product(types.split(), fields.split()):
        field, _, column = each.partition("=")
        yield f"{type}.{field}", column or re.sub("([A-Z])", r"_\1", field).lower() + ending


def _column(name: str) -> Resolver:
    return lambda source, _info, **_args: source.row[name]


def _filled(name: str) -> Resolver:
    return lambda source, _info, **_args: source.row[name] is not None


def _link(column: str, source: str) -> Resolver:
    return lambda entity, info, **_args: info.context.one(entity, column, source)


def _constant(value: object) -> Resolver:
    return lambda _source, _info, **_args: value
