"""Plans: what a run would do, in memory, and what it would meet."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gh_playbook.convergence.plan.plan import Plan, make_plan
from gh_playbook.convergence.preparation import prepare
from gh_playbook.github.process.interruption import Interruption
from gh_playbook.model.change import Change
from gh_playbook.model.outcome import Outcome
from gh_playbook.model.world import World
from gh_playbook.settings import Settings
from tests.modules.worlds import a_world

BACKLOG = """\
repository: octo/demo
issues:
  - {key: a, title: A, blocked_by: [b]}
  - {key: b, title: B}
"""
PLAYBOOK = """\
- {name: issues, issue: "{{ item }}", loop: "{{ backlog.issues }}", register: made}
- {name: late, label: {name: "{{ made.nonsense }}", color: d73a4a}, register: second}
- {name: then, label: {name: new, color: d73a4a}, when: made.changed and second.failed}
- {name: links, dependency: "{{ item }}", loop: "{{ backlog.dependencies }}"}
- verify: {}
- report: {}
"""


def a_plan(
    folder: Path, world: World, on_change: Callable[[Change], None] = lambda _: None
) -> Plan:
    (folder / "backlog.yml").write_text(BACKLOG)
    (folder / "all.yml").write_text(PLAYBOOK)
    prepared = prepare(Settings(folder / "all.yml", backlog=folder / "backlog.yml"))
    return make_plan(prepared, world, on_change=on_change)


def test_a_plan_holds_results_and_the_changes_of_each_round(tmp_path: Path) -> None:
    seen: list[Change] = []
    plan = a_plan(tmp_path, a_world(), seen.append)
    assert [(each.step, each.key, each.outcome) for each in plan.results] == [
        ("issues", "a", Outcome.CREATED),
        ("issues", "b", Outcome.CREATED),
        ("late", "late", Outcome.FAILED),
        ("then", "new", Outcome.CREATED),
        ("links", "a ← b", Outcome.CREATED),
    ]
    rounds = [[change.key for change in each] for each in plan.rounds]
    assert rounds == [["b"], ["a"], ["new", "a ← b"]]
    assert [change.key for change in plan.changes] == ["b", "a", "new", "a ← b"]
    assert [change.key for change in seen] == ["b", "a", "new", "a ← b"]


def test_a_plan_that_somebody_interrupts_is_none(tmp_path: Path) -> None:
    """The run would go on with half of it, and ask the questions of that half."""

    def interrupted(_: Change) -> None:
        raise Interruption

    with pytest.raises(Interruption):
        a_plan(tmp_path, a_world(), interrupted)


def test_a_plan_says_what_is_wrong_with_steps_that_use_a_register(tmp_path: Path) -> None:
    (fault,) = a_plan(tmp_path, a_world()).faults
    assert fault.message == "template error: 'dict object' has no attribute 'nonsense'"


def test_a_plan_leaves_the_world_as_it_is_and_has_its_own(tmp_path: Path) -> None:
    world = a_world()
    plan = a_plan(tmp_path, world)
    assert (world.issues, world.label("new")) == ({}, None)
    assert plan.world.label("new")
    assert plan.world.issue("a")
