"""`--only`: an issue and what it needs."""

import pytest

from gh_playbook.declaration.backlog.backlog import IssueType, Label, Milestone
from gh_playbook.declaration.backlog.issue import Dependency, Issue, Relation
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.only import choose, closure, restrict
from gh_playbook.declaration.playbook.expansion import Item
from gh_playbook.declaration.source import InputError
from tests.declaration.playbook.steps import step

ISSUES = {
    each.key: each
    for each in (
        Issue(key="a", title="A", labels=("Bug",), milestone="V1", type="task"),
        Issue(key="b", title="B", blocked_by=("a",), related_to=("d",)),
        Issue(key="c", title="C", parent="b", labels=("other",)),
        Issue(key="d", title="D"),
    )
}
STEP = step("label: {}")


@pytest.mark.parametrize(
    ("keys", "needed"),
    [
        (["a"], {"a"}),
        (["b"], {"a", "b"}),
        (["c"], {"a", "b", "c"}),
        (["d"], {"d"}),
        (["a", "d"], {"a", "d"}),
        ([], set()),
    ],
)
def test_an_issue_needs_its_parent_and_what_blocks_it(keys: list[str], needed: set[str]) -> None:
    assert closure(keys, ISSUES) == needed


def test_a_circle_ends() -> None:
    issues = {
        "a": Issue(key="a", title="A", blocked_by=("b",)),
        "b": Issue(key="b", title="B", parent="a"),
    }
    assert closure(["a"], issues) == {"a", "b"}


def test_every_unknown_key_is_named() -> None:
    with pytest.raises(InputError) as caught:
        closure(["a", "x", "y"], ISSUES)
    assert len(caught.value.faults) == 2


def test_what_issues_wear_and_how_they_are_linked_stays() -> None:
    declared: list[Declared] = [
        Label(name="bug", color="000000"),
        Label(name="other", color="000000"),
        Milestone(title="v1"),
        Milestone(title="v2"),
        IssueType(name="Task"),
        IssueType(name="Bug"),
        *ISSUES.values(),
        Dependency(issue="b", blocked_by="a"),
        Dependency(issue="b", blocked_by="d"),
        Relation(issue="b", related_to="d"),
        Relation(issue="b", related_to="a"),
    ]
    chosen = choose(frozenset({"a", "b"}), ISSUES)
    kept = restrict([Item(STEP, each) for each in declared], chosen)
    assert [item.desired for item in kept] == [declared[index] for index in (0, 2, 4, 6, 7, 10, 13)]
