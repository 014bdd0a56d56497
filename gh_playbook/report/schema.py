"""JSON Schemas of backlogs and playbooks for editors, made from the models."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from gh_playbook.convergence.control_word import CONTROL, FINAL_STEPS
from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.declaration.playbook.step_word import (
    BlockEntry,
    HandlerEntry,
    HandlersEntry,
    ImportEntry,
)
from gh_playbook.modules import MODULES
from gh_playbook.report.key_reference import keys_of, limits_of, meanings

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_NAMES = {"labels": "LabelName", "milestones": "Line", "issue_types": "Line"}
# The pattern of keys that belong to the author: they begin with `x-`.
_OPEN = ("Backlog", "Defaults", "Issue", "IssueFields", "Project", "ProjectField", "IssueField")
_TEMPLATE = {"$ref": "#/$defs/Template"}
_STEPS = ("block", "rescue", "always", "handlers")


def backlog_schema() -> dict[str, Any]:
    """Return the schema of a backlog, with its short forms."""
    definitions = _definitions([Backlog])
    top = definitions.pop("Backlog")
    for section in _NAMES:
        items = top["properties"][section]["items"]
        top["properties"][section]["items"] = {"anyOf": [{"type": "string"}, items]}
    cards = definitions["Project"]["properties"]["cards"]
    cards["items"] = {"anyOf": [{"type": "string"}, cards["items"]]}
    for name in ("ProjectField", "IssueField"):
        field = definitions[name]
        field["required"].remove("type")
        options = field["properties"]["options"]
        options["items"] = {"anyOf": [{"type": "string"}, options["items"]]}
    return {"$schema": _DRAFT, "title": "Backlog", **top, "$defs": definitions}


def playbook_schema() -> dict[str, Any]:
    """Return the schema of a playbook, with all modules, also those of the user.

    Any value in the arguments of a module may be a template.
    """
    arguments = {name: each.argument for name, each in MODULES.items()}
    arguments |= {**CONTROL, **FINAL_STEPS}
    entries = (HandlerEntry, BlockEntry, ImportEntry, HandlersEntry)
    definitions = _definitions([*dict.fromkeys(arguments.values()), *entries])
    for each in definitions.values():
        for name, value in each.get("properties", {}).items():
            each["properties"][name] = {"anyOf": [value, _TEMPLATE], **_told(value)}
    words: dict[str, Any] = {}
    for entry in entries:
        words |= definitions.pop(entry.__name__)["properties"]
    for name in _STEPS:
        steps = {"type": "array", "items": {"$ref": "#/$defs/Entry"}}
        words[name] = {**_told(words[name]), **steps}
    for name, model in sorted(arguments.items()):
        reference = {"$ref": f"#/$defs/{model.__name__}"}
        words[name] = {"description": first_sentence(model), "anyOf": [reference, _TEMPLATE]}
    kinds = [{"required": [each]} for each in (*arguments, *_STEPS, "import_playbook")]
    definitions["Template"] = {"type": "string", "pattern": r"\{[{%]"}
    definitions["Entry"] = {
        "type": "object",
        "properties": words,
        "additionalProperties": False,
        "anyOf": kinds,
    }
    items = {"$ref": "#/$defs/Entry"}
    top = {"$schema": _DRAFT, "title": "Playbook", "type": "array", "items": items}
    return {**top, "$defs": dict(sorted(definitions.items()))}


def _definitions(models: list[type[BaseModel]]) -> dict[str, Any]:
    """Return the schemas of models and of those inside them, with meanings and examples."""
    _, schema = models_json_schema([(each, "validation") for each in models])
    found: dict[str, Any] = schema["$defs"]
    by_name = {each.__name__: each for each in _all(models)}
    for name, definition in found.items():
        if name in by_name:
            _enrich(by_name[name], definition)
        for key, said in meanings().get(name, {}).items():
            if "means" in said:
                definition["properties"][key].setdefault("description", said["means"])
        if name in _OPEN:
            definition["patternProperties"] = {"^x-": {}}
    return found


def _enrich(model: type[BaseModel], definition: dict[str, Any]) -> None:
    definition["description"] = first_sentence(model)
    properties = definition.get("properties", {})
    names = {field.alias or name: name for name, field in model.model_fields.items()}
    for key in keys_of(model, model.model_fields):
        name = names[key.name]
        found = properties[key.name]
        found.pop("title", None)
        found |= {"description": key.means} if key.means else {}
        found |= {"examples": [_plain(key.example)]} if key.example is not None else {}
        for limit in limits_of(model, name):
            _limit(found, limit.limit)
        for other in getattr(model.model_fields[name].validation_alias, "choices", ())[1:]:
            properties[other] = found


def _limit(schema: dict[str, Any], limit: str) -> None:
    """Add a limit such as `50 characters` or `100 of them`, if a schema has a place for it."""
    number = int(re.sub(r"\D", "", limit))
    for part in schema.get("anyOf", [schema]):
        if limit.endswith("of them") and part.get("type") == "array":
            part["maxItems"] = number
        elif limit.endswith("characters"):
            texts = part.get("items", part)
            if texts.get("type") == "string":
                texts["maxLength"] = number


def _all(models: list[type[BaseModel]]) -> list[type[BaseModel]]:
    """Return models with all models inside them."""
    found: dict[type[BaseModel], None] = {}
    left = list(models)
    while left:
        model = left.pop()
        if model not in found:
            found[model] = None
            annotations = [field.annotation for field in model.model_fields.values()]
            left += [each for annotation in annotations for each in _within(annotation)]
    return list(found)


def _within(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [each for part in getattr(annotation, "__args__", ()) for each in _within(part)]


def _told(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {name: schema[name] for name in ("description", "examples") if name in schema}


def first_sentence(model: type) -> str:
    """Return the first sentence of the docstring of a model or a module."""
    return " ".join((model.__doc__ or model.__name__).split("\n\n")[0].split())


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
