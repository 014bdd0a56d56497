"""A board keeps its last view: what a run cannot take away it names, before and after."""

from pathlib import Path

import pytest

from tests.acceptance.conftest import Trial
from tests.acceptance.own import Own, drift, unlike
from tests.acceptance.test_undo import undone
from tests.acceptance.whole import unlike as differing
from tests.acceptance.whole import whole

_VIEWS = """{ organization(login: "acme") { projectsV2(first: 1) { nodes {
  views(first: 9) { nodes { id } } } } } }"""
GONE = {"name": "View 1", "state": "absent"}
PLAN = {"name": "Plan", "layout": "board"}
KEPT = (
    "conflict project_view View 1: GitHub keeps a board's last view: "
    "the board needs another one before this can go"
)


@pytest.fixture
def own(trial: Trial, tmp_path: Path) -> Own:
    own = Own(trial, tmp_path)
    own.seed(projects=[{"title": "Board", "repositories": ["rocket"]}])
    return own


def test_the_last_view_is_a_conflict_in_a_dry_run_too(own: Own) -> None:
    board = {"title": "Board", "views": [GONE, {"name": "View 2", "state": "absent"}]}
    own.gh.rest("POST", "orgs/acme/projectsV2/1/views", name="View 2", layout="table")
    dry = own.run({"project": board}, dry_run=True)
    done = own.run({"project": board})
    assert unlike(done) == [KEPT, "removed project_view View 2: the cards stay"]
    assert (done.code, unlike(dry)) == (0, unlike(done))
    assert unlike(own.run({"project": board})) == [KEPT]
    assert drift(own) == ["mismatch view View 1 / existence: exists, declared none"]


def test_the_only_view_goes_once_another_one_is_made_and_undo_brings_it_back(own: Own) -> None:
    before = whole(own.gh, "acme/rocket")
    for views in ([GONE, PLAN], [PLAN, GONE]):
        done = own.run({"project": {"title": "Board", "views": views}})
        assert sorted(unlike(done)) == [
            "created project_view Plan: no such view",
            "removed project_view View 1: the cards stay",
        ]
        assert drift(own) == []
        back = undone(own.trial)
        assert (back.code, back.outcomes) == (0, {"created": 1, "removed": 1})
        assert differing(whole(own.gh, "acme/rocket"), before) == []


def test_undo_leaves_the_view_that_it_made_if_people_took_the_others(own: Own) -> None:
    assert own.run({"project": {"title": "Board", "views": [PLAN]}}).code == 0
    views = own.board(_VIEWS)["views"]
    first = views["nodes"][0]["id"]
    own.gh.graphql(
        f'mutation {{ deleteProjectV2View(input: {{viewId: "{first}"}}) {{ clientMutationId }} }}'
    )
    back = undone(own.trial)
    assert (back.code, unlike(back)) == (0, [KEPT.replace("View 1", "Plan")])


@pytest.mark.parametrize(
    "views",
    [[{"name": "View 1", "layout": "board"}], [{"name": "view 1"}], [GONE], [GONE, PLAN]],
    ids=["changed", "spelt otherwise", "the only one", "replaced"],
)
def test_a_new_board_has_a_first_view_and_a_dry_run_knows_it(
    own: Own, views: list[dict[str, str]]
) -> None:
    board = {"project": {"title": "Another", "views": views}}
    assert unlike(own.run(board, dry_run=True)) == unlike(own.run(board))
    assert unlike(own.run(board)) == ([KEPT] if views == [GONE] else [])
