"""A project's page: the board, the table, and how cards are put in groups and in order."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gh_sandbox.web import board
from tests.gh_sandbox.conftest import Gh
from tests.gh_sandbox.web.site import HERE, SEED, Site, visited

PLAN = "/orgs/PimpMyNines/projects/1"
PRIORITY = {
    "name": "Priority",
    "dataType": "SINGLE_SELECT",
    "options": [{"name": name, "color": "RED", "description": ""} for name in ("P0", "P1", "P2")],
}
SPRINT = {
    "name": "Sprint",
    "dataType": "ITERATION",
    "configuration": {
        "iterations": [{"title": "B", "startDate": "2026-12-01"}],
        "completedIterations": [{"title": "C", "startDate": "2026-11-01"}],
    },
}
ESTIMATE = {"name": "Estimate", "dataType": "NUMBER"}
MILESTONE = {"name": "Milestone", "dataType": "MILESTONE"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with visited(tmp_path_factory.mktemp("project")) as found:
        yield found


def card(title: str, milestone: str | None = None, **values: Any) -> board.Card:
    kinds = {"Priority": "name", "Sprint": "title", "Estimate": "number"}
    nodes = [
        {"field": {"name": name, "dataType": "X"}, kinds[name]: value}
        for name, value in values.items()
    ]
    content = {"title": title, "milestone": milestone and {"title": milestone}}
    return board.card({"content": content, "fieldValues": {"nodes": [*nodes, {}]}})


def titles(cards: list[board.Card]) -> list[str]:
    return [each.content["title"] for each in cards]


def test_the_board_has_the_columns_of_status(site: Site) -> None:
    words = site.get(f"{PLAN}/views/2").words
    assert "No Status 2 LLuMinary #24" in words
    assert "Todo 4 This item hasn't been started LLuMinary #4 Enhance streaming support" in words
    assert "Feature P1 Estimate: 8 Start: 2026-12-01 blocked core-feature" in words
    assert "Remark: Ask <mikkel> & dana, see LLuMinary#3" in words
    assert "Draft Write to everyone @octocat" in words
    assert "Done 1 This has been completed LLuMinary #21" in words
    assert "9 of 9 items" in words


def test_the_first_view_is_a_table_and_can_be_looked_at_as_a_board(site: Site) -> None:
    table = site.get(PLAN)
    assert "Title Assignees Status Linked pull requests Sub-issues progress" in table.words
    assert "Implement unified type definitions across providers #3 dana-w In Progress 2/3" in (
        table.words
    )
    assert 'class="board"' not in table.text
    assert 'class="board"' in site.get(f"{PLAN}?layout=board").text
    assert 'class="board"' in site.get(f"{PLAN}/views/2?layout=nonsense").text
    assert 'class="board"' not in site.get(f"{PLAN}/views/2?layout=table").text


def test_a_view_filters(site: Site) -> None:
    words = site.get(f"{PLAN}/views/3").words
    assert "8 of 9 items filtered by -status:Done" in words
    assert "with the shared types #21" not in words


def test_a_view_without_fields_shows_the_title_and_what_lies_in_time() -> None:
    title, start = {"name": "Title", "dataType": "TITLE"}, {"name": "Start", "dataType": "DATE"}
    fields: list[board.Json] = [title, PRIORITY, ESTIMATE, start, SPRINT, MILESTONE]
    assert board.columns_of({"fields": {"nodes": []}}, fields) == [title, start, SPRINT]
    assert board.columns_of({"fields": {"nodes": [ESTIMATE]}}, fields) == [ESTIMATE]


def test_a_view_says_what_it_cannot_show(site: Site) -> None:
    words = site.get(f"{PLAN}/views/4").words
    assert "a roadmap, shown as a table" in words
    assert (
        "9 of 9 items all, since the sandbox does not know all words of the filter unheard-of:thing"
    ) in words


def test_a_project_tells_its_repositories_workflows_and_readme(site: Site) -> None:
    answer = site.get(PLAN)
    assert "Read <strong>this</strong> first." in answer.text
    assert "Repositories: PimpMyNines/LLuMinary" in answer.words
    assert "Item closed (on)" in answer.words
    assert "The plan What comes when" in site.get(f"{HERE}/projects").words


def test_what_gh_moves_has_moved_on_the_board(site: Site) -> None:
    gh = Gh(site.sandbox)
    gh("issue", "close", "4", "-R", HERE[1:])
    words = site.get(f"{PLAN}/views/2").words
    assert "Todo 3" in words
    assert "Done 2" in words
    gh("issue", "reopen", "4", "-R", HERE[1:])


def test_a_view_groups_and_sorts(site: Site) -> None:
    gh = Gh(site.sandbox)
    project = "orgs/PimpMyNines/projectsV2/1"
    ids = {field["name"]: field["id"] for field in gh.rest("GET", f"{project}/fields").json}
    shown = [ids[name] for name in ("Title", "Estimate", "Sprint", "Milestone", "Labels")]
    gh.rest(
        "POST",
        f"{project}/views",
        name="By priority",
        layout="table",
        visible_fields=shown,
        group_by=[ids["Priority"]],
        sort_by=[[ids["Estimate"], "desc"]],
    )
    words = site.get(f"{PLAN}/views/5").words
    assert "Title Estimate Sprint Milestone Labels No Priority 4" in words
    assert (
        "P0 3 Implement unified type definitions across providers #3 13 Sprint 1 "
        "Type System Overhaul blocked core-feature enhancement high-priority typing "
        "Fix Dockerfile.matrix handling in GitHub Actions workflow #13 2.5"
    ) in words
    assert "P3" not in words
    site.sandbox.reset(seed=SEED)


def test_a_users_project_of_many_items_is_shown_whole(site: Site, tmp_path: Path) -> None:
    items = [{"title": f"Number {number}"} for number in range(1, 206)]
    owner = {"login": "octocat", "projects": [{"title": "Long", "items": items}]}
    seed = tmp_path / "long.yml"
    seed.write_text(json.dumps({"owners": [owner]}))
    site.sandbox.reset(seed=seed)
    words = site.get("/users/octocat/projects/1?layout=board").words
    site.sandbox.reset(seed=SEED)
    assert "205 of 205 items" in words
    assert "No Status 205 Draft Number 1 Draft Number 2" in words
    assert "Number 205" in words


@pytest.mark.parametrize(
    "path",
    [
        "/orgs/PimpMyNines/projects/9",
        "/orgs/nobody/projects/1",
        f"{PLAN}/views/9",
        "/elsewhere/PimpMyNines/projects/1",
    ],
)
def test_a_project_that_is_not_there_says_so(site: Site, path: str) -> None:
    assert site.ask(path).status == 404


def test_cards_are_grouped_in_the_order_of_the_options() -> None:
    cards = [card("a", Priority="P2"), card("b"), card("c", Priority="P0"), card("d")]
    groups = board.grouped(cards, PRIORITY)
    assert [(group.name, titles(group.cards)) for group in groups] == [
        ("No Priority", ["b", "d"]),
        ("P0", ["c"]),
        ("P1", []),
        ("P2", ["a"]),
    ]
    assert [group.color for group in groups] == ["GRAY", "RED", "RED", "RED"]


def test_iterations_are_columns_by_their_start() -> None:
    groups = board.grouped([card("a", Sprint="B"), card("b", Sprint="C")], SPRINT)
    assert [(group.name, titles(group.cards)) for group in groups] == [("C", ["b"]), ("B", ["a"])]


def test_cards_are_grouped_by_what_their_issues_have() -> None:
    cards = [card("a", milestone="Second"), card("b"), card("c", milestone="First")]
    groups = board.grouped(cards, MILESTONE)
    assert [group.name for group in groups] == ["No Milestone", "First", "Second"]


def test_without_a_field_there_is_one_group() -> None:
    (group,) = board.grouped([card("a"), card("b")], None)
    assert (group.name, group.size) == ("", 2)


def test_cards_are_sorted_by_several_fields_and_those_without_come_last() -> None:
    cards = [
        card("a", Priority="P1", Estimate=10),
        card("b"),
        card("c", Priority="P0", Estimate=2),
        card("d", Priority="P0", Estimate=10),
        card("e", Priority="P0"),
    ]
    by_estimate: dict[str, Any] = {"field": ESTIMATE, "direction": "DESC"}
    up: list[dict[str, Any]] = [{"field": PRIORITY, "direction": "ASC"}, by_estimate]
    down: list[dict[str, Any]] = [{"field": PRIORITY, "direction": "DESC"}, by_estimate]
    assert titles(board.ordered(cards, up)) == ["d", "c", "e", "a", "b"]
    assert titles(board.ordered(cards, down)) == ["a", "d", "c", "e", "b"]
    assert titles(board.ordered(cards, [])) == ["a", "b", "c", "d", "e"]


def test_values_are_shown_as_people_write_them() -> None:
    assert board.shown({"number": 8.0}) == "8"
    assert board.shown({"number": 2.5}) == "2.5"
    assert board.shown({"number": 1234567.0}) == "1234567"
    assert board.shown({"date": "2026-12-01"}) == "2026-12-01"


def test_a_workflow_is_switched_on_its_page_and_by_no_other_site(site: Site) -> None:
    path = f"{PLAN}/workflows"
    shown = site.get(path)
    assert "Auto-close issue" in shown.words
    assert re.search(
        r'name="number" value="5">\s*<label><input[^>]*name="enabled"[^>]*value="on">', shown.text
    )
    form = {"number": "5", "enabled": "on", "status": "Ready"}
    for origin in ({}, {"origin": "https://example.com"}):
        assert site.ask(path, "POST", **form, **origin).status == 403
    done = site.ask(path, "POST", **form, origin=site.address)
    assert (done.status, done.headers["location"]) == (303, path)
    assert "Auto-close issue (on)" in site.get(PLAN).words
    assert 'value="Ready"' in site.get(path).text
    wrong = {"number": "7", "filter": "colour:red", "origin": site.address}
    assert site.ask(path, "POST", **wrong).status == 422
    del form["enabled"]
    assert site.ask(path, "POST", **form, origin=site.address).status == 303
    assert "Auto-close issue (off)" in site.get(PLAN).words
    assert site.ask(path, "POST", number="99", origin=site.address).status == 404
    assert site.ask("/orgs/nobody/projects/1/workflows").status == 404
