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
from gh_sandbox.graphql.source import SOURCE_OF

FILES = ("schema.graphql", "newer.graphql")
FOLDER = Path(__file__).parents[1]
# Types whose values are dictionaries keyed by field, by their names or the ends of these. There is
# no thing of some: branch protection, merge queues, licences, classic projects.
_ENDINGS = ("Payload", "Summary", "Edge")
_NAMES = """
AutoMergeRequest BranchProtectionRule CheckRun CheckRunStateCount CheckSuite CodeOfConduct
FundingLink GistFile GitActor Language License Mannequin PageInfo PinnedIssue Project ProjectCard
ProjectColumn ProjectV2IterationFieldConfiguration ProjectV2IterationFieldIteration
ProjectV2MultiSelectFieldOption ProjectV2SingleSelectFieldOption ProjectV2SortBy
ProjectV2SortByField PullRequestChangedFile PullRequestReview PullRequestTemplate RateLimit
ReactionGroup Release ReleaseAsset RepositoryContactLink RepositoryRule RepositoryRuleset
RepositoryTopic ReviewRequest StatusCheckRollup StatusContext StatusContextStateCount Topic
Workflow WorkflowRun
"""
_DICTIONARIES = frozenset(_NAMES.split())


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
        resolver = _resolver_of(type.name, name)
        if resolver is None:
            yield f"{type.name}.{name}"
        elif type.name in ("Query", "Mutation"):
            field.resolve = _allowed(resolver)
        elif f"{type.name}.{name}" in permission.FIELDS:
            field.resolve = _permitted(resolver, permission.FIELDS[f"{type.name}.{name}"])
        else:
            field.resolve = resolver


def _resolver_of(type: str, field: str) -> Resolver | None:
    """Return the resolver of a field: its own one, or the one that such types share."""
    own = RESOLVERS.get(f"{type}.{field}")
    if own is not None:
        return own
    if type.endswith("Connection"):
        return _CONNECTION.get(field)
    if type in SOURCE_OF:
        return _IDS.get(field)
    return _entry(field) if type.endswith(_ENDINGS) or type in _DICTIONARIES else None


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
# `fullDatabaseId` is a text, which is how GitHub writes a BigInt.
_IDS: dict[str, Callable[[Entity, GraphQLResolveInfo[Any]], Any]] = {
    "id": lambda entity, _info: entity.node_id,
    "databaseId": lambda entity, _info: entity.id,
    "fullDatabaseId": lambda entity, _info: str(entity.id),
}
