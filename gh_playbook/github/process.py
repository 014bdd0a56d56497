"""Processes of `gh`: each is begun, given its input, and waited for. Nothing else begins one.

`sh` starts it, or the launcher (`launcher.py`), which `sh` has started.

A process can be started before its input is known. Starting `gh` takes longer than reaching GitHub,
and `gh api --input -` waits for its input after it has started: measured 45 ms for a process that
starts when its request is ready, 5 ms for one that was started before. By then it has connected and
sent the head of its request, but an unfinished request does nothing. So one process at a time is
kept ready (`Standby`), only while a run writes, and only for seconds: how long GitHub waits for the
rest is unknown [unverified]. If this process is killed, the input ends with it. Unless the launcher
is faster and kills `gh`, `gh` sends an empty request, which GitHub refuses (400, "Problems parsing
JSON").
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import field
from io import FileIO
from tempfile import TemporaryFile
from typing import Protocol

import sh

from gh_playbook.frozen import dataclass
from gh_playbook.github.launcher import Launcher

_ANY_CODE = tuple(range(256))
_CLOSED = -1
# The number of seconds that a process waits ready for its input.
_READY = 5.0


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
        given, output, errors = streams
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
    """A process that has begun. Its output goes into files without names, in memory if possible."""

    def __init__(
        self,
        program: str,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        launcher: Launcher | None = None,
    ) -> None:
        """Begin it. Interruptions have to be held back meanwhile. Raises OSError."""
        self._expired = threading.Event()
        self._has_ended = threading.Event()
        self._timeout = 0.0
        self._output, self._errors = _file(), _file()
        output, self._input = os.pipe()
        start = launcher.start if launcher is not None else _Forked
        try:
            with FileIO(output) as given:
                streams = (given, self._output, self._errors)
                self._started: Started = start(program, arguments, environment, streams)
        except BaseException:
            self._close()
            raise

    @property
    def has_ended(self) -> bool:
        """Tell whether it has ended."""
        return self._started.has_ended

    def give(self, text: str, timeout: float) -> None:
        """Give it its whole input; it is killed if it is silent for `timeout` seconds or longer."""
        self._timeout = timeout
        threading.Thread(target=self._watch, daemon=True).start()
        left = memoryview(text.encode())
        with suppress(BrokenPipeError):  # It has ended: its output says why.
            while left:
                left = left[os.write(self._input, left) :]
        self._close_input()

    def completed(self) -> Completed:
        """Wait for its end; once only."""
        try:
            code = self._started.wait()
            if self._expired.is_set():
                return Completed(1, "", f"gh did not end within {self._timeout:g} seconds")
            return Completed(code, _text(self._output), _text(self._errors))
        finally:
            self._has_ended.set()
            self._close()

    def kill(self) -> None:
        """Kill it; another thread may be waiting for it."""
        self._started.kill()

    def end(self) -> None:
        """End it: because it is killed before its input ends, it does not send a part of it."""
        self._has_ended.set()
        self._started.leave()
        self._close()

    def _watch(self) -> None:
        """Kill it if no output has come in a period of the time limit."""
        came = 0
        with suppress(ValueError):  # The output is closed: it was taken just now.
            while not self._has_ended.wait(self._timeout):
                before, came = came, os.fstat(self._output.fileno()).st_size
                if came == before:
                    self._expired.set()
                    self.kill()
                    return

    def _close(self) -> None:
        self._close_input()
        self._output.close()
        self._errors.close()

    def _close_input(self) -> None:
        end, self._input = self._input, _CLOSED
        if end != _CLOSED:
            os.close(end)


@dataclass
class Standby:
    """At most one process that is ready for its input; `begin` starts it.

    If one gave no answer, something on the way to GitHub may not wait: then no more are kept.
    """

    begin: Callable[[], Process]
    clock: Callable[[], float] = time.monotonic
    is_trusted: bool = True
    _ready: Process | None = field(default=None, repr=False)
    _until: float = 0.0

    def prepare(self) -> None:
        """Have one ready."""
        if self.is_trusted and self._ready is None:
            self._ready = self.begin()
            self._until = self.clock() + _READY

    def take(self) -> Process | None:
        """Return the ready process; None if there is none, or if it has waited too long."""
        if self._ready is None or self.clock() > self._until or self._ready.has_ended:
            self.dismiss()
            return None
        ready, self._ready = self._ready, None
        return ready

    def dismiss(self) -> None:
        """End the process that got no input."""
        ready, self._ready = self._ready, None
        if ready is not None:
            ready.end()


def _file() -> FileIO:
    """Return an empty file that has no name."""
    if sys.platform == "linux":
        return FileIO(os.memfd_create("gh"), "r+")
    with TemporaryFile(buffering=0) as file:
        return FileIO(os.dup(file.fileno()), "r+")


def _text(file: FileIO) -> str:
    file.seek(0)
    return file.read().decode("utf-8", errors="replace")
