"""Numbers with their nouns."""

import pytest

from gh_playbook.declaration.wording import counted, counted_kind


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, "0 retries"),
        (1, "1 retry"),
        (2, "2 retries"),
        (2.5, "2.5 retries"),
        (1_234_567, "1234567 retries"),
    ],
)
def test_a_number_has_its_noun(number: float, told: str) -> None:
    assert counted(number, "retry", "retries") == told


@pytest.mark.parametrize(("number", "told"), [(0, "0 issue types"), (1, "1 issue type")])
def test_a_kind_is_named_in_words(number: int, told: str) -> None:
    assert counted_kind(number, "issue_types") == told
