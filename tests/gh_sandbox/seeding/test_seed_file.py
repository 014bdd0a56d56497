"""Files of seeds, and where their faults are."""

import os
from pathlib import Path

import pytest

from gh_sandbox.seeding import seed_file
from gh_sandbox.seeding.seed import SeedError

PROJECT = "owners:\n- {login: octocat, projects: [{%s}]}\n"
ISSUE = "owners:\n- {login: octocat, repositories: [{name: r, issues: [{title: a, %s}]}]}\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "owners:\n  - login: a\n    repositories:\n      - {name: r, isues: []}\n",
            "4:19: owners.0.repositories.0.isues: there is no such key",
        ),
        ("owners:\n  - {login: a, type: Person}\n", "2:22: owners.0.type: Input should be "),
        ("owners:\n  - {name: A}\n", "2:5: owners.0.login: it is missing"),
        ("owner: []\n", "1:1: owner: there is no such key"),
        ("- a\n", "1:1: a seed: it must be a mapping"),
        ("", "1:1: a seed: it must be a mapping"),
        ("owners: {login: a}\n", "1:9: owners: it must be a list"),
        ("owners: [{login: [x]}]\n", "1:18: owners.0.login: it must be text"),
        ("owners: []\nowners: [{login: a}]\n", "2:1: a second key 'owners'"),
        ("owners:\n  - {login: a, name: A, login: b}\n", "2:25: a second key 'login'"),
        ("owners:\n\t- login: a\n", "2:1: not YAML: indent with spaces, not with a tab"),
        ("extends: seed\n", " it extends itself: name another seed"),
        ("owners: [\n", "2:1: not YAML: "),
        (PROJECT % "title: ''", "2:39: owners.0.projects.0.title: String should have at least 1"),
        (
            PROJECT % "title: P, fields: [{name: S}]",
            "2:51: owners.0.projects.0.fields.0: a field of the type single_select",
        ),
        (
            PROJECT % "title: P, fields: [{name: S, options: [x, x]}]",
            "2:74: owners.0.projects.0.fields.0.options.1.name: a second name x",
        ),
        (
            PROJECT % f"title: P, fields: [{{name: S, options: {[*'xy' * 26]}}}]",
            "2:70: owners.0.projects.0.fields.0.options: List should have at most 50",
        ),
        (
            PROJECT % "title: P, fields: [{name: N, type: number}], items: "
            "[{title: d, values: {N: abc}}]",
            "2:108: owners.0.projects.0.items.0.values.N: N is a number, not 'abc'",
        ),
        (
            PROJECT % "title: P, fields: [{name: D, type: date}], items: "
            "[{title: d, values: {D: soon}}]",
            "2:106: owners.0.projects.0.items.0.values.D: D is a date, such as 2026-12-31, not",
        ),
        (ISSUE % "parent: 1", "2:73: owners.0.repositories.0.issues.0.parent: #1 cannot be its"),
        (
            ISSUE % "blocked_by: [1]",
            "2:78: owners.0.repositories.0.issues.0.blocked_by.0: #1 cannot be tied to itself",
        ),
        (
            ISSUE % "author: b",
            "2:73: owners.0.repositories.0.issues.0.author: no such user: b (there are octocat)",
        ),
    ],
)
def test_a_fault_of_a_seed_has_its_place(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "seed.yml"
    file.write_text(text)
    with pytest.raises(SeedError) as raised:
        seed_file.read(file)
    assert f"{file}:{told}" in str(raised.value)


@pytest.mark.parametrize("day", ["2026-12-24", '"2026-12-24"'])
def test_a_date_may_be_in_quotes_as_json_has_it(tmp_path: Path, day: str) -> None:
    file = tmp_path / "seed.yml"
    date = f"[{{title: d, values: {{D: {day}}}}}]"
    file.write_text(PROJECT % f"title: P, fields: [{{name: D, type: date}}], items: {date}")
    (owner,) = seed_file.read(file).owners
    (value,) = owner.projects[0].items[0].values.values()
    assert str(value) == "2026-12-24"


def test_all_faults_of_a_seed_are_shown_together(tmp_path: Path) -> None:
    file = tmp_path / "seed.yml"
    file.write_text("owners: [{login: a, x: 1}, {login: b, y: 1}]")
    with pytest.raises(SeedError) as raised:
        seed_file.read(file)
    assert len(str(raised.value).splitlines()) == 2


BASE = """\
tokens:
  - {token: t, login: nobody, repositories: [acme/none]}
owners:
  - login: acme
    members: {nobody: ADMIN}
    private_members: [octocat]
    issue_types: [{name: Task}]
    issue_fields: [{name: Priority, type: single_select, options: [High]}]
    repositories:
      - name: r
        collaborators: {nobody: READ}
        previously: [nobody/x]
        labels: [{name: wanted}]
        milestones: [{title: v1}]
        issues:
          - title: One
            labels: [Bug, wnated]
            milestone: V1
            type: Tusk
            author: nobody
            assignees: [octocat, nobody]
            parent: 7
            blocked_by: [1, 8]
            relates_to: [9]
            comments: [{body: x, author: nobody}]
            fields: {Priority: Low, Effort: 1}
          - {title: Two, pull_request: {closes: [1, 10]}}
    projects:
      - title: P
        repositories: [r, q]
        items:
          - {repository: q, number: 1}
          - {repository: r, number: 11}
          - title: A
            assignees: [nobody]
            values: {status: Doing, Size: 1, Sprint: B, Tags: [x, y]}
        fields:
          - {name: Sprint, type: iteration, iterations: [{title: A, start_date: 2026-11-23}]}
          - {name: Tags, type: multi_select, options: [x]}
        views: [{name: V, fields: [Title, Sise], group_by: Sprnt, sort_by: {Rank: asc}}]
        workflows: {Item closd: true, Auto-add to project: {repository: q, filter: ""}}
"""


FIELDS = "there are Title, Assignees, Status, Labels, Linked pull requests, …"


def test_what_a_seed_refers_to_and_does_not_have_is_reported_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "seed.yml"
    file.write_text(BASE)
    with pytest.raises(SeedError) as raised:
        seed_file.read(file)
    told = [line.removeprefix(f"{file}:") for line in str(raised.value).splitlines()]
    assert [line.split(": ", 2)[0] + " " + line.split(": ", 2)[2] for line in told] == [
        "5:15 no such user: nobody (there are octocat, acme)",
        "6:23 no such member of acme: octocat (there are nobody)",
        "11:25 no such user: nobody (there are octocat, acme)",
        "12:22 no such owner: nobody (there are octocat, acme)",
        "17:27 no such label: wnated (did you mean wanted?)",
        "18:24 no such milestone: V1 (there are v1)",
        "19:19 no such type: Tusk (did you mean Task?)",
        "20:21 no such user: nobody (there are octocat, acme)",
        "21:34 no such user: nobody (there are octocat, acme)",
        "25:42 no such user: nobody (there are octocat, acme)",
        "22:21 no such issue: #7 (there are 2, up to #2)",
        "23:29 no such issue: #8 (there are 2, up to #2)",
        "24:26 no such issue: #9 (there are 2, up to #2)",
        "26:32 no such option of Priority: Low (there are High)",
        "26:37 no such issue field: Effort (there are Priority)",
        "27:53 no such issue: #10 (there are 2, up to #2)",
        "30:27 no such repository: q (there are r)",
        f"40:43 no such field: Sise ({FIELDS})",
        "40:60 no such field: Sprnt (did you mean Sprint?)",
        f"40:77 no such field: Rank ({FIELDS})",
        "32:26 no such repository: q (there are r)",
        "33:37 no such issue: r#11 (there are 2, up to #2)",
        "35:25 no such user: nobody (there are octocat, acme)",
        "36:30 no such option of status: Doing (there are Todo, In Progress, Done)",
        f"36:37 no such field: Size ({FIELDS})",
        "36:54 no such option of Sprint: B (there are A)",
        "36:67 no such option of Tags: y (there are x)",
        "41:21 no such workflow: Item closd (did you mean Item closed?)",
        "41:73 no such repository: q (there are r)",
        "2:23 no such owner: nobody (there are octocat, acme)",
        "2:46 no such repository: acme/none (there are acme/r)",
        "23:26 #1 cannot be tied to itself",
    ]


TWICE = """\
tokens: [{token: t}, {token: t}]
owners:
  - login: a
    projects: [{title: P, number: 3}, {title: P, number: 3}]
    issue_types: [{name: Task}, {name: task}]
    repositories:
      - {name: R}
      - name: r
        labels: [{name: x}, {name: X}]
        milestones: [{title: m}, {title: M}, {title: m}]
        issues: [{title: one}, {title: two, number: 1}, {title: three}]
  - {login: A}
"""


def test_what_a_seed_has_twice_is_reported_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "seed.yml"
    file.write_text(TWICE)
    with pytest.raises(SeedError) as raised:
        seed_file.read(file)
    told = [line.removeprefix(f"{file}:").split(": ") for line in str(raised.value).splitlines()]
    assert [(place, message) for place, _, message in told] == [
        ("1:30", "a second token t"),
        ("12:13", "a second login a"),
        ("8:15", "a second name r"),
        ("5:40", "a second name task"),
        ("9:36", "a second name x"),
        ("10:54", "a second title m"),
        ("11:53", "a second issue #1"),
        ("4:58", "a second number 3"),
    ]


def test_a_fault_is_placed_in_the_file_that_says_it(tmp_path: Path) -> None:
    base, file = tmp_path / "base.yml", tmp_path / "seed.yml"
    base.write_text(
        "owners:\n- login: b\n- login: a\n  repositories:\n  - name: q\n  - name: r\n"
        "    issues: [{title: x, parent: 5}]\n"
    )
    file.write_text(
        "extends: base\nowners:\n- login: a\n  repositories:\n  - name: r\n"
        "    labels: [{name: new, colour: red}]\n"
    )
    with pytest.raises(SeedError) as raised:
        seed_file.read(file)
    assert str(raised.value).startswith(f"{file}:6:26: owners.1.repositories.1.labels.0.colour: ")
    file.write_text(file.read_text().replace("colour: red", "color: d73a4a"))
    with pytest.raises(SeedError) as raised:
        seed_file.read(file)
    assert str(raised.value).startswith(f"{base}:7:33: owners.1.repositories.1.issues.0.parent: ")


def test_a_pipe_is_no_seed_because_it_can_be_read_only_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(SeedError, match="it is a pipe, and a seed is read several times: name a"):
        seed_file.read(pipe)
