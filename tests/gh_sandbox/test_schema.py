"""The schema is a true subset of GitHub's own."""

from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    find_breaking_changes,
    print_ast,
)

from gh_sandbox.graphql.schema import FOLDER
from tests.contracts import schema as contract
from tests.gh_sandbox import prune_schema

NEWER = {
    "Issue.relatesTo",
    "Mutation.addRelatesTo",
    "Mutation.removeRelatesTo",
    "AddRelatesToInput",
    "AddRelatesToPayload",
    "IssueRelatesToOrder",
    "IssueRelatesToOrderField",
    "RemoveRelatesToInput",
    "RemoveRelatesToPayload",
}


@pytest.fixture(scope="module")
def github() -> GraphQLSchema:
    return contract.published()


def excess(ours: GraphQLSchema, theirs: GraphQLSchema) -> set[str]:
    """Name everything of ours that theirs does not have, or has otherwise."""
    found: set[str] = set()
    type: Any
    for name, type in ours.type_map.items():
        other: Any = theirs.type_map.get(name)
        if other is None or other.__class__ is not type.__class__:
            found.add(name)
        elif isinstance(type, GraphQLEnumType):
            found |= {f"{name}.{value}" for value in set(type.values) - set(other.values)}
        elif isinstance(type, GraphQLUnionType):
            members = {each.name for each in other.types}
            found |= {f"{name} | {each.name}" for each in type.types if each.name not in members}
        elif isinstance(type, GraphQLInputObjectType):
            found |= _excess_inputs(name, type.fields, other.fields)
        elif isinstance(type, GraphQLObjectType | GraphQLInterfaceType):
            interfaces = {each.name for each in other.interfaces}
            found |= {f"{name} & {i.name}" for i in type.interfaces if i.name not in interfaces}
            found |= _excess_fields(name, type.fields, other.fields)
    return found


def _excess_fields(name: str, ours: dict[str, Any], theirs: dict[str, Any]) -> set[str]:
    found: set[str] = set()
    for key, field in ours.items():
        if key not in theirs or str(field.type) != str(theirs[key].type):
            found.add(f"{name}.{key}")
        else:
            found |= _excess_inputs(f"{name}.{key}", field.args, theirs[key].args)
    return found


def _excess_inputs(name: str, ours: dict[str, Any], theirs: dict[str, Any]) -> set[str]:
    found = {
        f"{name}({key}:)"
        for key, value in ours.items()
        if key not in theirs
        or str(value.type) != str(theirs[key].type)
        or _default(value) != _default(theirs[key])
    }
    required = {
        key
        for key, value in theirs.items()
        if str(value.type).endswith("!") and _default(value) is None
    }
    return found | {f"{name}({key}:) left out" for key in required - set(ours)}


def _default(value: Any) -> str | None:
    """Return the default as it is written; versions of graphql-core keep its value elsewhere."""
    node = value.ast_node and value.ast_node.default_value  # What is built in has no node.
    return None if node is None else print_ast(node)


def test_the_schema_has_nothing_that_github_does_not_have(github: GraphQLSchema) -> None:
    ours = build_schema((FOLDER / "schema.graphql").read_text(encoding="utf-8"), assume_valid=True)
    assert excess(ours, github) == set()


def test_only_the_named_things_are_newer_than_the_published_schema(
    github: GraphQLSchema, schema: GraphQLSchema
) -> None:
    assert excess(schema, github) == NEWER


def test_a_document_that_the_sandbox_accepts_is_right_for_github_too(
    schema: GraphQLSchema,
) -> None:
    """From the sandbox's schema to GitHub's, nothing changes that makes a document invalid."""
    assert find_breaking_changes(schema, contract.known()) == []


def test_a_field_that_github_lacks_is_found(github: GraphQLSchema) -> None:
    text = "type Query { viewer(loud: Boolean): User!, weather: String } type User { id: ID }"
    ours = build_schema(text)
    assert excess(ours, github) == {"Query.weather", "Query.viewer(loud:)", "User.id"}


def test_a_default_that_github_lacks_is_found() -> None:
    """With it, a document could leave out what GitHub requires."""
    text = "type Query { issue(number: Int!%s, of: Of): Int } input Of { name: ID!%s }"
    ours, theirs = build_schema(text % (" = 1", ' = "a"')), build_schema(text % ("", ""))
    assert excess(ours, theirs) == {"Query.issue(number:)", "Of(name:)"}


def test_the_schema_file_is_what_the_kept_list_makes(github: GraphQLSchema) -> None:
    assert prune_schema.pruned() == prune_schema.PRUNED.read_text(encoding="utf-8")
