"""JSON Schemas of what the tool writes: plan files, lines of journals, documents of runs."""

from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import models_json_schema

from gh_playbook.convergence.journal.journal_entry import KINDS
from gh_playbook.convergence.plan.plan_file import PlanFile
from gh_playbook.model.outcome import Outcome

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_Schema = dict[str, Any]
_TEXT: _Schema = {"type": "string"}
_MAYBE_TEXT: _Schema = {"type": ["string", "null"]}
_COUNT: _Schema = {"type": "integer", "minimum": 0}
_MAYBE_NUMBER: _Schema = {"type": ["integer", "null"]}
_SECONDS: _Schema = {"type": "number", "minimum": 0}
_TRUTH: _Schema = {"type": "boolean"}
_TEXTS: _Schema = {"type": "array", "items": _TEXT}


def plan_schema() -> _Schema:
    """Return the schema of a plan file."""
    return PlanFile.model_json_schema()


def journal_schema() -> _Schema:
    """Return the schema of a line of a journal; a line may have more keys."""
    _, found = models_json_schema([(each, "validation") for each in KINDS.values()])
    definitions = {name.removeprefix("_"): each for name, each in found["$defs"].items()}
    for event, model in KINDS.items():
        each = definitions[model.__name__.removeprefix("_")]
        each["properties"] = {"event": {"const": event}, "time": _TEXT} | each["properties"]
        each["required"] = ["event", "time", *(key for key in each["required"] if key != "time")]
    lines = [{"$ref": f"#/$defs/{each.__name__.removeprefix('_')}"} for each in KINDS.values()]
    schema = {
        "$schema": _DRAFT,
        "title": "A line of a journal",
        "anyOf": lines,
        "$defs": definitions,
    }
    renamed: _Schema = _renamed(schema)
    return renamed


def run_schema() -> _Schema:
    """Return the schema of the document of a run, which `--output json` prints."""
    run = {
        "playbook": _TEXT,
        "repository": _TEXT,
        "host": _TEXT,
        "login": _TEXT,
        "sandbox": _TRUTH,
        "moved_from": _MAYBE_TEXT,
        "dry_run": _TRUTH,
        "seconds": _SECONDS,
        "retries": _COUNT,
        "waited": _SECONDS,
        "stopped": {**_MAYBE_TEXT, "description": "why the run ended early"},
        "exit_code": _COUNT,
        "checksum": {**_MAYBE_TEXT, "description": "of a dry run's plan: what --checksum takes"},
        "warnings": _TEXTS,
    }
    fault = _object({"source": _MAYBE_TEXT, "message": _TEXT})
    failure = {
        "stopped": _TEXT,
        "exit_code": _COUNT,
        "faults": {"type": "array", "items": fault},
    }
    begun = {**_object(run), "description": "of a run that began"}
    refused = {**_object(failure), "description": "of a run that could not begin"}
    return _document(
        "The document of a run",
        {
            "run": {"anyOf": [begun, refused]},
            "changes": {"type": "array", "items": _change()},
            "recap": _recap(),
            "requests": _requests(),
        },
    )


def runs_schema() -> _Schema:
    """Return the schema of the document of `runs --output json`; a run may have more keys."""
    end = {
        "recap": _recap(),
        "requests": _requests(),
        "seconds": _SECONDS,
        "stopped": _MAYBE_TEXT,
        "exit_code": _COUNT,
    }
    run = {
        "id": _TEXT,
        "time": _TEXT,
        "repository": _TEXT,
        "playbook": _TEXT,
        "undoes": _MAYBE_TEXT,
        "journal": _TEXT,
        "is_gone": {**_TRUTH, "description": "the repository of the run does not exist any more"},
        "end": {
            "anyOf": [{**_object(end), "additionalProperties": True}, {"type": "null"}],
            "description": "null if the run was interrupted",
        },
    }
    items = {**_object(run), "additionalProperties": True}
    return _document("Past runs", {"runs": {"type": "array", "items": items}})


def _change() -> _Schema:
    values = {"type": "object", "description": "by field"}
    return _object(
        {
            "step": _TEXT,
            "module": _TEXT,
            "key": _TEXT,
            "outcome": {"enum": [each.value for each in Outcome]},
            "reason": _TEXT,
            "existing": values,
            "desired": values,
            "number": {**_MAYBE_NUMBER, "description": "of an issue"},
            "url": _MAYBE_TEXT,
            "source": {**_MAYBE_TEXT, "description": "file:line:column"},
            "warnings": _TEXTS,
        }
    )


def _recap() -> _Schema:
    return _object({each.value: _COUNT for each in Outcome})


def _requests() -> _Schema:
    return _object(dict.fromkeys(("reads", "writes", "processes"), _COUNT))


def _document(title: str, properties: Mapping[str, _Schema]) -> _Schema:
    return {"$schema": _DRAFT, "title": title, **_object(properties)}


def _object(properties: Mapping[str, _Schema]) -> _Schema:
    """Return the schema of an object that has exactly these properties."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _renamed(schema: Any) -> Any:
    """Return a schema whose references and titles are without the underscores of the models."""
    match schema:
        case dict():
            return {name: _renamed(each) for name, each in schema.items()}
        case list():
            return [_renamed(each) for each in schema]
        case str():
            return schema.replace("#/$defs/_", "#/$defs/").removeprefix("_")
        case _:
            return schema
