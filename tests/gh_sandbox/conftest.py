"""One running sandbox for all tests of this folder, reset to its seed before each test."""

import atexit
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qsl, urlsplit

import pytest
from graphql import GraphQLSchema
from starlette.responses import Response

from gh_sandbox import Sandbox, app
from gh_sandbox.access.token_text import DEFAULT_TOKEN
from gh_sandbox.app import Application
from gh_sandbox.clock import ManualClock
from gh_sandbox.exchange import recording
from gh_sandbox.exchange.request import Exchange
from gh_sandbox.folder import request_log
from gh_sandbox.folder.request_log import RequestLog
from gh_sandbox.graphql.schema import load_schema
from gh_sandbox.seeding import seed_file, writing
from gh_sandbox.seeding.seed import Seed
from gh_sandbox.state.store import FILE, Store
from tests.gh_sandbox.board import Board
from tests.support import direct

REPOSITORY = "PimpMyNines/LLuMinary"


@cache
def _checkout() -> Path:
    """Make a checkout without remotes: some commands of `gh` look for one, and at its remotes."""
    folder = Path(tempfile.mkdtemp(prefix="checkout-"))
    atexit.register(shutil.rmtree, folder)
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    return folder


@dataclass(frozen=True)
class Result:
    """The result of a run of `gh`."""

    code: int
    out: str
    error: str

    @property
    def json(self) -> Any:
        """Its output, read as JSON."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Gh:
    """Runs `gh` on a sandbox; `tests/support/direct.py` answers the calls that it knows."""

    sandbox: Sandbox

    def run(
        self, *arguments: str, token: str | None = None, text: str | None = None, **env: str
    ) -> Result:
        """Run `gh` with these arguments, `text` on its standard input, outside of any checkout."""
        more = {"GH_TOKEN": token} if token else {}
        environment = {**os.environ, **self.sandbox.environment(), **more, **env}
        answered = direct.call(arguments, text or "", environment)
        if answered:
            return Result(answered.code, answered.out.replace("\r\n", "\n"), answered.error)
        done = subprocess.run(
            ["gh", *arguments],
            capture_output=True,
            text=True,
            input=text,
            env=environment,
            cwd=_checkout(),
            timeout=30,
            check=False,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    def __call__(self, *arguments: str) -> str:
        """Run `gh`, which must succeed, and return its output."""
        result = self.run(*arguments)
        assert result.code == 0, result
        return result.out

    def graphql(self, query: str, *, token: str | None = None, **variables: object) -> Any:
        """Send a GraphQL document and return the whole answer, errors included.

        This and `rest` send the requests of tests, without a process also in a test of `gh`.
        """
        body = json.dumps({"query": query, "variables": variables})
        with direct.switched(on=True):
            return self.run("api", "graphql", "--input", "-", token=token, text=body).json

    def rest(self, method: str, path: str, *, token: str | None = None, **body: object) -> Result:
        """Send a REST request; without a body if it is empty."""
        arguments = ["api", "-X", method, path]
        text = json.dumps(body) if body else None
        with direct.switched(on=True):
            return self.run(*arguments, *(["--input", "-"] if body else []), token=token, text=text)

    def log(self) -> list[dict[str, Any]]:
        """Return the request log."""
        return request_log.read(self.sandbox.requests_log)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    sandbox = Sandbox(tmp_path_factory.mktemp("a sandbox"))
    sandbox.start()
    sandbox.keep()
    yield sandbox
    sandbox.stop()


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    running.restore()
    return running


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox of the test's own, which is not started yet."""
    sandbox = Sandbox(tmp_path / "its own")
    yield sandbox
    sandbox.stop()


@pytest.fixture
def gh(sandbox: Sandbox) -> Gh:
    return Gh(sandbox)


