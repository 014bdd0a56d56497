"""Dependencies and relations: made once, people's own left; what GitHub lacks is said."""

from dataclasses import replace

import pytest

from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.declaration.backlog.issue import Dependency, Issue, Relation
from gh_playbook.declaration.consistency.declarations import Declarations
from gh_playbook.model.change import Action, Mutation
from gh_playbook.modules.issues.dependency import DependencyModule
from gh_playbook.modules.issues.relation import RelationModule
from tests.modules.worlds import a_context, a_world, put

WAITS = Dependency(issue="a", blocked_by="b")
RELATED = Relation(issue="a", related_to="b")


def test_a_dependency_is_added_and_then_there() -> None:
    world = a_world()
    put(world, 1, "a", blocked_by=("I9",))
    put(world, 2, "b")
    module = DependencyModule()
    change = module.diff(WAITS, world, a_context())
    (operation,) = change.operations
    assert isinstance(operation, Mutation)
    assert (change.action, operation.name) == (Action.CREATE, "addBlockedBy")
    assert operation.input == {"issueId": "I1", "blockingIssueId": "I2"}
    module.record(change, world, None)
    assert world.issues["I1"].blocked_by == ("I9", "I2")
    assert module.diff(WAITS, world, a_context()).action is Action.SKIP


def test_a_relation_is_added_once_from_either_side() -> None:
    world = a_world()
    put(world, 1, "a")
    put(world, 2, "b")
    module = RelationModule()
    change = module.diff(RELATED, world, a_context())
    (operation,) = change.operations
    assert isinstance(operation, Mutation)
    assert operation.input == {"issueId": "I1", "relatedIssueId": "I2"}
    module.record(change, world, None)
    assert world.issues["I2"].related_to == ("I1",)
    assert module.diff(RELATED, world, a_context()).action is Action.SKIP
    other = Relation(issue="b", related_to="a")
    assert module.diff(other, world, a_context()).action is Action.SKIP


@pytest.mark.parametrize("module", [DependencyModule(), RelationModule()])
def test_a_link_needs_both_ends(module: DependencyModule | RelationModule) -> None:
    world = a_world()
    put(world, 1, "a")
    desired = WAITS if isinstance(module, DependencyModule) else RELATED
    change = module.diff(desired, world, a_context())  # type: ignore[arg-type]
    assert (change.operations, change.needs) == ((), ("a", "b"))


def test_what_github_lacks_is_unsupported_and_the_body_says_it() -> None:
    world = a_world(dependencies=False, relations=False)
    waits = DependencyModule().diff(WAITS, world, a_context())
    related = RelationModule().diff(RELATED, world, a_context())
    assert (waits.action, related.action) == (Action.UNSUPPORTED, Action.UNSUPPORTED)
    assert waits.reason == "this GitHub has no dependencies: the text names it"
    assert related.reason == 'this GitHub has no "related to": the text names it'


def test_a_link_that_is_declared_by_number_is_no_undeclared_one() -> None:
    world = a_world()
    one, other = put(world, 1, "a"), put(world, 2, "b")
    world.put_issue(replace(world.issues[one], blocked_by=(other,), related_to=(other,)))
    world.references["#2"] = other
    issues = (
        Issue(key="a", title="A", blocked_by=("#2",), related_to=("#2",)),
        Issue(key="b", title="B"),
    )
    declared = Declarations.of(Backlog(issues=issues))
    assert DependencyModule().undeclared(declared, world) == []
    assert RelationModule().undeclared(declared, world) == []
    nothing = Declarations.of(Backlog(issues=(Issue(key="a", title="A"), issues[1])))
    gone = {"issue": "a", "blocked_by": "b", "state": "absent"}
    assert DependencyModule().undeclared(nothing, world) == [gone]
