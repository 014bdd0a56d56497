"""The server's process, from outside: started, waited for, and asked over its socket."""

import http.client
import json
import os
import socket
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Self

_PAUSE = 0.01
# A unix socket's path has at most 107 bytes (Linux) or 103 (macOS).
_SOCKET_LIMIT = 100
# What the extra `sandbox` brings.
_PACKAGES = ("graphql", "starlette", "uvicorn", "httptools", "markdown_it", "nh3")


def missing_package() -> str | None:
    """Return a package that the server needs and that is not installed."""
    return next((name for name in _PACKAGES if find_spec(name) is None), None)


def socket_path(directory: Path) -> Path:
    """Return where a sandbox's socket is: in its directory, or elsewhere where that is too long."""
    near = directory / "github.sock"
    if len(os.fsencode(near)) <= _SOCKET_LIMIT:
        return near
    note = _note(directory)
    if note.exists():
        noted = Path(note.read_text(encoding="utf-8").strip())
        if noted.parent.is_dir():
            return noted
    far = Path(tempfile.mkdtemp(prefix="gh-sandbox-")) / "github.sock"
    note.write_text(f"{far}\n", encoding="utf-8")
    return far


def clear_socket(directory: Path) -> None:
    """Remove a sandbox's socket, and the folder elsewhere that was made for it."""
    path, note = socket_path(directory), _note(directory)
    path.unlink(missing_ok=True)
    if note.exists():
        note.unlink()
        path.parent.rmdir()


def _note(directory: Path) -> Path:
    return directory / "socket-path"


def spawn_detached(command: list[str], environment: dict[str, str], log: Path) -> int:
    """Start a process in a session of its own, which outlives this one, and return its id.

    Not by `subprocess`, whose handles complain when they are dropped before the process ends.
    """
    appending = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(log), appending, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    return os.posix_spawn(command[0], command, environment, file_actions=actions, setsid=True)


def has_ended(pid: int) -> bool:
    """Tell whether a process has ended, and take note of it if it is a child of this one."""
    with suppress(ChildProcessError):
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    return False


def wait(done: Callable[[], bool], patience: float) -> bool:
    """Wait until something is so; False when it is not within so many seconds."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if done():
            return True
        time.sleep(_PAUSE)
    return False


def ask(where: Path, path: str, body: str) -> tuple[int, dict[str, object]]:
    """Send a request to the server behind a socket; OSError where none listens."""
    with _Connection(where) as connection:
        connection.request("POST", path, body.encode())
        response = connection.getresponse()
        return response.status, json.loads(response.read())


class _Connection(http.client.HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=60)
        self._path = path

    def connect(self) -> None:
        """Connect to the socket."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
