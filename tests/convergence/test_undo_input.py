"""Undo, in memory: of whatever is declared and whatever is there, a run and its undo leave nothing.

Things are made and changed as a dry run takes them in, journaled as JSON, and put back. What GitHub
itself does is tried in `tests/acceptance/test_undo.py`.
"""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from gh_playbook.convergence import undo_input
from gh_playbook.convergence.journal.past_run import PastChange, PastRun
from gh_playbook.convergence.plan.plan import Plan, make_plan
from gh_playbook.convergence.preparation import prepare
from gh_playbook.model.claim import is_withdrawn
from gh_playbook.model.existing import (
    ExistingIssue,
)
from gh_playbook.model.identity import identify
from gh_playbook.model.plain import plain
from gh_playbook.model.project import ExistingItem, ExistingProject
from gh_playbook.model.project_field import ExistingField
from gh_playbook.model.target import Target
from gh_playbook.model.world import World
from gh_playbook.settings import Settings
from tests.acceptance.whole import unlike
from tests.convergence.any_backlog import richer, worlds
from tests.support.github_in_memory import REPOSITORY

PLAYBOOK = Path(__file__).parents[2] / "playbooks" / "all.yml"


def journal(plan: Plan, undoes: str | None = None) -> PastRun:
    """Return the run of a plan as its journal is read back: through JSON."""
    changes = []
    for number, each in enumerate(plan.changes, 1):
        entry = {
            "before": plain(each.before),
            "after": plain(each.after),
            "used_by": plain(each.used_by),
        }
        read = json.loads(json.dumps(entry))
        changes.append(PastChange(number, each.module, each.key, each.action.value, read, "landed"))
    begin = {
        "time": datetime(2026, 11, 25, tzinfo=UTC).isoformat(),
        "repository": REPOSITORY.name,
        "project": "Board",
        "undoes": undoes,
    }
    target = Target(REPOSITORY.name)
    return PastRun("run", Path("run.jsonl"), begin, target, tuple(changes), (), None)


def told(world: World, issues: frozenset[str], *, in_order: bool = True) -> dict[str, Any]:
    """Return what is in a world, without ids; of the issues those that were there."""
    project = world.project
    return {
        "labels": sorted(
            (each.name, each.color, each.description) for each in world.labels.values()
        ),
        "milestones": [replace(each, id="") for each in world.milestones.values()],
        "types": [replace(each, id="") for each in world.issue_types.values()],
        "issues": {
            id: _without_order(issue, in_order=in_order)
            for id, issue in world.issues.items()
            if id in issues
        },
        "project": project and (project.title, project.description, project.readme),
        "linked": project and project.is_linked,
        "fields": project and {each.name: _choices(each) for each in project.fields},
        "iterations": project and {each.name: _iterations(each) for each in project.fields},
        "issue_fields": {
            each.name: (each.description, [one.name for one in each.options])
            for each in world.issue_fields.values()
        },
        "views": project and project.views,
        "cards": project
        and {_shown(id, item): _values(item, project) for id, item in project.items.items()},
        "updates": project and [replace(each, id="") for each in project.updates],
    }


def _shown(id: str, item: ExistingItem) -> str:
    """Return what a card is told by: a draft that is made again has another id."""
    return f"{item.draft.title}: {item.draft.body}" if item.draft else id


def _values(item: ExistingItem, project: ExistingProject) -> dict[str, Any]:
    """Return the values of a card in the fields that there are."""
    found = {name: value for name, value in item.values.items() if value is not None}
    return {name: value for name, value in found.items() if project.field(name)}


def _iterations(field: ExistingField) -> list[tuple[str, date, int]]:
    return [(each.title, each.start, each.duration) for each in field.iterations]


def _without_order(issue: ExistingIssue, *, in_order: bool) -> ExistingIssue:
    """Return an issue without the order of what has none on GitHub, or which is not compared."""
    lists = ["labels", "blocked_by", "related_to", "assignees"]
    lists += [] if in_order else ["sub_issues"]
    ordered: dict[str, Any] = {name: tuple(sorted(getattr(issue, name))) for name in lists}
    # One that was closed and opened again is open; that it was says its history.
    reason = None if issue.state == "open" else issue.reason
    return replace(issue, **ordered, reason=reason, parent_name=None)


