"""Reading what the register knows: a few issues by their ids where the repository has many."""

import json
from typing import Any

import pytest

from gh_playbook.github.reader import Reader
from gh_playbook.github.reading import snapshot
from gh_playbook.github.reading.scope import Scope, Sought
from gh_playbook.model import managed_block
from gh_playbook.model.marker import Marker
from gh_playbook.model.world import World
from tests.github.answers import Answering, Time, answer
from tests.github.reading.snapshot_answers import an_issue, first, page

HERE = {"repository": {"id": "R1"}}


def known(number: int, key: str | None = None, **more: Any) -> dict[str, Any]:
    """Return an issue that bears a key's marker: its own, `k` and its number."""
    body = managed_block.compose(Marker(key or f"k{number}", number=number), "Text.")
    return an_issue(number, body=body, **HERE, **more)


def beginning(count: int, *numbers: int) -> Any:
    """Return the first answer of a repository with so many issues, some of them registered."""
    issues = {f"k{each}": [each, f"I{each}"] for each in numbers}
    text = json.dumps({"gh-playbook": 1, "issues": issues})
    return first(extent={"totalCount": count, "nodes": []}, state={"oid": "c1", "message": text})


def types(**more: Any) -> dict[str, Any]:
    return {"repository": {"id": "R1", "issueTypes": {"nodes": []}, **more}}


def all_of(*nodes: Any) -> Any:
    return answer({"data": types(issues=page(list(nodes)))})


def read(*answers: Any, keys: int = 2) -> tuple[World, list[Any]]:
    gh = Answering(answers=list(answers))
    sought = Sought(tuple((f"k{n}",) for n in range(1, keys + 1)))
    scope = Scope("octo", "demo", issues=True, sought=sought)
    world = snapshot.read(Reader(gh, Time().pacer()), scope)
    return world, [body["variables"] for _, _, body in gh.asked[1:]]


def test_what_is_known_is_read_by_its_ids() -> None:
    nodes = [known(1), known(2)]
    world, asked = read(beginning(1000, 1, 2), answer({"data": types() | {"nodes": nodes}}))
    assert (sorted(world.issues), world.is_whole) == (["I1", "I2"], False)
    assert [each["ids"] for each in asked] == [["I1", "I2"]]


def test_what_it_is_linked_to_is_read_too_if_it_is_in_this_repository() -> None:
    parent = {"id": "I7", "number": 7, "repository": {"nameWithOwner": "octo/demo"}}
    nodes = [known(1, parent=parent), known(2, blockedBy={"nodes": [{"id": "X9"}]})]
    linked = [an_issue(7, **HERE), an_issue(9, id="X9", repository={"id": "R2"})]
    world, asked = read(
        beginning(1000, 1, 2),
        answer({"data": types() | {"nodes": nodes}}),
        answer({"data": {"nodes": linked}}),
    )
    assert asked[1]["ids"] == ["I7", "X9"]
    assert sorted(world.issues) == ["I1", "I2", "I7"]


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(None, id="it is gone"),
        pytest.param(an_issue(2, **HERE), id="it bears no marker any more"),
        pytest.param(known(2, "k1"), id="it bears another key"),
        pytest.param(known(2) | {"number": 3}, id="it is a copy"),
        pytest.param(known(2) | {"repository": {"id": "R2"}}, id="it was moved away"),
    ],
)
def test_one_that_is_not_as_the_register_says_means_that_all_are_read(second: Any) -> None:
    world, asked = read(
        beginning(1000, 1, 2),
        answer({"data": types() | {"nodes": [known(1), second]}}),
        all_of(known(1), an_issue(5)),
    )
    assert [sorted(each) for each in asked][1] == ["after", "name", "owner"]
    assert (sorted(world.issues), world.is_whole) == (["I1", "I5"], True)


@pytest.mark.parametrize(
    ("count", "registered"),
    [
        pytest.param(1000, (1,), id="a declared one is not known"),
        pytest.param(200, (1, 2), id="all take no more requests"),
    ],
)
def test_all_are_read_where_that_is_safer_or_as_cheap(
    count: int, registered: tuple[int, ...]
) -> None:
    world, asked = read(beginning(count, *registered), all_of(known(1)))
    assert (len(asked), world.is_whole) == (1, True)


def look(*found: Any) -> Any:
    """Return the answer to a look at a page, by numbers."""
    return answer({"data": {"repository": {f"i{n}": each for n, each in enumerate(found)}}})


def search(count: int, *answers: Any) -> tuple[World, list[Any]]:
    """Look for the issue `k1`, whose title is `Tank` and whose number `7`, among so many."""
    beginning = first(extent={"totalCount": count, "nodes": [{"number": count}]})
    gh = Answering(answers=[beginning, *answers])
    sought = Sought((("k1", "k0"),), frozenset({"tank"}), frozenset({7}))
    scope = Scope("octo", "demo", issues=True, sought=sought)
    world = snapshot.read(Reader(gh, Time().pacer()), scope)
    assert gh.answers == []
    return world, [body["variables"] for _, _, body in gh.asked[1:]]


def test_without_a_register_all_are_looked_at_and_those_read_that_identity_goes_by() -> None:
    others = [an_issue(number) for number in range(1, 400)]
    others[6] |= {"title": "The seventh"}
    others[49] |= {"title": "TANK"}
    others[299] |= {"body": known(300, "another")["body"]}
    pages = [others[start : start + 200] for start in (0, 200)]
    nodes = [an_issue(number, **HERE) for number in (7, 50, 300)]
    world, asked = search(
        399, *[look(*each) for each in pages], answer({"data": types() | {"nodes": nodes}})
    )
    assert sorted(each.get("n0", 0) for each in asked) == [0, 1, 201]
    assert sorted(asked[-1]["ids"]) == ["I300", "I50", "I7"]
    assert (sorted(world.issues), world.is_whole, world.newest) == (
        ["I300", "I50", "I7"],
        False,
        399,
    )


def test_where_numbers_do_not_account_for_all_the_list_is_looked_through() -> None:
    others = [an_issue(number) for number in range(1, 401)]
    pages = [others[start : start + 200] for start in (0, 200)]
    pages[1] = pages[1][:-1]
    listed = answer({"data": {"repository": {"issues": page([an_issue(3, title="tank")])}}})
    nodes = answer({"data": types() | {"nodes": [an_issue(3, **HERE)]}})
    world, asked = search(400, *[look(*each) for each in pages], listed, nodes)
    assert asked[2]["after"] is None
    assert sorted(world.issues) == ["I3"]


def test_more_than_a_hundred_known_ones_take_several_requests() -> None:
    numbers = range(1, 351)
    nodes = [known(each) for each in numbers]
    chunks = [nodes[start : start + 100] for start in range(0, 350, 100)]
    beginnings = beginning(1000, *numbers), answer({"data": types() | {"nodes": chunks[0]}})
    others = [answer({"data": {"nodes": each}}) for each in chunks[1:]]
    world, asked = read(*beginnings, *others, keys=350)
    assert (len(world.issues), world.is_whole) == (350, False)
    assert sorted(len(each["ids"]) for each in asked) == [50, 100, 100, 100]
