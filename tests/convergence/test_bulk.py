"""Bulk work over `query(issues, …)`: relabel, retype and close what is there, in memory."""

from dataclasses import replace
from pathlib import Path

import pytest

from gh_playbook.declaration.source import InputError
from gh_playbook.model.author import Author
from gh_playbook.model.change import Change
from gh_playbook.model.existing import (
    ExistingIssue,
    ExistingIssueType,
    ExistingLabel,
    ExistingMilestone,
    Features,
)
from gh_playbook.model.outcome import Outcome, Result
from gh_playbook.model.past import Past
from gh_playbook.model.world import World
from gh_playbook.modules import MODULES
from tests.convergence.playing import loop, prepared
from tests.support.github_in_memory import REPOSITORY

RETYPE = """\
- name: Retype
  existing_issue: {number: "{{ item.number }}", type: Bug, remove_labels: [bug]}
  loop: "{{ query(issues, labels='bug', state='all') }}"
"""


def world(**features: bool) -> World:
    """Return five issues, two of them bugs, one of which is closed."""
    made = World(REPOSITORY, replace(Features(), **features))
    for name in ("bug", "area:web", "area:api"):
        made.put_label(ExistingLabel(f"L-{name}", name, "ededed", ""))
    made.put_milestone(ExistingMilestone("M1", 1, "v1", "", None, "open"))
    made.put_issue_type(ExistingIssueType("T1", "Bug", "", "red"))
    for number, more in enumerate(
        (
            {"labels": ("Bug", "area:web"), "milestone": "v1"},
            {"labels": ("bug",), "state": "closed", "reason": "completed"},
            {"labels": ("area:api",), "assignees": ("octocat",)},
            {"type": "Bug", "author": Author("hubot")},
            {},
        ),
        start=1,
    ):
        issue = ExistingIssue(f"I{number}", number, f"Issue {number}", "text")
        made.put_issue(replace(issue, **more))  # type: ignore[arg-type]
    return made


def results(folder: Path, playbook: str, at: World) -> list[Result]:
    carried_out = loop(prepared(folder, playbook), at)
    carried_out.carry_out()
    return carried_out.results


def changes(folder: Path, playbook: str, at: World) -> list[Change]:
    """Return what a run would send."""
    carried_out = loop(prepared(folder, playbook), at)
    carried_out.carry_out()
    return [each for sent in carried_out.engine.sender.rounds for each in sent]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("", [1, 3, 4, 5]),
        ("state='all'", [1, 2, 3, 4, 5]),
        ("state='closed'", [2]),
        ("labels='bug'", [1]),
        ("labels=['bug', 'area:*'], state='all'", [1]),
        ("labels='area:*'", [1, 3]),
        ("labels=none", [4, 5]),
        ("milestone='V1'", [1]),
        ("milestone=none", [3, 4, 5]),
        ("type='bug'", [4]),
        ("assignees='octocat'", [3]),
        ("author='hubot'", [4]),
        ("title='issue ?', labels='area:api'", [3]),
    ],
)
def test_a_query_finds_what_fits(asked: str, numbers: list[int], tmp_path: Path) -> None:
    playbook = (
        f'- debug: {{msg: "{{{{ item.number }}}}"}}\n  loop: "{{{{ query(issues, {asked}) }}}}"\n'
    )
    assert [int(each.reason) for each in results(tmp_path, playbook, world())] == numbers


def test_a_label_becomes_an_issue_type_and_the_next_run_has_nothing_to_do(tmp_path: Path) -> None:
    at = world()
    carried_out = loop(prepared(tmp_path, RETYPE), at)
    carried_out.carry_out()
    assert [(each.key, each.outcome, each.reason) for each in carried_out.results] == [
        ("#1", Outcome.UPDATED, "labels, type"),
        ("#2", Outcome.UPDATED, "labels, type"),
    ]
    after = carried_out.engine.world
    assert [(after.issues[id].labels, after.issues[id].type) for id in ("I1", "I2")] == [
        (("area:web",), "Bug"),
        ((), "Bug"),
    ]
    assert results(tmp_path, RETYPE, after) == []


def test_the_label_is_taken_off_last_so_that_a_run_that_breaks_off_finds_it_again(
    tmp_path: Path,
) -> None:
    (first, _) = changes(tmp_path, RETYPE, world())
    assert [each.name for each in first.operations] == [  # type: ignore[union-attr]
        "updateIssue",
        "removeLabelsFromLabelable",
    ]
    assert first.operations[0].input == {"id": "I1", "issueTypeId": "T1"}  # type: ignore[union-attr]


def test_where_there_are_no_types_the_label_stays(tmp_path: Path) -> None:
    for each in results(tmp_path, RETYPE, world(issue_types=False)):
        assert (each.outcome, each.differences) == (Outcome.UNSUPPORTED, ())
        assert not each.changed


def test_an_issue_is_closed_for_a_reason_and_undone(tmp_path: Path) -> None:
    playbook = "- existing_issue: {number: 3, state_reason: not_planned, labels: [bug]}\n"
    at = world()
    carried_out = loop(prepared(tmp_path, playbook), at)
    carried_out.carry_out()
    (result,) = carried_out.results
    assert result.reason == "labels, state, state_reason"
    (sent,) = changes(tmp_path, playbook, at)
    past = Past("existing_issue", "#3", sent.before, sent.after)
    back = MODULES["existing_issue"].restore(past, carried_out.engine.world)
    assert {each.field: each.desired for each in back.differences} == {
        "labels": ("area:api",),
        "state": "open",
    }


@pytest.mark.parametrize(
    ("asked", "outcome", "told"),
    [
        ("number: 9, state: closed", Outcome.FAILED, "there is no issue of this number"),
        ("number: 1, labels: [none]", Outcome.BLOCKED, "needs the label 'none'"),
        ("number: 1, milestone: v9", Outcome.BLOCKED, "needs the milestone 'v9'"),
        ("number: 1, type: Task", Outcome.BLOCKED, "needs the issue type 'Task'"),
        ("number: 1, labels: [BUG], milestone: V1", Outcome.SKIPPED, "as declared"),
        ("number: 2, state_reason: completed", Outcome.SKIPPED, "as declared"),
    ],
)
def test_how_one_issue_ends(asked: str, outcome: Outcome, told: str, tmp_path: Path) -> None:
    (result,) = results(tmp_path, f"- existing_issue: {{{asked}}}\n", world())
    assert (result.outcome, told in result.reason) == (outcome, True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{number: 0}", "1:28: number: must be 1 or more"),
        (
            "{number: 1, labels: [a], remove_labels: [A]}",
            "'a' is both to be added and to be removed",
        ),
        ("{number: 1, state: open, state_reason: completed}", "an open issue has no state_reason"),
        ("{nmber: 1}", "unknown key 'nmber': did you mean 'number'?"),
    ],
)
def test_what_is_wrong_is_reported(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        prepared(tmp_path, f"- existing_issue: {text}\n")
    assert told in str(caught.value)


def test_a_query_that_is_wrong_fails_its_step_and_says_where(tmp_path: Path) -> None:
    playbook = '- debug: {}\n  loop: "{{ query(issues, label=1) }}"\n'
    (result,) = results(tmp_path, playbook, world())
    assert result.outcome is Outcome.FAILED
    assert result.reason == "template error: query has no 'label': did you mean 'labels'?"
    assert str(result.source).endswith("all.yml:2:9")
