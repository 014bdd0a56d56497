"""The fixture `github` for pytest: a GitHub of one's own for each test, and `gh` led to it.

    def test_my_script(github):
        github.gh("issue", "create", "-R", "PimpMyNines/empty", "--title", "One", "--body", "")
        subprocess.run(["./my-script"], check=True)    # its `gh` comes here, too
        assert len(github.writes) == 2

One server for each set of options runs as long as the tests do. Its state is made from the seed
once, and copied back before each test. What a test wants otherwise, its marker says:

    @pytest.mark.github(seed="world.yml", search_lag=5, clock="2026-11-23T09:00:00Z")

`seed` is a file, beside the test or from where pytest runs, or the name of one that ships;
`repository` is an empty repository OWNER/NAME beside what the seed has. The other words are those
of `Sandbox.start`. `web` and `port` are none of them.
"""

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from math import inf
from pathlib import Path
from typing import Any

import pytest

from gh_sandbox import Sandbox, SandboxError
from gh_sandbox.folder import request_log

_OPTIONS = ("latency", "limits", "search_lag", "without", "like", "clock", "actions")
_WORDS = ("seed", "repository", *_OPTIONS)


class GhError(subprocess.CalledProcessError):
    """A `gh` that failed; its text has the command and the message of `gh`."""

    def __str__(self) -> str:
        said = f"{self.stderr or ''}".strip() or "without a message"
        return f"{shlex.join(['gh', *self.cmd[1:]])} ended with {self.returncode}: {said}"


@dataclass
class Faults:
    """The faults of one test."""

    _sandbox: Sandbox
    _rules: list[dict[str, object]] = field(default_factory=list)

    def add(self, fault: str | Mapping[str, object], **which: object) -> None:
        """Add a fault for the requests that the keys choose.

        `add("drop-after", operation="createIssue", nth=3)`, `add({"latency": 300})`. All rules
        count from now. Raises SandboxError for an unknown fault or key.
        """
        keys = {name.rstrip("_").replace("_", "-"): value for name, value in which.items()}
        rules = [*self._rules, {"fault": fault, **keys}]
        self._sandbox.set_faults(rules)
        self._rules = rules

    def clear(self) -> None:
        """End all faults."""
        self._sandbox.set_faults(None)
        self._rules = []


