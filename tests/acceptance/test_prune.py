"""`prune`: what the backlog does not name goes, of the kinds that it lists; undo brings it back."""

from pathlib import Path

import pytest

from gh_playbook.convergence.preparation import prepare
from gh_playbook.declaration.source import InputError
from gh_playbook.settings import Settings
from tests.acceptance.conftest import ROOT, Trial
from tests.acceptance.test_undo import undone
from tests.acceptance.whole import whole

REPOSITORY = "PimpMyNines/empty"
BACKLOG = """\
repository: PimpMyNines/empty
labels: [{name: keep, color: d73a4a}, {name: go, color: d73a4a}]
milestones: [{title: Keep}, {title: Go}]
issues:
  - {key: a, title: A, labels: [go, keep], milestone: Go}
  - {key: b, title: B, blocked_by: [a], related_to: [c]}
  - {key: c, title: C, labels: [go]}
project: {title: Board, fields: [{name: Notes, type: text}]}
"""
LESS = """\
repository: PimpMyNines/empty
labels: [{name: keep, color: d73a4a}]
milestones: [{title: Keep}]
issues:
  - {key: a, title: A, labels: [keep]}
  - {key: b, title: B}
project: {title: Board, fields: [{name: Notes, type: text}]}
"""


@pytest.fixture
def backlog(fresh: Trial, tmp_path: Path) -> Path:
    """A backlog that has less than there is."""
    path = tmp_path / "backlog.yml"
    path.write_text(BACKLOG)
    assert fresh.run(backlog=path, yes=True).code == 0
    path.write_text(LESS)
    return path


def test_all_has_every_step_once(tmp_path: Path) -> None:
    """A step that was there twice would tell twice what hinders it."""
    path = tmp_path / "backlog.yml"
    path.write_text(f"{LESS}prune: [labels, milestones, links, cards, issues]\n")
    steps = prepare(Settings(ROOT / "playbooks" / "all.yml", backlog=path)).steps
    names = [each.step.name for each in steps]
    assert len(names) == len(set(names))


def test_nothing_is_pruned_unless_that_is_said(fresh: Trial, backlog: Path) -> None:
    before = whole(fresh.gh, REPOSITORY)
    done = fresh.run("prune", backlog=backlog)
    assert (done.code, done.changes, done.writes) == (0, [], [])
    (hint,) = done.document["run"]["warnings"]
    assert hint.startswith("the backlog's `prune` lists nothing, so nothing is removed: `prune: [")
    assert fresh.run(backlog=backlog).outcomes.get("removed") is None
    assert whole(fresh.gh, REPOSITORY)["labels"] == before["labels"]


def test_what_the_backlog_does_not_name_goes_and_undo_brings_it_back(
    fresh: Trial, backlog: Path
) -> None:
    assert fresh.run(backlog=backlog).code == 0
    before = whole(fresh.gh, REPOSITORY)
    numbers = {each["title"]: number for number, each in before["issues"].items()}
    backlog.write_text(f"{LESS}prune: [labels, milestones, links, cards, issues]\n")
    dry = fresh.run("prune", backlog=backlog, dry_run=True)
    assert (dry.code, dry.writes) == (0, [])
    done = fresh.run("prune", backlog=backlog, yes=True)
    assert done.code == 0
    told = {(each["module"], each["key"]): each["reason"] for each in done.changes}
    assert told == {(each["module"], each["key"]): each["reason"] for each in dry.changes}
    assert {(each["module"], each["key"]) for each in done.changes} >= {
        *(("label", "go"), ("milestone", "Go"), ("dependency", "b ← a")),
        *(("card", f"#{numbers['C']}"), ("orphan", "c")),
    }
    assert told["label", "go"] == "2 issues lose it"
    # What is gone by then has its number, too.
    for run in (dry, done):
        gone = {each["module"]: each["number"] for each in run.changes if each["number"]}
        assert gone["orphan"] == numbers["C"]
        assert gone["dependency"] == numbers["B"]
    after = whole(fresh.gh, REPOSITORY)
    assert [each["title"] for each in after["milestones"]] == ["Keep"]
    assert after["issues"][numbers["C"]]["stateReason"] == "NOT_PLANNED"
    assert after["issues"][numbers["B"]]["blockedBy"] == []
    assert not fresh.run(backlog=backlog).writes
    assert undone(fresh).code == 0
    assert whole(fresh.gh, REPOSITORY) == before
    again = undone(fresh)
    assert (again.code, again.outcomes.get("conflict")) == (0, None)


