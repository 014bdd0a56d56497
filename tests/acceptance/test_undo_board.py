"""Undo of what only a board has: drafts, status updates, and iterations that cards have."""

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Done, Trial
from tests.acceptance.every import Every
from tests.acceptance.own import REPOSITORY, Own, do, unlike
from tests.acceptance.test_iterations import KEPT, sprints
from tests.acceptance.test_undo import runs_of, undone
from tests.acceptance.whole import as_before, whole

_DRAFTS = """{ organization(login: "acme") { projectsV2(first: 1) { nodes { id
  statusUpdates(first: 5) { nodes { id status } }
  items(first: 20) { nodes { id content { ... on DraftIssue { id title } } } } } } } }"""
DECLARED: dict[str, Any] = {
    "project": {
        "title": "Plan",
        "fields": [
            {"name": "Team", "options": ["Hull", "Power"]},
            {
                "name": "Sprint",
                "value": "sprint",
                "iterations": [
                    {"title": "Sprint two", "start": "2026-11-23"},
                    {"title": "Sprint 3", "start": "2026-12-07"},
                ],
            },
        ],
        "drafts": [
            {"title": "Paint it", "body": "Green", "fields": {"Team": "Hull"}},
            {"title": "Name it", "body": "After whom?", "fields": {"Team": "Power"}},
        ],
        "status_updates": [
            {"key": "begun", "status": "on_track", "start": "2026-11-23", "body": "We began."},
            {"key": "late", "status": "at_risk"},
        ],
    },
    "set_once": {"fields": []},
}


@pytest.fixture
def own(trial: Trial, tmp_path: Path) -> Own:
    """A board with a draft, a status update of people's, and cards in two sprints."""
    own = Own(trial, tmp_path)
    fields = [
        {"name": "Team", "options": ["Hull", "Power"]},
        {
            "name": "Sprint",
            "type": "iteration",
            "duration": 7,
            "iterations": [
                {"title": "Sprint 1", "start_date": "2026-11-09", "duration": 14},
                {"title": "Sprint 2", "start_date": "2026-11-23", "duration": 14},
            ],
        },
    ]
    items = [
        {"repository": "rocket", "number": number, "values": {"Sprint": sprint}}
        for number, sprint in ((1, "Sprint 1"), (2, "Sprint 2"), (3, "Sprint 2"))
    ]
    items.append({"title": "Paint it", "body": "Red", "values": {"Team": "Power"}})
    project = {"title": "Plan", "repositories": ["rocket"], "fields": fields, "items": items}
    project["status_updates"] = [{"status": "inactive", "body": "People's"}]
    issues = [{"title": title} for title in KEPT]
    own.seed({"issues": issues}, people=("hubot",), projects=[project])
    return own


def carried_out(own: Own, declared: dict[str, Any] = DECLARED) -> Done:
    done = own.run(declared)
    assert done.code == 0, unlike(done)
    return done


def drafts(own: Own) -> dict[str, str]:
    """Return the ids of the drafts, by their titles."""
    contents = (each["content"] for each in own.board(_DRAFTS)["items"]["nodes"])
    return {each["title"]: each["id"] for each in contents if each}


def left(done: Done) -> dict[str, str]:
    """Return what undo has left, with the reasons."""
    return {each["key"]: each["reason"] for each in done.changes if each["outcome"] == "conflict"}


def test_all_of_it_is_as_before_and_undone_again_as_it_became(own: Own) -> None:
    before = whole(own.gh, REPOSITORY)
    carried_out(own)
    assert sprints(own) | KEPT == sprints(own)
    between = whole(own.gh, REPOSITORY)
    done = undone(own.trial)
    assert done.code == 0, unlike(done)
    assert whole(own.gh, REPOSITORY) == before
    again = undone(own.trial)
    assert again.code == 0, unlike(again)
    assert whole(own.gh, REPOSITORY) == between
    assert own.run(DECLARED).writes == []


def test_a_dry_run_says_the_same_and_writes_nothing(own: Own) -> None:
    carried_out(own)
    dry = undone(own.trial, dry_run=True)
    assert not dry.writes
    assert unlike(dry) == unlike(undone(own.trial))


def test_a_backlog_that_says_everything_is_taken_back(trial: Trial, tmp_path: Path) -> None:
    every = Every.made(trial, tmp_path)
    trial.sandbox.reset(seed=every.seed)
    states = [whole(trial.gh, f"acme/{name}") for name in ("rocket", "base")]
    assert every.run().code == 0
    between = whole(trial.gh, REPOSITORY)["issues"]
    done = undone(trial)
    assert (done.code, left(done)) == (0, {})
    for state, name in zip(states, ("rocket", "base"), strict=True):
        assert as_before(state, whole(trial.gh, f"acme/{name}")) == state
    # Issues keep what they had in every kind of field, of the owner and of the board.
    again = undone(trial)
    assert (again.code, left(again)) == (0, {})
    assert whole(trial.gh, REPOSITORY)["issues"] == between


