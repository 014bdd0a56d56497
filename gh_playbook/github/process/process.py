"""Processes of `gh`: each is begun, given its input, and waited for. Nothing else begins one.

`sh` starts it, or the launcher (`launcher.py`), which `sh` has started; some are started before
their input is known (`standby.py`).
"""

import errno
import os
import re
import selectors
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from io import FileIO
from typing import Protocol

from gh_playbook.frozen import dataclass
from gh_playbook.github.process.interruption import held_back
from gh_playbook.github.process.launcher import Launcher
from gh_playbook.github.process.loaded_sh import sh

_ANY_CODE = tuple(range(256))
# What it prints is read in pieces of this many bytes, as much as a pipe holds.
_PIECE = 65_536
# For so many seconds nothing has to come until it is asked whether the process still runs.
_SPELL = 1.0
# The number of seconds that a killed process may take to end.
_KILLED = 5.0


@dataclass(frozen=True)
class Completed:
    """The exit code and the output of a process."""

    code: int
    out: str
    error: str


class Running(Protocol):
    """A process that has begun and was given its input."""

    def completed(self) -> Completed:
        """Wait for its end."""
        ...

    def end(self) -> None:
        """End it."""
        ...


@dataclass(frozen=True)
class Ended:
    """A process that has already ended."""

    how: Completed

    def completed(self) -> Completed:
        """Return how it ended."""
        return self.how

    def end(self) -> None:
        """Do nothing."""


class Started(Protocol):
    """A program that was started."""

    @property
    def has_ended(self) -> bool:
        """Tell whether it has ended."""
        ...

    def wait(self) -> int:
        """Wait for its end, and return its exit code."""
        ...

    def kill(self) -> None:
        """Kill it; another thread may be waiting for it."""
        ...

    def leave(self) -> None:
        """Kill it, because nobody waits for it."""
        ...


class _Forked:
    """A program that `sh` has started, by a copy of this process.

    The time limit of `sh` is not used, because its thread would delay an interrupted run.
    """

    def __init__(
        self,
        program: str,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        streams: Sequence[FileIO],
    ) -> None:
        """Start it. Raises OSError."""
        given, output, errors = streams
        try:
            self._running = sh.Command(program)(
                *arguments,
                _in=given,
                _out=output,
                _err=errors,
                _env=dict(environment),
                _ok_code=_ANY_CODE,
                _bg=True,
                _bg_exc=False,
            )
        except (sh.CommandNotFound, sh.ForkException) as error:
            number = _number(error, program)
            raise OSError(number, os.strerror(number)) from error

    @property
    def has_ended(self) -> bool:
        return not self._running.is_alive()

    def wait(self) -> int:
        try:
            self._running.wait()
        except sh.ErrorReturnCode as error:
            return int(error.exit_code)
        return int(self._running.exit_code)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self._running.kill()

    def leave(self) -> None:
        self.kill()


class Process:
    """A process that has begun."""

    def __init__(
        self,
        program: str,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        launcher: Launcher | None = None,
    ) -> None:
        """Begin it. Interruptions have to be held back meanwhile. Raises OSError."""
        self._expired = threading.Event()
        self._listening: threading.Thread | None = None
        self._is_read = threading.Lock()
        self._timeout = 0.0
        self._came = {name: list[bytes]() for name in ("output", "errors")}
        given, self._input = _pipe()
        self._output, output = _pipe()
        self._errors, errors = _pipe()
        start = launcher.start if launcher is not None else _Forked
        try:
            with given, output, errors:
                streams = (given, output, errors)
                self._started: Started = start(program, arguments, environment, streams)
        except BaseException:
            self._close()
            raise

    @property
    def has_ended(self) -> bool:
        """Tell whether it has ended."""
        return self._started.has_ended

    def give(self, text: str, timeout: float) -> None:
        """Give it its whole input; it is killed if it is silent for `timeout` seconds.

        Raises OSError if the system has no thread left.
        """
        self._timeout = timeout
        listening = threading.Thread(target=self._listen, daemon=True)
        with held_back():  # Or an interruption could close the ends that the thread reads from.
            self._is_read.acquire()
            try:
                listening.start()
            except RuntimeError as error:
                raise OSError(errno.EAGAIN, "no thread can be started") from error
            self._listening = listening
        left = memoryview(text.encode())
        with suppress(BrokenPipeError):  # It has ended: its output says why.
            while left:
                left = left[self._input.write(left) or 0 :]
        self._input.close()

    def completed(self) -> Completed:
        """Wait for its end; once only, after it was given its input.

        The waiting is done in short periods: if an interruption comes right before one begins,
        Python tells it only at its end. It waits for a lock, because `Thread.join` fails if the
        thread ends just when an interruption comes. The waiting of `sh` would fail, too; it is
        short, because the process has ended by then, and interruptions are held back meanwhile.
        """
        while not self._is_read.acquire(timeout=_SPELL):
            pass
        with held_back():
            if self._expired.is_set() and not self.has_ended:
                self._started.leave()  # It was killed in vain: waiting might never end.
                code = 1
            else:
                code = self._started.wait()
        if self._expired.is_set():
            return Completed(1, "", f"gh did not end within {self._timeout:g} seconds")
        return Completed(code, self._text("output"), self._text("errors"))

    def kill(self) -> None:
        """Kill it; another thread may be waiting for it."""
        self._started.kill()

    def end(self) -> None:
        """End it: because it is killed before its input ends, it does not send a part of it."""
        self._started.leave()
        self._close()

    def _listen(self) -> None:
        """Read all that it prints, until it ends."""
        try:
            self._read()
        finally:
            self._is_read.release()

    def _read(self) -> None:
        with self._output, self._errors, selectors.DefaultSelector() as selector:
            selector.register(self._output, selectors.EVENT_READ, self._came["output"])
            selector.register(self._errors, selectors.EVENT_READ, self._came["errors"])
            until, is_over = time.monotonic() + self._timeout, False
            while selector.get_map():
                left = max(until - time.monotonic(), 0)
                ready = selector.select(0 if is_over else min(left, _SPELL))
                for key, _ in ready:
                    piece = os.read(key.fd, _PIECE)
                    key.data.append(piece)
                    if not piece:
                        selector.unregister(key.fileobj)
                if ready:
                    until = time.monotonic() + self._timeout
                elif is_over:
                    # A process that it has left behind could still print: nobody waits for that.
                    return
                elif self.has_ended:
                    is_over = True  # What it printed last may have come since.
                elif time.monotonic() >= until:
                    if self._expired.is_set():
                        return  # What should have killed it does not.
                    self._expired.set()
                    self.kill()
                    until = time.monotonic() + _KILLED

    def _text(self, name: str) -> str:
        return b"".join(self._came[name]).decode("utf-8", errors="replace")

    def _close(self) -> None:
        """Close all ends; the thread that reads closes its own ones."""
        self._input.close()
        if self._listening is None:
            self._output.close()
            self._errors.close()


def _number(error: Exception, program: str) -> int:
    """Return the number of the system's error because of which `sh` could not start a program."""
    if isinstance(error, sh.CommandNotFound):
        return errno.EACCES if os.path.exists(program) else errno.ENOENT  # noqa: PTH110
    found = re.search(r"\[Errno (\d+)\]", str(error))
    return int(found[1]) if found else errno.ENOEXEC


def _pipe() -> tuple[FileIO, FileIO]:
    """Return the end to read from, and the end to write to."""
    reading, writing = os.pipe()
    return FileIO(reading), FileIO(writing, "w")
