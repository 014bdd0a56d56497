"""The sandbox's executor answers as graphql-core's own: the same data, and the same errors."""

from typing import Any

import graphql
import pytest
from graphql import ExecutionResult, GraphQLSchema, OperationDefinitionNode, parse

from gh_sandbox.graphql.executor import execute
from gh_sandbox.graphql.schema import load_schema

SCHEMA = graphql.build_schema(
    """
    interface Node { id: ID! }
    type Issue implements Node { id: ID!, title: String, parent: Issue, owner: User! }
    type User implements Node { id: ID!, login(upper: Boolean = false): String! }
    type Draft { text: String! }
    union Content = Issue | Draft
    enum State { OPEN CLOSED }
    input Filter { state: State!, words: [String!] }
    type Query {
      issue(id: ID!): Issue
      sure: Issue!
      nodes: [Node]
      all: [Node!]
      exact: [Node!]!
      contents: [Content]
      matrix: [[Int]!]
      state: State
      wrong: State
      number: Int
      scalar: [Int]
      strange: Node
      filtered(by: Filter, first: Int = 3): String
      failing: String
    }
    type Mutation { add(text: String): Draft, refuse: Draft! }
    """
)


def issue(id: str, **others: Any) -> dict[str, Any]:
    return {"is": "Issue", "id": id, "title": f"Issue {id}", "parent": None, "owner": USER} | others


USER = {"is": "User", "id": "u"}
LIST = [issue("1"), USER, None, issue("2", owner=None), ValueError("not for you")]
VALUES: dict[str, Any] = {
    "issue": issue("1", parent=issue("2", parent=issue("3", owner=None))),
    "sure": issue("1", title=None, owner=None),
    "nodes": LIST,
    "all": LIST,
    "exact": LIST,
    "contents": [issue("1"), {"is": "Draft", "text": "later"}, {"is": "Draft", "text": None}],
    "matrix": [[1, None], None, [2]],
    "state": "OPEN",
    "wrong": "AJAR",
    "number": "many",
    "scalar": 3,
    "strange": {"is": "Draft"},
}


def resolve(source: Any, info: Any, **arguments: Any) -> Any:
    name = info.field_name
    if name == "failing":
        raise ValueError("no such thing")
    if name in ("filtered", "login"):
        return f"{sorted(arguments.items())}"
    if name in ("add", "refuse"):
        info.context.append(name)
        return {"is": "Draft", "text": arguments["text"]} if name == "add" else None
    return (source or VALUES)[name]


for each in SCHEMA.type_map.values():
    if isinstance(each, graphql.GraphQLObjectType) and not each.name.startswith("__"):
        for found in each.fields.values():
            found.resolve = resolve
    elif isinstance(each, graphql.GraphQLInterfaceType | graphql.GraphQLUnionType):
        each.resolve_type = lambda value, *_: value["is"]


def answers(
    schema: GraphQLSchema, text: str, variables: dict[str, Any]
) -> tuple[ExecutionResult, ExecutionResult]:
    """Return the answers of the sandbox's executor and of graphql-core's."""
    document, own, others = parse(text), list[str](), list[str]()
    first = document.definitions[0]
    assert isinstance(first, OperationDefinitionNode)
    found = execute(schema, document, first, variables, own)
    name = first.name.value if first.name else None
    wanted = graphql.execute_sync(
        schema,
        document,
        context_value=others,
        variable_values=variables,
        operation_name=name,
    )
    assert own == others
    return found, wanted


# Each fragment contains the next one.
CHAIN = "{ ...F0 } " + " ".join(
    f"fragment F{number} on Query {{ ...F{number + 1} }}" for number in range(3000)
)
CHAIN += " fragment F3000 on Query { state }"
PARTS = "{ __typename ... on Issue { id title owner { login } } ... on User { login } }"


@pytest.mark.parametrize(
    "text",
    [
        "{ issue(id: 1) { id title parent { title parent { id } } } }",
        "{ issue(id: 1) { parent { id parent { id owner { id } } } } state }",
        "{ state sure { id owner { id } } }",
        "{ nodes { id } }",
        *(f"{{ {name} {PARTS} state }}" for name in ("nodes", "all", "contents")),
        f"{{ state exact {PARTS} }}",
        "{ contents { ... on Node { id } ... on Draft { text } } }",
        "{ matrix state wrong number scalar failing strange { id } }",
        "{ a: state a: state b: issue(id: 1) { id } b: issue(id: 1) { title } }",
        (
            "{ ...Both ...Both } fragment Both on Query { state issue(id: 1) { ...Part } } "
            "fragment Part on Node { id ... { __typename } }"
        ),
        (
            "query($yes: Boolean!) { state @skip(if: $yes) number: state @include(if: $yes) "
            "... @include(if: $yes) { matrix } ...Rest @skip(if: $yes) } "
            "fragment Rest on Query { failing }"
        ),
        "query($by: Filter, $first: Int) { filtered(by: $by, first: $first) }",
        'query($state: State!) { filtered(by: {state: $state, words: ["a"]}) a: filtered }',
        "query($state: State) { filtered(by: {state: $state}) state }",
        "query($missing: ID!) { issue(id: $missing) { id } }",
        "query($upper: Boolean) { sure { id } nodes { ... on User { login(upper: $upper) } } }",
        'mutation { a: add(text: "1") { text } b: add { text } c: add(text: "2") { text } }',
        'mutation { a: add(text: "1") { text } refuse { text } b: add(text: "2") { text } }',
        "subscription { nothing }",
        "query One { state } query Other { failing }",
        pytest.param(CHAIN, id="too deep"),
    ],
)
def test_data_and_errors_are_the_same(text: str) -> None:
    variables = {"yes": True, "by": {"state": "OPEN"}, "state": "CLOSED"}
    for values in (variables, {"yes": False, "by": {"state": "AJAR"}, "first": None}):
        found, wanted = answers(SCHEMA, text, values)
        assert found.formatted == wanted.formatted
        assert [type(each.original_error) for each in found.errors or ()] == [
            type(each.original_error) for each in wanted.errors or ()
        ]


def test_the_schema_is_described_in_the_same_way() -> None:
    found, wanted = answers(load_schema(), graphql.get_introspection_query(), {})
    assert found.data == wanted.data
    assert found.errors is None
