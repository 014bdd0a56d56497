"""Labels: compared by name, ignoring case; renamed in place."""

from dataclasses import replace
from typing import Any

from gh_playbook.declaration.backlog.backlog import Label
from gh_playbook.model.change import Action, Change, Mutation
from gh_playbook.model.existing import ExistingIssue, ExistingLabel
from gh_playbook.model.past import Past, Reversal
from gh_playbook.modules.comparison import compared
from gh_playbook.modules.repository.label import LabelModule
from tests.modules.worlds import a_context, a_world

MODULE = LabelModule()


def a_label(name: str, **more: object) -> Label:
    return Label.model_validate({"name": name, "color": "d73a4a", **more})


def test_one_that_is_not_there_is_created() -> None:
    change = MODULE.diff(a_label("new", description="d"), a_world(), a_context())
    assert change.action is Action.CREATE
    (operation,) = change.operations
    assert isinstance(operation, Mutation)
    assert operation.name == "createLabel"
    wire = {"repositoryId": "R1", "name": "new", "color": "d73a4a", "description": "d"}
    assert operation.input == wire


def test_one_as_declared_is_skipped() -> None:
    change = MODULE.diff(a_label("bug"), a_world(), a_context())
    assert (change.action, change.reason, change.operations) == (Action.SKIP, "as declared", ())


def test_only_what_differs_is_sent() -> None:
    change = MODULE.diff(a_label("BUG", color="000000"), a_world(), a_context())
    assert (change.action, change.reason) == (Action.UPDATE, "name, color")
    (operation,) = change.operations
    assert isinstance(operation, Mutation)
    assert operation.input == {"id": "L-bug", "name": "BUG", "color": "000000"}


def test_a_previous_name_is_renamed_and_stays_on_its_issues() -> None:
    world = a_world()
    world.put_issue(ExistingIssue("I1", 1, "A", "", labels=("Bug", "task")))
    desired = a_label("defect", previously=["none", "bug"])
    change = MODULE.diff(desired, world, a_context())
    assert (change.action, change.reason) == (Action.UPDATE, "renamed from 'bug'; name")
    MODULE.record(change, world, None)
    assert world.label("bug") is None
    assert world.issues["I1"].labels == ("defect", "task")
    assert MODULE.diff(desired, world, a_context()).action is Action.SKIP


def test_a_previous_name_that_stands_beside_the_new_one_is_named_and_left() -> None:
    change = MODULE.diff(a_label("bug", previously=["task"]), a_world(), a_context())
    assert change.action is Action.SKIP
    assert change.warnings == ("label 'task' is still there beside 'bug'",)


def test_the_answer_s_payload_is_what_is_known_afterwards() -> None:
    world = a_world()
    change = MODULE.diff(a_label("new"), world, a_context())
    node = {"id": "L9", "name": "new", "color": "D73A4A", "description": None}
    MODULE.record(change, world, {"label": node})
    assert world.label("NEW") == ExistingLabel("L9", "new", "d73a4a", "")


def undone(before: ExistingLabel, after: ExistingLabel | None, *, is_masked: bool) -> Change[Any]:
    past = Past("label", before.name, before, after, is_masked=is_masked)
    world = a_world()
    if after is not None:
        world.put_label(after)
    return compared(LabelModule(), Reversal(past=past), world, a_context())


def test_undo_writes_no_mask_over_a_text() -> None:
    before = ExistingLabel("L1", "bug", "d73a4a", "see ***")
    after = ExistingLabel("L1", "bug", "000000", "new")
    assert undone(before, after, is_masked=False).action is Action.UPDATE
    change = undone(before, after, is_masked=True)
    assert (change.action, change.operations) == (Action.CONFLICT, ())
    assert "which no journal holds: description" in change.reason


def test_undo_says_that_a_text_may_be_as_the_run_left_it() -> None:
    before = ExistingLabel("L1", "bug", "d73a4a", "")
    past = Past("label", "bug", before, replace(before, description="***"), is_masked=True)
    world = a_world()
    world.put_label(replace(before, description="ghp_" + "a1B2" * 9))
    change = compared(LabelModule(), Reversal(past=past), world, a_context())
    assert change.action is Action.CONFLICT
    assert change.reason.startswith("edited since, and left: description (or not known")


def test_undo_makes_again_what_had_a_token_and_says_so() -> None:
    change = undone(ExistingLabel("L1", "lost", "d73a4a", "see ***"), None, is_masked=True)
    assert change.action is Action.CREATE
    assert "which no journal holds: description: *** in its place" in change.warnings[0]
