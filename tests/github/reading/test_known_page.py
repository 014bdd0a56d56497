"""Pages whose cursors an earlier run has left: all at once, and only as far as they still fit."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest

from gh_playbook.github.answer import Answer
from gh_playbook.github.process.gh import Underway
from gh_playbook.github.reader import Reader
from gh_playbook.github.reading import known_page
from gh_playbook.github.reading.paging import Connection, Question, read_on
from tests.github.answers import Answering, Time, answer
from tests.github.reading.snapshot_answers import page

QUERY = "node(id: $project) { ... on ProjectV2 { items(after: $cards) { nodes { id } } } }"
ENDS = [f"k{number}" for number in range(1, 7)]


def items(*numbers: int, end: str | None) -> dict[str, Any]:
    return {"items": page([{"id": f"C{each}"} for each in numbers], end)}


def unread() -> Connection:
    return Connection(Question(QUERY, {"project": ("ID!", "P1")}), "cards", ("node", "items"))


def begun(count: int = 600) -> Connection:
    """Return a list of so many, of which the first page has come."""
    cards = unread()
    first = items(1, end="k1")
    cards.take({"node": {"items": {**first["items"], "totalCount": count}}})
    return cards


def pages(*given: dict[str, Any]) -> Answer:
    return answer({"data": {f"page{index}": each for index, each in enumerate(given)}})


@dataclass
class Listing(Answering):
    """Answers by the cursor after which a request asks, whichever comes first."""

    pages_after: dict[str, Answer] = field(default_factory=dict)

    def begin(self, method: str, path: str, body: Any = None, **more: Any) -> Underway:
        given = body["variables"]
        self.answers.insert(0, self.pages_after.pop(given.get("cards0") or given["cards"]))
        return super().begin(method, path, body, **more)


def read(
    ends: Iterable[str], count: int = 600, **pages_after: Answer
) -> tuple[list[str], list[Any]]:
    """Return the ids of the cards, and what was asked; the first page has come already."""
    gh = Listing(pages_after=pages_after)
    reader, cards = Reader(gh, Time().pacer()), begun(count)
    known_page.read(reader, cards, [*ends], request="cards")
    read_on(reader, [cards], request="cards")
    assert (gh.pages_after, cards.is_whole) == ({}, True)
    return [each["id"] for each in cards.nodes], [body for _, _, body in gh.asked]


def alone(*numbers: int) -> Answer:
    return answer({"data": {"node": items(*numbers, end=None)}})


def test_all_are_asked_for_at_once_two_in_a_request() -> None:
    found, asked = read(
        ENDS,
        k1=pages(items(2, end="k2"), items(3, end="k3")),
        k3=pages(items(4, end="k4"), items(5, end="k5")),
        k5=pages(items(6, end=None)),
    )
    assert found == ["C1", "C2", "C3", "C4", "C5", "C6"]
    assert len(asked) == 3
    assert "page1: node(id: $project)" in asked[0]["query"]


def test_what_was_added_at_the_end_is_read_after_them() -> None:
    two = pages(items(2, end="k2"), items(3, end="k3"))
    assert read(ENDS[:3], k1=two, k3=alone(4))[0] == ["C1", "C2", "C3", "C4"]


def test_pages_behind_one_that_ends_elsewhere_do_not_count() -> None:
    two = pages(items(2, 3, end="other"), items(3, end="k3"))
    assert read(ENDS[:3], k1=two, other=alone(7, 8))[0] == ["C1", "C2", "C3", "C7", "C8"]


def test_pages_behind_one_that_is_the_last_by_now_do_not_count() -> None:
    two = pages(items(2, end=None), items(3, end="k3"))
    assert read(ENDS[:3], k1=two)[0] == ["C1", "C2"]


def test_no_more_are_asked_for_than_there_are() -> None:
    two = pages(items(2, end="k2"), items(3, end=None))
    assert read(ENDS, count=201, k1=two)[0] == ["C1", "C2", "C3"]


def test_where_the_first_page_ends_elsewhere_nothing_is_asked_ahead() -> None:
    found, asked = read(ENDS[1:], k1=alone(2))
    assert found == ["C1", "C2"]
    assert "page0" not in asked[0]["query"]


@pytest.mark.parametrize("kind", ["RESOURCE_LIMITS_EXCEEDED", "INVALID_CURSOR_ARGUMENTS"])
def test_where_github_refuses_them_they_come_one_by_one(kind: str) -> None:
    error = {"type": kind, "message": "no", "path": ["page0"]}
    gh = Answering(answers=[answer({"data": None, "errors": [error]}), alone(2, 3)])
    reader, cards = Reader(gh, Time().pacer()), begun()
    known_page.read(reader, cards, ENDS[:3], request="cards")
    read_on(reader, [cards], request="cards")
    assert [each["id"] for each in cards.nodes] == ["C1", "C2", "C3"]


def test_a_refusal_is_no_retry_of_which_the_report_would_tell() -> None:
    error = {"type": "INVALID_CURSOR_ARGUMENTS", "message": "no", "path": ["page0"]}
    gh = Answering(answers=[answer({"data": None, "errors": [error]})] * 4)
    reader, cards = Reader(gh, Time().pacer()), begun()
    known_page.read(reader, cards, ENDS, request="cards")
    assert (len(cards.nodes), reader.retries) == (1, 0)


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        pytest.param("k1", ["C1", "C2", "C3", "C4", "C5"], id="as before"),
        pytest.param("other", ["C1", "C6"], id="elsewhere"),
    ],
)
def test_pages_asked_for_before_the_first_count_where_that_ends_as_before(
    end: str, expected: list[str]
) -> None:
    two, last = (
        pages(items(2, end="k2"), items(3, end="k3")),
        pages(items(4, end="k4"), items(5, end=None)),
    )
    gh = Listing(pages_after={"k1": two, "k3": last, "other": alone(6)})
    reader, cards = Reader(gh, Time().pacer()), unread()
    with known_page.asked_early(reader, cards, ENDS[:5], request="cards") as early:
        cards.take({"node": items(1, end=end)})
        known_page.read(reader, cards, ENDS[:5], request="cards", early=early)
    read_on(reader, [cards], request="cards")
    assert [each["id"] for each in cards.nodes] == expected
    assert reader.requests == len(gh.asked) <= 3


@pytest.mark.parametrize(
    ("together", "count", "sizes"),
    [
        pytest.param(None, 5, {2, 1}, id="not measured"),
        pytest.param(1, 4, {2}, id="slow"),
        pytest.param(8, 16, {2}, id="fast, and all go out at a time"),
        pytest.param(3, 24, {3}, id="as many as were soon answered"),
        pytest.param(8, 49, {7}, id="fast"),
        pytest.param(9_999, 800, {8}, id="never more than GitHub allows"),
    ],
)
def test_a_request_asks_for_as_many_pages_as_github_soon_answers(
    together: int | None, count: int, sizes: set[int]
) -> None:
    ends = [f"k{number}" for number in range(count + 1)]
    gh = Answering()
    with known_page.asked_early(
        Reader(gh, Time().pacer()), unread(), ends, together, request="cards"
    ) as early:
        assert early is not None
        assert {len(each) for each in early.asked} == sizes


@pytest.mark.parametrize(
    ("seconds", "together"),
    [pytest.param(0.1, 8), pytest.param(2.0, 4), pytest.param(3.0, 2), pytest.param(30.0, 1)],
)
def test_how_many_pages_github_soon_answers_is_measured_by_the_shortest_time(
    seconds: float, together: int
) -> None:
    """A request of two pages takes this time; the other one waits for it."""
    two, last = pages(items(2, end="k2"), items(3, end="k3")), pages(items(4, end=None))
    times = {"k1": seconds, "k3": 9 * seconds}
    gh, clock = Listing(pages_after={"k1": two, "k3": last}), threading.local()
    gh.clock.steady = lambda: getattr(clock, "now", 0.0)
    api = gh.api

    def taking(*given: Any, **more: Any) -> Answer:
        clock.now = times[given[2]["variables"]["cards0"]]
        return api(*given, **more)

    gh.api = taking  # type: ignore[method-assign]
    cards = begun(400)
    known_page.read(Reader(gh, Time().pacer()), cards, ENDS[:4], request="cards")
    assert (cards.is_whole, cards.together) == (True, together)
