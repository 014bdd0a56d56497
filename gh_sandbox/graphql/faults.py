"""GraphQL errors in GitHub's form.

Codes and wordings of validation errors are those of graphql-ruby, GitHub's library; the most
frequent ones are translated, others keep graphql-core's wording without a code.
"""

import re
from typing import Any

from graphql import GraphQLError, GraphQLSchema

from gh_sandbox.errors import ApiError

_FORMS: list[tuple[str, str, str]] = [
    (
        r"Cannot query field '(?P<fieldName>\w+)' on type '(?P<typeName>\w+)'",
        "undefinedField",
        "Field '{fieldName}' doesn't exist on type '{typeName}'",
    ),
    (
        r"Unknown argument '(?P<argumentName>\w+)' on field '\w+\.(?P<name>\w+)'",
        "argumentNotAccepted",
        "Field '{name}' doesn't accept argument '{argumentName}'",
    ),
    (
        (
            r"Expected value of type '(?P<name>\w+)' not to include unknown field "
            r"'(?P<argumentName>\w+)'"
        ),
        "argumentNotAccepted",
        "InputObject '{name}' doesn't accept argument '{argumentName}'",
    ),
    (
        (
            r"Expected value of type '(?P<inputObjectType>\w+)' to include required field "
            r"'(?P<argumentName>\w+)'"
        ),
        "missingRequiredInputObjectAttribute",
        (
            "Argument '{argumentName}' on InputObject '{inputObjectType}' is required. "
            "Expected type {argumentType}"
        ),
    ),
    (
        r"Argument '\w+\.(?P<name>\w+)\((?P<arguments>\w+):\)' of type '[^']+' is required",
        "missingRequiredArguments",
        "Field '{name}' is missing required arguments: {arguments}",
    ),
    (
        r"Field '(?P<fieldName>\w+)' of type '(?P<typeName>[^']+)' must have a selection",
        "selectionMismatch",
        (
            "Field must have selections (field '{fieldName}' returns {typeName} but has no "
            "selections. Did you mean '{fieldName} {{ ... }}'?)"
        ),
    ),
    (
        r"Variable '\$(?P<variableName>\w+)' is never used",
        "variableNotUsed",
        "Variable ${variableName} is declared by anonymous query but not used",
    ),
    (
        r"Variable '\$(?P<variableName>\w+)' is not defined",
        "variableNotDefined",
        "Variable ${variableName} is used by anonymous query but not declared",
    ),
    (
        r"Unknown type '(?P<typeName>\w+)'",
        "undefinedType",
        "No such type {typeName}, so it can't be a fragment condition",
    ),
]


def _locations(error: GraphQLError) -> list[dict[str, int]]:
    return [{"line": each.line, "column": each.column} for each in error.locations or ()]


def invalid(error: GraphQLError, schema: GraphQLSchema) -> dict[str, Any]:
    """Return a validation error; `sandbox` notes that the sandbox may know less than GitHub."""
    for pattern, code, wording in _FORMS:
        match = re.match(pattern, error.message)
        if match:
            values = match.groupdict()
            if code == "missingRequiredInputObjectAttribute":
                owner: Any = schema.type_map[values["inputObjectType"]]
                values["argumentType"] = str(owner.fields[values["argumentName"]].type)
            extensions = {"code": code, **values}
            if code in ("undefinedField", "argumentNotAccepted", "undefinedType"):
                extensions["sandbox"] = "unknown to GitHub, or not implemented by the sandbox"
            return {
                "extensions": extensions,
                "locations": _locations(error),
                "message": wording.format(**values),
            }
    return {"locations": _locations(error), "message": error.message}


def failed(error: GraphQLError) -> dict[str, Any]:
    """Return an error of the execution: a refusal with its type, or the exception itself."""
    cause = error.original_error
    entry: dict[str, Any] = {}
    if isinstance(cause, ApiError):
        entry["type"] = cause.type
        if cause.type == "FORBIDDEN":
            entry["extensions"] = {"saml_failure": False}
    if error.path is not None:
        entry["path"] = list(error.path)
    message = cause.graphql_message if isinstance(cause, ApiError) else error.message
    return {**entry, "locations": _locations(error), "message": message}


def refused(cause: ApiError) -> dict[str, Any]:
    """Return the answer for a request that is refused as a whole."""
    return {"type": cause.type, "message": cause.graphql_message}
