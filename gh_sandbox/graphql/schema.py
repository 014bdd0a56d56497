"""The schema with its resolvers.

Every field must have a resolver. The server does not start without it, so that no field is answered
with a wrong null.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
)

from gh_sandbox.access import permission
from gh_sandbox.access.grant import Permissions
from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import Resolver
from gh_sandbox.graphql.resolvers import RESOLVERS

FILES = ("schema.graphql", "newer.graphql")
FOLDER = Path(__file__).parents[1]
# Types whose values are dictionaries keyed by field.
_PLAIN = (
    "Payload",
    "Summary",
    "Edge",
    "RateLimit",
    "PageInfo",
    "ReactionGroup",
    "GistFile",
    "GitActor",
    "ChangedFile",
    "ContactLink",
    "Language",
    "PinnedIssue",
    "PullRequestTemplate",
    "PullRequestReview",
    "Release",
    "ReleaseAsset",
    "ReviewRequest",
    "Topic",
)
# Other types whose values are such dictionaries, or which the sandbox lacks: branch protection,
# merge queues and licences.
_OTHERS = {
    "AutoMergeRequest",
    "BranchProtectionRule",
    "CheckRun",
    "CheckRunStateCount",
    "CheckSuite",
    "CodeOfConduct",
    "FundingLink",
    "License",
    "RepositoryRule",
    "RepositoryRuleset",
    "StatusCheckRollup",
    "StatusCheckRollupContextConnection",
    "StatusContext",
    "StatusContextStateCount",
    "Workflow",
    "WorkflowRun",
}


def load_schema() -> GraphQLSchema:
    """Build the schema with all resolvers; LookupError names the fields without one."""
    text = "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in FILES)
    schema = build_schema(text, assume_valid=True, no_location=True)
    missing: list[str] = []
    for type in schema.type_map.values():
        if isinstance(type, GraphQLInterfaceType | GraphQLUnionType):
            type.resolve_type = _type_of
        elif isinstance(type, GraphQLObjectType) and not type.name.startswith("__"):
            missing += _attach(type)
    if missing:
        raise LookupError(f"fields without a resolver: {', '.join(missing)}")
    return schema


def _attach(type: GraphQLObjectType) -> Iterable[str]:
    for name, field in type.fields.items():
        resolver = RESOLVERS.get(f"{type.name}.{name}")
        if resolver is None and type.name.endswith("Connection"):
            resolver = _CONNECTION.get(name)
        if resolver is None and (type.name.endswith(_PLAIN) or type.name in _OTHERS):
            resolver = _entry(name)
        if resolver is None:
            yield f"{type.name}.{name}"
        elif type.name in ("Query", "Mutation"):
            field.resolve = _allowed(resolver)
        elif f"{type.name}.{name}" in permission.FIELDS:
            field.resolve = _permitted(resolver, permission.FIELDS[f"{type.name}.{name}"])
        else:
            field.resolve = resolver


def _allowed(resolver: Resolver) -> Resolver:
    """Resolve a root field only if the document is allowed to."""

    def resolve(source: None, info: GraphQLResolveInfo[Any], **args: Any) -> Any:
        loader: Loader = info.context
        loader.allowance.take(info.field_name, is_mutation=info.parent_type.name == "Mutation")
        return resolver(source, info, **args)

    return resolve


def _permitted(resolver: Resolver, permissions: Permissions) -> Resolver:
    """Refuse a field of a private repository to a token without the permission to read it."""

    def resolve(source: Entity, info: GraphQLResolveInfo[Any], **args: Any) -> Any:
        loader: Loader = info.context
        grant = loader.session.viewer.grant
        if grant is not None and source.row["is_private"]:
            grant.require(permissions, "read")
        return resolver(source, info, **args)

    return resolve


def _type_of(value: Any, *_: object) -> str:
    return str(value["__typename"] if isinstance(value, dict) else value.type)


def _entry(name: str) -> Resolver:
    return lambda source, _info, **_args: source[name]


_CONNECTION: dict[str, Callable[[Page, GraphQLResolveInfo[Any]], Any]] = {
    "totalCount": lambda page, _info: page.total,
    "nodes": lambda page, _info: page.nodes,
    "edges": lambda page, _info: page.edges,
    "pageInfo": lambda page, _info: page.info,
}
