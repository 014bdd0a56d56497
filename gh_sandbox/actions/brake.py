"""The brake of Actions: workflows with a person's token can start each other without end."""

import time
from collections import deque

# Runs a minute.
_MOST = 100


class Brake:
    """Counts the runs of the last minute."""

    def __init__(self) -> None:
        self._recent: deque[float] = deque()

    def fault(self) -> str | None:
        """Count one more run; return the fault if there are too many."""
        now = time.monotonic()
        while self._recent and self._recent[0] < now - 60:
            self._recent.popleft()
        self._recent.append(now)
        if len(self._recent) <= _MOST:
            return None
        return f"more than {_MOST} runs in a minute: this looks like an endless loop"
