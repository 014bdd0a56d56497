"""The REST operations that GitHub publishes, as the clients of GitHubKit-schemas list them.

The clients are made from GitHub's own description, of the day that the package's version names:
one method for each operation, whose docstring begins with the operation's id, its method and its
path. Called with no server behind it, a client method tells what it sends, and with what models it
reads answers.
"""

import fnmatch
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from githubkit_schemas.v2026_03_10 import rest
from pydantic import TypeAdapter

SURFACE = Path(__file__).with_name("surface.txt")
MISSING = Path(__file__).with_name("missing.txt")
_HEAD = re.compile(r"(?:DEPRECATED )?(?P<id>\S+)\s+(?P<method>[A-Z]+) (?P<path>/\S*)")
_OK = "ok"


@dataclass(frozen=True)
class Operation:
    """A published operation: `issues/get`, `GET`, `/repos/{owner}/{repo}/issues/{issue_number}`."""

    id: str
    method: str
    path: str
    client: Callable[..., Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def model(self, status: int) -> TypeAdapter[Any] | None:
        """Return githubkit's model for an answer of this status; None if it has none."""
        return _models(self).get(_OK if status < 300 else str(status))

    @property
    def body(self) -> TypeAdapter[Any] | None:
        """The model of its requests' bodies, if they have any."""
        return TypeAdapter(found) if (found := _call(self).get("body")) else None

    @property
    def parameters(self) -> set[str]:
        """The names of the parameters in the query of its requests."""
        return set(_call(self).get("params", ()))


@cache
def published() -> dict[str, Operation]:
    """Return every published operation by its method and path: `GET /user`."""
    return {str(each): each for each in _read()}


@cache
def claimed() -> dict[str, Operation]:
    """Return the published operations of the sandbox's surface by their method and path."""
    wanted = re.compile("|".join(map(fnmatch.translate, lines(SURFACE))))
    return {name: each for name, each in published().items() if wanted.match(each.id)}


def shape(name: str) -> str:
    """Return an operation's name without the names of parameters, which the sandbox chooses."""
    return re.sub(r"\{[^}]*\}", "{}", name)


def lines(path: Path) -> list[str]:
    """Return the lines of a file that are neither empty nor comments."""
    texts = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in texts if line and not line.startswith("#")]


def _read() -> Iterator[Operation]:
    for module in pkgutil.iter_modules(rest.__path__):
        name = f"{rest.__name__}.{module.name}"
        for kind in vars(import_module(name)).values():
            if inspect.isclass(kind) and kind.__module__ == name:
                yield from _read_client(kind)


def _read_client(kind: type) -> Iterator[Operation]:
    for name, function in vars(kind).items():
        head = _HEAD.match(getattr(function, "__doc__", None) or "")
        if head and not name.startswith("async_"):
            yield Operation(head["id"], head["method"], head["path"], function)


@cache
def _call(operation: Operation) -> dict[str, Any]:
    """Call the client's method without a server, and return the request that it would send.

    That is the options of its request, such as `params` and `response_model`, and `body`: the
    type that it takes a body for, if it takes one.
    """
    done: dict[str, Any] = {}

    def validate(type: Any, _body: object) -> None:
        done["body"] = type

    def request(_method: str, _url: str, **options: Any) -> None:
        done.update(options)

    config = SimpleNamespace(rest_api_validate_body=True)
    client = SimpleNamespace(
        _github=SimpleNamespace(request=request, config=config), _REST_API_VERSION=""
    )
    given = dict.fromkeys(inspect.signature(operation.client).parameters, "x")
    for each in ("self", "headers", "kwargs"):
        given.pop(each, None)
    with patch.dict(operation.client.__globals__, type_validate_python=validate):
        operation.client(client, **given)
    return done


@cache
def _models(operation: Operation) -> dict[str, TypeAdapter[Any]]:
    done = _call(operation)
    models = dict(done.get("error_models", {}))
    if "response_model" in done:
        models[_OK] = done["response_model"]
    return {status: TypeAdapter(model) for status, model in models.items()}
