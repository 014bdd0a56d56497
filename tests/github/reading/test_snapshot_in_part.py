"""Answers in part: what GitHub withholds from a login, or a server does not have."""

from typing import Any

import pytest

from gh_playbook.github.error import GitHubError
from tests.github.answers import answer
from tests.github.reading.snapshot_answers import (
    a_label,
    a_project,
    an_issue,
    board,
    first,
    issues,
    owner,
    page,
    read,
    withheld,
)


def test_lists_with_null_in_them_are_lists() -> None:
    node = an_issue(
        1,
        labels={"nodes": [None, {"name": "Bug"}]},
        parent=None,
        subIssues={"nodes": [None, {"id": "I3"}]},
        blockedBy=None,
        relatesTo={"nodes": [None]},
        closedByPullRequestsReferences={"nodes": [None, {"state": "OPEN"}]},
    )
    values = [None, {"name": "S", "field": {"name": "Size"}}, {"number": 3.0, "field": None}]
    cards = [
        None,
        {"id": "C1", "content": None, "fieldValues": {"nodes": values}},
        {"id": "C2", "content": {"id": "I1"}, "fieldValues": None},
    ]
    second = {
        "repository": {"issues": page([None, node]), "issueTypes": {"nodes": [None]}},
        "node": board(items=page(cards)),
    }
    errors = [
        withheld("node", "items", "nodes", 1, "content"),
        withheld("repository", "issues", "nodes", 1, "parent"),
    ]
    world, _ = read(
        first(page([None, a_label("a")]), page([None]), root=owner(a_project(1, "Board"))),
        answer({"data": second, "errors": errors}),
        issues=True,
        project="Board",
        pull_requests=True,
    )
    found = world.issues["I1"]
    assert (found.labels, found.sub_issues, found.blocked_by) == (("Bug",), ("I3",), ())
    assert (found.related_to, found.pull_requests) == ((), ("open",))
    assert (list(world.labels), list(world.milestones), list(world.issue_types)) == (["a"], [], [])
    assert world.project is not None
    assert world.project.is_linked
    assert [each.name for each in world.project.fields] == ["Size"]
    assert world.project.items["C1"].values == {"Size": "S"}
    assert sorted(world.project.items) == ["C1", "I1"]


@pytest.mark.parametrize(
    ("root", "errors"),
    [
        pytest.param(owner(None), [withheld("repositoryOwner", "projectsV2", "nodes", 0)], id="it"),
        pytest.param(owner(None), [], id="without a word"),
        pytest.param({"repositoryOwner": None}, [withheld("repositoryOwner")], id="the owner"),
        pytest.param(
            {"repositoryOwner": {"projectsV2": None}},
            [withheld("repositoryOwner", "projectsV2")],
            id="all",
        ),
    ],
)
def test_a_login_that_may_not_see_projects_still_sees_the_rest(
    root: dict[str, Any], errors: list[dict[str, Any]]
) -> None:
    answered = first(page([a_label("a")]), root=root, errors=errors)
    world, _ = read(answered, issues(page([an_issue(1)])), issues=True, project="Board")
    assert (world.features.projects, world.features.project_scope) == (True, False)
    assert (world.project, list(world.labels), list(world.issues)) == (None, ["a"], ["I1"])


def test_a_project_that_is_seen_is_used_though_others_are_not() -> None:
    root = owner(None, a_project(1, "board"))
    errors = [withheld("repositoryOwner", "projectsV2", "nodes", 0)]
    second = answer({"data": {"node": board()}})
    world, _ = read(first(root=root, errors=errors), second, project="Board")
    assert world.features.project_scope
    assert world.project is not None


@pytest.mark.parametrize("with_issues", [True, False])
def test_a_project_that_is_listed_but_not_shown_is_none(with_issues: bool) -> None:
    data = {"repository": {"issues": page([an_issue(1)])}, "node": None}
    second = answer({"data": data, "errors": [withheld("node")]})
    answered = first(root=owner(a_project(1, "Board")))
    world, _ = read(answered, second, issues=with_issues, project="Board")
    assert (world.project, world.features.project_scope) == (None, False)


@pytest.mark.parametrize(
    "root",
    [
        {"project": {"fields": [{"name": "items", "args": [{"name": "first"}]}]}},
        {"option": {"inputFields": [{"name": "name"}]}},
        {"project": None, "option": None},
    ],
    ids=["archivedStates", "ids of options", "either"],
)
def test_a_board_that_would_lose_values_is_not_even_read(root: dict[str, Any]) -> None:
    answered = first(root=owner(a_project(1, "Board")) | root)
    world, gh = read(answered, issues(page([an_issue(1)])), issues=True, project="Board")
    assert (world.project, world.features.keeps_values) == (None, False)
    assert "project" not in gh.asked[1][2]["variables"]
    assert list(world.issues) == ["I1"]


def test_nor_is_one_of_a_server_that_has_less_than_it_says() -> None:
    refused = {"extensions": {"code": "argumentNotAccepted"}, "message": "Field 'items' doesn't"}
    world, gh = read(
        first(root=owner(a_project(1, "Board"))),
        answer({"errors": [refused]}),
        issues(page([an_issue(1)]), types={"nodes": []}),
        issues=True,
        project="Board",
    )
    assert (world.project, world.features.keeps_values) == (None, False)
    assert list(world.issues) == ["I1"]
    assert len(gh.asked) == 3


def test_what_is_withheld_of_the_repository_itself_is_an_error() -> None:
    for path in (("repository", "labels"), ("repository", "milestones")):
        with pytest.raises(GitHubError, match="Resource not accessible"):
            read(first(errors=[withheld(*path)]))


def test_a_file_that_is_withheld_is_not_taken_for_missing() -> None:
    world, _ = read(first(file0=None, errors=[withheld("repository", "file0")]), files=("a.yml",))
    assert world.files == {}
