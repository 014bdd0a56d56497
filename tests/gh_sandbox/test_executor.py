"""The sandbox's executor answers as graphql-core's does, in less time."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    execute_sync,
    get_introspection_query,
    parse,
    validate,
)

from gh_sandbox.exchange.document import operation
from gh_sandbox.graphql import executor

SDL = """
enum Colour { RED BLUE }
interface Thing { name: String! }
type Car implements Thing { name: String! wheels: [Wheel!]! colour: Colour owner(at: Int!): Human }
type Human implements Thing { name: String! car: Car friends(first: Int = 1): [Human] age: Int }
type Wheel { size: Int! car: Car! }
union Any = Car | Human
input Order { name: String! count: Int = 2 }
type Query { human: Human! things: [Thing] any(order: Order): Any all: [Human!] none: Human! }
type Mutation { first(order: Order!): Human! second: Human }
"""
DOCUMENTS = {
    "fields": "{ human { name age alias: name car { colour wheels { size } } } }",
    "the same field twice": "{ human { car { name } } human { car { colour } ... { age } } }",
    "fragments": """{ human { ...a ...b ...a } }
      fragment a on Thing { name ... on Car { colour } ...b }
      fragment b on Human { age __typename }""",
    "abstract types": """{ things { __typename name ... on Human { age } ...w } }
      fragment w on Car { wheels { size } }""",
    "a union": "{ any { ... on Car { name } ... on Human { name } } }",
    "another type of a union": '{ any(order: {name: "Tom"}) { __typename } }',
    "default of an argument": "{ human { friends { name } two: friends(first: 2) { name } } }",
    "null in a list": "{ human { friends(first: 3) { name } } }",
    "an error in a field": "{ human { age failing: friends(first: -1) { name } name } }",
    "an error in an item": "{ human { friends(first: 4) { name } } all { age } }",
    "an item that must not be null": "{ all { name } human { name } }",
    "null where a value is required": "{ human { name } none { name } }",
    "null deep below": "{ things { name ... on Car { wheels { size car { name } } } } }",
    "a value of no enum": "{ things { ... on Car { colour } } }",
    "a missing argument": "query ($at: Int) { human { car { owner(at: $at) { name } } } }",
    "left out": """query ($no: Boolean!, $yes: Boolean = true) { human {
      name @include(if: $no) age @skip(if: $yes) ... @include(if: $yes) { car { name } }
      ...a @skip(if: $no) } } fragment a on Human { again: name }""",
    "a variable of a wrong type": "query ($no: Int) { human { friends(first: $no) { name } } }",
    "an input": "query ($order: Order) { any(order: $order) { __typename } }",
    "changes": 'mutation { first(order: {name: "A"}) { name age } second { name } }',
    "a change that fails": 'mutation { second { name } first(order: {name: ""}) { name } }',
    "introspection": get_introspection_query(),
    "a type": '{ __type(name: "Human") { name fields { name type { kind ofType { name } } } } }',
}
# What validation refuses, except for rules that the sandbox leaves out.
INVALID = {"a missing argument"}
VARIABLES = {"no": False, "order": {"name": "Tom"}}


class FewError(GraphQLError):
    """An error of a resolver, with extensions."""


def person(name: str, age: Any = 30) -> dict[str, Any]:
    return {"type": "Human", "name": name, "age": age, "car": car()}


def car(colour: Any = "RED", size: Any = 16) -> dict[str, Any]:
    owned: dict[str, Any] = {"type": "Car", "name": "Beetle", "colour": colour}
    owned["wheels"] = [{"size": size, "car": owned}, {"size": 15, "car": None}]
    return owned


def friends(_human: object, _info: object, first: int) -> Any:
    if first < 0:
        raise FewError("too few", extensions={"type": "FEW"})
    return iter([person("Ann"), None, person("Bob"), ValueError("nobody")][:first])


def any_of(_root: object, _info: object, order: dict[str, Any] | None = None) -> Any:
    return person("Tom") if order and order["count"] == 2 else car()


def first(_root: object, _info: object, order: dict[str, Any]) -> Any:
    if not order["name"]:
        raise ValueError("without a name")
    return person(order["name"] * order["count"])


RESOLVERS: dict[str, dict[str, Any]] = {
    "Query": {
        "human": lambda *_: person("Eve"),
        "things": lambda *_: [person("Eve"), car("GREEN"), None, car("BLUE", "wide")],
        "any": any_of,
        "all": lambda *_: [person("Eve", "old"), None],
        "none": lambda *_: None,
    },
    "Human": {"friends": friends},
    "Mutation": {"first": first, "second": lambda *_: person("Second")},
}


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    schema = build_schema(SDL)
    for name in ("Thing", "Any"):
        type: Any = schema.type_map[name]
        type.resolve_type = lambda value, *_: value["type"]
    for type_name, resolvers in RESOLVERS.items():
        of_type = schema.type_map[type_name]
        assert isinstance(of_type, GraphQLObjectType)
        for field, resolver in resolvers.items():
            of_type.fields[field].resolve = resolver
    return schema


def told(result: ExecutionResult) -> Iterator[object]:
    """Yield what an answer says: the order of fields and of errors counts, too."""
    yield repr(result.data)
    for each in result.errors or ():
        yield each.formatted, type(each.original_error)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_answers_are_those_of_graphql_core(schema: GraphQLSchema, name: str) -> None:
    document = parse(DOCUMENTS[name])
    assert not validate(schema, document) or name in INVALID
    chosen = operation(document, None)
    assert chosen is not None
    variables = {**VARIABLES, "no": "no"} if name == "a variable of a wrong type" else VARIABLES
    own = executor.execute(schema, document, chosen, variables, None)
    assert [*told(own)] == [*told(execute_sync(schema, document, variable_values=variables))]
