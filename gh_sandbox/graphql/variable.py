"""Variables with wrong values, in the words of graphql-ruby, GitHub's library.

Seen with `singleSelectOptions.0.id` on an older Enterprise Server; the explanations are those of
the library. It reports all problems of a variable in one error; here each has its own.
"""

import json
import re
from typing import Any

from graphql import GraphQLError, GraphQLSchema, VariableDefinitionNode, print_ast

_FAULT = re.compile(
    r"Variable '\$(?P<name>\w+)' has invalid value(?: at (?P<at>\S+))?: (?P<why>.*)"
)
_PROBLEMS = (
    (
        r"Expected value of type '(\w+)' not to include unknown field '(?P<field>\w+)'",
        r"Field is not defined on \1",
    ),
    (
        r"Expected value of type '\w+' to include required field '(?P<field>\w+)'",
        "Expected value to not be null",
    ),
    (r"Expected (?:a )?value of non-null type '[^']+'", "Expected value to not be null"),
)


def refused(
    error: GraphQLError, schema: GraphQLSchema, variables: dict[str, Any]
) -> dict[str, Any] | None:
    """Return the error of a variable with a wrong value; None for any other error."""
    node = error.nodes[0] if error.nodes else None
    found = _FAULT.fullmatch(error.message)
    if found is None or not isinstance(node, VariableDefinitionNode):
        return None
    path = [int(each) if each.isdigit() else each for each in re.findall(r"\w+", found["at"] or "")]
    explanation = _explained(found["why"], schema, path)
    type, value = print_ast(node.type), variables.get(found["name"])
    place = f" for {'.'.join(map(str, path))} ({explanation})" if path else ""
    return {
        "extensions": {"value": value, "problems": [{"path": path, "explanation": explanation}]},
        "locations": [{"line": each.line, "column": each.column} for each in error.locations or ()],
        "message": f"Variable ${found['name']} of type {type} was provided invalid value{place}",
    }


def _explained(why: str, schema: GraphQLSchema, path: list[int | str]) -> str:
    """Return the explanation; the name of an unknown or missing field is added to the path."""
    for pattern, wording in _PROBLEMS:
        match = re.match(pattern, why)
        if match:
            path += [each for name, each in match.groupdict().items() if name == "field"]
            return match.expand(wording)
    choice = re.match(r"Value '(\w+)' does not exist in '(\w+)' enum", why)
    if choice:
        known: Any = schema.type_map[choice[2]]
        return f'Expected "{choice[1]}" to be one of: {", ".join(known.values)}'
    scalar = re.match(r"(\w+) cannot represent .*?: (.*)$", why)
    if scalar:
        quoted = re.sub(r"^'(.*)'$", lambda text: json.dumps(text[1]), scalar[2])
        return f"Could not coerce value {quoted} to {scalar[1]}"
    return why
