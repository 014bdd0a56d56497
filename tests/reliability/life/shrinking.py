"""Fewer steps of a life that still break a promise."""

from collections.abc import Callable, Sequence


def shrunk(steps: Sequence[int], is_broken: Callable[[Sequence[int]], bool]) -> list[int]:
    """Return few of the steps, in their order, with which it is still broken."""
    left, size = list(steps), len(steps) // 2
    while size:
        for at in range(len(left) - size, -1, -size):
            fewer = left[:at] + left[at + size :]
            left = fewer if is_broken(fewer) else left
        size //= 2
    return left
