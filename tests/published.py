"""GitHub's published contracts, and what is said against them.

The REST description (OpenAPI 3.0) and the GraphQL schema lie in `shared/github` beside the
checkout. Nothing here knows the sandbox: it judges requests and answers as texts.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import githubkit_schemas.v2026_03_10.models as githubkit_models
from graphql import GraphQLError, GraphQLSchema, build_schema, parse, specified_rules, validate
from graphql.validation import OverlappingFieldsCanBeMergedRule
from jsonschema import Draft4Validator, FormatChecker, ValidationError
from jsonschema.validators import extend
from pydantic import BaseModel, TypeAdapter
from pydantic import ValidationError as ModelError

from tests.surplus import surplus

ROOT = Path(__file__).parents[1]
FOLDER = ROOT.parent / "shared" / "github"
NEWER = ROOT / "gh_sandbox" / "newer.graphql"
# Parts of a path that may hold slashes.
_DEEP = ("path", "ref", "name")
# Answers of every operation: the description names them here and there.
_ANYWHERE = {301, 307, 400, 401, 403, 404, 405, 409, 410, 415, 422, 429, 500, 502, 503, 504}
_ERROR = {"$ref": "#/components/schemas/basic-error"}
Schema = dict[str, Any]
# What is read with githubkit alone, since the subset of the description leaves it out.
_LEFT_OUT: dict[str, Schema] = {
    "/repos/{owner}/{repo}/git/commits/{sha}": {"$ref": "git-commit"},
    "/repos/{owner}/{repo}/git/matching-refs/{ref}": {
        "type": "array",
        "items": {"$ref": "git-ref"},
    },
    "/repos/{owner}/{repo}/issues/comments/{id}": {"$ref": "issue-comment"},
}


@dataclass
class Description:
    """GitHub's REST description; `undescribed` counts requests that it does not have."""

    document: Schema
    undescribed: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._validator = _validator_class(self)
        self._paths = [(_pattern(path), path) for path in self.document["paths"]]
        self._seen: set[tuple[str, str]] = set()

    def complaints(self, method: str, path: str, status: int, answer: str) -> list[str]:
        """Name what is wrong with an answer: its status, its body, its model, its surplus."""
        operation = self._operation(method, path)
        if operation is None:
            self.undescribed[f"{method} {path}"] += 1
            return _unread(path, answer) if status == 200 else []
        response = operation["responses"].get(str(status))
        if response is None and status not in _ANYWHERE:
            return [f"GitHub answers {method} {path} with no {status}"]
        schema = self._schema(response or {})
        if schema is None and status >= 300:
            schema = _ERROR
        if schema is None:
            return [f"{method} {path}: {status} has no body"] if answer else []
        key = (json.dumps(schema), answer)
        if key in self._seen:
            return []
        body = json.loads(answer)
        found = list(self._wrong(schema, body))
        if status < 400:  # Errors say more than is described: their status, for one.
            found += surplus(schema, body, self.resolve)
        if not found:
            self._seen.add(key)
        return [f"{method} {path} {status}: {each}" for each in found]

    def resolve(self, reference: str) -> Schema:
        """Return what a reference names."""
        found: Any = self.document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        return dict(found)

    def _operation(self, method: str, path: str) -> Schema | None:
        for pattern, name in self._paths:
            if pattern.fullmatch(path):
                found: Schema | None = self.document["paths"][name].get(method.lower())
                if found is not None:
                    return found
        return None

    def _schema(self, response: Schema) -> Schema | None:
        if "$ref" in response:
            response = self.resolve(response["$ref"])
        content = response.get("content", {})
        media: Schema = content.get("application/json") or next(iter(content.values()), {})
        schema: Schema | None = media.get("schema")
        return schema

    def _wrong(self, schema: Schema, body: Any) -> Iterator[str]:
        for error in self._validator(schema, format_checker=_FORMATS).iter_errors(body):
            yield f"at {error.json_path}: {_short(error)}"
        yield from _model_complaints(schema, body)


def _model_complaints(schema: Schema, body: Any) -> Iterator[str]:
    model = model_of(schema)
    if model is not None:
        try:
            model.validate_python(body)
        except ModelError as error:
            yield f"githubkit: {error}"


def _unread(path: str, answer: str) -> list[str]:
    """Name what githubkit does not like of an answer that is not described."""
    for name, schema in _LEFT_OUT.items():
        if _pattern(name).fullmatch(path):
            found = _model_complaints(schema, json.loads(answer))
            return [f"{path}: {each}" for each in found]
    return []


