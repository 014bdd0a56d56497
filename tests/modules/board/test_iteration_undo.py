"""Undo of iterations: what is sent where the field had none, and how long the next ones are."""

from dataclasses import replace
from datetime import date
from typing import Any

from gh_playbook.model.change import Change, Mutation
from gh_playbook.model.past import Past
from gh_playbook.model.project import ExistingProject
from gh_playbook.model.project_field import ExistingField, ExistingIteration
from gh_playbook.model.world import World
from gh_playbook.modules.board import project_iteration
from gh_playbook.modules.board.project_field import ProjectFieldModule
from tests.modules.worlds import a_world

MODULE = ProjectFieldModule()
EMPTY = ExistingField("F1", "Sprint", "iteration", 1, duration=14, start_day=2)
ONE = ExistingIteration("I1", "One", date(2026, 11, 26), 7)
FILLED = ExistingField("F1", "Sprint", "iteration", 1, (), (ONE,), duration=7, start_day=4)


def a_board(*fields: ExistingField) -> World:
    world = a_world()
    world.project = ExistingProject("P1", 1, "Board", "https://p/1", "", fields=fields)
    return world


def configuration(change: Change[ExistingField]) -> Any:
    (operation,) = change.operations
    assert isinstance(operation, Mutation)
    return operation.input["iterationConfiguration"]


def test_a_field_that_had_none_has_none_again_where_github_does_that() -> None:
    world = a_board(FILLED)
    past = Past("project_field", "Sprint", EMPTY, FILLED)
    change = MODULE.restore(past, world)
    # A Tuesday, and two weeks.
    assert configuration(change) == {"startDate": "2024-01-02", "duration": 14, "iterations": []}
    MODULE.record(change, world, None)
    assert MODULE.restore(past, world).reason == "as before the run"


def test_one_that_was_deleted_comes_back_without_any() -> None:
    world = a_board()
    change = MODULE.restore(Past("project_field", "Sprint", EMPTY, None), world)
    assert configuration(change)["iterations"] == []


def test_a_run_leaves_how_long_the_next_ones_will_be() -> None:
    own = project_iteration.wire([ONE], replace(FILLED, duration=14))
    new = project_iteration.wire([ONE], replace(FILLED, duration=None))
    assert (own["duration"], new["duration"]) == (14, 7)
