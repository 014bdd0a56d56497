"""The standby: processes of `gh` that are started before their input is known.

Starting `gh` takes longer than reaching GitHub, and `gh api --input -` waits for its input after it
has started: measured 45 ms for a process that starts when its request is ready, 5 ms for one that
was started before. By then it has connected and sent the head of its request, but an unfinished
request does nothing. So one process is kept ready, or two, only while a run writes or is about to
read or write, and is used only within seconds: how long GitHub waits for the rest is unknown
[unverified]. If this process is killed, the input ends with it. Unless the launcher is faster and
kills `gh`, `gh` sends an empty request, which GitHub refuses (400, "Problems parsing JSON").
"""

import time
from collections.abc import Callable
from dataclasses import field

from gh_playbook.frozen import dataclass
from gh_playbook.github.process.process import Process

# The number of seconds that a process waits ready for its input.
_READY = 5.0


@dataclass
class Standby:
    """The processes that are ready for their input; `begin` starts one.

    If one gave no answer, something on the way to GitHub may not wait: then no more are kept.
    """

    begin: Callable[[], Process]
    clock: Callable[[], float] = time.monotonic
    is_trusted: bool = True
    _ready: list[tuple[Process, float]] = field(default_factory=list, repr=False)

    def prepare(self, count: int = 1) -> None:
        """Have so many ready, none of which has waited too long."""
        self._end_old()
        while self.is_trusted and len(self._ready) < count:
            self._ready.append((self.begin(), self.clock() + _READY))

    def take(self) -> Process | None:
        """Return the one that has waited longest, but not too long; None if there is none."""
        self._end_old()
        return self._ready.pop(0)[0] if self._ready else None

    def dismiss(self) -> None:
        """End the processes that got no input."""
        while self._ready:
            self._ready.pop()[0].end()

    def _end_old(self) -> None:
        """End those that have waited too long."""
        while self._ready and (self.clock() > self._ready[0][1] or self._ready[0][0].has_ended):
            self._ready.pop(0)[0].end()
