"""What the last run knew lets the next one read all at once, and only where it still holds."""

import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.github.answer import Answer
from gh_playbook.github.error import AuthenticationError, GitHubError
from gh_playbook.github.process.gh import Underway
from gh_playbook.github.reader import Reader
from gh_playbook.github.reading import kept_reading, snapshot
from gh_playbook.github.reading.scope import Scope
from gh_playbook.model.kept_reading import KeptReading, compose, from_world, parse
from gh_playbook.model.world import World
from tests.github.answers import Answering, Time, answer
from tests.github.reading.snapshot_answers import a_project, an_issue, board, first, owner, page

SCOPE = Scope("octo", "demo", issues=True, project="Board")
_EMPTY: dict[str, Any] = {"fieldValues": {"nodes": []}}
PROJECTS = owner(a_project(1, "Board"))


def data(given: Answer) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(given.text)["data"]
    return found


def _carded(number: int) -> dict[str, Any]:
    return {**an_issue(number), "repository": {"id": "R1"}}


def begun(**more: Any) -> dict[str, Any]:
    return data(first(root=PROJECTS, **more))


def rest(project: str = "P1") -> dict[str, Any]:
    issues = {"id": "R1", "issues": page([an_issue(1)])}
    return {"repository": issues, "node": board(id=project)}


def both(one: dict[str, Any], other: dict[str, Any]) -> Answer:
    repository = {**one["repository"], **other["repository"]}
    return answer({"data": {**one, **other, "repository": repository}})


def read(known: KeptReading | None, *answers: Answer | Exception) -> tuple[World, Answering]:
    gh = Answering(answers=list(answers))
    return snapshot.read(Reader(gh, Time().pacer()), SCOPE, last=known), gh


@pytest.fixture
def known() -> KeptReading:
    """What a run knew that read with two requests."""
    world, gh = read(None, answer({"data": begun()}), answer({"data": rest()}))
    assert len(gh.asked) == 2
    found = from_world(world)
    assert found is not None
    assert found.project == "P1"
    return found


def is_read(world: World) -> bool:
    return [*world.issues] == ["I1"] and world.project is not None


def test_where_all_is_as_it_was_one_request_is_enough(known: KeptReading) -> None:
    world, gh = read(known, both(begun(), rest()))
    assert is_read(world)
    assert len(gh.asked) == 1
    again = from_world(world)
    assert again == known


def test_what_was_asked_ahead_is_what_would_have_been_asked(known: KeptReading) -> None:
    _, apart = read(None, answer({"data": begun()}), answer({"data": rest()}))
    _, together = read(known, both(begun(), rest()))
    second = apart.asked[1][2]
    asked = second["query"].partition("{")[2].rpartition("}")[0].strip()
    assert asked in together.asked[0][2]["query"]
    assert second["variables"].items() <= together.asked[0][2]["variables"].items()


@pytest.mark.parametrize(
    "changed",
    [
        {"project": "P0"},
        {"project": None},
        {"scopes": frozenset({"repo"})},
    ],
)
def test_where_something_is_different_the_second_request_follows(
    known: KeptReading, changed: dict[str, Any]
) -> None:
    wrong = both(begun(), {**rest("P0"), "node": None})
    world, gh = read(replace(known, **changed), wrong, answer({"data": rest()}))
    assert is_read(world)
    assert len(gh.asked) == 2


def test_what_this_server_does_not_know_any_more_is_not_asked_again(known: KeptReading) -> None:
    unknown = answer({"errors": [{"message": "no", "extensions": {"code": "undefinedField"}}]})
    features = replace(known.features, relations=not known.features.relations)
    wrong = replace(known, features=features)
    world, gh = read(wrong, unknown, answer({"data": begun()}), answer({"data": rest()}))
    assert is_read(world)
    assert len(gh.asked) == 3


def test_what_is_too_much_at_once_is_asked_in_two(known: KeptReading) -> None:
    late = [answer("<html>", 502)] * 4
    world, gh = read(known, *late, answer({"data": begun()}), answer({"data": rest()}))
    assert is_read(world)
    assert len(gh.asked) == 6


@pytest.mark.parametrize("error", [AuthenticationError("no login"), GitHubError("no gh")])
def test_what_has_nothing_to_do_with_it_is_reported_at_once(
    known: KeptReading, error: GitHubError
) -> None:
    with pytest.raises(type(error)):
        read(known, error)


def test_a_renamed_repository_is_read_as_if_nothing_were_known(known: KeptReading) -> None:
    moved = begun()
    moved["repository"]["nameWithOwner"] = "acme/demo"
    world, gh = read(known, both(moved, rest()), answer({"data": moved}), answer({"data": rest()}))
    assert is_read(world)
    assert len(gh.asked) == 3


def test_it_is_kept_beside_the_register(known: KeptReading, tmp_path: Path) -> None:
    world, _ = read(known, both(begun(), rest()))
    kept_reading.keep(world, tmp_path)
    assert kept_reading.load(tmp_path, "Octo/Demo") == known
    kept_reading.keep(replace(world, is_whole=False), tmp_path)
    assert kept_reading.load(tmp_path, "octo/demo") is None


