"""What GitHub has beyond the published description is listed as newer, and nothing else is."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import TypeAdapter

from tests.contracts import operation, rest
from tests.contracts.facts import resolve
from tests.contracts.surplus import Schema, entries, properties

DOCUMENT = rest.document()
CLAIMED = list(operation.claimed().values())


def described(known: operation.Operation) -> Schema:
    found: Schema = DOCUMENT["paths"][known.path][known.method.lower()]
    return found


def written(models: dict[str, TypeAdapter[Any]]) -> dict[str, Schema]:
    """Return the schemas of models by their names; what several refer to is written once."""
    schemas, shared = TypeAdapter.json_schemas(
        (name, "validation", model) for name, model in models.items()
    )
    return {name: {**schemas[name, "validation"], **shared} for name in models}


def beyond(model: Schema, schema: Schema) -> list[str]:
    """Name what bodies of a model may have and a schema of the description does not."""
    return sorted(set(_beyond(model, schema, "$", Walk(model.get("$defs", {})))))


class Walk:
    """What is known on the way through a model: its definitions, and those that were seen."""

    def __init__(self, definitions: dict[str, Schema]) -> None:
        self.definitions = definitions
        self.seen: set[tuple[str, str]] = set()

    def resolve(self, reference: str) -> Schema:
        return resolve(reference, DOCUMENT)


def _beyond(model: Schema, schema: Schema, where: str, walk: Walk) -> Iterator[str]:
    if "$ref" in model:
        name = model["$ref"].rsplit("/", 1)[-1]
        pair = (name, json.dumps(schema))
        if pair not in walk.seen:
            walk.seen.add(pair)
            yield from _beyond(walk.definitions[name], schema, where, walk)
    for each in (*model.get("anyOf", ()), *model.get("oneOf", ())):
        yield from _beyond(each, schema, where, walk)
    known = properties(schema, walk.resolve)
    if model.get("type") == "array":
        entry = entries(schema, walk.resolve)
        if entry is not None:
            yield from _beyond(model["items"], entry, f"{where}[]", walk)
        elif known is not None:
            yield f"{where}[]"
    for name, part in model.get("properties", {}).items() if known is not None else ():
        if name in (known or {}):
            yield from _beyond(part, (known or {})[name], f"{where}.{name}", walk)
        else:
            yield f"{where}.{name}"


def test_whatever_answers_may_have_is_described() -> None:
    found = {}
    models = written({str(each): model for each in CLAIMED if (model := each.model(200))})
    for each in CLAIMED:
        schemas = [
            rest.schema_of(response)
            for status, response in described(each)["responses"].items()
            if status.startswith("2")
        ]
        for schema in schemas if str(each) in models else ():
            if schema and (more := beyond(models[str(each)], schema)):
                found[str(each)] = more
    assert found == {}


def test_whatever_requests_may_have_is_described() -> None:
    found = {}
    models = written({str(each): model for each in CLAIMED if (model := each.body)})
    for each in CLAIMED:
        schema = rest.schema_of(described(each).get("requestBody", {})) or {"properties": {}}
        if str(each) in models and (more := beyond(models[str(each)], schema)):
            found[str(each)] = more
    assert found == {}


def test_every_parameter_is_described() -> None:
    for each in CLAIMED:
        names = {given["name"] for given in described(each)["parameters"] if given["in"] == "query"}
        assert each.parameters == names, each


def test_what_is_listed_as_newer_is_not_in_the_published_description() -> None:
    document = rest.published()
    for each in rest.newer():
        known = rest.place(document, each.at)
        again = [fact for fact in each.facts if fact in known]
        assert again == [], f"{each.source}: GitHub publishes this by now; take it off the list"


@pytest.mark.parametrize(
    ("schema", "more"),
    [
        ({"type": "object", "properties": {"id": {}, "label": {"properties": {"name": {}}}}}, []),
        ({"type": "object", "properties": {"id": {}, "label": {"type": "object"}}}, []),
        ({"type": "object", "properties": {"label": {"properties": {}}}}, ["$.id", "$.label.name"]),
        ({"oneOf": [{"type": "string"}, {"properties": {"id": {}}}]}, ["$.label"]),
    ],
)
def test_what_a_description_lacks_is_found(schema: Schema, more: list[str]) -> None:
    model = {
        "properties": {"id": {"type": "integer"}, "label": {"$ref": "#/$defs/Label"}},
        "$defs": {"Label": {"properties": {"name": {"type": "string"}}}},
    }
    assert beyond(model, schema) == more