def _short(error: ValidationError) -> str:
    """Say an error in a line; of alternatives, what the best of them lacks."""
    if error.context:
        deepest = max(error.context, key=lambda each: len(each.absolute_path))
        return f"fits no alternative: at {deepest.json_path}: {deepest.message[:300]}"
    return error.message[:300]


@cache
def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", path)
    names = (".+" if part in _DEEP else "[^/]+" for part in parts[1::2])
    texts = map(re.escape, parts[::2])
    return re.compile("".join(a + b for a, b in zip(texts, [*names, ""], strict=True)))


_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("date-time")
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or bool(
        re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value)
    )


@_FORMATS.checks("uri")
def _is_address(value: object) -> bool:
    return not isinstance(value, str) or bool(re.match(r"[a-z][a-z0-9+.-]*:", value))


def _validator_class(description: Description) -> Any:
    """Make a validator of OpenAPI 3.0: references by hand, remembered, and `nullable`."""
    right: set[tuple[str, str]] = set()

    def by_reference(validator: Any, reference: str, instance: Any, _: Schema) -> Iterator[Any]:
        key = (reference, json.dumps(instance, sort_keys=True))
        if key in right:
            return
        errors = list(validator.descend(instance, description.resolve(reference)))
        if not errors:
            right.add(key)
        yield from errors

    def or_null(rule: Callable[..., Any]) -> Callable[..., Iterator[Any]]:
        def check(validator: Any, value: Any, instance: Any, schema: Schema) -> Iterator[Any]:
            if instance is not None or not schema.get("nullable"):
                yield from rule(validator, value, instance, schema) or ()

        return check

    rules = {
        name: or_null(Draft4Validator.VALIDATORS[name])
        for name in ("type", "enum", "allOf", "anyOf")
    }
    # Alternatives of the description overlap: an error may be a basic one and a special one.
    rules |= {"oneOf": rules["anyOf"], "$ref": by_reference}
    return extend(Draft4Validator, rules)  # type: ignore[no-untyped-call]


@cache
def _model(name: str) -> type[BaseModel] | None:
    words = re.split(r"[-_]", name)
    found = getattr(githubkit_models, "".join(word[:1].upper() + word[1:] for word in words), None)
    return found if isinstance(found, type) and issubclass(found, BaseModel) else None


def model_of(schema: Schema) -> TypeAdapter[Any] | None:
    """Return what githubkit reads a body with, where the schema is one of its models."""
    schema = schema["allOf"][0] if "allOf" in schema else schema
    of_list = schema.get("type") == "array"
    reference = (schema["items"] if of_list else schema).get("$ref", "")
    model = _model(reference.rsplit("/", 1)[-1])
    if model is None:
        return None
    adapter: TypeAdapter[Any] = TypeAdapter(list[model] if of_list else model)  # type: ignore[valid-type]
    return adapter


@cache
def rest(folder: Path = FOLDER) -> Description:
    """Read the REST description."""
    return Description(json.loads((folder / "openapi-subset.json").read_text(encoding="utf-8")))


@cache
def schema(folder: Path = FOLDER) -> GraphQLSchema:
    """Read the GraphQL schema, with what GitHub has and the snapshot has not."""
    files = (folder / "schema.graphql", NEWER)
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return build_schema(text, assume_valid=True, no_location=True)


_RULES = [rule for rule in specified_rules if rule is not OverlappingFieldsCanBeMergedRule]


@cache
def document_complaints(text: str) -> tuple[str, ...]:
    """Name what is wrong with a GraphQL document."""
    try:
        document = parse(text)
    except GraphQLError as error:
        return (error.message,)
    return tuple(error.message for error in validate(schema(), document, _RULES))


def entry_complaints(entry: Mapping[str, Any]) -> list[str]:
    """Name what is wrong with one entry of the recorded traffic."""
    if entry["document"] is not None:
        refused = entry["fault"] or entry["status"] != 200 or _refuses(entry["answer"])
        return [] if refused else list(document_complaints(entry["document"]))
    if entry["method"] == "HEAD" or (entry["fault"] and not _is_json(entry["answer"])):
        return []
    return rest().complaints(entry["method"], entry["path"], entry["status"], entry["answer"])


def _refuses(answer: str) -> bool:
    """Tell whether the server took a document for invalid: it then answers without data."""
    return "data" not in json.loads(answer)


def _is_json(answer: str) -> bool:
    try:
        json.loads(answer)
    except ValueError:
        return False
    return True