@dataclass(frozen=True)
class GitHub:
    """The GitHub of one test."""

    sandbox: Sandbox
    faults: Faults

    @property
    def requests(self) -> list[dict[str, Any]]:
        """The requests of this test so far, oldest first: see `request_log.py`."""
        return request_log.read(self.sandbox.requests_log)

    @property
    def writes(self) -> list[dict[str, Any]]:
        """The requests of this test that could change something."""
        return [each for each in self.requests if each["write"]]

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which `gh` uses this server; during a test they are set already."""
        return self.sandbox.environment()

    def gh(self, *arguments: str, text: str | None = None, check: bool = True) -> str:
        """Run `gh` with `text` as its standard input, and return its output, like `$(…)`.

        Raises GhError, a CalledProcessError, if it fails, unless `check` is False.
        """
        __tracebackhide__ = True
        program = shutil.which("gh")
        if program is None:
            raise FileNotFoundError("there is no `gh` on the PATH")
        command = [program, *arguments]
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
        if check and done.returncode:
            raise GhError(done.returncode, command, done.stdout, done.stderr)
        return done.stdout.rstrip("\n")

    def advance(self, seconds: float) -> None:
        """Move its clock forward."""
        self.sandbox.advance(seconds)


class _Servers:
    """The servers of a session: one for each set of options, started on first use."""

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders = folders
        self._running: dict[str, Sandbox] = {}
        self._seeds: dict[str, tuple[str | None, bytes]] = {}
        self._stack = ExitStack()

    def fresh(self, options: Mapping[str, Any], seed: str | None) -> Sandbox:
        """Return a server with these options, in the state of the seed."""
        name = repr(sorted(options.items()))
        if name not in self._running:
            sandbox = Sandbox(self._folders.mktemp("github"))
            sandbox.start(seed=seed, **options)
            self._stack.callback(sandbox.stop)
            self._running[name] = sandbox
        sandbox = self._running[name]
        sown = (seed, _content(seed))
        if self._seeds.get(name) == sown:
            sandbox.restore()
        else:
            sandbox.reset(seed=seed, repository=options.get("repository"))
            sandbox.keep()
            self._seeds[name] = sown
        return sandbox

    def close(self) -> None:
        """Stop all."""
        self._stack.close()


def _content(seed: str | None) -> bytes:
    """Return the content of a seed's file: a test may rewrite it. A shipped one stays."""
    path = Path(seed) if seed else None
    return path.read_bytes() if path is not None and path.is_file() else b""


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker with pytest."""
    config.addinivalue_line(
        "markers", f"github({', '.join(_WORDS)}): options of the fixture `github`"
    )


@pytest.fixture(scope="session")
def _servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Servers]:
    servers = _Servers(tmp_path_factory)
    yield servers
    servers.close()


@pytest.fixture
def github(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, _servers: _Servers
) -> GitHub:
    """Return a GitHub in the state of the seed, which all `gh` calls of this test use."""
    options, seed = _wanted(request)
    refused = None
    try:
        sandbox = _servers.fresh(options, seed)
    except SandboxError as error:
        refused = str(error)
    if refused is not None:
        pytest.fail(refused, pytrace=False)
    for name in ("GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN", "GH_REPO"):
        monkeypatch.delenv(name, raising=False)
    for name, value in sandbox.environment().items():
        monkeypatch.setenv(name, value)
    return GitHub(sandbox, Faults(sandbox))


def _wanted(request: pytest.FixtureRequest) -> tuple[dict[str, Any], str | None]:
    """Return the options and the seed from the markers of a test; the closest marker is last."""
    found: dict[str, Any] = {}
    for marker in reversed(list(request.node.iter_markers("github"))):
        unknown = marker.kwargs.keys() - set(_WORDS)
        if unknown or marker.args:
            word = min(unknown, default=repr(marker.args[:1]))
            pytest.fail(
                f"the marker `github` has no option {word}, only {', '.join(_WORDS)}", pytrace=False
            )
        found |= marker.kwargs
    unfit = [told for word, value in sorted(found.items()) if (told := unfitness(word, value))]
    if unfit:
        pytest.fail(f"the marker `github`: {'; '.join(unfit)}", pytrace=False)
    if isinstance(found.get("clock"), str):
        found["clock"] = datetime.fromisoformat(found["clock"])
    seed = found.pop("seed", None)
    beside = request.path.parent / str(seed)
    return found, None if seed is None else str(beside if beside.is_file() else os.fspath(seed))


def unfitness(word: str, value: object) -> str | None:
    """Return why a value cannot be that of a word of the marker; None if it can."""
    if word in {"limits", "actions"}:
        form, is_fit = "True or False", isinstance(value, bool)
    elif word in {"latency", "search_lag"}:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        form = "a number, 0 or more"
        is_fit = is_number and 0 <= value < inf  # type: ignore[operator]
    elif word == "without":
        named = [value] if isinstance(value, str) else value
        form = "names of features"
        is_fit = isinstance(named, list | tuple) and all(isinstance(each, str) for each in named)
    elif word == "clock":
        form, is_fit = "a moment such as '2026-11-23T09:00:00Z'", _is_moment(value)
    elif word == "seed":
        form, is_fit = "a path or a name", isinstance(value, str | os.PathLike) and str(value) != ""
    else:
        form, is_fit = "a text", isinstance(value, str)
    return None if is_fit else f"{word} is {form}, not {value!r}"


def _is_moment(value: object) -> bool:
    try:
        return isinstance(value, datetime) or bool(datetime.fromisoformat(value))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
