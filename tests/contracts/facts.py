"""The facts that GitHub publishes about its API, without the prose.

A fact is a name, a type, a rule of a value or a status; descriptions, summaries, titles and
examples are prose. What is kept is named here, so that what GitHub adds to its files later is
left out until it is wanted.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from graphql import REMOVE, Visitor, parse, print_ast, visit
from graphql import language as ast

Json = Any
Object = Mapping[str, Json]

METHODS = ("get", "post", "put", "patch", "delete")
_WIDTH = 100
# The keys of a schema whose values are schemas, lists of them, or objects of them.
_OF_ONE = ("items", "additionalProperties", "not")
_OF_SEVERAL = ("allOf", "anyOf", "oneOf")
_OF_NAMED = ("properties",)
_OF_NONE = {
    *("$ref", "type", "format", "nullable", "enum", "required", "default", "pattern"),
    *("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems"),
    "deprecated",
}


class _FactsOnly(Visitor):
    """Removes descriptions, and all directives but the flag of deprecation."""

    def enter_directive_definition(self, *_: object) -> object:
        return REMOVE

    def enter_directive(self, node: ast.DirectiveNode, *_: object) -> object:
        return ast.DirectiveNode(name=node.name) if node.name.value == "deprecated" else REMOVE

    def enter(self, node: ast.Node, *_: object) -> object:
        if getattr(node, "description", None) is None:
            return None
        return type(node)(**{**{key: getattr(node, key) for key in node.keys}, "description": None})


def graphql_facts(text: str) -> str:
    """Return a GraphQL schema without descriptions, reasons and documentation directives."""
    return print_ast(visit(parse(text, no_location=True), _FactsOnly())) + "\n"


def rest_facts(description: Object, operations: Collection[str]) -> dict[str, Json]:
    """Return the facts of some operations of an OpenAPI description, named `GET /user`.

    The result is an OpenAPI document itself: paths, with their parameters and responses written
    out, and the schemas that they need.
    """
    paths: dict[str, dict[str, Json]] = {}
    for path, item in description["paths"].items():
        for method in METHODS:
            if method in item and f"{method.upper()} {path}" in operations:
                facts = _operation_facts(item[method], description)
                paths.setdefault(path, {})[method] = facts
    return {"paths": paths, "components": {"schemas": _needed_schemas(paths, description)}}


def _operation_facts(operation: Object, description: Object) -> dict[str, Json]:
    def whole(part: Json) -> Json:
        return resolve(part["$ref"], description) if "$ref" in part else part

    facts: dict[str, Json] = {}
    if operation.get("deprecated"):
        facts["deprecated"] = True
    parameters = operation.get("parameters", ())
    facts["parameters"] = [_parameter_facts(whole(each)) for each in parameters]
    if "requestBody" in operation:
        body = whole(operation["requestBody"])
        facts["requestBody"] = {"required": body.get("required", False), **_content_facts(body)}
    facts["responses"] = {
        status: _content_facts(whole(response))
        for status, response in operation["responses"].items()
    }
    return facts


def _parameter_facts(parameter: Object) -> dict[str, Json]:
    facts = {key: parameter[key] for key in ("name", "in", "required") if key in parameter}
    return {**facts, "schema": _schema_facts(parameter["schema"])}


def _content_facts(part: Object) -> dict[str, Json]:
    content = {
        kind: {"schema": _schema_facts(media["schema"])}
        for kind, media in part.get("content", {}).items()
        if "schema" in media
    }
    return {"content": content} if content else {}


def _schema_facts(schema: Json) -> Json:
    if isinstance(schema, bool):  # `additionalProperties` may be just allowed or forbidden.
        return schema
    facts: dict[str, Json] = {}
    for key, value in schema.items():
        if key in _OF_ONE:
            facts[key] = _schema_facts(value)
        elif key in _OF_SEVERAL:
            facts[key] = [_schema_facts(each) for each in value]
        elif key in _OF_NAMED:
            facts[key] = {name: _schema_facts(each) for name, each in value.items()}
        elif key in _OF_NONE:
            facts[key] = value
    return facts


def _needed_schemas(paths: Json, description: Object) -> dict[str, Json]:
    """Return the schemas that paths refer to, directly or through other schemas."""
    found: dict[str, Json] = {}
    wanted = set(_references(paths))
    while wanted:
        reference = wanted.pop()
        facts = found[reference] = _schema_facts(resolve(reference, description))
        wanted |= set(_references(facts)) - set(found)
    return {reference.rsplit("/", 1)[-1]: facts for reference, facts in found.items()}


def _references(part: Json) -> Iterator[str]:
    if isinstance(part, list):
        for each in part:
            yield from _references(each)
    elif isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for each in part.values():
            yield from _references(each)


def resolve(reference: str, document: Object) -> dict[str, Json]:
    """Return the part of a document that a reference (`#/components/schemas/label`) names."""
    found: Json = document
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return dict(found)


def write_lines(part: Json, indent: str = "") -> str:
    """Return JSON in which each part that fits has a line of its own, for readable diffs."""
    line = json.dumps(part, ensure_ascii=False, sort_keys=True)
    if len(indent) + len(line) <= _WIDTH or not isinstance(part, dict | list) or not part:
        return line
    inner = indent + " "
    if isinstance(part, list):
        entries = [write_lines(each, inner) for each in part]
    else:
        entries = [
            f"{json.dumps(key, ensure_ascii=False)}: {write_lines(value, inner)}"
            for key, value in sorted(part.items())
        ]
    opening, closing = "[]" if isinstance(part, list) else "{}"
    lines = ",\n".join(inner + each for each in entries)
    return f"{opening}\n{lines}\n{indent}{closing}"
