"""GitHub's REST contract, and the complaints about requests and answers.

An answer belongs to an operation of the description (rest.json, and newer.yml for what is newer
than that). Its status and body are those of the description, and githubkit's models can read it.
Nothing here knows the sandbox: it judges texts.
"""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from tests.contracts import operation as operations
from tests.contracts.openapi import Checker, Schema
from tests.support import quick_yaml

FACTS = Path(__file__).with_name("rest.json")
NEWER = Path(__file__).with_name("newer.yml")
# Answers of every operation: the description names them here and there.
_ANYWHERE = {301, 304, 307, 400, 401, 403, 404, 405, 409, 410, 415, 422, 429, 500, 502, 503, 504}
# githubkit tells the events of an issue apart by name, and has no `closed` and `reopened`.
_NOT_READ = {"GET /repos/{owner}/{repo}/issues/{issue_number}/events"}
# Parts of a path that may hold slashes.
_DEEP = {"path", "ref", "branch", "basehead", "name", "tag"}
_ERROR = {"$ref": "#/components/schemas/basic-error"}


@dataclass(frozen=True)
class Newer:
    """Facts of GitHub that are not in the published file.

    `at` points to the object or list of the file that they are added to: `#/paths`.
    """

    source: str
    at: str
    facts: Any


class Contract:
    """The description of GitHub's operations, with which requests and answers are compared."""

    def __init__(self, document: Schema) -> None:
        self.paths: dict[str, Schema] = document["paths"]
        self._finders: dict[str, _Finder] = {}
        self._checker = Checker(document)
        self._seen: set[tuple[str, int, str]] = set()
        self._answered: dict[str, tuple[set[str], set[str]]] = {}

    @property
    def operations(self) -> set[str]:
        """The operations that are described: `GET /user`."""
        return {
            f"{method.upper()} {path}" for path, methods in self.paths.items() for method in methods
        }

    def complaints(self, method: str, path: str, status: int, answer: str) -> list[str]:
        """Name the faults of an answer: in its operation, status, body, or unknown properties."""
        name = self._find(method, path)
        if name is None:
            return [f"GitHub has no {method} {path}"] if status < 300 else []
        response = self.paths[name][method.lower()]["responses"].get(str(status))
        if response is None and status not in _ANYWHERE:
            return [f"GitHub answers {method} {path} with no {status}"]
        schema = schema_of(response or {})
        if schema is None and status >= 300 and status != 304:
            schema = _ERROR
        if schema is None:
            return [f"{method} {path}: {status} has no body"] if answer else []
        if not answer:
            return [f"{method} {path}: {status} has a body"] if status < 300 else []
        key = (f"{method} {name}", status, answer)
        if key in self._seen:
            return []
        found = list(self._wrong(schema, _model(*key[:2]), status, json.loads(answer)))
        if not found:
            self._seen.add(key)
        return [f"{method} {path} {status}: {each}" for each in found]

    def request_complaints(
        self, method: str, path: str, query: Collection[str], content: str
    ) -> list[str]:
        """Name the parts of an accepted request that GitHub does not know."""
        name = self._find(method, path)
        if name is None:
            return []
        operation = self.paths[name][method.lower()]
        known = {each["name"] for each in operation["parameters"] if each["in"] == "query"}
        given = [each.removesuffix("[]") for each in query]  # So Rails spells a list.
        found = [f"GitHub has no parameter {each}" for each in given if each not in known]
        described = operation.get("requestBody", {})
        schema = schema_of(described)
        if "application/octet-stream" in described.get("content", {}):
            pass  # A file as it is.
        elif content and schema is None:
            found.append("GitHub allows no body")
        elif content and schema:
            body = json.loads(content)
            found += self._checker.complaints(schema, body)
            found += self._checker.surplus(schema, body)
        return [f"{method} {path} request: {each}" for each in found]

    def _find(self, method: str, path: str) -> str | None:
        """Return the path of the description that a request is for."""
        if method not in self._finders:
            having = [name for name, methods in self.paths.items() if method.lower() in methods]
            self._finders[method] = _Finder(having)
        return self._finders[method].find(path)

    def _wrong(
        self, schema: Schema, model: TypeAdapter[Any] | None, status: int, body: Any
    ) -> Iterator[str]:
        yield from self._checker.complaints(schema, body)
        try:
            if model is not None:
                model.validate_python(body)
        except ValidationError as error:
            yield f"githubkit: {_closest(error)}"
        if status < 300:  # Errors say more than is described: their status, for one.
            yield from self._checker.surplus(schema, body)
            self._count(schema, body)

    def _count(self, schema: Schema, body: Any) -> None:
        """Note the answered properties of a schema, whatever the operation is."""
        key = json.dumps(schema, sort_keys=True)
        if key not in self._answered:
            self._answered[key] = (self._checker.properties(schema), set())
        answered = self._answered[key][1]
        for each in body if isinstance(body, list) else [body]:
            answered.update(each if isinstance(each, dict) else ())

    @property
    def coverage(self) -> tuple[int, int]:
        """The number of answered properties, and of all properties, in the schemas of answers."""
        found = [(known & answered, known) for known, answered in self._answered.values()]
        return sum(len(each) for each, _ in found), sum(len(known) for _, known in found)


