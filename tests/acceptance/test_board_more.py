"""What a board has beside the cards of issues: status updates, and drafts that became issues."""

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Trial
from tests.acceptance.hands import Hands
from tests.acceptance.own import REPOSITORY, Own, drift, unlike
from tests.acceptance.test_undo import runs_of, undone
from tests.acceptance.whole import as_before, whole

_UPDATES = """{ organization(login: "acme") { projectsV2(first: 1) { nodes {
  statusUpdates(first: 5) { nodes { status } } } } } }"""

_VIEWS = """{ organization(login: "acme") { projectsV2(first: 1) { nodes {
  views(first: 5) { nodes { name } } } } } }"""


@pytest.fixture
def own(trial: Trial, tmp_path: Path) -> Own:
    own = Own(trial, tmp_path)
    own.seed({"issues": [{"title": "Old plan"}]})
    return own


def test_a_status_update_is_posted_again_when_its_content_changes(own: Own) -> None:
    update = {"key": "week", "status": "on_track", "body": "Fine"}
    declared = {"project": {"title": "Rocket", "status_updates": [update]}}
    for _ in range(2):
        assert own.run(declared).code == 0
    update["status"], update["start"] = "at_risk", "2026-12-01"
    done = own.run(declared)
    assert unlike(done) == ["created status_update week: not posted since it changed"]
    change = done.change("week")
    assert change["existing"] == {"status": "on_track", "start": None}
    assert change["desired"] == {"status": "at_risk", "start": "2026-12-01"}
    project = own.board(_UPDATES)
    statuses = [each["status"] for each in project["statusUpdates"]["nodes"]]
    assert statuses == ["AT_RISK", "ON_TRACK"]


def test_a_project_is_closed_when_its_cards_are_there_and_undo_takes_all_back(own: Own) -> None:
    own.seed()
    before = whole(own.gh, REPOSITORY)
    declared = {
        "issues": [{"key": "a", "title": "A"}],
        "project": {"title": "Done", "closed": True, "drafts": [{"title": "Later"}]},
    }
    done = own.run(declared)
    first = runs_of(own.trial)[0]
    order = [(each["module"], each["outcome"]) for each in done.changes]
    closed = order.index(("project", "updated"))
    assert closed > order.index(("project_item", "created"))
    assert closed > order.index(("draft", "created"))
    assert (drift(own), own.run(declared).writes) == ([], [])
    back = undone(own.trial, undoes=first)
    assert back.code == 0, unlike(back)
    assert as_before(before, whole(own.gh, REPOSITORY)) == before


def test_views_come_in_the_declared_order_whatever_they_wait_for(own: Own) -> None:
    fields = [{"name": f"F{number}", "type": "text"} for number in range(20)]
    views: list[dict[str, Any]] = [
        {"name": "Last field", "layout": "table", "fields": ["Title", "F19"]},
        {"name": "First field", "layout": "table", "fields": ["Title", "F0"]},
        {"name": "Board", "layout": "board"},
        {"name": "Middle", "layout": "table", "group_by": "F9"},
        {"name": "Roadmap", "layout": "roadmap"},
    ]
    declared = {"project": {"title": "Views", "fields": fields, "views": views}}
    own.seed()
    done = own.run(declared)
    assert done.code == 0
    made = [each for each in done.changes if each["module"] == "project_view"]
    assert [each["number"] for each in made] == [2, 3, 4, 5, 6]
    assert own.run(declared).writes == []


@pytest.mark.parametrize("fault", ["html-502", "html-502-after"])
def test_a_view_without_an_answer_is_there_once_even_if_its_tab_is_another(
    own: Own, fault: str
) -> None:
    """The tabs after it do not wait: nobody knows whether it is still going to come."""
    views = [{"name": name, "layout": "table"} for name in ("One", "Two")]
    declared = {"project": {"title": "Rocket", "views": views}}
    own.trial.sandbox.set_faults([{"operation": "POST /**/views", "nth": 1, "fault": fault}])
    is_made = fault == "html-502-after"
    assert (own.run(declared).code == 0) is is_made
    own.trial.sandbox.set_faults(None)
    assert own.run(declared).code == 0
    shown = own.board(_VIEWS)["views"]["nodes"]
    wanted = ["View 1", "One", "Two"] if is_made else ["View 1", "Two", "One"]
    assert [each["name"] for each in shown] == wanted
    assert own.run(declared).writes == []


def test_a_draft_that_became_an_issue_is_left_alone(own: Own) -> None:
    declared: dict[str, Any] = {"project": {"title": "Rocket", "drafts": [{"title": "Old plan"}]}}
    assert own.run(declared).code == 0
    hands = Hands(own.gh, REPOSITORY)
    hands.do("deleteProjectV2Item {projectId: <project>, itemId: <card Old plan>}")
    hands.do("addProjectV2ItemById {projectId: <project>, contentId: <issue Old plan>}")
    again = own.run(declared)
    assert (again.writes, drift(own)) == ([], [])
