"""What takes many things to be wrong; the rest is in `cases/faults`."""

import pytest

from gh_playbook.declaration.backlog.backlog import Backlog, IssueType, Label
from gh_playbook.declaration.backlog.issue import Dependency, Issue, Relation
from gh_playbook.declaration.consistency.consistency import check
from gh_playbook.declaration.consistency.declarations import Declarations
from gh_playbook.declaration.source import InputError
from gh_playbook.declaration.validation import validate
from gh_playbook.declaration.yaml.located_yaml import parse


def faults(backlog: Backlog, *more: object) -> list[str]:
    return [fault.message for fault in check(Declarations.of(backlog, more))]  # type: ignore[arg-type]


def read(text: str) -> Backlog:
    return validate(Backlog, parse(text, "f.yml"))


def told(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(text)
    return [str(fault) for fault in caught.value.faults]


def test_a_backlog_that_fits_has_no_fault() -> None:
    assert faults(read("labels: [{name: bug, color: 000000}]\nissues: [{key: a, title: A}]")) == []


def test_a_hundred_labels_are_fine_and_one_more_is_not() -> None:
    def issue(count: int) -> str:
        labels = ", ".join(f"l{index}" for index in range(count))
        return f"issues:\n  - {{key: a, title: A, labels: [{labels}]}}"

    assert len(read(issue(100)).issues[0].labels) == 100
    assert told(issue(101)) == ["f.yml:2:32: labels: an issue has at most 100 labels, not 101"]


def test_fifty_issues_may_block_one_and_one_more_may_not() -> None:
    def issue(count: int) -> str:
        keys = ", ".join(f"k{index}" for index in range(count))
        return f"issues:\n  - {{key: a, title: A, blocked_by: [{keys}]}}"

    assert len(read(issue(50)).dependencies) == 50
    assert told(issue(51)) == [
        "f.yml:2:36: blocked_by: an issue has at most 50 issues that block it, not 51"
    ]


def test_an_issue_may_block_fifty_and_not_one_more() -> None:
    issues = [Issue(key=f"k{index}", title=f"T{index}", blocked_by=("a",)) for index in range(51)]
    backlog = Backlog(issues=(Issue(key="a", title="A"), *issues))
    assert faults(backlog) == ["'a' blocks more than 50 issues"]
    assert faults(Backlog(issues=backlog.issues[:-1])) == []


def test_a_hundred_sub_issues_are_fine_and_one_more_is_not() -> None:
    def issue(count: int) -> str:
        children = "".join(f"\n      - {{key: k{i}, title: T{i}}}" for i in range(count))
        return f"issues:\n  - key: a\n    title: A\n    sub_issues:{children}"

    assert len(read(issue(100)).sub_issues) == 100
    assert told(issue(101)) == [
        "f.yml:5:7: sub_issues: an issue has at most 100 sub-issues, not 101"
    ]


def test_sub_issues_declared_apart_count_too() -> None:
    children = [Issue(key=f"k{index}", title=f"T{index}", parent="a") for index in range(101)]
    backlog = Backlog(issues=(Issue(key="a", title="A"), *children))
    assert faults(backlog) == ["'a' has more than 100 sub-issues"]


def test_twenty_five_issue_types_are_fine_and_one_more_is_not() -> None:
    types = tuple(IssueType(name=f"T{index}") for index in range(26))
    assert faults(Backlog(issue_types=types)) == ["an organization has at most 25 issue types"]
    assert faults(Backlog(issue_types=types[:25])) == []


def test_a_black_that_yaml_read_as_a_number_is_a_colour() -> None:
    backlog = read("labels:\n  - {name: a, color: 000000}\n  - {name: b, color: 123456}")
    assert [label.color for label in backlog.labels] == ["000000", "123456"]
    assert read("labels: [{name: a, color: D73A4A}]").labels[0].color == "d73a4a"


def test_what_steps_declare_is_checked_with_the_backlog() -> None:
    backlog = Backlog(issues=(Issue(key="a", title="A"), Issue(key="b", title="B")))
    extra = [
        Label(name="bug", color="d73a4a"),
        Issue(key="c", title="C", labels=("bug",), parent="a"),
        Dependency(issue="a", blocked_by="b"),
        Dependency(issue="b", blocked_by="a"),
        Relation(issue="c", related_to="a"),
    ]
    assert faults(backlog, *extra) == [
        "dependencies form a cycle: a is blocked by b is blocked by a"
    ]


def test_what_the_backlog_declared_and_a_loop_brings_again_is_one_thing() -> None:
    backlog = read("labels: [{name: bug, color: d73a4a}]\nissues: [{key: a, title: A}]")
    assert faults(backlog, *backlog.labels, *backlog.issues) == []


def test_a_large_graph_without_a_circle_is_fine_and_quick() -> None:
    issues = tuple(
        Issue(
            key=f"k{index}",
            title=f"T{index}",
            blocked_by=tuple(f"k{each}" for each in range(max(0, index - 40), index)),
        )
        for index in range(400)
    )
    assert faults(Backlog(issues=issues)) == []


def test_issues_of_one_title_are_fine_where_each_says_its_number() -> None:
    both = "issues: [{key: a, title: Bug, number: 3}, {key: b, title: bug, number: 4}%s]"
    assert faults(read(both % "")) == []
    assert faults(read(both % ", {key: c, title: Bug}")) == [
        "a second issue with the title 'bug', already at f.yml:1:10",
        "a second issue with the title 'Bug', already at f.yml:1:10",
    ]