class _Finder:
    """Finds the path of the description that a request is for, by one pattern of them all."""

    def __init__(self, names: Collection[str]) -> None:
        # Of two paths that fit, the one with the earlier fixed part is meant: `/user/repos`.
        self._names = sorted(names, key=_looseness)
        self._pattern = re.compile("|".join(f"({_pattern(name)})" for name in self._names))

    def find(self, path: str) -> str | None:
        """Return the first path that fits."""
        found = self._pattern.fullmatch(path)
        return self._names[found.lastindex - 1] if found and found.lastindex else None


def _looseness(path: str) -> list[bool]:
    """Tell for each part of a path if it takes any value, and for the last if it takes slashes."""
    parts = [part.startswith("{") for part in path.split("/")]
    return [*parts, True] if path.rpartition("/")[2].strip("{}") in _DEEP else parts


def _closest(error: ValidationError) -> str:
    """Describe how a body does not fit a model; for several models, the closest one."""
    by_model: dict[str, list[str]] = defaultdict(list)
    for each in error.errors(include_url=False):
        model = next((str(part) for part in each["loc"] if str(part)[:1].isupper()), "")
        by_model[model].append(f"{'.'.join(map(str, each['loc']))}: {each['msg']}")
    return "; ".join(min(by_model.values(), key=len)[:3])


def _pattern(name: str) -> str:
    """Return the pattern of request paths; a part that may have slashes may be empty, too."""
    texts = re.split(r"/\{(\w+)\}", name)
    parts = ["(?:/.*)?" if part in _DEEP else "/[^/]+" for part in texts[1::2]]
    fixed = map(re.escape, texts[::2])
    return "".join(a + b for a, b in zip(fixed, [*parts, ""], strict=True))


def _model(operation: str, status: int) -> TypeAdapter[Any] | None:
    """Return githubkit's model for an answer; None if it has none."""
    known = operations.published().get(operation)
    return known.model(status) if known and operation not in _NOT_READ else None


def schema_of(response: Schema) -> Schema | None:
    content = response.get("content", {})
    media: Schema = content.get("application/json") or next(iter(content.values()), {})
    schema: Schema | None = media.get("schema")
    return schema


@cache
def contract() -> Contract:
    """Read the published facts, and the newer ones."""
    return Contract(document())


def document() -> Schema:
    """Return the published facts together with the newer ones."""
    found = published()
    for each in newer():
        known = place(found, each.at)
        if isinstance(known, list):
            known += each.facts
        else:
            known.update(each.facts)
    return found


def published() -> Schema:
    """Read the published facts alone."""
    found: Schema = json.loads(FACTS.read_text(encoding="utf-8"))
    return found


@cache
def newer() -> tuple[Newer, ...]:
    """Read the facts that are newer than the published ones."""
    return tuple(Newer(**each) for each in quick_yaml.load(NEWER.read_text(encoding="utf-8")))


def place(document: Schema, pointer: str) -> Any:
    """Return the part of a document that a pointer (`#/paths`) names: the part, not a copy."""
    found: Any = document
    for part in pointer.removeprefix("#/").split("/"):
        found = found[int(part) if isinstance(found, list) else part.replace("~1", "/")]
    return found
