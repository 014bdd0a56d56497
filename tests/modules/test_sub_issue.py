"""The order of sub-issues: the fewest moves that put them right."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from gh_playbook.modules.sub_issue import in_order

deterministic = settings(derandomize=True, deadline=None, max_examples=200)


@deterministic
@given(st.permutations(range(8)).map(lambda numbers: numbers[:7]))
def test_what_stays_is_a_longest_increasing_subsequence(numbers: list[int]) -> None:
    staying = in_order(numbers)
    assert staying == sorted(set(staying))
    rest = iter(numbers)
    assert all(each in rest for each in staying), "not a subsequence"
    longest = max(
        size
        for size in range(len(numbers) + 1)
        for chosen in combinations(numbers, size)
        if list(chosen) == sorted(chosen)
    )
    assert len(staying) == longest


def test_nothing_stays_of_nothing() -> None:
    assert in_order([]) == []


def test_what_is_in_order_stays() -> None:
    assert in_order([0, 1, 2]) == [0, 1, 2]
