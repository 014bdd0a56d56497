"""Connections that are read to their end, a page after the other."""

from typing import Any

import pytest

from gh_playbook.github.error import GitHubError
from gh_playbook.github.gh import Answer
from gh_playbook.github.paging import Connection, Question, all_nodes, pages, texts
from gh_playbook.github.reader import Reader
from tests.github.answers import Answering, Time, answer

QUESTION = Question("things(of: $name, after: $after) { nodes }", texts(name="me"))


def page(nodes: list[int | None], cursor: str | None) -> dict[str, Any]:
    return {"nodes": nodes, "pageInfo": {"hasNextPage": bool(cursor), "endCursor": cursor}}


def a_reader(*answers: Answer) -> tuple[Reader, Answering]:
    gh = Answering(answers=[*answers])
    return Reader(gh, Time().pacer()), gh


def connection() -> Connection:
    return Connection(QUESTION, "after", ("things",))


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
