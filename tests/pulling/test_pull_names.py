"""What people renamed has its new name wherever the file names it."""

import json
from dataclasses import replace

import pytest

from gh_playbook.convergence.plan.plan import make_plan
from gh_playbook.model.existing import ExistingIssue
from tests.pulling.trial import BACKLOG, Trial, born_of


@pytest.mark.parametrize("knows_ids", [True, False])
def test_what_people_renamed_has_its_new_name_wherever_it_is_named(
    trial: Trial, *, knows_ids: bool
) -> None:
    if not knows_ids:
        (trial.settings.memory / "pulled").rename(trial.path.parent / "kept")
        for path in (trial.path.parent / "kept").rglob("*.json"):
            data = json.loads(path.read_text())
            target = trial.settings.memory / "pulled" / path.relative_to(trial.path.parent / "kept")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(json.dumps({**data, "ids": {}}))
    bug, milestone = trial.world.label("bug"), trial.world.milestone("v1")
    assert bug is not None
    assert milestone is not None
    trial.world.put_label(replace(bug, name="is: broken"), instead_of="bug")
    del trial.world.milestones["v1"]
    trial.world.put_milestone(replace(milestone, title="First"))
    for key in ("guide", "outline"):
        trial.set(key, milestone="First")
    found, text = trial.pull()
    assert [str(each) for each in found.taken] == [
        "bug: name bug → is: broken",
        "v1: title v1 → First",
    ]
    assert found.conflicts == ()
    assert text == (
        BACKLOG.replace("{name: bug,", '{name: "is: broken",')
        .replace("labels: [bug]\n", 'labels: ["is: broken"]\n')
        .replace("[v1, v2]", "[First, v2]")
        .replace("milestone: v1\n", "milestone: First\n")
    )
    assert trial.changes() == []


def test_a_label_that_labels_from_makes_is_to_be_renamed_by_hand(trial: Trial) -> None:
    begun = BACKLOG.replace("  - help ", "  - prio:P1\n  - help ") + (
        'labels_from: {priority: "prio:{{ value }}"}\n'
    )
    trial.path.write_text(begun)
    trial.world = born_of(make_plan(trial.prepared, trial.world).world)
    trial.pull()
    label = trial.world.label("prio:P1")
    assert label is not None
    trial.world.put_label(replace(label, name="soon"), instead_of="prio:P1")
    trial.set("guide", labels=("bug", "soon"), title="Write it")
    for is_dry in (True, False):
        trial.settings = replace(trial.settings, dry_run=is_dry)
        found, text = trial.pull(prefer="github")
        (conflict,) = found.conflicts
        assert str(conflict) == (
            "prio:P1: name: the backlog says prio:P1, GitHub has soon "
            "(it comes from `labels_from`: change it by hand)"
        )
        assert [each.field for each in found.taken] == ["title"]
        assert text == (begun if is_dry else begun.replace("Write a guide", "Write it"))
    again, _ = trial.pull()
    assert again.taken == ()
    assert [each.key for each in again.conflicts] == ["prio:P1"]


def test_other_capitals_come_in_where_the_backlog_did_not_change_them(trial: Trial) -> None:
    bug, milestone = trial.world.label("bug"), trial.world.milestone("v1")
    assert bug is not None
    assert milestone is not None
    trial.world.put_label(replace(bug, name="Bug"), instead_of="bug")
    trial.world.put_milestone(replace(milestone, title="V1"))
    trial.set("guide", milestone="V1")
    ours = BACKLOG.replace("- help ", "- Help ")
    trial.path.write_text(ours)
    found, text = trial.pull()
    assert [str(each) for each in found.taken] == ["bug: name bug → Bug", "v1: title v1 → V1"]
    assert text == (
        ours.replace("name: bug", "name: Bug")
        .replace("[bug]", "[Bug]")
        .replace("[v1", "[V1")
        .replace("milestone: v1", "milestone: V1")
    )
    trial.world.put_label(replace(bug, name="BUG"), instead_of="Bug")
    assert "name: BUG" in trial.pull()[1]


def test_a_spelling_that_no_run_has_written_is_not_taken_for_peoples(trial: Trial) -> None:
    """The backlog says BUG from now on: that is for the next run, however often is pulled."""
    text = BACKLOG.replace("{name: bug,", "{name: BUG,").replace("labels: [bug]", "labels: [BUG]")
    trial.path.write_text(text)
    for _ in range(3):
        found, pulled = trial.pull()
        assert (found.taken, found.conflicts, pulled) == ((), (), text)
    assert trial.changes() == ["label BUG: name"]


def test_changes_of_issues_are_shown_with_the_new_names(trial: Trial) -> None:
    bug, milestone = trial.world.label("bug"), trial.world.milestone("v2")
    assert bug is not None
    assert milestone is not None
    trial.world.put_label(replace(bug, name="broken"), instead_of="bug")
    del trial.world.milestones["v2"]
    trial.world.put_milestone(replace(milestone, title="Second"))
    trial.set("guide", milestone="Second", labels=("broken", "docs"))
    found, text = trial.pull()
    assert "milestone: Second\n    assignees" in text
    told = [str(each) for each in found.taken if each.key == "guide"]
    assert told == ["guide: milestone v1 → Second", "guide: labels [broken] → [broken, docs]"]


def test_a_new_issue_has_the_new_names_of_what_people_renamed(trial: Trial) -> None:
    bug, milestone = trial.world.label("bug"), trial.world.milestone("v1")
    kind = trial.world.issue_type("Bug")
    assert bug is not None
    assert milestone is not None
    assert kind is not None
    trial.world.put_label(replace(bug, name="broken"), instead_of="bug")
    del trial.world.milestones["v1"]
    trial.world.put_milestone(replace(milestone, title="First"))
    trial.world.put_issue_type(replace(kind, name="Defect"))
    for key in ("guide", "outline"):
        trial.set(key, milestone="First")
    trial.set("guide", type="Defect")
    born = ExistingIssue("I77", 77, "New", "", labels=("broken",), milestone="First", type="Defect")
    trial.world.put_issue(replace(born, parent=trial.issue("guide").id))
    found, text = trial.pull(parents=True)
    assert found.added == ("#77 New (below guide)",)
    assert "guide: type Task → Defect" in [str(each) for each in found.taken]
    assert "labels: [broken]" in text.partition("number: 77")[2]
    assert [text.count(f"{each}") for each in ("v1", "bug")] == [0, 0]
