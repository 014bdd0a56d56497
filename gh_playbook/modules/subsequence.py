"""The elements of a sequence that are already in order: all others have to move."""

from bisect import bisect_left
from collections.abc import Sequence


def in_order(numbers: Sequence[int]) -> list[int]:
    """Return a longest increasing subsequence: the elements that need not move."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(tails, number)
        before[number] = tails[at - 1] if at else None
        tails[at : at + 1] = [number]
    found: list[int] = []
    last = tails[-1] if tails else None
    while last is not None:
        found.append(last)
        last = before[last]
    return found[::-1]
