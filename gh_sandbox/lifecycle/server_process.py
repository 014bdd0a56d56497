"""The server of a sandbox's folder, from outside: its state, starting, stopping, requests to it.

The server holds a lock as long as it lives. The lock tells whether it runs; a process id does not,
because another process may have it by now.
"""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from gh_sandbox import program
from gh_sandbox.folder.folder import (
    ACTIONS_SOCKET,
    API,
    LOG,
    PAGES,
    PROCESS,
    SERVER_LOCK,
    SandboxError,
)
from gh_sandbox.folder.lock import is_locked
from gh_sandbox.folder.private_file import write
from gh_sandbox.lifecycle.process import (
    ask,
    clear_socket,
    has_ended,
    make_way,
    server_environment,
    socket_path,
    spawn_detached,
    wait,
)

_PATIENCE = 20.0


@dataclass(frozen=True)
class ServerProcess:
    """The server of a folder, whether it runs or not."""

    folder: Path

    @property
    def socket(self) -> Path:
        """The path of its socket."""
        return socket_path(self.folder)

    @property
    def is_running(self) -> bool:
        """Tell whether it runs."""
        lock = self.folder / SERVER_LOCK
        return lock.exists() and is_locked(lock)

    @property
    def pid(self) -> int | None:
        """The process id; None if it does not run."""
        path = self.folder / PROCESS
        if not self.is_running or not path.exists():
            return None
        return int(path.read_text(encoding="utf-8"))

    @property
    def pages(self) -> str | None:
        """The address of the pages, or None."""
        return self._noted(PAGES)

    @property
    def api(self) -> str | None:
        """The address of the API over TCP, or None."""
        return self._noted(API)

    def start(
        self, options: list[str], *, web: int | None, port: int | None, actions: bool
    ) -> None:
        """Start the server and wait until it answers.

        `web` is the port of the pages, `port` the API's port in addition to the socket; 0 is any
        free port, None is no port. With `actions`, workflows run. Raises SandboxError.
        """
        make_way(self.socket)
        of_workflows = self.socket.with_name(ACTIONS_SOCKET)
        make_way(of_workflows)
        with self._listening(web, PAGES) as pages, self._listening(port, API) as api:
            command = [sys.executable, "-P", "-m", "gh_sandbox.server", str(self.folder)]
            command += [str(self.socket), *options]
            command += [f"--web={pages}"] if pages else []
            command += [f"--port={api}"] if api else []
            command += [f"--actions={of_workflows}"] if actions else []
            environment = server_environment(Path(__file__).parents[2])
            pid = spawn_detached(command, environment, self.folder / LOG)
            write(self.folder / PROCESS, f"{pid}\n")
            wait(lambda: self._answers() or has_ended(pid), _PATIENCE)
        if not self._answers():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            raise SandboxError(f"the sandbox did not start: see {self.folder / LOG}")

    def stop(self) -> bool:
        """Stop the server and wait for its end; return False if it did not run."""
        pid = self.pid
        if pid is None:
            return False
        for number in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.kill(pid, number)
            if wait(lambda: not self.is_running, _PATIENCE / 4):
                break
        has_ended(pid)
        clear_socket(self.folder)
        return True

    def tell(self, request: str, body: str) -> None:
        """Send a control request, for actions that GitHub's clients do not have.

        Raises SandboxError.
        """
        if not self.is_running:
            start = program.command("start")
            raise SandboxError(f"the sandbox is not running: start it with `{start}`")
        status, answer = ask(self.socket, f"/_sandbox/{request}", body)
        if status != 200:
            raise SandboxError(str(answer.get("message")))

    def _answers(self) -> bool:
        try:
            return ask(self.socket, "/_sandbox/ready", "")[0] == 200
        except OSError:
            return False

    def _noted(self, name: str) -> str | None:
        note = self.folder / name
        return note.read_text(encoding="utf-8").strip() if note.exists() else None

    @contextmanager
    def _listening(self, port: int | None, name: str) -> Iterator[int | None]:
        """Listen on a port, write down the address, and return the listener's file descriptor."""
        note = self.folder / name
        note.unlink(missing_ok=True)
        if port is None:
            yield None
            return
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", port))
            except (OSError, OverflowError) as error:
                raise SandboxError(f"the sandbox cannot use port {port}: {error}") from error
            listener.listen()
            listener.set_inheritable(True)
            yield listener.fileno()
            write(note, f"http://127.0.0.1:{listener.getsockname()[1]}\n")
