"""A declared issue, and what a comparison of it sends."""

from typing import Any

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.model.change import Change, Mutation
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.world import World
from gh_playbook.modules import Context
from gh_playbook.modules.issues.issue import IssueModule
from tests.modules.worlds import a_context

MODULE = IssueModule()
A = Issue(key="a", title="A")
TEXT = "## Description\nSay it."


def an_issue(**fields: object) -> Issue:
    """Return a declared issue."""
    return Issue.model_validate({"key": "a", "title": "A", "description": "Say it.", **fields})


def diff(desired: Issue, world: World, context: Context | None = None) -> Change[ExistingIssue]:
    """Compare it with the world."""
    return MODULE.diff(desired, world, context or a_context(desired))


def wire(change: Change) -> dict[str, Any]:
    """Return what the last operation sends."""
    operation = change.operations[-1]
    assert isinstance(operation, Mutation)
    return dict(operation.input)


def labelling(change: Change) -> dict[str, Any]:
    """Return which labels are put on and taken off, by mutation."""
    mutations = [each for each in change.operations if isinstance(each, Mutation)]
    assert {each.input.get("labelableId", "I7") for each in mutations} == {"I7"}
    return {each.name: each.input["labelIds"] for each in mutations if "labelIds" in each.input}