def _choices(field: ExistingField) -> list[tuple[str, str, str]]:
    return [(each.name, each.color, each.description) for each in field.options]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("undo") / "backlog.yml"


CHECKED = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


def planned(file: Path, declared: dict[str, Any], world: World) -> Plan:
    """Return the plan of a backlog in a world, whose issues it knows."""
    file.write_text(json.dumps(declared))
    prepared = prepare(Settings(PLAYBOOK, backlog=file))
    identify(prepared.context.issues.values(), world)
    return make_plan(prepared, world)


def with_ids(world: World) -> World:
    """Return a world whose new iterations have ids, as GitHub gives them."""
    world = world.copy()
    for field in world.project.fields if world.project else ():
        given = tuple(replace(each, id=each.id or f"S{each.title}") for each in field.iterations)
        if world.project and given != field.iterations:
            world.project = world.project.with_field(replace(field, iterations=given))
    return world


def undone(plan: Plan, undoes: str | None = None) -> Plan:
    """Return the plan that takes back another one, which leaves nothing."""
    undo = make_plan(undo_input.prepared(journal(plan, undoes)), with_ids(plan.world))
    left = {"conflict", "failed", "blocked", "unsupported"}
    reasons = [f"{each.key}: {each.reason}" for each in undo.results if each.outcome in left]
    assert reasons == []
    return undo


def hold_undone(plan: Plan, before: dict[str, Any], there: frozenset[str]) -> Plan:
    """Hold that all is as before after undo, and as it became after undo of that; return this."""
    undo = undone(plan)
    assert unlike(told(undo.world, there), before) == []
    assert all(is_withdrawn(issue) for id, issue in undo.world.issues.items() if id not in there)
    redo = undone(undo, "run") if undo.changes else plan
    every = frozenset(plan.world.issues)
    # It takes a run to put sub-issues back in their order.
    after, wanted = (told(each.world, every, in_order=False) for each in (redo, plan))
    assert unlike(after, wanted) == []
    return redo


@CHECKED
@given(world=worlds(), declared=richer())
def test_a_run_and_its_undo_leave_everything_as_it_was(
    file: Path, world: World, declared: dict[str, Any]
) -> None:
    before, there = told(world, frozenset(world.issues)), frozenset(world.issues)
    plan = planned(file, declared, world)
    if plan.changes:
        hold_undone(plan, before, there)


@CHECKED
@given(world=worlds(), one=richer(), two=richer())
def test_so_do_a_run_after_another_and_an_undo_of_what_was_done_again(
    file: Path, world: World, one: dict[str, Any], two: dict[str, Any]
) -> None:
    between = with_ids(planned(file, one, world).world)
    before, there = told(between, frozenset(between.issues)), frozenset(between.issues)
    plan = planned(file, two, between.copy())
    if plan.changes:
        redo = hold_undone(plan, before, there)
        again = undone(redo, "undo") if redo is not plan else redo
        assert unlike(told(again.world, there), before) == []


@settings(parent=CHECKED, max_examples=10)
@given(world=worlds(), one=richer(), two=richer())
def test_of_an_older_run_that_is_undone_first_what_stays_is_said_and_goes_later(
    file: Path, world: World, one: dict[str, Any], two: dict[str, Any]
) -> None:
    """It goes with the older run, once the newer one is undone, or is a conflict for good."""
    before, there = told(world, frozenset(world.issues)), frozenset(world.issues)
    older = planned(file, one, world)
    newer = planned(file, two, with_ids(older.world))
    now, left = newer.world, []
    for each in (older, newer, older):
        if each.changes:
            undo = make_plan(undo_input.prepared(journal(each)), with_ids(now))
            now, left = undo.world, [one for one in undo.results if one.outcome == "conflict"]
    if not left:
        assert unlike(told(now, there), before) == []
        assert all(is_withdrawn(issue) for id, issue in now.issues.items() if id not in there)
