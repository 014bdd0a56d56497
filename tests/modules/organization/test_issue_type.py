"""Issue types: an organization's, enabled when declared."""

from dataclasses import replace

from gh_playbook.declaration.backlog.backlog import IssueType
from gh_playbook.model.change import Action, Mutation
from gh_playbook.model.existing import ExistingIssueType
from gh_playbook.modules.organization.issue_type import IssueTypeModule
from tests.modules.worlds import a_context, a_world

MODULE = IssueTypeModule()


def test_one_that_is_not_there_is_created_for_the_organization() -> None:
    desired = IssueType(name="Epic", description="large", color="purple")
    change = MODULE.diff(desired, a_world(), a_context())
    (operation,) = change.operations
    assert isinstance(operation, Mutation)
    assert (change.action, operation.name) == (Action.CREATE, "createIssueType")
    assert operation.input == {
        "ownerId": "O1",
        "name": "Epic",
        "description": "large",
        "color": "PURPLE",
        "isEnabled": True,
    }


def test_only_what_differs_is_sent() -> None:
    desired = IssueType(name="Task", description="gray", color="red")
    change = MODULE.diff(desired, a_world(), a_context())
    (operation,) = change.operations
    assert isinstance(operation, Mutation)
    assert operation.input == {"issueTypeId": "T1", "description": "gray", "color": "RED"}


def test_one_that_was_disabled_is_enabled() -> None:
    world = a_world()
    world.put_issue_type(ExistingIssueType("T1", "Task", "", "gray", is_enabled=False))
    change = MODULE.diff(IssueType(name="task"), world, a_context())
    (operation,) = change.operations
    assert isinstance(operation, Mutation)
    assert operation.input == {"issueTypeId": "T1", "name": "task", "isEnabled": True}


def test_a_user_s_repository_has_none_and_says_so() -> None:
    world = a_world(issue_types=False)
    change = MODULE.diff(IssueType(name="Task"), world, a_context())
    told = "this GitHub has no issue types: the issues' texts name the type"
    assert (change.action, change.reason) == (Action.UNSUPPORTED, told)
    world.repository = replace(world.repository, owner_is_organization=False)
    change = MODULE.diff(IssueType(name="Task"), world, a_context())
    assert change.reason == "the user octo has no issue types: the issues' texts name the type"