def test_a_file_of_an_earlier_version_is_good_for_the_rest(known: KeptReading) -> None:
    """It does not say whether all pages can be asked for at once, and how many in a request."""
    earlier = json.loads(compose(known))
    del earlier["is_dense"], earlier["pages_together"]
    assert parse(json.dumps(earlier)) == known


def test_it_has_the_declared_issues_where_they_are_read_alone(known: KeptReading) -> None:
    world, _ = read(known, both(begun(), rest()))
    few = replace(world, is_whole=False, bound={"b": "I2", "a": "I1"}, card_pages=("k1", "k2"))
    few.pages_together = 4
    found = from_world(few, ["a", "b"])
    assert found is not None
    assert (found.issues, found.card_pages) == (("I1", "I2"), ("k1", "k2"))
    assert found.pages_together == 4
    assert parse(compose(found)) == found
    assert from_world(few, ["a", "b", "new"]) is None


@pytest.mark.parametrize("is_dense", [False, True])
def test_many_cards_come_with_their_issues_from_the_first_request_on(
    known: KeptReading, *, is_dense: bool
) -> None:
    """Where the last run read them so, all pages are asked for before the first one has come."""
    known = replace(known, card_pages=("k1", "k2", "k3", "k4"), is_dense=is_dense)
    together = threading.Barrier(3 if is_dense else 1)

    def cards(start: int, end: str | None) -> dict[str, Any]:
        numbers = range(start, start + 100)
        return page([{"id": f"C{n}", "content": _carded(n), **_EMPTY} for n in numbers], end)

    extent = {"totalCount": 400, "nodes": [{"number": 400}]}
    first_page = {**cards(1, "k1"), "totalCount": 400}
    ahead = {"repository": {"id": "R1"}, "node": board(id="P1", items=first_page)}
    more = {"page0": {"items": cards(101, "k2")}, "page1": {"items": cards(201, "k3")}}
    last = {"page0": {"items": cards(301, None)}}
    gh = Answering(answers=[both(begun(extent=extent), ahead)])
    answers = {"k1": answer({"data": more}), "k3": answer({"data": last})}
    begin = gh.begin

    def by_cursor(method: str, path: str, body: Any = None, **given: Any) -> Underway:
        cursor = body["variables"].get("cards0")
        if cursor:
            gh.asked.append((method, path, body))
            found = answers.pop(cursor)
        else:
            found = begin(method, path, body, **given).answer()

        def meet() -> Answer:
            together.wait(timeout=10)
            return found

        return Underway(meet)

    gh.begin = by_cursor  # type: ignore[method-assign]
    world = snapshot.read(Reader(gh, Time().pacer()), SCOPE, last=known)
    assert ([*world.issues], world.is_whole) == ([f"I{n}" for n in range(1, 401)], True)
    assert len(gh.asked) == 3
    assert world.card_pages == ("k1", "k2", "k3")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"gh-playbook reading": 2}',
        '{"gh-playbook reading": 1}',
        '{"gh-playbook reading": 1, "features": {"pins": true}, "scopes": null, "project": null}',
        '{"gh-playbook reading": 1, "features": 3, "scopes": 3, "project": []}',
        "[" * 100_000,
    ],
)
def test_a_file_that_is_something_else_is_nothing(text: str) -> None:
    assert parse(text) is None


def test_a_number_that_no_machine_can_hold_is_nothing_known(known: KeptReading) -> None:
    text = compose(replace(known, pages_together=8))
    assert parse(text) == replace(known, pages_together=8)
    assert parse(text.replace('"pages_together":8', '"pages_together":1e999')) is None


@pytest.mark.parametrize("change", [{"project_scope": False}, {"keeps_values": False}])
def test_nothing_is_kept_where_boards_cannot_be_read(
    known: KeptReading, change: dict[str, bool]
) -> None:
    world, _ = read(known, both(begun(), rest()))
    world.features = replace(world.features, **change)
    if "keeps_values" in change:
        world.server = replace(known.features, keeps_values=True)
    assert from_world(world) is None


@pytest.mark.parametrize("linked", ["reading/octo/demo.json", "reading/octo", "reading"])
def test_no_link_of_a_checkout_leads_what_is_kept_elsewhere(
    known: KeptReading, tmp_path: Path, linked: str
) -> None:
    memory, outside = tmp_path / ".gh-playbook", tmp_path / "outside"
    target = outside / "demo.json"
    target.parent.mkdir()
    target.write_text("mine")
    link = memory / linked
    link.parent.mkdir(parents=True)
    link.symlink_to(target if linked.endswith("json") else outside)
    world, _ = read(known, both(begun(), rest()))
    kept_reading.keep(world, memory)
    assert target.read_text() == "mine"
    assert [*outside.rglob("*")] == [target]
    kept_reading.keep(replace(world, is_whole=False), memory)
    assert target.read_text() == "mine"
