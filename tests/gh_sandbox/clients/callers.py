"""Other people's clients, each called by the id of an operation: octokit, githubkit and ghapi."""

import inspect
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest
from fastcore.all import obj2dict
from ghapi.all import GhApi
from githubkit import GitHub
from githubkit.exception import RequestFailed

from gh_sandbox.access.token_text import DEFAULT_TOKEN
from tests.contracts import operation
from tests.contracts.operation import Operation

OCTOKIT = Path(__file__).with_name("octokit")
# Where it is set, as in CI, octokit has to be there.
REQUIRED = "GH_SANDBOX_NEEDS_OCTOKIT"
# GitHub's description of the answer lacks the events that close and reopen.
_UNREADABLE = ("issues/list-events", "issues/list-events-for-timeline")
Parameters = Mapping[str, Any]


class Caller(Protocol):
    """A client."""

    def call(self, what: Operation, parameters: Parameters) -> tuple[int, Any]:
        """Make a call, and return the status and what was answered."""


@dataclass(frozen=True)
class Githubkit:
    """githubkit reads each answer with the model that GitHub's description has for it."""

    github: Any

    def call(self, what: Operation, parameters: Parameters) -> tuple[int, Any]:
        """Call the method of the operation."""
        scope, _, name = what.id.partition("/")
        method = getattr(getattr(self.github.rest, _snake(scope)), _snake(name))
        known = inspect.signature(method).parameters
        # What Python has a word for itself is called otherwise: `filter_`.
        given = {f"{key}_" if f"{key}_" in known else key: v for key, v in parameters.items()}
        try:
            answer = method(**given)
            if answer.content and what.id not in _UNREADABLE:
                assert answer.parsed_data is not None
        except RequestFailed as error:
            return error.response.status_code, error.response.json()
        return answer.status_code, answer.json() if answer.content else None


@dataclass(frozen=True)
class Ghapi:
    """ghapi raises what it is refused."""

    api: Any

    def call(self, what: Operation, parameters: Parameters) -> tuple[int, Any]:
        """Call the path of the operation: ghapi names some by itself."""
        places = set(re.findall(r"\{(\w+)\}", what.path))
        rest = {name: value for name, value in parameters.items() if name not in places}
        sent = {"query": rest} if what.method == "GET" else {"data": rest or None}
        try:
            answer = self.api(
                what.path, what.method, route={name: parameters[name] for name in places}, **sent
            )
        except Exception as error:
            status = getattr(getattr(error, "response", error), "status_code", None)
            if status is None:
                raise
            return int(status), None
        return 200, obj2dict(answer)


@dataclass(frozen=True)
class Octokit:
    """octokit, in a process of node."""

    process: "subprocess.Popen[str]"

    def call(self, what: Operation, parameters: Parameters) -> tuple[int, Any]:
        """Call the method of the operation."""
        scope, _, name = what.id.partition("/")
        return self.send(
            scope=_camel(scope),
            name=_camel(name),
            route=str(what),
            parameters=dict(parameters),
        )

    def send(self, **told: object) -> tuple[int, Any]:
        """Tell the process what to do, and return what came."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(told) + "\n")
        self.process.stdin.flush()
        found = json.loads(self.process.stdout.readline())
        return int(found["status"]), found["data"]


@contextmanager
def started(name: str, url: str) -> Iterator[Caller]:
    """Start a client of the API at an address."""
    if name == "octokit":
        with _octokit(url) as caller:
            yield caller
    elif name == "githubkit":
        with GitHub(DEFAULT_TOKEN, base_url=url, auto_retry=False) as github:
            yield Githubkit(github)
    else:
        make: Any = GhApi
        api = make(token=DEFAULT_TOKEN, gh_host=url, sync=True)
        # There is no TLS, and it would read all certificates for each request.
        api.transport.verify = False
        yield Ghapi(api)


@contextmanager
def _octokit(url: str) -> Iterator[Octokit]:
    node = shutil.which("node")
    if node is None or not (OCTOKIT / "node_modules").exists():
        if os.environ.get(REQUIRED):
            pytest.fail("octokit is not installed", pytrace=False)
        pytest.skip("no octokit: npm ci --prefix tests/gh_sandbox/clients/octokit")
    with subprocess.Popen(
        [node, "run.mjs"],
        cwd=OCTOKIT,
        env={**os.environ, "GITHUB_API": url, "GITHUB_TOKEN": DEFAULT_TOKEN},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Octokit(process)


def named(id: str) -> Operation:
    """Return the operation of an id."""
    (found,) = [each for each in operation.published().values() if each.id == id]
    return found


def _snake(name: str) -> str:
    return name.replace("-", "_")


def _camel(name: str) -> str:
    first, *rest = name.split("-")
    return first + "".join(each.capitalize() for each in rest)
