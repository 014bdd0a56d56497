"""Milestones: by title, ignoring case; written through REST."""

from datetime import date

from gh_playbook.declaration.backlog.backlog import Milestone
from gh_playbook.model.change import Action, Call
from gh_playbook.model.existing import ExistingIssue, ExistingMilestone
from gh_playbook.modules.repository.milestone import MilestoneModule
from tests.modules.worlds import a_context, a_world

MODULE = MilestoneModule()


def a_milestone(**fields: object) -> Milestone:
    return Milestone.model_validate({"title": "v1", **fields})


def test_one_that_is_not_there_is_created() -> None:
    desired = a_milestone(title="v2", due_on="2026-12-31")
    change = MODULE.diff(desired, a_world(), a_context())
    assert change.action is Action.CREATE
    fields = {"title": "v2", "description": "", "due_on": "2026-12-31T12:00:00Z", "state": "open"}
    assert change.operations == (Call("POST", "repos/octo/demo/milestones", fields),)


def test_one_as_declared_is_skipped_with_its_number() -> None:
    change = MODULE.diff(a_milestone(), a_world(), a_context())
    assert (change.action, change.number, change.url) == (Action.SKIP, 1, "https://m/1")


def test_only_what_differs_is_sent() -> None:
    change = MODULE.diff(a_milestone(title="V1", state="closed"), a_world(), a_context())
    assert (change.action, change.reason) == (Action.UPDATE, "title, state")
    fields = {"title": "V1", "state": "closed"}
    assert change.operations == (Call("PATCH", "repos/octo/demo/milestones/1", fields),)


def test_what_landed_is_as_declared() -> None:
    world = a_world()
    desired = a_milestone(due_on="2026-12-31", description="first")
    change = MODULE.diff(desired, world, a_context())
    payload = {
        "id": 7,
        "node_id": "M1",
        "number": 1,
        "title": "v1",
        "description": "first",
        "due_on": "2026-12-31T08:00:00Z",
        "state": "open",
        "url": "https://api/1",
        "html_url": "https://m/1",
    }
    MODULE.record(change, world, payload)
    assert MODULE.diff(desired, world, a_context()).action is Action.SKIP
    existing = world.milestone("V1")
    assert existing is not None
    assert (existing.due_on, existing.url) == (date(2026, 12, 31), "https://m/1")


def test_what_is_not_said_of_one_that_exists_is_people_s() -> None:
    world = a_world()
    given = a_milestone(due_on="2026-12-31", description="Soon", state="closed")
    MODULE.record(MODULE.diff(given, world, a_context()), world, None)
    bare = Milestone(title=given.title)
    assert MODULE.diff(bare, world, a_context()).action is Action.SKIP


def test_a_due_date_that_is_declared_to_be_none_is_taken_off() -> None:
    world = a_world()
    MODULE.record(MODULE.diff(a_milestone(due_on="2026-12-31"), world, a_context()), world, None)
    change = MODULE.diff(a_milestone(due_on=None), world, a_context())
    path = "repos/octo/demo/milestones/1"
    assert change.operations == (Call("PATCH", path, {"due_on": None}),)


def test_an_issue_that_has_another_one_by_now_keeps_it_when_one_is_removed() -> None:
    """Both changes can be in one request: the issue was compared before either."""
    module, world = MilestoneModule(), a_world()
    world.milestones["v1"] = ExistingMilestone("M1", 1, "v1", "", None, "open")
    world.put_issue(ExistingIssue("I1", 1, "One", "", milestone="v1"))
    change = module.remove("v1", world.milestones["v1"], world)
    world.put_issue(ExistingIssue("I1", 1, "One", "", milestone="v2"))
    module.forget(change, world)
    assert (world.issues["I1"].milestone, "v1" in world.milestones) == ("v2", False)
