"""GitHub's GraphQL contract, and the complaints about a document."""

from functools import cache
from pathlib import Path

from graphql import GraphQLError, GraphQLSchema, build_schema, parse, validate
from graphql.validation import (
    FieldsOnCorrectTypeRule,
    FragmentsOnCompositeTypesRule,
    KnownArgumentNamesRule,
    KnownDirectivesRule,
    KnownTypeNamesRule,
    PossibleFragmentSpreadsRule,
    ProvidedRequiredArgumentsRule,
    ScalarLeafsRule,
    ValuesOfCorrectTypeRule,
    VariablesAreInputTypesRule,
    VariablesInAllowedPositionRule,
)

from gh_sandbox.graphql import batch

FACTS = Path(__file__).with_name("schema.graphql")
NEWER = Path(__file__).parents[2] / "gh_sandbox" / "newer.graphql"
# The rules that look at the schema; the sandbox has applied all others before it answered.
_RULES = [
    FieldsOnCorrectTypeRule,
    FragmentsOnCompositeTypesRule,
    KnownArgumentNamesRule,
    KnownDirectivesRule,
    KnownTypeNamesRule,
    PossibleFragmentSpreadsRule,
    ProvidedRequiredArgumentsRule,
    ScalarLeafsRule,
    ValuesOfCorrectTypeRule,
    VariablesAreInputTypesRule,
    VariablesInAllowedPositionRule,
]


@cache
def published() -> GraphQLSchema:
    """Read the published facts alone."""
    return _read(FACTS)


@cache
def known() -> GraphQLSchema:
    """Read the published facts, and the newer ones."""
    return _read(FACTS, NEWER)


def _read(*files: Path) -> GraphQLSchema:
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return build_schema(text, assume_valid=True, no_location=True)


@cache
def complaints(text: str) -> tuple[str, ...]:
    """Name the faults of a GraphQL document."""
    try:
        document = parse(text)
    except GraphQLError as error:
        return (error.message,)
    parts = batch.parts(document)
    if parts is not None and all(map(_is_valid, parts)):
        return ()
    return tuple(error.message for error in validate(known(), document, _RULES))


@cache
def _is_valid(part: str) -> bool:
    return not validate(known(), parse(part), _RULES)