@pytest.fixture
def node(gh: Gh) -> dict[int | str, str]:
    """The node ids of the repository ("repo"), its issues by number and its labels by name."""
    answer = gh.graphql(
        """{ repository(owner: "PimpMyNines", name: "LLuMinary") {
          id issues(first: 100) { nodes { number id } } labels(first: 100) { nodes { name id } }
          issueTypes(first: 25) { nodes { name id } }
        } }"""
    )["data"]["repository"]
    found: dict[int | str, str] = {"repo": answer["id"]}
    found |= {each["number"]: each["id"] for each in answer["issues"]["nodes"]}
    found |= {each["name"]: each["id"] for each in answer["labels"]["nodes"]}
    return found | {each["name"]: each["id"] for each in answer["issueTypes"]["nodes"]}


@dataclass(frozen=True)
class Local:
    """Asks the application in this process, for tests that do not need `gh`."""

    application: Application
    store: Store
    clock: ManualClock
    log: Path
    sown: dict[Path | str, sqlite3.Connection] = field(default_factory=dict)
    """The states that files and texts of seeds came to: a second time they are only copied."""

    def send(
        self,
        method: str,
        path: str,
        *,
        token: str | None = DEFAULT_TOKEN,
        content: bytes = b"",
        host: str = "api.github.com",
        **headers: str,
    ) -> Response:
        """Send a request and return the raw response; `_` in a header's name stands for a dash."""
        url = urlsplit(path)
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        found = {"host": host, "user-agent": "tests", **more}
        if token:
            found["authorization"] = f"token {token}"
        query = dict(parse_qsl(url.query))
        return self.application.answer(Exchange(method, url.path, query, found, content))

    def sow(self, seed: Seed | Path | str) -> None:
        """Begin again with a seed: its content, its file, or the text of one."""
        if isinstance(seed, Seed):
            writing.sow(self.store, seed, self.clock)
        elif seed in self.sown:
            self.store.replace(self.sown[seed])
        else:
            file = seed if isinstance(seed, Path) else self.log.with_name("seed.yml")
            if isinstance(seed, str):
                file.write_text(seed, encoding="utf-8")
            writing.sow(self.store, seed_file.read(file), self.clock)
            self.sown[seed] = self.store.copy()

    def rest(self, method: str, path: str, /, *, token: str = DEFAULT_TOKEN, **body: object) -> Any:
        """Send a REST request and return the answer's JSON."""
        content = json.dumps(body).encode() if body else b""
        answer = bytes(self.send(method, path, token=token, content=content).body)
        return json.loads(answer) if answer else None

    def graphql(self, query: str, *, token: str = DEFAULT_TOKEN, **variables: object) -> Any:
        """Send a GraphQL document and return the whole answer."""
        content = json.dumps({"query": query, "variables": variables}).encode()
        return json.loads(bytes(self.send("POST", "/graphql", token=token, content=content).body))


@pytest.fixture(scope="session")
def schema() -> GraphQLSchema:
    """The schema with its resolvers, which takes a third of a second to load; nobody changes it."""
    return load_schema()


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory, schema: GraphQLSchema) -> Iterator[Local]:
    folder = tmp_path_factory.mktemp("in process")
    clock = ManualClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    log, traffic = folder / request_log.FILE, recording.from_environment()
    with closing(Store(folder / FILE)) as store:
        with patch.object(app, "load_schema", return_value=schema):
            application = Application(store, RequestLog(log), clock, traffic=traffic)
        yield Local(application, store, clock, log)


@pytest.fixture
def unrecorded(stored: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out of the contract check the requests that a test sends wrongly on purpose."""
    monkeypatch.setattr(stored.application, "_traffic", None)


@pytest.fixture
def local(stored: Local) -> Local:
    stored.sow(seed_file.find(None))
    stored.log.write_text("")
    stored.application.recount()
    return stored


@pytest.fixture
def board(stored: Local) -> Board:
    """Like `local`, with the projects of `board.yml`."""
    stored.sow(Path(__file__).with_name("board.yml"))
    stored.log.write_text("")
    return Board(stored)
