"""Many issues, most of them with a card: they are read with the cards, the others by number."""

from collections.abc import Iterable
from typing import Any

from gh_playbook.github.answer import Answer
from gh_playbook.model.world import World
from tests.github.answers import Answering, answer
from tests.github.reading.snapshot_answers import (
    a_project,
    an_issue,
    board,
    first,
    owner,
    page,
    read,
)

HERE, ELSEWHERE = {"repository": {"id": "R1"}}, {"repository": {"id": "R2"}}
COUNT = 400
WHOLE = "number title body"


def card(content: Any, name: str) -> dict[str, Any]:
    return {"id": f"C-{name}", "content": content, "fieldValues": {"nodes": []}}


def carded(numbers: Iterable[int]) -> list[dict[str, Any]]:
    return [card(an_issue(each, **HERE), f"{each}") for each in numbers]


def beginning() -> tuple[Answer, Answer]:
    """Return the first two answers: a hundred issues, and one card of more."""
    extent = {"totalCount": COUNT, "nodes": [{"number": COUNT}]}
    listed = page([an_issue(each) for each in range(1, 101)], "c1")
    node = board(items=page([card({"id": "I1"}, "1")], "k1"))
    second = {"repository": {"id": "R1", "issueTypes": {"nodes": []}, "issues": listed}}
    return (
        first(root=owner(a_project(1, "Board")), extent=extent),
        answer({"data": second | {"node": node}}),
    )


def cards(nodes: list[Any], cursor: str | None = None) -> Answer:
    return answer({"data": {"node": {"items": page(nodes, cursor)}}})


def numbered(numbers: Iterable[int]) -> Answer:
    found = {f"i{index}": an_issue(each) for index, each in enumerate(numbers)}
    return answer({"data": {"repository": found}})


def all_read(*answers: Answer) -> tuple[World, Answering]:
    world, gh = read(*beginning(), *answers, issues=True, project="Board")
    assert gh.answers == []
    assert ([*world.issues], world.is_whole) == ([f"I{n}" for n in range(1, COUNT + 1)], True)
    return world, gh


def test_issues_come_with_their_cards_and_the_others_by_number() -> None:
    others = [
        card(an_issue(7, id="X7", **ELSEWHERE), "elsewhere"),
        card({"id": "PR5"}, "pull request"),
        card({"id": "D1", "draftTitle": "Later", "body": ""}, "draft"),
        card(None, "withheld"),
    ]
    world, gh = all_read(
        cards([*carded(range(350, 200, -1)), *others], "k2"),
        cards(carded(range(101, 181))),
        numbered([*range(181, 201), *range(351, 401)]),
    )
    asked = [body for _, _, body in gh.asked]
    assert [WHOLE in each["query"].partition("items(")[2] for each in asked[1:4]] == [
        False,
        True,
        True,
    ]
    numbers = [n for n in asked[4]["variables"].values() if isinstance(n, int)]
    assert numbers == [*range(181, 201), *range(351, 401)]
    board = world.project
    assert board is not None
    assert len(board.items) == 1 + 150 + 4 + 80


def test_where_all_have_cards_nothing_else_is_asked_for() -> None:
    _, gh = all_read(cards(carded(range(101, COUNT + 1))))
    assert len(gh.asked) == 3


def test_where_numbers_do_not_lead_to_all_the_list_is_read() -> None:
    gone = numbered(range(301, 400))
    rest = [
        answer({"data": {"repository": {"issues": page([an_issue(n) for n in range(101, 401)])}}})
    ]
    all_read(cards(carded(range(101, 301))), gone, *rest)


def test_where_github_finds_that_too_much_cards_come_alone() -> None:
    error = {"type": "RESOURCE_LIMITS_EXCEEDED", "path": ["node"], "message": "Enough"}
    refused = answer({"data": {"node": None}, "errors": [error]})
    without = [card({"id": f"I{each}"}, f"{each}") for each in range(2, 401)]
    pages = [numbered(range(start, start + 100)) for start in (101, 201, 301)]
    world, _ = all_read(refused, cards(without), *pages)
    assert world.project is not None
    assert len(world.project.items) == COUNT
