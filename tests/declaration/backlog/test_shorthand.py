"""Short forms: what issues take from defaults and parents, labels of values, several files."""

import re
from pathlib import Path

import pytest

from gh_playbook.declaration.backlog import backlog
from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.declaration.recovery import Recovered


def found(folder: Path, text: str, **others: str) -> Recovered[Backlog]:
    for name, content in others.items():
        (folder / f"{name}.yml").write_text(content)
    (folder / "backlog.yml").write_text(text)
    return backlog.read(folder / "backlog.yml")


def read(folder: Path, text: str, **others: str) -> Backlog:
    result = found(folder, text, **others)
    assert not result.faults, result.faults
    return result.model


def faults(folder: Path, text: str, **others: str) -> list[str]:
    result = found(folder, text, **others)
    return [re.sub(r"\S*/(\w+\.yml)", r"\1", str(fault)) for fault in result.faults]


def test_an_issue_takes_from_the_defaults_what_it_does_not_say(tmp_path: Path) -> None:
    first, second = read(
        tmp_path,
        """
defaults: {priority: P2, labels: [ours], acceptance_criteria: [Tests pass]}
issues:
  - {key: a, title: A, labels: [bug], acceptance_criteria: [It works]}
  - {key: b, title: B, priority: P0}
""",
    ).issues
    assert (first.priority, second.priority) == ("P2", "P0")
    assert (first.labels, second.labels) == (("bug", "ours"), ("ours",))
    assert first.acceptance_criteria == ("It works", "Tests pass")


def test_a_null_leaves_a_default_out(tmp_path: Path) -> None:
    (issue,) = read(
        tmp_path, "defaults: {milestone: v1}\nissues: [{key: a, title: A, milestone: null}]"
    ).issues
    assert issue.milestone is None


def test_sub_issues_have_defaults_of_their_own(tmp_path: Path) -> None:
    model = read(
        tmp_path,
        """
defaults: {size: M, status: Ready, sub_issues: {status: Backlog}}
issues:
  - key: a
    title: A
    sub_issues: [{key: b, title: B}]
  - {key: c, title: C, parent: a}
""",
    )
    said = {issue.key: (issue.size, issue.status) for issue in model.all_issues}
    assert said == {"a": ("M", "Ready"), "b": ("M", "Backlog"), "c": ("M", "Backlog")}


@pytest.mark.parametrize(
    ("inherit", "taken"),
    [
        pytest.param("", ("v1", None), id="the milestone, where nothing is said"),
        pytest.param("inherit: []", (None, None), id="nothing"),
        pytest.param("inherit: [milestone, sprint]", ("v1", "Next"), id="two fields"),
    ],
)
def test_sub_issues_take_from_their_parent_what_is_inherited(
    inherit: str, taken: tuple[str | None, str | None], tmp_path: Path
) -> None:
    text = f"""
{inherit}
issues:
  - {{key: a, title: A, milestone: v1, sprint: Next, sub_issues: [{{key: b, title: B}}]}}
"""
    (child,) = read(tmp_path, text).sub_issues
    assert (child.milestone, child.sprint) == taken


def test_a_parent_says_for_itself_what_its_sub_issues_take_at_any_depth(tmp_path: Path) -> None:
    model = read(
        tmp_path,
        """
inherit: [milestone]
issues:
  - key: a
    title: A
    milestone: v1
    priority: P0
    labels: [web]
    inherit: [priority, labels]
    sub_issues:
      - key: b
        title: B
        labels: [bug]
        inherit: [priority]
        sub_issues: [{key: c, title: C}]
""",
    )
    said = {
        issue.key: (issue.milestone, issue.priority, issue.labels) for issue in model.all_issues
    }
    assert said["b"] == (None, "P0", ("bug", "web"))
    assert said["c"] == (None, "P0", ())


def test_labels_are_made_of_values(tmp_path: Path) -> None:
    first, second = read(
        tmp_path,
        """
labels_from:
  priority: "priority:{{ value | lower }}"
  size: {S: small, L: large}
issues:
  - {key: a, title: A, priority: P0, size: L, labels: [bug, "priority:p0"]}
  - {key: b, title: B, size: XL}
""",
    ).issues
    assert first.labels == ("bug", "priority:p0", "large")
    assert second.labels == ()


