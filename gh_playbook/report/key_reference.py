"""The reference of keys: their meaning, type, limits and example, from the models.

The reference pages, the schemas for editors and the command `doc` are made from this.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from gh_playbook import declaration
from gh_playbook.declaration.backlog.automation import Automations, Opening
from gh_playbook.declaration.backlog.backlog import Backlog, IssueType, Label, Milestone, SetOnce
from gh_playbook.declaration.backlog.board_card import BoardCard
from gh_playbook.declaration.backlog.existing_issue import IssueChange
from gh_playbook.declaration.backlog.issue import Defaults, Dependency, Issue, IssueFields, Relation
from gh_playbook.declaration.backlog.issue_field import IssueField
from gh_playbook.declaration.backlog.project import (
    Draft,
    Iteration,
    Option,
    Project,
    ProjectField,
    ProjectView,
    Sorting,
    StatusUpdate,
)
from gh_playbook.declaration.backlog.repository_file import RepositoryFile
from gh_playbook.declaration.playbook.api_call import ApiCall, Unless
from gh_playbook.declaration.playbook.control import Assert, Debug, Fail
from gh_playbook.declaration.playbook.step_word import (
    BlockEntry,
    HandlerEntry,
    HandlersEntry,
    ImportEntry,
    StepEntry,
)
from gh_playbook.declaration.value import Limited
from gh_playbook.declaration.yaml.yaml_value import flow, scalar
from gh_playbook.frozen import dataclass

# The models of a backlog, and the other models of a playbook.
OF_BACKLOG: tuple[type[BaseModel], ...] = (
    *(Backlog, Label, Milestone, IssueType, IssueField, Issue, Defaults, SetOnce),
    *(Project, ProjectField, Option, Iteration, ProjectView, Sorting, Automations, Opening),
    *(StatusUpdate, Draft, BoardCard),
)
OF_ENTRIES: tuple[type[BaseModel], ...] = (
    *(StepEntry, BlockEntry, ImportEntry, HandlersEntry, HandlerEntry),
)
OF_MODULES: tuple[type[BaseModel], ...] = (
    *(Assert, Debug, Fail, ApiCall, Unless, IssueChange, Dependency, Relation, RepositoryFile),
)
TITLES = {
    "Backlog": "The backlog",
    "Label": "`labels`",
    "Milestone": "`milestones`",
    "IssueType": "`issue_types`",
    "IssueField": "`issue_fields`",
    "Issue": "`issues` and `sub_issues`",
    "Defaults": "`defaults`, beside the keys of issues",
    "SetOnce": "`set_once`",
    "Project": "`project`",
    "ProjectField": "`project.fields`",
    "Option": "`options` of a field",
    "Iteration": "`iterations` of a field",
    "ProjectView": "`project.views`",
    "Sorting": "`sort_by` of a view",
    "Automations": "`project.automations`",
    "Opening": "`opened` of the automations",
    "StatusUpdate": "`project.status_updates`",
    "Draft": "`project.drafts`",
    "BoardCard": "`project.cards`",
    "StepEntry": "A step, beside its module",
    "BlockEntry": "`block`",
    "ImportEntry": "`import_playbook`",
    "HandlersEntry": "`handlers`",
    "HandlerEntry": "A handler, beside what steps have",
    "Assert": "`assert`",
    "Debug": "`debug`",
    "Fail": "`fail`",
    "ApiCall": "`gh_api`",
    "Unless": "`unless` of `gh_api`",
    "IssueChange": "`existing_issue`",
    "Dependency": "`dependency`",
    "Relation": "`relation`",
    "RepositoryFile": "`file`",
}
# Keys that a model has from another model, which documents them.
_TOLD_BY: Mapping[type[BaseModel], type[BaseModel]] = {
    Defaults: IssueFields,
    HandlerEntry: StepEntry,
}
_WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
}


@dataclass(frozen=True)
class Key:
    """A key of a model; `default`, `limits` and `example` are empty if there is none."""

    name: str
    takes: str
    default: str
    limits: str
    means: str
    example: Any = None
    is_required: bool = False

    def shown(self) -> str:
        """Return the example as YAML."""
        return "" if self.example is None else f"{self.name}: {text(self.example)}"


@cache
def meanings() -> Mapping[str, Mapping[str, Any]]:
    """Return the meaning and an example of each key, by model, from the texts beside the code."""
    file = Path(declaration.__file__).with_name("keys.yml")
    found: Mapping[str, Mapping[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


def fields_of(model: type[BaseModel]) -> list[str]:
    """Return the fields of a model that are documented with it."""
    other = _TOLD_BY.get(model)
    told = other.model_fields if other else ()
    return [name for name in model.model_fields if name == "sub_issues" or name not in told]


def keys_of(model: type[BaseModel], names: Iterable[str] | None = None) -> list[Key]:
    """Return the keys of a model: the required ones, then the others as they are declared."""
    keys = [_key(model, name) for name in (fields_of(model) if names is None else names)]
    return sorted(keys, key=lambda key: not key.is_required)


def text(value: Any) -> str:
    """Return a value in YAML, in one line."""
    return flow(value) if isinstance(value, Mapping | list | tuple) else scalar(value)


def _limit(limit: str, takes: str) -> str:
    """Return a limit in words; the length of texts is that of each in a list or a mapping."""
    is_of_each = takes.startswith(("list", "a mapping")) and limit.endswith("characters")
    return f"{limit} each" if is_of_each else limit


def _key(model: type[BaseModel], name: str) -> Key:
    field = model.model_fields[name]
    said = said_of(model, name)
    examples = said.get("example", (field.examples or [None])[0])
    takes = _type(model, field.alias or name)
    return Key(
        name=field.alias or name,
        takes=takes,
        default=_default(model, name),
        limits=", ".join(
            dict.fromkeys(_limit(each.limit, takes) for each in limits_of(model, name))
        ),
        means=str(said.get("means") or field.description or ""),
        example=examples,
        is_required=field.is_required(),
    )


def said_of(model: type[BaseModel], name: str) -> Mapping[str, Any]:
    """Return the text about a field, for the model or for one of its base models."""
    made_after = (Issue,) if issubclass(model, IssueFields) else ()
    for kind in (*model.__mro__, *made_after):
        found = meanings().get(kind.__name__, {}).get(name)
        if found is not None:
            return dict(found)
    return {}


def _type(model: type[BaseModel], name: str) -> str:
    kinds = dict.fromkeys(_kinds(_properties(model).get(name, {})))
    if _WORDS["number"] in kinds:
        kinds.pop(_WORDS["integer"], None)
    return " or ".join(kinds)


@cache
def _properties(model: type[BaseModel]) -> Mapping[str, Any]:
    """Return the JSON schemas of a model's keys."""
    schema = model.model_json_schema()
    schema = schema if "properties" in schema else schema["$defs"][model.__name__]
    found: Mapping[str, Any] = schema["properties"]
    return found


def _kinds(schema: Mapping[str, Any]) -> Iterator[str]:
    if "anyOf" in schema or "oneOf" in schema:
        for each in schema.get("anyOf", schema.get("oneOf")) or ():
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
        return ""
    value = field.get_default(call_default_factory=True)
    if value in (None, "", (), {}) or isinstance(value, BaseModel):
        return ""
    return text(list(value) if isinstance(value, tuple) else value)


def limits_of(model: type[BaseModel], name: str) -> list[Limited]:
    """Return the limits of a field, its own and those of its elements."""
    field = model.model_fields[name]
    return list(_limited([*field.metadata, field.annotation]))


def _limited(parts: Any) -> Iterator[Limited]:
    for each in parts:
        if isinstance(each, Limited):
            yield each
        metadata = getattr(each, "__metadata__", ())
        yield from _limited([*metadata, *getattr(each, "__args__", ())])
