"""Labels that are read again by their names, in a repository with more than a page of them."""

from collections.abc import Sequence
from typing import Any

import pytest

from gh_playbook.verification import again_reading
from gh_playbook.verification.existing import Label
from gh_playbook.verification.recalled import Again, Recalled

KNOWN = {f"l{number}": Label(f"L{number}", f"l{number}", "ffffff", "") for number in range(101)}
AGAIN = Again((), (), ("L7",), Recalled(KNOWN, {}, {}, newest=0, card_ids=frozenset()))


def answered(count: int, *labels: Label | None) -> dict[str, Any]:
    """Return the answer: the first page, and the labels that were asked for by name."""
    first = [node(each) for each in [*KNOWN.values()][:100]]
    info = {"hasNextPage": True, "endCursor": "c1"}
    named = {f"label{index}": node(each) for index, each in enumerate(labels)}
    return {"labels": {"totalCount": count, "nodes": first, "pageInfo": info}, **named}


def node(label: Label | None) -> dict[str, str] | None:
    if label is None:
        return None
    return vars(label)


def read(count: int, *labels: Label | None) -> Sequence[Label] | None:
    return again_reading.labels(answered(count, *labels), AGAIN)


def test_one_that_was_written_takes_the_place_of_the_known_one() -> None:
    red = Label("L7", "l7", "ff0000", "")
    found = read(101, red)
    assert found is not None
    assert sorted(found, key=str) == sorted(({**KNOWN, "l7": red}).values(), key=str)


@pytest.mark.parametrize("count", [100, 102])
def test_where_one_has_come_or_gone_all_are_read(count: int) -> None:
    assert read(count, KNOWN["l7"]) is None


def test_where_all_have_come_already_none_is_taken_from_before() -> None:
    answer = answered(101, KNOWN["l7"])
    answer["labels"]["pageInfo"]["hasNextPage"] = False
    assert again_reading.labels(answer, AGAIN) is None


def test_without_a_run_all_are_read() -> None:
    assert again_reading.labels(answered(101), None) is None