def test_an_issue_makes_labels_of_its_own_values_only(tmp_path: Path) -> None:
    model = read(
        tmp_path,
        """
labels_from: {priority: "{{ value }}"}
inherit: [labels, priority]
defaults: {sub_issues: {labels_from: {priority: null}}}
issues: [{key: a, title: A, priority: P0, sub_issues: [{key: b, title: B}]}]
""",
    )
    assert [issue.labels for issue in model.all_issues] == [("P0",), ()]


def test_bare_names_are_labels_milestones_and_types(tmp_path: Path) -> None:
    model = read(tmp_path, "labels: [bug]\nmilestones: [v1]\nissue_types: [Task]")
    assert [label.name for label in model.labels] == ["bug"]
    assert not model.labels[0].says("color")
    assert [each.title for each in model.milestones] == ["v1"]
    assert [each.name for each in model.issue_types] == ["Task"]


def test_keys_that_begin_with_x_are_the_authors(tmp_path: Path) -> None:
    model = read(
        tmp_path,
        """
x-web: &web {labels: [web], priority: P1}
issues: [{key: a, title: A, x-note: mine, <<: *web}, {key: b, title: B, <<: *web}]
""",
    )
    assert [issue.priority for issue in model.issues] == ["P1", "P1"]


def test_the_types_of_fields_with_choices_need_not_be_said(tmp_path: Path) -> None:
    project = read(
        tmp_path,
        """
project:
  title: Board
  fields:
    - {name: Team, options: [Web, App]}
    - {name: Sprint, iterations: [{title: One, start: 2026-12-01}]}
""",
    ).project
    assert project is not None
    assert [field.type for field in project.fields] == ["single_select", "iteration"]


def test_a_backlog_is_put_together_of_several_files(tmp_path: Path) -> None:
    model = read(
        tmp_path,
        "include: [part-*.yml, labels.yml]\nrepository: o/r\nissues: [{key: c, title: C}]",
        **{
            "part-2": "issues: [{key: b, title: B}]",
            "part-1": "issues: [{key: a, title: A}]",
            "labels": "labels: [bug]",
        },
    )
    assert [issue.key for issue in model.issues] == ["a", "b", "c"]
    assert [label.name for label in model.labels] == ["bug"]
    place = model.issues[0].source
    assert place is not None
    assert place.file.endswith("part-1.yml")


@pytest.mark.parametrize(
    ("text", "others", "wrong"),
    [
        (
            "include: [none-*.yml]",
            {},
            ["backlog.yml:1:11: include: no file is called 'none-*.yml'"],
        ),
        (
            "include: labels.yml",
            {},
            ["backlog.yml:1:10: include: must be a list, not 'labels.yml'"],
        ),
        (
            "include: [a.yml]",
            {"a": "include: [backlog.yml]"},
            ["a.yml:1:11: backlog.yml includes itself"],
        ),
        (
            "include: [a.yml]\nrepository: o/r",
            {"a": "repository: o/other"},
            ["backlog.yml:2:1: repository: a.yml:1:13 declares it, too: declare it once"],
        ),
        (
            "include: [/etc/*.yml]",
            {},
            ["backlog.yml:1:11: include takes relative paths of files, not '/etc/*.yml'"],
        ),
        (
            "defaults: {labls: [x]}",
            {},
            ["backlog.yml:1:12: unknown key 'labls': did you mean 'labels'?"],
        ),
        (
            "inherit: [milestones]",
            {},
            ["backlog.yml:1:11: inherit: 'milestones' cannot be inherited by sub-issues"],
        ),
        (
            "labels_from: {prio: x}",
            {},
            ["backlog.yml:1:15: labels_from: 'prio' is not a field of an issue"],
        ),
        (
            "labels_from: {size: '{{ valeu }}'}\nissues: [{key: a, title: A, size: S}]",
            {},
            ["backlog.yml:1:21: template error: 'valeu' is undefined: did you mean 'value'?"],
        ),
    ],
)
def test_what_is_wrong_with_a_short_form_is_said_with_its_place(
    text: str, others: dict[str, str], wrong: list[str], tmp_path: Path
) -> None:
    said = faults(tmp_path, text, **others)
    assert len(said) == len(wrong)
    for each, start in zip(said, wrong, strict=True):
        assert each.startswith(start)
