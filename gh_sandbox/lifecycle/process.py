"""The server's process, from outside: starting it, waiting for it, asking it over its socket."""

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from gh_sandbox.exchange import recording
from gh_sandbox.folder.folder import ACTIONS_SOCKET, SOCKET, claim

_PAUSE = 0.01
# A unix socket's path has at most 107 bytes (Linux) or 103 (macOS).
_SOCKET_LIMIT = 100
# The packages of the extra `sandbox`.
_PACKAGES = ("graphql", "starlette", "uvicorn", "httptools", "markdown_it", "nacl", "nh3")
# The variables that a server needs; any other may be a secret.
_KEPT = {"PATH", "HOME", "USER", "LANG", "LANGUAGE", "TZ", "TMPDIR", "VIRTUAL_ENV"}
_KEPT |= {"LD_LIBRARY_PATH", recording.VARIABLE}
_KEPT_KINDS = ("LC_", "PYTHON", "COVERAGE_")


def missing_package() -> str | None:
    """Return a required package that is not installed, or None."""
    return next((name for name in _PACKAGES if find_spec(name) is None), None)


def socket_path(directory: Path) -> Path:
    """Return the path of a sandbox's socket: in its directory, or elsewhere if that is too long.

    The other folder follows from the directory's name alone, because a stored note could be forged.
    """
    near = directory / SOCKET
    if len(os.fsencode(near)) <= _SOCKET_LIMIT:
        return near
    name = hashlib.sha256(os.fsencode(directory)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"gh-sandbox-{os.geteuid()}-{name}" / SOCKET


def make_way(socket: Path) -> None:
    """Prepare the folder of the socket, and remove an earlier server's socket.

    Raises SandboxError.
    """
    claim(socket.parent)
    socket.unlink(missing_ok=True)


def clear_socket(directory: Path) -> None:
    """Remove a sandbox's socket, and its separate folder, if there is one."""
    path = socket_path(directory)
    path.unlink(missing_ok=True)
    path.with_name(ACTIONS_SOCKET).unlink(missing_ok=True)
    if path.parent != directory:
        with suppress(OSError):
            path.parent.rmdir()


def server_environment(root: Path) -> dict[str, str]:
    """Return the environment of a server whose packages are in `root`, without any secrets."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in _KEPT or name.startswith(_KEPT_KINDS)
    }
    paths = [str(root), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**kept, "PYTHONPATH": os.pathsep.join(paths)}


def spawn_detached(command: list[str], environment: dict[str, str], log: Path) -> int:
    """Start a process in its own session, which outlives this one, and return its id.

    `subprocess` is not used: its handles complain when they are dropped before the process ends.
    """
    appending = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(log), appending, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    return os.posix_spawn(command[0], command, environment, file_actions=actions, setsid=True)


def has_ended(pid: int) -> bool:
    """Tell whether a process has ended; reap it if it is a child of this one."""
    with suppress(ChildProcessError):
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    return False


def wait(done: Callable[[], bool], patience: float) -> bool:
    """Wait until a condition is true; return False if it is not within so many seconds."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if done():
            return True
        time.sleep(_PAUSE)
    return False


def ask(where: Path, path: str, body: str) -> tuple[int, dict[str, object]]:
    """Send a request to the server of a socket; OSError if no server listens."""
    # Most commands ask nothing.
    from gh_sandbox.lifecycle.socket_connection import SocketConnection

    with SocketConnection(where) as connection:
        connection.request("POST", path, body.encode())
        response = connection.getresponse()
        return response.status, json.loads(response.read())
