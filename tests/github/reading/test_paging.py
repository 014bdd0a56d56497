"""Connections that are read to their end, a page after the other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from gh_playbook.github.answer import Answer
from gh_playbook.github.error import GitHubError
from gh_playbook.github.reader import Reader
from gh_playbook.github.reading.paging import (
    Connection,
    Question,
    all_nodes,
    composed,
    pages,
    read_on,
    read_whole,
    texts,
)
from tests.github.answers import Answering, Time, answer

QUESTION = Question("things(of: $name, after: $after) { nodes }", texts(name="me"))


def page(nodes: list[int | None], cursor: str | None) -> dict[str, Any]:
    return {"nodes": nodes, "pageInfo": {"hasNextPage": bool(cursor), "endCursor": cursor}}


def a_reader(*answers: Answer) -> tuple[Reader, Answering]:
    gh = Answering(answers=[*answers])
    return Reader(gh, Time().pacer()), gh


def connection() -> Connection:
    return Connection(QUESTION, "after", ("things",))


def test_fragments_of_questions_follow_what_is_asked() -> None:
    issue = Question(
        "one: issue(number: $n) { ...Found }", {"n": ("Int!", 3)}, "fragment Found on Issue { id }"
    )
    document, values = composed([issue, Question("viewer { login }")], request="some")
    asked = "one: issue(number: $n) { ...Found } viewer { login }"
    assert document == f"query Some($n: Int!) {{ {asked} }} fragment Found on Issue {{ id }}"
    assert values == {"n": 3}


def test_pages_follow_each_other_to_the_end() -> None:
    came = (page([1, 2], "c1"), page([3], "c2"), page([], None))
    reader, gh = a_reader(*(answer({"data": {"things": each}}) for each in came))
    assert [*pages(reader, connection(), request="things")] == [1, 2, 3]
    asked = [body["variables"] for _, _, body in gh.asked]
    assert asked == [{"name": "me", "after": each} for each in (None, "c1", "c2")]
    header = "query Things($name: String!, $after: String) { things("
    assert all(body["query"].startswith(header) for _, _, body in gh.asked)


def test_a_page_is_asked_for_once_it_is_wanted() -> None:
    reader, gh = a_reader(answer({"data": {"things": page([1, 2], "c1")}}))
    coming = pages(reader, connection(), request="things")
    assert [next(coming), next(coming)] == [1, 2]
    assert len(gh.asked) == 1


def test_what_is_withheld_is_left_out() -> None:
    def withheld(*path: str | int) -> dict[str, Any]:
        return {"type": "FORBIDDEN", "path": path, "message": "not for you"}

    errors = [withheld("things", "nodes", 1)]
    reader, _ = a_reader(answer({"data": {"things": page([1, None], None)}, "errors": errors}))
    assert [*pages(reader, connection(), request="things")] == [1]
    reader, _ = a_reader(answer({"data": {"things": None}, "errors": [withheld("things")]}))
    with pytest.raises(GitHubError, match="not for you"):
        list(pages(reader, connection(), request="things"))


def test_all_nodes_are_those_of_the_first_page_and_the_others() -> None:
    reader, gh = a_reader(answer({"data": {"things": page([3], None)}}))
    assert all_nodes(reader, page([1, None], "c1"), QUESTION, ("things",)) == [1, 3]
    assert all_nodes(reader, None, QUESTION, ("things",)) == []
    assert [body["variables"]["after"] for _, _, body in gh.asked] == ["c1"]


@dataclass
class Turning(Answering):
    """Turns pages itself, so many at a time; what is asked so is remembered in `turned`."""

    turns: list[int] = field(default_factory=list)
    turned: list[tuple[str, Mapping[str, str | None]]] = field(default_factory=list)

    def pages(self, query: str, variables: Mapping[str, str | None]) -> list[Answer]:
        self.turned.append((query, variables))
        return [
            each
            for _ in range(self.turns.pop(0))
            if isinstance(each := self.answers.pop(0), Answer)
        ]


def test_one_list_is_read_to_its_end_by_gh_itself() -> None:
    came = (page([1, 2], "c1"), page([3], "c2"), page([4], None))
    gh = Turning(answers=[answer({"data": {"things": each}}) for each in came], turns=[3])
    reader, listed = Reader(gh, Time().pacer()), connection()
    read_on(reader, [listed], request="things")
    assert (listed.nodes, gh.asked, reader.requests) == ([1, 2, 3, 4], [], 3)
    query = (
        "query Things($name: String!, $endCursor: String) { things(of: $name, after: $endCursor)"
    )
    [(asked, variables)] = gh.turned
    assert asked.startswith(query)
    assert variables == {"name": "me", "endCursor": None}


def test_where_a_page_fails_the_list_goes_on_behind_the_one_before() -> None:
    limited = answer({"message": "API rate limit exceeded"}, 429, {"retry-after": "7"})
    answers = [answer({"data": {"things": page([1], "c1")}}), limited]
    answers += [answer({"data": {"things": each}}) for each in (page([2], "c2"), page([3], None))]
    time, gh = Time(), Turning(answers=[*answers], turns=[2, 0, 1])
    reader, listed = Reader(gh, time.pacer()), connection()
    read_on(reader, [listed], request="things")
    assert (listed.nodes, time.slept) == ([1, 2, 3], [7.0])
    assert [variables["endCursor"] for _, variables in gh.turned] == [None, "c1", "c2"]
    assert [body["variables"]["after"] for _, _, body in gh.asked] == ["c1"]
    assert (reader.requests, reader.retries) == (4, 1)


def counted(count: int, *numbers: int | None, cursor: str | None = None) -> Answer:
    """Return a page of things with ids, of so many in all; None is one that is withheld."""
    nodes = [None if each is None else {"id": f"T{each}"} for each in numbers]
    info = {"hasNextPage": bool(cursor), "endCursor": cursor or "end"}
    return answer({"data": {"things": {"totalCount": count, "nodes": nodes, "pageInfo": info}}})


FRONT, MOVED = counted(4, 1, 2, cursor="c1"), counted(4, 4, 1, cursor="c1")


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ([counted(3, 1, 2, cursor="c1"), counted(3, 3)], [1, 2, 3]),
        ([counted(3, 1, None, cursor="c1"), counted(3, 3)], [1, 3]),
        # What one page tells is true at one time, whatever it counts.
        ([counted(3, 1, 2)], [1, 2]),
        # One that was taken away was there when it was read.
        ([counted(3, 1, 2, cursor="c1"), counted(2, 3)], [1, 2, 3]),
        # 4 was moved to the front after that had been read.
        ([FRONT, counted(4, 3), MOVED, counted(4, 2, 3)], [4, 1, 2, 3]),
        # One that came twice is no other one.
        ([FRONT, counted(4, 2, 3), MOVED, counted(4, 2, 3)], [4, 1, 2, 3]),
        # Another one was missed by then.
        ([FRONT, counted(4, 3), MOVED, counted(4, 2)], [1, 2, 3, 4]),
    ],
    ids=["whole", "withheld", "one page", "gone", "moved", "moved and twice", "moved again"],
)
def test_a_list_of_which_one_was_moved_meanwhile_is_read_once_more(
    answers: list[Answer], found: list[int]
) -> None:
    reader, gh = a_reader(*answers)
    listed = connection()
    read_whole(reader, listed, request="things")
    assert [each["id"] for each in listed.nodes] == [f"T{each}" for each in found]
    assert len(gh.asked) == len(answers)
