"""States that GitHub cannot have, and repetitions in lists: each is a fault of a seed."""

from pathlib import Path

import pytest

from gh_sandbox.seeding import seed_file
from gh_sandbox.seeding.seed import SeedError
from tests.gh_sandbox.conftest import Local

PROJECT = "owners:\n- {login: octocat, projects: [{%s}]}\n"
ISSUE = "owners:\n- {login: octocat, repositories: [{name: r, issues: [{title: a, %s}]}]}\n"
REPOSITORY = "owners:\n- login: octocat\n  repositories:\n  - {name: r, %s}\n"
CHAIN = ", ".join(["{title: t1}", *(f"{{title: t{n}, parent: {n - 1}}}" for n in range(2, 11))])
CROWD = ", ".join(["{title: t}", *["{title: t, parent: 1}"] * 101])
BLOCKED = f"{', '.join(['{title: t}'] * 51)}, {{title: u, blocked_by: {[*range(1, 52)]}}}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            REPOSITORY % "files: {../x: a}",
            "4:23: owners.0.repositories.0.files.../x: it is no path in a repository: GitHub",
        ),
        (REPOSITORY % "files: {a/.git/b: c}", "4:23: owners.0.repositories.0.files.a/.git/b: it"),
        (REPOSITORY % "files: {/a: b}", "4:23: owners.0.repositories.0.files./a: it is no path"),
        (
            REPOSITORY % "files: {docs/a: b, docs: c}",
            "4:34: owners.0.repositories.0.files.docs: it is a folder: there is docs/a",
        ),
        (
            REPOSITORY % "default_branch: null, files: {a: b}",
            "4:37: owners.0.repositories.0.files: files need a default_branch",
        ),
        (
            REPOSITORY % "default_branch: null, issues: [{title: a, pull_request: {}}]",
            "4:71: owners.0.repositories.0.issues.0.pull_request: a pull request needs a",
        ),
        (
            REPOSITORY % "labels: [{name: 🐛}]",
            "4:31: owners.0.repositories.0.labels.0.name: a name of only emoji: GitHub refuses it",
        ),
        (REPOSITORY % "labels: [{name: ' '}]", "4:31: owners.0.repositories.0.labels.0.name: it"),
        (REPOSITORY % "milestones: [{title: ''}]", "4:36: owners.0.repositories.0.milestones.0."),
        (REPOSITORY % "issues: [{title: ' '}]", "4:32: owners.0.repositories.0.issues.0.title: it"),
        ("owners: [{login: a b}]", "1:18: owners.0.login: a login has letters, digits and"),
        ("owners: [{login: a, repositories: [{name: b/c}]}]", "1:43: owners.0.repositories.0.name"),
        (
            REPOSITORY % "issues: [{title: a, parent: 2}, {title: b, parent: 3}, "
            "{title: c, parent: 1}, {title: d, parent: 1}]",
            "4:89: owners.0.repositories.0.issues.2.parent: #3 is above #1: a circle",
        ),
        (
            REPOSITORY % f"issues: [{CHAIN}]",
            "4:250: owners.0.repositories.0.issues.9.parent: more than 8 levels below #1",
        ),
        (
            REPOSITORY % f"issues: [{CROWD}]",
            "4:2355: owners.0.repositories.0.issues.101.parent: #1 has more than 100 sub-issues",
        ),
        (
            REPOSITORY % f"issues: [{BLOCKED}]",
            "4:659: owners.0.repositories.0.issues.51.blocked_by: more than 50 issues",
        ),
        (
            REPOSITORY % "issues: [{title: a, blocked_by: [2]}, {title: b, blocked_by: [1]}]",
            "4:77: owners.0.repositories.0.issues.1.blocked_by.0: #2 blocks #1 already: a circle",
        ),
        (
            REPOSITORY % "issues: [{title: a, pull_request: {}}, {title: b, parent: 1}]",
            "4:73: owners.0.repositories.0.issues.1.parent: #1 is a pull request",
        ),
        (
            REPOSITORY % "issues: [{title: a}, {title: b, blocked_by: [1], pull_request: {}}]",
            "4:47: owners.0.repositories.0.issues.1.blocked_by: a pull request has none",
        ),
        (
            ISSUE % "state_reason: completed",
            "2:79: owners.0.repositories.0.issues.0.state_reason: an open issue has none",
        ),
        (
            PROJECT % "title: P, fields: [{name: Title, type: text}]",
            "2:58: owners.0.projects.0.fields.0.name: GitHub has this field itself",
        ),
    ],
)
def test_a_state_that_github_cannot_have_is_a_fault_of_a_seed(
    tmp_path: Path, text: str, told: str
) -> None:
    file = tmp_path / "seed.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SeedError) as raised:
        seed_file.read(file)
    assert str(raised.value).startswith(f"{file}:{told}")
    assert len(str(raised.value).splitlines()) == 1


AGAIN = """\
owners:
  - {login: octocat}
  - login: a
    type: Organization
    members: {octocat: ADMIN, Octocat: MEMBER}
    private_members: [octocat, octocat]
    teams: [Crew, crew]
    issue_fields: [{name: P, type: number}]
    repositories:
      - name: r
        collaborators: {octocat: READ, OCTOCAT: READ}
        secrets: {X: y, x: y}
        previously: [a/b, a/B]
        generate: 1
        milestones: [{title: Made-up milestone 1}]
        issues:
          - {title: t, labels: [bug, Bug], assignees: [octocat, Octocat], fields: {P: 1, p: 2}}
          - {title: t, blocked_by: [1, 1], relates_to: [1, 1]}
          - {title: t, pull_request: {closes: [1, 1]}}
"""


def test_what_a_list_of_a_seed_has_twice_is_reported_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "seed.yml"
    file.write_text(AGAIN)
    with pytest.raises(SeedError) as raised:
        seed_file.read(file)
    told = [line.removeprefix(f"{file}:").split(": ") for line in str(raised.value).splitlines()]
    assert [(place, message) for place, _, message in told] == [
        ("5:31", "a second Octocat"),
        ("6:32", "a second octocat"),
        ("7:19", "a second crew"),
        ("11:40", "a second OCTOCAT"),
        ("12:25", "a second x"),
        ("13:27", "a second a/B"),
        ("15:30", "a second title Made-up milestone 1"),
        ("17:38", "a second Bug"),
        ("17:65", "a second Octocat"),
        ("17:90", "a second p"),
        ("18:40", "a second 1"),
        ("18:60", "a second 1"),
        ("19:51", "a second 1"),
    ]


def test_each_of_two_related_issues_may_name_the_other(local: Local, tmp_path: Path) -> None:
    file = tmp_path / "seed.yml"
    issues = "[{title: a, relates_to: [2]}, {title: b, relates_to: [1]}]"
    file.write_text(f"owners: [{{login: octocat, repositories: [{{name: r, issues: {issues}}}]}}]")
    local.sow(file)
    (related,) = local.rest("GET", "/repos/octocat/r/issues/2/relates_to")
    assert related["number"] == 1
