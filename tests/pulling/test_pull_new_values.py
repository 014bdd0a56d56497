"""A new issue's entry has the values that it has on GitHub, whatever a backlog would give it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from gh_playbook.model.existing import ExistingIssue, ExistingLabel
from tests.pulling.trial import Trial
from tests.support.github_in_memory import OWN

BACKLOG = """\
repository: PimpMyNines/LLuMinary
defaults: {defaults}
inherit: {inherit}
labels_from: {rules}
labels:
  - bug
  - robots
  - small
  - prio:p1
  - prio:p2
  - type:Task
  - type:Bug
  - cost:5
  - cost:2
milestones: [v1, Harvest]
issue_types: [Bug, Task]
issue_fields:
  - {name: Severity, options: [High, Low]}
  - {name: Due, type: date}
issues:
  - key: guide
    title: Write a guide
    priority: P1
    labels: [small]
    fields: {Cost: 5}
project:
  title: Plan
  fields:
    - {name: Priority, value: priority, options: [P1, P2]}
    - {name: Team, options: [Hull, Power]}
    - {name: Cost, type: number}
"""
ADOPTED = "issue robot-stuck-mud: adopted: body"
PRIORITY = '{priority: "prio:{{ value | lower }}"}'


def trial_of(folder: Path, defaults: str, rules: str = "{}", inherit: str = "[milestone]") -> Trial:
    text = BACKLOG.replace("{defaults}", defaults, 1).replace("{rules}", rules, 1)
    return Trial(folder, text.replace("{inherit}", inherit, 1), has_issue_fields=True)


def put_new(trial: Trial, **values: Any) -> None:
    """Put an issue of people's into GitHub."""
    if "new one" in values.get("labels", ()):
        trial.world.put_label(ExistingLabel("L9", "new one", "ededed", ""))
    issue = ExistingIssue("I9", 9, "Robot stuck in mud", "By hand.", author=OWN)
    trial.world.put_issue(replace(issue, **values))


@pytest.mark.parametrize(
    ("defaults", "rules"),
    [
        ("{}", '{type: "kind:{{ value }}", priority: "prio:{{ value | lower }}"}'),
        ('{labels_from: {type: "kind:{{ value }}"}}', "{}"),
    ],
)
def test_a_rule_that_makes_an_undeclared_label_of_it_does_not_hinder_the_pull(
    defaults: str, rules: str, tmp_path: Path
) -> None:
    trial = trial_of(tmp_path, defaults, rules)
    put_new(trial, labels=("bug",), type="Bug")
    found, text = trial.pull(choice="#9")
    assert found.added == ("#9 Robot stuck in mud (an issue of its own)",)
    assert "type: null" in text
    assert trial.changes() == [ADOPTED]


def test_its_labels_and_assignees_stay_where_the_backlog_makes_labels_of_values(
    tmp_path: Path,
) -> None:
    trial = trial_of(tmp_path, "{priority: P2, type: Task}", PRIORITY)
    put_new(trial, labels=("bug", "robots"), milestone="Harvest", assignees=("hubot",))
    _, text = trial.pull(choice="#9")
    assert "    labels: [bug, robots]\n" in text.replace("\n      - ", " - "), text
    assert "    assignees: [hubot]\n" in text
    assert "null}" not in text
    assert trial.changes() == [ADOPTED]


@pytest.mark.parametrize(
    ("rules", "worn"),
    [
        (PRIORITY, ("bug",)),
        ('{milestone: {Harvest: "prio:p1"}}', ("bug",)),
    ],
)
def test_only_rules_that_make_other_labels_are_cancelled(
    tmp_path: Path, rules: str, worn: tuple[str, ...]
) -> None:
    trial = trial_of(tmp_path, "{}", rules)
    put_new(trial, labels=worn, milestone="Harvest")
    _, text = trial.pull(choice="#9")
    assert "labels: null" not in text
    assert ("{milestone: null}" in text) is ("milestone" in rules)
    assert trial.changes() == [ADOPTED]


RULES = ("{}", PRIORITY, '{type: "type:{{ value }}", fields.Cost: "cost:{{ value }}"}')
DEFAULTS = (
    "priority: P2",
    "type: Task",
    "milestone: v1",
    "labels: [robots]",
    'assignees: [hubot, "@me"]',
    "fields: {Cost: 5, Severity: Low}",
    "labels_from: {milestone: {v1: small, Harvest: robots}}",
    "sub_issues: {labels: [bug], priority: P1, labels_from: {priority: null}}",
    "description: Text.",
    "state: closed",
    "locked: resolved",
)
NAMES = ("bug", "robots", "prio:p1", "prio:P2", "type:Task", "small", "new one")
values = st.fixed_dictionaries(
    {
        "labels": st.lists(st.sampled_from(NAMES), unique=True, max_size=3).map(tuple),
        "assignees": st.sampled_from([(), ("hubot",), ("octocat", "monalisa"), ("stranger",)]),
        "type": st.sampled_from([None, "Task", "Bug"]),
        "milestone": st.sampled_from([None, "v1", "Harvest"]),
        "fields": st.sampled_from([{}, {"Severity": "Low"}, {"Severity": "High"}]),
        "lock": st.sampled_from([False, True, "spam"]),
    }
)
cards = st.none() | st.fixed_dictionaries(
    {},
    optional={
        "Priority": st.sampled_from(["P1", "P2"]),
        "Team": st.just("Hull"),
        "Cost": st.sampled_from([5.0, 2.0]),
    },
)


@settings(derandomize=True, deadline=None, max_examples=20, phases=[Phase.generate])
@given(
    defaults=st.lists(st.sampled_from(DEFAULTS), unique=True, max_size=4),
    rules=st.sampled_from(RULES),
    inherit=st.sampled_from(["[milestone]", "[milestone, priority, labels, fields]"]),
    there=values,
    card=cards,
    closed=st.sampled_from([None, "completed", "not_planned"]),
    is_below=st.booleans(),
)
def test_a_run_after_it_came_in_writes_no_more_than_its_marker(
    tmp_path_factory: pytest.TempPathFactory,
    defaults: list[str],
    rules: str,
    inherit: str,
    there: dict[str, Any],
    card: dict[str, Any] | None,
    closed: str | None,
    *,
    is_below: bool,
) -> None:
    folder = tmp_path_factory.mktemp("new")
    template = "template: text.md.j2"
    trial = trial_of(folder, f"{{{', '.join([template, *defaults])}}}", rules, inherit)
    parent = trial.issue("guide")
    state = {"state": "closed", "reason": closed} if closed else {}
    put_new(trial, **there, **state, parent=parent.id if is_below else None)
    if is_below:
        trial.set("guide", sub_issues=("I9",))
    project = trial.world.project
    assert project is not None
    if card is not None:
        trial.world.put_item("I9", replace(project.items[parent.id], id="C9", values=card))
    found, text = trial.pull(choice="#9")
    assert (len(found.added), found.left) == (1, ())
    assert trial.changes() == [ADOPTED.replace("issue", "sub_issue") if is_below else ADOPTED], text
    again, same = trial.pull()
    assert (again.taken, again.conflicts, same) == ((), (), text)
