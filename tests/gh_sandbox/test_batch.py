"""A batch is valid if each of its root fields is, and each is validated once."""

import pytest
from graphql import GraphQLSchema, parse, specified_rules, validate
from graphql.validation import OverlappingFieldsCanBeMergedRule

from gh_sandbox.graphql import batch
from tests.gh_sandbox.conftest import Local

RULES = [rule for rule in specified_rules if rule is not OverlappingFieldsCanBeMergedRule]
LABEL = "addLabelsToLabelable(input: $%s) { clientMutationId }"
TYPE = "AddLabelsToLabelableInput!"


def parts(text: str) -> list[str] | None:
    return batch.parts(parse(text))


def test_root_fields_that_differ_in_aliases_and_variables_are_one() -> None:
    declared = ", ".join(f"$input{number}: {TYPE}" for number in range(100))
    fields = " ".join(f"m{number}: {LABEL % f'input{number}'}" for number in range(100))
    found = parts(f"mutation({declared}) {{ {fields} }}")
    assert found is not None
    assert (len(found), set(found)) == (100, {f"mutation($v0: {TYPE}) {{ {LABEL % 'v0'} }}"})


def test_one_variable_twice_is_not_two() -> None:
    found = parts("query($b: ID!, $a: ID!) { x: f(a: $a, b: $b, c: $a) }")
    assert found == ["query($v0: ID!, $v1: ID!) { f(a: $v0, b: $v1, c: $v0) }"]


@pytest.mark.parametrize(
    ("declared", "fields", "is_valid"),
    [
        pytest.param(f"$a: {TYPE}, $b: {TYPE}", ["a", "b"], True, id="alike"),
        pytest.param(f"$a: {TYPE}", ["a", "a"], True, id="the same variable"),
        pytest.param(f"$a: {TYPE}, $b: String!", ["a", "b"], False, id="another type"),
        pytest.param(f"$a: {TYPE}, $b: {TYPE[:-1]}", ["a", "b"], False, id="may be null"),
        pytest.param("$a: Nothing, $b: Nothing", ["a", "b"], False, id="of no type"),
    ],
)
def test_it_is_valid_if_all_parts_are(
    schema: GraphQLSchema, declared: str, fields: list[str], is_valid: bool
) -> None:
    text = " ".join(f"m{place}: {LABEL % name}" for place, name in enumerate(fields))
    text = f"mutation({declared}) {{ {text} }}"
    found = parts(text)
    assert found is not None
    assert all(not validate(schema, parse(each), RULES) for each in found) is is_valid
    assert (not validate(schema, parse(text), RULES)) is is_valid


@pytest.mark.parametrize(
    "text",
    [
        "mutation($a: A, $a: A) { f(a: $a) }",
        "mutation($a: A) { f(a: $a) g(a: $b) }",
        "mutation($a: A, $b: A) { f(a: $a) }",
        'mutation($a: A) { f(a: $a, b: "$a") }',
        "mutation($a: A) { f(a: $a #\n) }",
        'mutation($a: A = "$a") { f(a: $a) }',
        "query($a: A) { f(a: $a) { ...x } } fragment x on Y { z }",
        "query { ...x } fragment x on Query { z }",
        "{ ... on Query { z } }",
        "query A { f } query B { f }",
        "query($a: A) @b(c: $a) { f(a: $a) }",
        "subscription { f }",
    ],
)
def test_what_is_not_the_sum_of_its_parts_is_judged_as_a_whole(text: str) -> None:
    assert parts(text) is None


def test_the_place_of_a_fault_is_that_in_the_whole(local: Local) -> None:
    text = f"mutation($a: {TYPE}) {{ x: {LABEL % 'a'}\n y: none }}"
    [error] = local.graphql(text, a={})["errors"]
    assert error["locations"] == [{"line": 2, "column": 2}]