def test_much_is_asked_about(fresh: Trial, backlog: Path) -> None:
    for number in range(12):
        fresh.gh.rest("POST", f"repos/{REPOSITORY}/labels", name=f"l{number}", color="222222")
    backlog.write_text(f"{LESS}prune: [labels]\n")
    with pytest.raises(InputError, match="would be removed"):
        fresh.run("prune", backlog=backlog)


def test_people_keep_what_is_theirs(fresh: Trial, backlog: Path) -> None:
    """An issue of people's keeps its link, and stays open, whatever is pruned."""
    theirs = fresh.gh.rest("POST", f"repos/{REPOSITORY}/issues", title="Theirs").json
    path = f"repos/{REPOSITORY}/issues/1/dependencies/blocked_by"
    assert fresh.gh.rest("POST", path, issue_id=theirs["id"]).code == 0
    backlog.write_text(f"{LESS}prune: [links, issues, cards]\n")
    assert fresh.run(backlog=backlog, yes=True).code == 0
    issues = whole(fresh.gh, REPOSITORY)["issues"]
    assert issues[1]["blockedBy"] == [{"number": theirs["number"]}]
    assert issues[theirs["number"]]["state"] == "OPEN"


def test_a_label_that_is_yet_to_be_renamed_is_not_taken_away(fresh: Trial, backlog: Path) -> None:
    """Issues wear it until `setup-labels` gives it its new name; what is left over then goes."""
    assert fresh.run(backlog=backlog).code == 0
    renamed = LESS.replace("{name: keep, color: d73a4a}", "{name: area:keep, previously: [keep]}")
    declared = f"{renamed}prune: [labels]\n".replace("labels: [keep]", "labels: [area:keep]")
    backlog.write_text(declared)
    alone = fresh.run("prune", backlog=backlog, yes=True)
    pruned = {each["key"] for each in alone.changes}
    assert "go" in pruned
    assert "keep" not in pruned
    everything = fresh.run(backlog=backlog)
    assert everything.change("area:keep")["reason"].startswith("renamed from 'keep'")
    worn = whole(fresh.gh, REPOSITORY)["issues"][1]["labels"]
    assert worn == [{"name": "area:keep"}]
    fresh.gh.rest("POST", f"repos/{REPOSITORY}/labels", name="keep", color="222222")
    left_over = fresh.run(backlog=backlog)
    assert (left_over.code, left_over.change("keep")["outcome"]) == (0, "removed")


def test_a_dependency_that_is_turned_round_is_so_after_one_run(
    fresh: Trial, tmp_path: Path
) -> None:
    """GitHub allows no second one in the other direction: the undeclared one goes first."""
    path = tmp_path / "backlog.yml"
    issues = "issues: [{key: a, title: A%s}, {key: b, title: B%s}]"
    text = f"repository: {REPOSITORY}\nprune: [links]\n{issues}\n"
    path.write_text(text % ("", ", blocked_by: [a]"))
    assert fresh.run(backlog=path).code == 0
    before = whole(fresh.gh, REPOSITORY)
    path.write_text(text % (", blocked_by: [b]", ""))
    dry, done = fresh.run(backlog=path, dry_run=True), fresh.run(backlog=path)
    turned = {"a ← b": "created", "b ← a": "removed"}
    assert [each.changed.items() >= turned.items() for each in (dry, done)] == [True, True]
    assert (done.code, fresh.run(backlog=path).writes) == (0, [])
    after = whole(fresh.gh, REPOSITORY)
    for wanted in (before, after):
        assert undone(fresh).code == 0
        assert whole(fresh.gh, REPOSITORY) == wanted
