"""`state: absent`: what is declared so is taken away, verified so, and comes back by undo."""

from pathlib import Path
from typing import Any

import pytest

from gh_playbook.declaration.source import InputError
from gh_playbook.verification import verify
from tests.acceptance.conftest import Trial
from tests.acceptance.own import REPOSITORY as OWN
from tests.acceptance.own import Own
from tests.acceptance.test_undo import undone
from tests.acceptance.whole import unlike, whole
from tests.verification.conftest import settings

REPOSITORY = "PimpMyNines/empty"
THERE = """\
repository: PimpMyNines/empty
labels: [{name: keep, color: d73a4a}, {name: go, color: d73a4a, description: It goes}]
milestones: [{title: Keep}, {title: Go, description: It goes}]
issue_types: [{name: Chore, description: It goes, color: gray}]
issues:
  - {key: a, title: A, labels: [go, keep], milestone: Go, type: Chore, priority: High}
  - {key: b, title: B, blocked_by: [a], priority: Low}
project:
  title: Board
  fields:
    - {name: Priority, value: priority, options: [High, Low]}
    - {name: Notes, type: text}
  views: [{name: Table, layout: table, fields: [Title, Priority]}]
"""
# As it would be written to have them taken away.
AWAY = """\
repository: PimpMyNines/empty
labels: [{name: keep, color: d73a4a}, {name: go, state: absent}]
milestones: [{title: Keep}, {title: Go, state: absent}]
issue_types: [{name: Chore, state: absent}]
issues:
  - {key: a, title: A, labels: [keep]}
  - {key: b, title: B, state: absent}
project:
  title: Board
  fields:
    - {name: Priority, options: [{name: High, state: absent}, Low]}
    - {name: Notes, type: text, state: absent}
  views: [{name: Table, state: absent}]
"""


@pytest.fixture
def backlog(fresh: Trial, tmp_path: Path) -> Path:
    """A backlog of which all is there."""
    path = tmp_path / "backlog.yml"
    path.write_text(THERE)
    assert fresh.run(backlog=path, yes=True).code == 0
    return path


def test_what_is_declared_absent_goes_and_undo_brings_it_back(fresh: Trial, backlog: Path) -> None:
    before = whole(fresh.gh, REPOSITORY)
    backlog.write_text(AWAY)
    dry = fresh.run(backlog=backlog, dry_run=True)
    assert (dry.code, dry.writes) == (0, [])
    assert dry.change("go")["reason"] == "1 issue loses it"
    done = fresh.run(backlog=backlog, yes=True)
    assert done.code == 0
    removed = {each["key"]: each["module"] for each in done.changes if each["outcome"] == "removed"}
    assert set(removed) == {"go", "Go", "Chore", "b", "Notes", "Table"}
    assert done.change("Priority")["reason"] == "options; 1 card has one that is removed"
    after = whole(fresh.gh, REPOSITORY)
    assert [each["name"] for each in after["labels"] if each["name"] in {"go", "keep"}] == ["keep"]
    assert [each["title"] for each in after["milestones"]] == ["Keep"]
    assert (after["issues"][2]["state"], after["issues"][2]["projectItems"]) == ("CLOSED", [])
    assert not verify(settings(fresh.sandbox, backlog=backlog)).drift
    assert not fresh.run(backlog=backlog).writes
    assert undone(fresh).code == 0
    assert whole(fresh.gh, REPOSITORY) == before
    again = undone(fresh)
    assert (again.code, again.outcomes.get("conflict")) == (0, None)
    assert unlike(whole(fresh.gh, REPOSITORY), after) == []


def test_verify_names_what_is_still_there(fresh: Trial, backlog: Path) -> None:
    backlog.write_text(AWAY)
    drift = verify(settings(fresh.sandbox, backlog=backlog)).drift
    there = {(each.kind, each.key) for each in drift if each.expected == "none"}
    assert there == {
        *(("label", "go"), ("milestone", "Go"), ("issue type", "Chore"), ("issue", "b")),
        *(("field", "Notes"), ("view", "Table"), ("option", "Priority: High")),
    }


def test_an_issue_that_is_declared_again_is_opened_again(fresh: Trial, backlog: Path) -> None:
    backlog.write_text(AWAY)
    assert fresh.run(backlog=backlog, yes=True).code == 0
    backlog.write_text(THERE)
    done = fresh.run(backlog=backlog, yes=True)
    assert (done.code, done.mutations.get("createIssue")) == (0, None)
    assert whole(fresh.gh, REPOSITORY)["issues"][2]["state"] == "OPEN"


def test_a_link_and_a_file_go_by_a_playbooks_steps(
    fresh: Trial, backlog: Path, tmp_path: Path
) -> None:
    playbook = tmp_path / "steps.yml"
    playbook.write_text("- dependency: {issue: b, blocked_by: a, state: absent}\n")
    done = fresh.run(str(playbook.with_suffix("")), backlog=backlog)
    assert (done.code, done.changed) == (0, {"b ← a": "removed"})
    assert whole(fresh.gh, REPOSITORY)["issues"][2]["blockedBy"] == []


