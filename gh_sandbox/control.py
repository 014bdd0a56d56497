"""Starting, stopping and resetting a sandbox, and the environment that leads `gh` to it.

A sandbox is a directory: the state, the request log, the server's log, `gh`'s own
configuration. The server holds a lock on `server.lock` for as long as it lives: whether it
runs is asked of that lock, never of a process id that may be somebody else's by now.
"""

import json
import os
import signal
import socket
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gh_sandbox import missing_features, request_log
from gh_sandbox.clock import Clock, MovableClock, SystemClock
from gh_sandbox.faults import file as fault_file
from gh_sandbox.faults.rule import FaultError
from gh_sandbox.lock import FILE as LOCK
from gh_sandbox.lock import take, wait_for
from gh_sandbox.process import (
    ask,
    clear_socket,
    has_ended,
    missing_package,
    socket_path,
    spawn_detached,
    wait,
)
from gh_sandbox.seeding import seed, writing
from gh_sandbox.seeding.seed import SeedError
from gh_sandbox.status import Status, counts
from gh_sandbox.store import FILE, Store
from gh_sandbox.tokens import DEFAULT_TOKEN

_PATIENCE = 20.0


class SandboxError(Exception):
    """The sandbox cannot do what it was told; the message says what to do."""


@dataclass(frozen=True)
class Sandbox:
    """The sandbox in a directory."""

    directory: Path

    @property
    def requests_log(self) -> Path:
        """The file with one JSON line per request."""
        return self._path(request_log.FILE)

    def start(
        self,
        *,
        seed: Path | str | None = None,
        latency: int = 0,
        web: int | None = None,
        faults: Path | None = None,
        limits: bool = True,
        search_lag: float = 0.0,
        without: Sequence[str] = (),
        like: str | None = None,
        clock: datetime | None = None,
    ) -> bool:
        """Start the server and wait until it answers; False when it runs already.

        A new sandbox is filled from the seed: a path or a shipped seed's name. An old one keeps
        its state. `latency` is in milliseconds. `web` is the port of the pages, on this machine
        only: 0 takes a free one, which `status` tells; None leaves the pages out.

        `faults` is a file of rules (see `faults/`). Without `limits`, rate limits are counted
        but not enforced. The search index lags by `search_lag` seconds. `without` are features
        that the server lacks, as an older one does, and `like` is a version of GitHub Enterprise
        Server, as `ghes-3.20`, which lacks some (see `missing_features.py`). The server's clock is
        held still at `clock`, and moved by `advance`; None lets it run with the machine's.
        """
        missing = missing_package()
        if missing:
            hint = "install the tool with its extra: `pip install '.[sandbox]'` in its clone"
            raise SandboxError(f"the sandbox needs {missing}: {hint}")
        _check_features(without, like)
        options = ["--latency", str(latency), "--search-lag", str(search_lag)]
        options += [f"--without={name}" for name in without]
        options += [f"--like={like}"] if like else []
        options += [] if limits else ["--no-limits"]
        options += ["--clock", clock.astimezone(UTC).isoformat()] if clock else []
        if faults:
            _read_faults(faults)
            options += ["--faults", str(faults.resolve())]
        self._path().mkdir(parents=True, exist_ok=True)
        with self._locked("start.lock"):
            if self._is_running():
                return False
            if not self._path(FILE).exists():
                self._sow(seed, MovableClock(clock))
            self._configure_gh()
            with self._listening(web) as pages:
                self._spawn([*options, *pages])
            return True

    def stop(self) -> bool:
        """Stop the server and wait until it is gone; False when there was none."""
        if not self._path().is_dir():
            return False
        with self._locked("start.lock"):
            pid = self._pid()
            if pid is None:
                return False
            for number in (signal.SIGTERM, signal.SIGKILL):
                with suppress(ProcessLookupError):
                    os.kill(pid, number)
                if wait(lambda: not self._is_running(), _PATIENCE / 4):
                    break
            has_ended(pid)
            clear_socket(self._path())
            return True

    def status(self) -> Status:
        """Return whether it runs and what it holds."""
        running = self._is_running()
        return Status(
            running=running,
            pid=self._pid() if running else None,
            socket=self._socket() if running else None,
            pages=self._pages() if running else None,
            requests=len(request_log.read(self.requests_log)),
            repositories=counts(self._path(FILE)),
        )

    def reset(self, *, seed: Path | str | None = None) -> None:
        """Bring the state back to the seed and empty the request log, also while running."""
        if not self._is_running():
            self._path().mkdir(parents=True, exist_ok=True)
            self._sow(seed, SystemClock())
            return
        self._tell("reset", str(_find_seed(seed).resolve()))

    def set_faults(self, rules: Path | Sequence[Mapping[str, object]] | None) -> None:
        """Let the rules of a file, or these, strike from now on, and no others; None ends all.

        Rules count requests and seconds from here. A reset brings back those of the start.
        """
        found = _read_faults(rules) if isinstance(rules, Path) else list(rules or [])
        self._tell("faults", json.dumps(found))

    def advance(self, seconds: float) -> None:
        """Move the server's clock forward."""
        self._tell("advance", str(seconds))

    def hold_clock(self, moment: datetime | None) -> None:
        """Hold the server's clock still at a moment; None lets it run with the machine's again.

        What limits and rules count begins anew there.
        """
        self._tell("hold", moment.astimezone(UTC).isoformat() if moment else "")

    def environment(self) -> dict[str, str]:
        """Return the variables with which `gh` talks to the sandbox and to nothing else."""
        return {
            "GH_CONFIG_DIR": str(self._path("gh")),
            "GH_HOST": "github.com",
            "GH_TOKEN": DEFAULT_TOKEN,
            "GH_PROMPT_DISABLED": "1",
            "GH_SPINNER_DISABLED": "1",
            "GH_NO_UPDATE_NOTIFIER": "1",
            "GH_NO_EXTENSION_UPDATE_NOTIFIER": "1",
            "GH_TELEMETRY": "false",
            "DO_NOT_TRACK": "1",
            "XDG_CACHE_HOME": str(self._path("gh", "cache")),
        }

    def _path(self, *parts: str) -> Path:
        return self.directory.expanduser().resolve().joinpath(*parts)

    def _socket(self) -> Path:
        return socket_path(self._path())

    def _sow(self, name: Path | str | None, clock: Clock) -> None:
        found = _find_seed(name)
        store = Store(self._path(FILE))
        try:
            writing.sow(store, seed.read(found), clock)
        except SeedError as error:
            store.close()
            for path in self._path().glob(f"{FILE}*"):
                path.unlink()
            raise SandboxError(str(error)) from error
        store.close()
        request_log.RequestLog(self.requests_log).clear()

    def _configure_gh(self) -> None:
        folder = self._path("gh")
        folder.mkdir(parents=True, exist_ok=True)
        text = (
            'version: "1"\nprompt: disabled\ntelemetry: disabled\n'
            f"http_unix_socket: {json.dumps(str(self._socket()))}\n"
        )
        (folder / "config.yml").write_text(text, encoding="utf-8")

    @contextmanager
    def _listening(self, port: int | None) -> Iterator[list[str]]:
        """Listen for the pages' visitors, and give the server's options that hand this over."""
        note = self._path("pages-address")
        note.unlink(missing_ok=True)
        if port is None:
            yield []
            return
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", port))
            except (OSError, OverflowError) as error:
                raise SandboxError(f"the pages cannot have port {port}: {error}") from error
            listener.listen()
            listener.set_inheritable(True)
            yield ["--web", str(listener.fileno())]
            note.write_text(f"http://127.0.0.1:{listener.getsockname()[1]}\n", encoding="utf-8")

    def _pages(self) -> str | None:
        note = self._path("pages-address")
        return note.read_text(encoding="utf-8").strip() if note.exists() else None

    def _spawn(self, options: list[str]) -> None:
        where = self._socket()
        where.unlink(missing_ok=True)
        command = [sys.executable, "-P", "-m", "gh_sandbox.server", str(self._path())]
        command += [str(where), *options]
        root = str(Path(__file__).parents[1])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
        pid = spawn_detached(command, environment, self._path("server.log"))
        self._path("server.pid").write_text(f"{pid}\n", encoding="utf-8")
        wait(lambda: self._answers() or has_ended(pid), _PATIENCE)
        if not self._answers():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            raise SandboxError(f"the sandbox did not start: see {self._path('server.log')}")

    def _tell(self, request: str, body: str) -> None:
        """Make a running server do something that no client of GitHub could."""
        if not self._is_running():
            raise SandboxError("the sandbox is not running: start it first")
        status, answer = ask(self._socket(), f"/_sandbox/{request}", body)
        if status != 200:
            raise SandboxError(str(answer.get("message")))

    def _answers(self) -> bool:
        try:
            return ask(self._socket(), "/_sandbox/ready", "")[0] == 200
        except OSError:
            return False

    def _is_running(self) -> bool:
        lock = self._path(LOCK)
        if not lock.exists():
            return False
        with lock.open() as file:
            return not take(file)

    def _pid(self) -> int | None:
        path = self._path("server.pid")
        if not self._is_running() or not path.exists():
            return None
        return int(path.read_text(encoding="utf-8"))

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        with self._path(name).open("a") as file:
            wait_for(file)
            yield


def _check_features(names: Sequence[str], like: str | None) -> None:
    try:
        missing_features.check(names)
        missing_features.of_version(like)
    except ValueError as error:
        raise SandboxError(str(error)) from error


def _read_faults(path: Path) -> list[object]:
    try:
        return fault_file.read(path)
    except FaultError as error:
        raise SandboxError(str(error)) from error


def _find_seed(name: Path | str | None) -> Path:
    try:
        return seed.find(name)
    except SeedError as error:
        raise SandboxError(str(error)) from error
