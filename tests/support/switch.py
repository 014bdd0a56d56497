"""A switch: whether the tests take one of their shorter ways, or the real one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Switch:
    """The state of a switch, for all threads, because a run has several."""

    is_on: bool = True

    @contextmanager
    def switched(self, *, on: bool) -> Iterator[None]:
        """Turn it on or off inside of this context."""
        before, self.is_on = self.is_on, on
        try:
            yield
        finally:
            self.is_on = before
