"""Reading issues back: those whose place is known, and what is newer than the look at all."""

from typing import Any

import pytest

from gh_playbook.github.answer import Answer
from gh_playbook.github.reader import Reader
from gh_playbook.verification.existing import KnownFeatures
from gh_playbook.verification.issue_reading import Whereabouts, issues
from tests.github.answers import Answering, Time, answer

HERE, ELSEWHERE = ({"nameWithOwner": name} for name in ("octo/demo", "octo/other"))


def node(number: int, repository: dict[str, str] = HERE) -> dict[str, Any]:
    return {"id": f"I{number}", "number": number, "repository": repository}


def read(
    where: Whereabouts,
    *known: Any,
    latest: tuple[int, ...] = (),
    total: int = 900,
    more: Any = None,
) -> list[int] | None:
    """Return the numbers of the issues that are read; `more` is what a second request answers."""
    data: dict[str, Any] = {
        "known": known,
        "repository": {
            "nameWithOwner": "octo/demo",
            "latest": {"totalCount": total, "nodes": [node(each) for each in latest]},
        },
    }
    answers: list[Answer | Exception] = [] if more is None else [answer({"data": {"known": more}})]
    reader = Reader(Answering(answers=answers), Time().pacer())
    found = issues(reader, "octo", "demo", KnownFeatures(), data, where)
    return None if found is None else [each["number"] for each in found]


def test_those_that_are_gone_or_were_moved_away_are_none() -> None:
    where = Whereabouts(("I1", "I2", "I3", "I4"))
    assert read(where, node(1), None, {}, node(4, ELSEWHERE)) == [1]


def test_more_than_a_page_of_them_takes_another_request() -> None:
    first = [node(each) for each in range(1, 101)]
    where = Whereabouts(tuple(f"I{each}" for each in range(1, 102)))
    assert read(where, *first, more=[node(101)]) == list(range(1, 102))


@pytest.mark.parametrize(
    ("latest", "total", "found"),
    [
        pytest.param((698, 699, 701), 900, [1, 698, 699, 701], id="it reaches back"),
        pytest.param((701, 702), 900, None, id="something between is not read"),
        pytest.param((701, 702), 2, [1, 701, 702], id="these are all"),
        pytest.param((), 0, [1], id="there is none"),
    ],
)
def test_what_is_newer_than_the_look_at_all_is_read_too(
    latest: tuple[int, ...], total: int, found: list[int] | None
) -> None:
    assert read(Whereabouts(("I1",), newest=700), node(1), latest=latest, total=total) == found
