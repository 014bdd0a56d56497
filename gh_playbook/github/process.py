"""Processes of `gh`: each is begun, given its input, and waited for. Nothing else starts one.

A process can be begun before there is anything to give it. `gh` takes longer to start than GitHub
to be reached, and `gh api --input -` waits for its input once it has started: measured 45 ms for
one begun when its request is ready, 5 ms for one begun before. It has connected by then and told
the head of its request, but an unfinished request does nothing. So one at a time is kept ready
(`Standby`), only while a run writes, and only for seconds: how long GitHub waits for the rest is
not known [unverified]. If this process is killed, the input ends with it, and `gh` sends an empty
request, which GitHub refuses (400, "Problems parsing JSON").
"""

import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import sh

_ANY_CODE = tuple(range(256))
# What it prints is read in pieces of so many bytes, as much as a pipe holds; `sh` would take 1024.
_PIECE = 65_536
_CLOSED = -1
# How many seconds one waits ready for its input.
_READY = 5.0


@dataclass(frozen=True)
class Completed:
    """How a process ended, and what it printed."""

    code: int
    out: str
    error: str


class Process:
    """A process that has begun.

    The time limit of `sh` is not used, because its thread would delay an interrupted run.
    """

    def __init__(
        self, program: str, arguments: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        """Begin it. Interruptions have to be held back meanwhile."""
        self._expired = threading.Event()
        self._timer: threading.Timer | None = None
        output, self._input = os.pipe()
        try:
            with os.fdopen(output, "rb") as given:
                self._running = sh.Command(program)(
                    *arguments,
                    _in=given,
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
        """Give it its whole input; from now on it has so many seconds."""
        self._timer = threading.Timer(timeout, self._expire)
        self._timer.daemon = True
        self._timer.start()
        left = memoryview(text.encode())
        with suppress(BrokenPipeError):  # It has ended: what it printed says why.
            while left:
                left = left[os.write(self._input, left) :]
        self._close()

    def completed(self) -> Completed:
        """Wait for its end."""
        try:
            self._running.wait()
        except sh.ErrorReturnCode as error:
            if self._expired.is_set() and self._timer is not None:
                seconds = f"{self._timer.interval:g}"
                return Completed(1, "", f"gh did not end within {seconds} seconds")
            return Completed(error.exit_code, _text(error.stdout), _text(error.stderr))
        finally:
            if self._timer is not None:
                self._timer.cancel()
        ended = self._running
        return Completed(ended.exit_code, _text(ended.stdout), _text(ended.stderr))

    def kill(self) -> None:
        """Kill it; another thread may be waiting for it."""
        with suppress(ProcessLookupError):
            self._running.kill()

    def end(self) -> None:
        """End it: killed before its input ends, it does not send what it got of that."""
        if self._timer is not None:
            self._timer.cancel()
        self.kill()
        self._close()

    def _expire(self) -> None:
        self._expired.set()
        self.kill()

    def _close(self) -> None:
        end, self._input = self._input, _CLOSED
        if end != _CLOSED:
            os.close(end)


@dataclass
class Standby:
    """At most one process that is ready for its input; `begin` begins it.

    Where one gave no answer, something on the way to GitHub may not wait: then there are no more.
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
        """Return the one that is ready, None where there is none that has not waited too long."""
        if self._ready is None or self.clock() > self._until or self._ready.has_ended:
            self.dismiss()
            return None
        ready, self._ready = self._ready, None
        return ready

    def dismiss(self) -> None:
        """End the one that nothing was given."""
        ready, self._ready = self._ready, None
        if ready is not None:
            ready.end()


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="replace")
