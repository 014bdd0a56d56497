"""Issues by their numbers: pages that are read at the same time, and what is made of gaps."""

import json
import threading
from dataclasses import dataclass, field
from typing import Any

import pytest

from gh_playbook.github.answer import Answer
from gh_playbook.github.error import AuthenticationError, GitHubError
from gh_playbook.github.process.gh import Gh
from gh_playbook.github.reader import Reader
from gh_playbook.github.reading import number_page
from gh_playbook.github.reading.number_page import Extent
from tests.github.answers import Time, answer


@dataclass
class Numbered(Gh):
    """Answers for the issues that there are; `refusals` come before all other answers.

    At a `meeting` questions wait until so many are open at the same time.
    """

    there: set[int] = field(default_factory=set)
    refusals: list[Answer | Exception] = field(default_factory=list)
    meeting: threading.Barrier | None = None
    asked: list[int] = field(default_factory=list)
    is_abandoned: bool = False

    def api(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        request: str,
        exact: bool = False,
        more: bool = False,
    ) -> Answer:
        given: Any = body
        numbers = {name: n for name, n in given["variables"].items() if isinstance(n, int)}
        self.asked.append(min(numbers.values()))
        if self.refusals:
            refusal = self.refusals.pop(0)
            if isinstance(refusal, Answer):
                return refusal
            raise refusal
        if self.meeting is not None:
            self.meeting.wait(timeout=10)
        found = {
            f"i{name[1:]}": {"number": n} if n in self.there else None
            for name, n in numbers.items()
        }
        gone = [
            {"type": "NOT_FOUND", "path": ["repository", name], "message": "Could not resolve"}
            for name, node in found.items()
            if node is None
        ]
        return answer({"data": {"repository": found}, "errors": gone})

    def abandon(self) -> None:
        self.is_abandoned = True


def read(gh: Gh, count: int, newest: int) -> list[int] | None:
    reader = Reader(gh, Time().pacer())
    found = number_page.read(reader, "octo", "demo", Extent(count, newest), "number")
    return None if found is None else [each["number"] for each in found]


def test_all_come_in_their_order_whatever_has_none_between_them() -> None:
    there = set(range(1, 451)) - {7, 100, 101, 450}
    gh = Numbered(there=there)
    assert read(gh, len(there), 449) == sorted(there)
    assert sorted(gh.asked) == [1, 101, 201, 301, 401]


@pytest.mark.parametrize("count", [449, 451])
def test_if_the_count_differs_from_github_s_nothing_is_returned(count: int) -> None:
    assert read(Numbered(there=set(range(1, 451))), count, 450) is None


def test_pages_are_asked_for_at_the_same_time() -> None:
    """Each of eight answers only once all eight are asked for."""
    gh = Numbered(there=set(range(1, 801)), meeting=threading.Barrier(8))
    assert read(gh, 800, 800) == list(range(1, 801))


def limited() -> Answer:
    return answer(
        {"message": "You have exceeded a secondary rate limit"}, 403, {"retry-after": "9"}
    )


def test_after_a_refusal_they_are_asked_for_one_by_one_once_github_lets_them() -> None:
    time, gh = Time(), Numbered(there=set(range(1, 3001)), refusals=[limited()])
    reader = Reader(gh, time.pacer())
    found = number_page.read(reader, "octo", "demo", Extent(3000, 3000), "number")
    assert found is not None
    assert [each["number"] for each in found] == list(range(1, 3001))
    assert (len(gh.asked), reader.requests, reader.retries, time.slept) == (31, 31, 1, [9.0])


def test_what_cannot_be_helped_ends_it() -> None:
    error = AuthenticationError("nobody is logged in")
    with pytest.raises(AuthenticationError, match="nobody is logged in"):
        read(Numbered(refusals=[error] * 20), 800, 800)


def test_an_interruption_ends_what_is_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("gh_playbook.github.reader.results", interrupted)
    gh = Numbered(there=set(range(1, 801)))
    with pytest.raises(KeyboardInterrupt):
        read(gh, 800, 800)
    assert gh.is_abandoned


@pytest.mark.parametrize(
    ("count", "newest", "looks", "reads"),
    [
        pytest.param(20_000, 20_100, True, True, id="many issues"),
        pytest.param(20_000, 40_000, True, False, id="as many pull requests"),
        pytest.param(20_000, 60_000, False, False, id="mostly pull requests"),
        pytest.param(300, 300, False, False, id="three pages"),
        pytest.param(20_000, None, False, False, id="nobody says where they end"),
    ],
)
def test_it_is_done_where_it_saves_time(
    count: int, newest: int | None, looks: bool, reads: bool
) -> None:
    extent = Extent(count, newest)
    assert (extent.is_looked_at_by_number, extent.is_read_by_number) == (looks, reads)


def test_the_extent_comes_with_the_repository() -> None:
    node = json.loads('{"extent": {"totalCount": 3, "nodes": [{"number": 9}]}}')
    assert number_page.extent(node) == Extent(3, 9)
    assert number_page.extent({}) == Extent(0, None)


def test_a_page_that_is_too_much_for_github_returns_nothing() -> None:
    error = {"type": "RESOURCE_LIMITS_EXCEEDED", "path": ["repository", "i7"], "message": "Enough"}
    refused = answer({"data": {"repository": {"i7": None}}, "errors": [error]})
    assert read(Numbered(refusals=[refused] * 20), 800, 800) is None


def test_any_other_error_of_github_is_raised() -> None:
    refused = answer({"message": "Repository access blocked"}, 451)
    with pytest.raises(GitHubError, match="access blocked"):
        read(Numbered(refusals=[refused] * 20), 800, 800)