def test_what_people_changed_since_is_left_and_said(own: Own) -> None:
    carried_out(own)
    ids, now = drafts(own), own.board(_DRAFTS)
    texts = {ids["Name it"]: "After her", ids["Paint it"]: "Blue"}
    late = now["statusUpdates"]["nodes"][0]["id"]
    do(
        own,
        *(
            f'updateProjectV2DraftIssue(input: {{draftIssueId: "{id}", body: "{body}"}})'
            for id, body in texts.items()
        ),
        f'updateProjectV2StatusUpdate(input: {{statusUpdateId: "{late}", status: COMPLETE}})',
    )
    assert left(undone(own.trial)) == {
        "Name it": "edited since, and left: body",
        "Paint it": "as before the run: Team; edited since, and left: body",
        "late": "edited since, and left: status",
    }
    assert sorted(drafts(own)) == ["Name it", "Paint it"]
    told = [each["status"] for each in own.board(_DRAFTS)["statusUpdates"]["nodes"]]
    assert told == ["COMPLETE", "INACTIVE"]


def test_a_draft_that_became_an_issue_and_one_of_the_same_title_are_left(own: Own) -> None:
    carried_out(own)
    of = own.board(_DRAFTS)["id"]
    (card,) = [
        each["id"]
        for each in own.board(_DRAFTS)["items"]["nodes"]
        if (each["content"] or {}).get("title") == "Name it"
    ]
    do(
        own,
        f'deleteProjectV2Item(input: {{projectId: "{of}", itemId: "{card}"}})',
        f'addProjectV2DraftIssue(input: {{projectId: "{of}", title: "Name it", body: "Mine"}})',
    )
    theirs = drafts(own)["Name it"]
    assert undone(own.trial).code == 0
    assert drafts(own)["Name it"] == theirs


def test_an_iteration_that_cards_have_by_now_stays_with_them(own: Own) -> None:
    carried_out(own)
    first = runs_of(own.trial)[0]
    moved = {"key": "a", "title": "A", "fields": {"Sprint": "Sprint 3"}}
    carried_out(own, {**DECLARED, "issues": [moved]})
    done = undone(own.trial, undoes=first)
    assert left(done)["Sprint"].endswith("edited since, and left: Sprint 3, which cards have")
    assert done.change("Sprint")["warnings"] == []  # It is said once.
    theirs = {"A": "Sprint 3", "B": "Sprint 2", "People's": "Sprint 2", "Paint it": None}
    assert sprints(own) == theirs
    again = undone(own.trial, undoes=first)
    assert (again.writes, left(again)) == (
        [],
        {"Sprint": "edited since, and left: Sprint 3, which cards have"},
    )


def test_iterations_of_a_field_that_had_none_are_left_where_github_ignores_that(own: Own) -> None:
    """The list is sent; what GitHub makes of an empty one, nobody has written down."""
    made = """createProjectV2Field(input: {projectId: "%s", name: "Quarter", dataType: ITERATION,
      iterationConfiguration: {startDate: "2026-11-24", duration: 90, iterations: []}})"""
    do(own, made % own.board(_DRAFTS)["id"])
    quarter = {"name": "Quarter", "iterations": [{"title": "Q1", "start": "2027-01-01"}]}
    before = whole(own.gh, REPOSITORY)
    carried_out(own, {"project": {"title": "Plan", "fields": [quarter]}})
    done = undone(own.trial)
    assert (done.code, {*done.mutations}) == (1, {"updateProjectV2Field"})
    told = done.change("Quarter")["reason"]
    assert "GitHub does not keep it: iterations; there were none before: delete them at" in told
    after = whole(own.gh, REPOSITORY)
    assert _schedule(after, "Quarter")["iterations"].pop()["title"] == "Q1"
    assert after == before


def _schedule(state: dict[str, Any], name: str) -> Any:
    (field,) = (each for each in state["projects"][0]["fields"] if each["name"] == name)
    return field["configuration"]


def test_what_came_with_a_board_of_the_run_has_gone_with_it(own: Own) -> None:
    """GitHub gave the board its Status: the same undo once more calls that nobody's removal."""
    status = {"name": "Status", "options": ["Todo", "Doing"]}
    carried_out(own, {"project": {"title": "New", "fields": [status]}})
    run = runs_of(own.trial)[0]
    assert undone(own.trial).outcomes.keys() == {"updated", "removed"}
    again = undone(own.trial, undoes=run)
    assert ({*again.outcomes}, left(again), again.writes) == ({"skipped"}, {}, [])