def test_what_an_issue_needs_cannot_be_declared_absent(fresh: Trial, backlog: Path) -> None:
    backlog.write_text(
        THERE.replace("It goes}]\nmilestones", "It goes, state: absent}]\nmilestones")
    )
    with pytest.raises(InputError, match="the label 'go' is declared absent, but used here"):
        fresh.run(backlog=backlog)


WORN: dict[str, Any] = {
    "labels": [{"name": "go"}],
    "milestones": [{"title": "Go"}],
    "issues": [
        {"title": "A", "labels": ["go"], "milestone": "Go"},
        {"title": "Pipe", "labels": ["go"], "milestone": "Go", "pull_request": {}},
    ],
}


def test_pull_requests_lose_a_label_and_a_milestone_too_and_get_them_back(
    trial: Trial, tmp_path: Path
) -> None:
    own = Own(trial, tmp_path)
    own.seed(WORN)
    before = whole(own.gh, OWN)
    away = {
        "labels": [{"name": "go", "state": "absent"}],
        "milestones": [{"title": "Go", "state": "absent"}],
    }
    done = own.run(away)
    assert done.change("go")["reason"] == "1 issue and 1 pull request lose it"
    assert done.change("Go")["reason"] == "1 issue and 1 pull request lose it"
    back = undone(trial)
    assert back.change("go")["reason"].endswith("given back to 1 issue and 1 pull request")
    assert whole(own.gh, OWN) == before


def test_what_an_issue_loses_while_it_changes_itself_is_given_back_once(
    trial: Trial, tmp_path: Path
) -> None:
    """One request removes the label and changes the issue, whose answer then lacks the label."""
    own = Own(trial, tmp_path)
    own.seed(WORN)
    one = {"key": "a", "number": 1, "title": "A", "description": "Before."}
    assert own.run({"issues": [{**one, "type": "Spike"}], "issue_types": ["Spike"]}).code == 0
    before = whole(own.gh, OWN)
    away = {"state": "absent"}
    done = own.run(
        {
            "labels": [{"name": "go", **away}],
            "milestones": [{"title": "Go", **away}],
            "issue_types": [{"name": "Spike", **away}],
            "issues": [{**one, "description": "After."}],
        }
    )
    assert done.code == 0
    dry = undone(trial, dry_run=True)
    assert dry.change("a")["reason"] == "as before the run: body"
    assert undone(trial).code == 0
    assert whole(own.gh, OWN) == before
    assert undone(trial).code == 0


def test_what_took_the_place_of_a_removed_thing_is_replaced_by_it_again(
    trial: Trial, tmp_path: Path
) -> None:
    own = Own(trial, tmp_path)
    own.seed(WORN)
    one = {"key": "a", "number": 1, "title": "A"}
    first = {"issue_types": ["Spike"], "issues": [{**one, "type": "Spike", "milestone": "Go"}]}
    first |= {"milestones": ["Go", "Other"], "issue_types": ["Spike", "Chore"]}
    assert own.run(first).code == 0
    before = whole(own.gh, OWN)
    away = {"state": "absent"}
    done = own.run(
        {
            "milestones": [{"title": "Go", **away}, "Other"],
            "issue_types": [{"name": "Spike", **away}, "Chore"],
            "issues": [{**one, "milestone": "Other", "type": "Chore"}],
        }
    )
    assert done.code == 0
    between = whole(own.gh, OWN)
    assert undone(trial).code == 0
    assert whole(own.gh, OWN) == before
    assert undone(trial).code == 0
    assert whole(own.gh, OWN) == between


TAKEN_OFF = {"key": "a", "number": 1, "title": "A", "remove_labels": ["go"]}


def test_a_label_that_left_an_issue_and_then_went_itself_comes_back_to_it(
    trial: Trial, tmp_path: Path
) -> None:
    own = Own(trial, tmp_path)
    own.seed(WORN)
    before = whole(own.gh, OWN)
    done = own.run({"labels": [{"name": "go", "state": "absent"}], "issues": [TAKEN_OFF]})
    assert done.code == 0, done.out
    assert undone(trial).code == 0
    assert whole(own.gh, OWN) == before


def test_what_people_deleted_since_is_not_given_back_and_named_once(
    trial: Trial, tmp_path: Path
) -> None:
    own = Own(trial, tmp_path)
    own.seed(WORN)
    one = {**TAKEN_OFF, "description": "Text.", "milestone": "Other"}
    assert own.run({"milestones": ["Other"], "issues": [one]}).code == 0
    own.gh.rest("DELETE", f"repos/{OWN}/labels/go")
    own.gh.rest("DELETE", f"repos/{OWN}/milestones/1")
    done = undone(trial)
    assert done.code == 0
    change = done.change("a")
    assert change["outcome"] == "conflict"
    told = "edited since, and left: the label 'go', which no longer exists"
    assert told in change["reason"]
    assert change["reason"].endswith("the milestone 'Go', which no longer exists")
    assert done.mutations["updateIssue"] == 1


def test_a_label_that_pull_requests_have_by_now_is_left_by_undo(
    trial: Trial, tmp_path: Path
) -> None:
    own = Own(trial, tmp_path)
    own.seed({"issues": [{"title": "Pipe", "pull_request": {}}]})
    own.run({"labels": [{"name": "new"}]})
    own.gh.rest("POST", f"repos/{OWN}/issues/1/labels", labels=["new"])
    assert undone(trial).change("new")["reason"] == "used by #1"
