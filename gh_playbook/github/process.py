"""Processes of `gh`: each is begun, given its input, and waited for. Nothing else starts one.

A process can be started before its input is known. Starting `gh` takes longer than reaching GitHub,
and `gh api --input -` waits for its input after it has started: measured 45 ms for a process that
starts when its request is ready, 5 ms for one that was started before. By then it has connected and
sent the head of its request, but an unfinished request does nothing. So one process at a time is
kept ready (`Standby`), only while a run writes, and only for seconds: how long GitHub waits for the
rest is unknown [unverified]. If this process is killed, the input ends with it, and `gh` sends an
empty request, which GitHub refuses (400, "Problems parsing JSON").
"""

import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Protocol

import sh

_ANY_CODE = tuple(range(256))
# The output is read in pieces of this many bytes, as much as a pipe holds; the default of `sh` is
# 1024.
_PIECE = 65_536
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


class _Output(BytesIO):
    """The output of a process; `heard` is the time of its last piece, by the monotonic clock."""

    heard = 0.0

    def write(self, data: Any) -> int:
        """Take a piece of it."""
        self.heard = time.monotonic()
        return super().write(data)


class Process:
    """A process that has begun.

    The time limit of `sh` is not used, because its thread would delay an interrupted run.
    """

    def __init__(
        self, program: str, arguments: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        """Begin it. Interruptions have to be held back meanwhile."""
        self._expired = threading.Event()
        self._has_ended = threading.Event()
        self._output, self._timeout = _Output(), 0.0
        output, self._input = os.pipe()
        try:
            with os.fdopen(output, "rb") as given:
                self._running = sh.Command(program)(
                    *arguments,
                    _in=given,
                    _out=self._output,
                    _env=dict(environment),
                    _ok_code=_ANY_CODE,
                    _tty_out=False,
                    _out_bufsize=_PIECE,
                    _bg=True,
                    _bg_exc=False,
                )
        except BaseException:
            self._close()
            raise

    @property
    def has_ended(self) -> bool:
        """Tell whether it has ended."""
        return not self._running.is_alive()

    def give(self, text: str, timeout: float) -> None:
        """Give it its whole input; it is killed if it is silent for `timeout` seconds."""
        self._timeout, self._output.heard = timeout, time.monotonic()
        threading.Thread(target=self._watch, daemon=True).start()
        left = memoryview(text.encode())
        with suppress(BrokenPipeError):  # It has ended: its output says why.
            while left:
                left = left[os.write(self._input, left) :]
        self._close()

    def completed(self) -> Completed:
        """Wait for its end."""
        try:
            self._running.wait()
        except sh.ErrorReturnCode as error:
            if self._expired.is_set():
                return Completed(1, "", f"gh did not end within {self._timeout:g} seconds")
            return Completed(error.exit_code, _text(self._output.getvalue()), _text(error.stderr))
        finally:
            self._has_ended.set()
        ended = self._running
        return Completed(ended.exit_code, _text(self._output.getvalue()), _text(ended.stderr))

    def kill(self) -> None:
        """Kill it; another thread may be waiting for it."""
        with suppress(ProcessLookupError):
            self._running.kill()

    def end(self) -> None:
        """End it: because it is killed before its input ends, it does not send a part of it."""
        self._has_ended.set()
        self.kill()
        self._close()

    def _watch(self) -> None:
        output, timeout = self._output, self._timeout
        while not self._has_ended.wait(output.heard + timeout - time.monotonic()):
            if time.monotonic() >= output.heard + timeout:
                self._expired.set()
                self.kill()
                return

    def _close(self) -> None:
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


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="replace")
