"""The registry of resolvers; `schema.py` adds them to the schema."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from graphql import GraphQLResolveInfo

from gh_sandbox.access import permission
from gh_sandbox.access.tokens import Viewer, require_scope
from gh_sandbox.graphql.loader import Loader

Resolver = Callable[..., Any]
R = TypeVar("R", bound=Resolver)
Mutation = Callable[[Loader, dict[str, Any]], dict[str, Any]]
RESOLVERS: dict[str, Resolver] = {}


def resolves(*fields: str) -> Callable[[R], R]:
    """Register the resolver of fields, each named `Type.field`."""

    def register(resolver: R) -> R:
        for field in fields:
            RESOLVERS[field] = resolver
        return resolver

    return register


def columns(type: str, fields: str) -> None:
    """Resolve fields, given as one text, by columns.

    A column has the name of the field in snake case, or the one after `=`: `originalLine=line`.
    """
    for each in fields.split():
        field, _, column = each.partition("=")
        name = column or re.sub("([A-Z])", r"_\1", field).lower()
        RESOLVERS[f"{type}.{field}"] = _column(name)


def constants(type: str, values: dict[str, object]) -> None:
    """Resolve fields with values that are always the same in the sandbox."""
    for field, value in values.items():
        RESOLVERS[f"{type}.{field}"] = _constant(value)


def mutation(name: str, *scopes: str) -> Callable[[Mutation], Mutation]:
    """Register a mutation: it runs in its own savepoint, and needs a token with one of `scopes`."""

    def register(run: Mutation) -> Mutation:
        def resolve(_source: None, info: GraphQLResolveInfo[Any], input: dict[str, Any]) -> Any:
            loader: Loader = info.context
            _require(loader.session.viewer, name, scopes)
            with loader.session.attempt():
                payload = run(loader, input)
            return {**payload, "clientMutationId": input.get("clientMutationId")}

        RESOLVERS[f"Mutation.{name}"] = resolve
        return run

    return register


def _require(viewer: Viewer, name: str, scopes: tuple[str, ...]) -> None:
    if viewer.grant is None:
        require_scope(viewer, name, scopes)
    else:
        viewer.grant.require(permission.of_mutation(name), "write")


def _column(name: str) -> Resolver:
    return lambda source, _info, **_args: source.row[name]


def _constant(value: object) -> Resolver:
    return lambda _source, _info, **_args: value
