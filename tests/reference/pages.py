"""The reference of all keys, made of the models: types, defaults and limits stand nowhere else."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from gh_playbook.declaration.backlog import Backlog, IssueType, Label, Milestone, SetOnce
from gh_playbook.declaration.issue import Defaults, Issue, IssueFields
from gh_playbook.declaration.project import (
    Automations,
    Draft,
    Iteration,
    Opening,
    Option,
    Project,
    ProjectField,
    ProjectView,
    StatusUpdate,
)
from gh_playbook.declaration.value import Limited

MODELS: tuple[type[BaseModel], ...] = (
    *(Backlog, Label, Milestone, IssueType, Issue, Defaults, SetOnce),
    *(
        Project,
        ProjectField,
        Option,
        Iteration,
        ProjectView,
        Automations,
        Opening,
        StatusUpdate,
        Draft,
    ),
)
TITLES = {
    "Backlog": "The backlog",
    "Label": "`labels`",
    "Milestone": "`milestones`",
    "IssueType": "`issue_types`",
    "Issue": "`issues` and `sub_issues`",
    "Defaults": "`defaults`, beside the keys of issues",
    "SetOnce": "`set_once`",
    "Project": "`project`",
    "ProjectField": "`project.fields`",
    "Option": "`options` of a field",
    "Iteration": "`iterations` of a field",
    "ProjectView": "`project.views`",
    "Automations": "`project.automations`",
    "Opening": "`opened` of the automations",
    "StatusUpdate": "`project.status_updates`",
    "Draft": "`project.drafts`",
}
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "backlog.md"
_HEAD = """# Every key of a backlog

Made of the models by `scripts/update-reference`: do not edit. [The guide](../backlog.md) says how
the keys work together.
"""
_WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
}


def keys() -> Mapping[str, Mapping[str, Any]]:
    """Return the meaning and an example of each key, by the models' names."""
    found: Mapping[str, Mapping[str, Any]]
    found = yaml.safe_load((Path(__file__).parent / "keys.yml").read_text(encoding="utf-8"))
    return found


def fields_of(model: type[BaseModel]) -> list[str]:
    """Return the keys of a model that are its own on this page."""
    inherited = IssueFields.model_fields if model is Defaults else ()
    return [name for name in model.model_fields if name == "sub_issues" or name not in inherited]


def page() -> str:
    """Return the page. Raises LookupError for a key of which nothing is said."""
    said = keys()
    for model in MODELS:
        for name in fields_of(model):
            if name not in said[model.__name__]:
                where = (
                    "say what it is in tests/reference/keys.yml, then run scripts/update-reference"
                )
                raise LookupError(f"{model.__name__}.{name}: {where}")
    return "\n".join([_HEAD, *(_section(model, said[model.__name__]) for model in MODELS)])


def _section(model: type[BaseModel], said: Mapping[str, Any]) -> str:
    rows = [
        f"| `{name}` | {_type(model, name)} | {_default(model, name)} | {_limits(model, name)} "
        f"| {said[name]['means']} | `{_example(name, said[name]['example'])}` |"
        for name in fields_of(model)
    ]
    head = (
        "| key | takes | if not said | at most | what it is | example |\n|---|---|---|---|---|---|"
    )
    return "\n".join([f"## {TITLES[model.__name__]}", head, *rows, ""])


def _type(model: type[BaseModel], name: str) -> str:
    schema = model.model_json_schema()
    schema = schema if "properties" in schema else schema["$defs"][model.__name__]
    return " or ".join(dict.fromkeys(_kinds(schema["properties"][name])))


def _kinds(schema: Mapping[str, Any]) -> Iterator[str]:
    if "anyOf" in schema:
        for each in schema["anyOf"]:
            yield from _kinds(each)
    elif "enum" in schema or "const" in schema:
        yield ", ".join(f"`{each}`" for each in schema.get("enum", [schema.get("const")]))
    elif "$ref" in schema:
        yield f"a mapping: {TITLES.get(schema['$ref'].rpartition('/')[2], 'keys of issues')}"
    elif schema.get("type") == "array":
        yield f"list of {' or '.join(dict.fromkeys(_kinds(schema.get('items', {}))))}"
    elif schema.get("type") == "object":
        yield "a mapping"
    elif schema.get("format") == "date":
        yield "date"
    elif schema.get("type") != "null":
        yield _WORDS.get(schema.get("type", ""), "text, number, date or list")


def _default(model: type[BaseModel], name: str) -> str:
    field = model.model_fields[name]
    if field.is_required():
        return "it must be said"
    value = field.get_default(call_default_factory=True)
    if value in (None, "", (), {}) or isinstance(value, BaseModel):
        return ""
    return f"`{_example('', list(value) if isinstance(value, tuple) else value).strip()}`"


def _limits(model: type[BaseModel], name: str) -> str:
    field = model.model_fields[name]
    return ", ".join(dict.fromkeys(_limited([*field.metadata, field.annotation])))


def _limited(parts: Any) -> Iterator[str]:
    for each in parts:
        if isinstance(each, Limited):
            yield each.limit
        metadata = getattr(each, "__metadata__", ())
        yield from _limited([*metadata, *getattr(each, "__args__", ())])


def _example(name: str, value: Any) -> str:
    text = json.dumps(value, default=str, ensure_ascii=False)
    return (f"{name}: {text}" if name else text).replace("|", "\\|")
