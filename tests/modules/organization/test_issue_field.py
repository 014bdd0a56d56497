"""Issue fields: what differs, what makes the difference, and what issues hold in them."""

from dataclasses import replace
from typing import Any

import pytest

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.backlog.issue_field import IssueField
from gh_playbook.declaration.backlog.project import Option
from gh_playbook.model.change import Action, Call, Mutation
from gh_playbook.model.existing import ExistingIssueField
from gh_playbook.model.project_field import ExistingOption
from gh_playbook.model.world import World
from gh_playbook.modules import Context
from gh_playbook.modules.issues.issue import IssueModule
from gh_playbook.modules.organization.issue_field import IssueFieldModule
from tests.modules.worlds import a_context, a_world, put

MODULE = IssueFieldModule()
HIGH = ExistingOption("O1", "High", "gray", "", 1)
LOW = ExistingOption("O2", "Low", "gray", "", 2)
SEVERITY = ExistingIssueField("F1", 7, "Severity", "single_select", options=(HIGH, LOW))


def world_with(*fields: ExistingIssueField) -> World:
    world = a_world(issue_fields=True)
    for each in fields:
        world.put_issue_field(each)
    return world


def select(*options: str, **more: Any) -> IssueField:
    given = tuple(Option(name=name) for name in options)
    return IssueField(name="Severity", type="single_select", options=given, **more)


def context_with(*fields: IssueField, issue: Issue) -> Context:
    return replace(a_context(issue), issue_fields=fields)


def test_one_that_is_not_there_is_created_with_its_options() -> None:
    change = MODULE.diff(select("High"), world_with(), a_context())
    (operation,) = change.operations
    assert isinstance(operation, Mutation)
    assert operation.name == "createIssueField"
    option = {"name": "High", "color": "GRAY", "description": "", "priority": 1}
    assert operation.input["options"] == [option]


def test_a_select_without_options_must_be_there_already() -> None:
    assert MODULE.diff(select(), world_with(), a_context()).action is Action.FAIL
    assert MODULE.diff(select(), world_with(SEVERITY), a_context()).action is Action.SKIP


def test_options_are_sent_with_their_ids_through_rest() -> None:
    desired = select("Low", "Middling")
    call, asked = MODULE.diff(desired, world_with(SEVERITY), a_context()).operations
    assert isinstance(call, Call)
    assert (call.method, call.path) == ("PATCH", "orgs/octo/issue-fields/7")
    given = [(each.get("id"), each["name"]) for each in (call.body or {})["options"]]
    assert given == [(1, "High"), (2, "Low"), (None, "Middling")]
    assert isinstance(asked, Mutation)
    assert asked.name == "updateIssueField"


def test_what_is_not_said_of_a_field_stays() -> None:
    existing = replace(SEVERITY, description="People's", visibility="all")
    desired = IssueField(name="Severity", type="single_select")
    assert MODULE.diff(desired, world_with(existing), a_context()).action is Action.SKIP


def test_one_of_another_type_is_a_conflict() -> None:
    desired = IssueField(name="Severity", type="text")
    assert MODULE.diff(desired, world_with(SEVERITY), a_context()).action is Action.CONFLICT


def test_a_new_issue_is_made_with_its_values() -> None:
    issue = Issue(key="a", title="A", fields={"Severity": "high"})
    context = context_with(select("High", "Low"), issue=issue)
    change = IssueModule().diff(issue, world_with(SEVERITY), context)
    (operation,) = change.operations
    assert isinstance(operation, Mutation)
    given = [{"fieldId": "F1", "singleSelectOptionId": "O1"}]
    assert operation.input["issueFields"] == given
    assert change.made.fields == {"Severity": "High"}


@pytest.mark.parametrize(
    ("declared", "now", "sent"),
    [
        ({"Severity": "Low"}, {"Severity": "High", "Note": "x"}, {"singleSelectOptionId": "O2"}),
        ({"Severity": None}, {"Severity": "High"}, {"delete": True}),
        ({"Severity": "High"}, {"Severity": "High"}, None),
        ({}, {"Severity": "High"}, None),
    ],
)
def test_only_values_that_differ_are_set(
    declared: dict[str, Any], now: dict[str, Any], sent: dict[str, Any] | None
) -> None:
    issue = Issue(key="a", title="A", fields=declared)
    world = world_with(SEVERITY)
    put(world, 1, "a", "", fields=now)
    change = IssueModule().diff(issue, world, context_with(select("High", "Low"), issue=issue))
    found = [each for each in change.operations if getattr(each, "name", "") != "updateIssue"]
    if sent is None:
        assert found == []
        return
    (operation,) = found
    assert isinstance(operation, Mutation)
    assert operation.name == "setIssueFieldValue"
    assert operation.input["issueFields"] == [{"fieldId": "F1", **sent}]


def test_an_option_that_the_field_lacks_blocks_the_issue() -> None:
    issue = Issue(key="a", title="A", fields={"Severity": "Awful"})
    context = context_with(select(), issue=issue)
    change = IssueModule().diff(issue, world_with(SEVERITY), context)
    assert change.action is Action.BLOCK
    assert "'Awful'" in change.reason
