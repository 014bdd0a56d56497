"""The launcher: a small process that starts programs, because a large one takes long to do so.

`sh` starts a program by a copy of the whole process (`fork`), whose page tables the system copies:
with 340 MB, as for 5,000 issues, this takes 20 ms of CPU for each program, with 60 MB 6 ms. The
launcher has nothing to copy: 1 ms. It is started by `sh`, too, and costs about as much as four
programs of a small run.
"""

import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from io import FileIO
from pathlib import Path

from gh_playbook.github.process.launcher_process import HEAD, STARTED, packed
from gh_playbook.github.process.loaded_sh import sh

_SCRIPT = str(Path(__file__).with_name("launcher_process.py"))
# The longest text that tells how a program was started, or how it ended.
_TOLD = 64
# The number of seconds after which a launcher that does nothing is not waited for any longer:
# somebody may have stopped it.
_PATIENCE = 5.0


class LauncherError(Exception):
    """The launcher cannot be started."""


class Launched:
    """A program that the launcher has started; `own` is the socket that stands for it."""

    def __init__(self, own: socket.socket) -> None:
        self._own = own

    @property
    def has_ended(self) -> bool:
        """Tell whether it has ended; without the launcher nobody knows that."""
        try:
            return bool(self._own.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
        except BlockingIOError:
            return False
        except OSError:  # Its exit code was taken.
            return True

    def wait(self) -> int:
        """Wait for its end, which is near; return its exit code, or that of a killed one.

        Its code is unknown if the launcher has ended, or does not answer.
        """
        with self._own:
            self._own.settimeout(_PATIENCE)
            try:
                told = self._own.recv(_TOLD)
            except TimeoutError:
                told = b""
        return int(told or -signal.SIGKILL)

    def kill(self) -> None:
        """Kill it; another thread may be waiting for it."""
        with suppress(OSError):  # It has ended.
            self._own.shutdown(socket.SHUT_WR)

    def leave(self) -> None:
        """Kill it, and wait until that is done, so that it cannot read the end of its input."""
        self.kill()
        with self._own, suppress(OSError):
            self._own.settimeout(_PATIENCE)
            self._own.recv(_TOLD)


class Launcher:
    """The launcher, as the larger process sees it. Threads use it one after the other."""

    def __init__(self) -> None:
        """Start it. Raises OSError and LauncherError."""
        self._door, other = socket.socketpair()
        self._door.settimeout(_PATIENCE)
        with FileIO(other.detach()) as door, Path(os.devnull).open("wb") as nothing:
            try:
                self._running = sh.Command(sys.executable)(
                    *("-I", "-S", _SCRIPT),
                    _in=door,
                    _out=nothing,
                    _err=nothing,
                    _bg=True,
                    _bg_exc=False,
                )
            except BaseException as error:
                self._door.close()
                if isinstance(error, sh.CommandNotFound | sh.ForkException):
                    raise LauncherError(str(error)) from error
                raise

    def start(
        self,
        program: str,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        streams: Sequence[FileIO],
    ) -> Launched:
        """Start a program with the files of its input, its output and its errors.

        Raises OSError; ConnectionError if the launcher itself has ended, or does not answer.
        """
        message = packed(program, arguments, environment)
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                head = len(message).to_bytes(HEAD, "big")
                descriptors = [*(each.fileno() for each in streams), theirs.fileno()]
                socket.send_fds(self._door, [head], descriptors)
                self._door.sendall(message)
            ours.settimeout(_PATIENCE)
            _check(ours.recv(len(STARTED)))
            ours.settimeout(None)
        except TimeoutError as error:
            ours.close()
            raise ConnectionAbortedError("the launcher does not answer") from error
        except BaseException:
            ours.close()
            raise
        return Launched(ours)

    def end(self) -> None:
        """End it; it kills the programs that still run.

        It is waited for, so that the system counts its programs' use of the machine as this run's.
        """
        with self._door, suppress(ConnectionError):
            self._door.shutdown(socket.SHUT_WR)
            try:
                self._door.recv(1)
            except TimeoutError:
                self._running.kill()
        with suppress(sh.ErrorReturnCode):
            self._running.wait()


def _check(told: bytes) -> None:
    """Raise OSError if the launcher could not start a program, or has ended itself."""
    if not told:
        raise ConnectionResetError("the launcher has ended")
    if told != STARTED:
        raise OSError(int(told), os.strerror(int(told)))
