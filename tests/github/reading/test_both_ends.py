"""A list that is read from both ends comes whole, whatever happens to it meanwhile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from gh_playbook.github.answer import Answer
from gh_playbook.github.reader import Reader
from gh_playbook.github.reading.both_ends import PAGE, TwoEndedList, read_on
from tests.github.answers import Answering, Time, answer


@dataclass
class Server(Answering):
    """A repository with a list, and what happens to it after each request."""

    things: list[int] = field(default_factory=list)
    happens: Callable[[list[int], int], None] = lambda _things, _request: None
    requests: int = 0

    def api(self, method: str, path: str, body: Any = None, **_more: Any) -> Answer:
        given = body["variables"]
        found = {"things": self.front(given["thingsAfter"])}
        if "thingsBefore" in given:
            found["thingsEnd"] = self.back(given["thingsBefore"])
        self.requests += 1
        self.happens(self.things, self.requests)
        return answer({"data": {"repository": found}})

    def front(self, after: str | None = None) -> dict[str, Any]:
        left = [each for each in self.things if after is None or each > int(after)]
        page = left[:PAGE]
        info = {"hasNextPage": len(left) > PAGE, "endCursor": str(page[-1]) if page else None}
        return {"totalCount": len(self.things), "nodes": nodes(page), "pageInfo": info}

    def back(self, before: str | None = None) -> dict[str, Any]:
        page = [each for each in self.things if before is None or each < int(before)][-PAGE:]
        start = {"startCursor": str(page[0]) if page else None}
        return {"nodes": nodes(page), "pageInfo": start}


def nodes(things: list[int]) -> list[Mapping[str, Any]]:
    return [{"id": f"T{each}"} for each in things]


def read(server: Server, *, with_end: bool = False) -> list[str]:
    """Read the list, whose first page has come, and perhaps its last one, too."""
    came = {"things": server.front()} | ({"thingsEnd": server.back()} if with_end else {})
    server.happens(server.things, 0)
    found = TwoEndedList("things", "id", "NUMBER")
    read_on(Reader(server, Time().pacer()), [found], came, {"owner": "acme", "name": "rocket"})
    return [each["id"] for each in found.nodes]


# How many things there are, and the requests beside the first without its last page, and with it.
SIZES = [(0, 0, 0), (100, 0, 0), (101, 1, 0), (200, 1, 0), (201, 1, 1), (300, 2, 1)]
SIZES += [(301, 2, 1), (500, 3, 2), (1_000, 5, 5), (1_001, 5, 5)]


@pytest.mark.parametrize(("size", "alone", "with_end"), SIZES)
def test_two_pages_come_with_each_request(size: int, alone: int, with_end: int) -> None:
    for requests, is_with_end in ((alone, False), (with_end, True)):
        server = Server(things=[*range(size)])
        assert read(server, with_end=is_with_end) == [f"T{each}" for each in range(size)]
        assert server.requests == requests


@pytest.mark.parametrize("after", [1, 2])
@pytest.mark.parametrize(
    "gone", [range(95, 130), range(310, 420), range(680, 700), range(200)], ids=str
)
def test_what_goes_meanwhile_hides_nothing_else(gone: range, after: int) -> None:
    def happens(things: list[int], request: int) -> None:
        if request == after:
            things[:] = [each for each in things if each not in gone]

    server = Server(things=[*range(700)], happens=happens)
    found = read(server)
    assert {f"T{each}" for each in range(700) if each not in gone} <= set(found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("with_end", [False, True])
@pytest.mark.parametrize("after", [0, 1, 2])
@pytest.mark.parametrize("size", [200, 201, 300, 400, 500, 600, 601])
def test_one_that_goes_and_one_that_comes_are_as_many_and_hide_nothing(
    size: int, after: int, with_end: bool
) -> None:
    def happens(things: list[int], request: int) -> None:
        if request == after:
            things[:] = [*things[:7], *things[8:], 1_000]

    found = read(Server(things=[*range(size)], happens=happens), with_end=with_end)
    assert {f"T{each}" for each in range(size) if each != 7} <= {*found}


def test_nor_does_what_comes() -> None:
    def happens(things: list[int], request: int) -> None:
        things.append(1_000 + request)

    server = Server(things=[*range(450)], happens=happens)
    assert {f"T{each}" for each in range(450)} <= set(read(server))
    assert server.requests < 6


def test_what_a_login_may_not_see_is_left_out() -> None:
    server = Server(things=[*range(250)])
    came = server.front()
    came["nodes"][7] = None
    found = TwoEndedList("things", "id", "NUMBER")
    read_on(Reader(server, Time().pacer()), [found], {"things": came}, {"owner": "a", "name": "r"})
    assert len(found.nodes) == 249
