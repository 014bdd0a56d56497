"""Lists over REST: each filter, sort and value that GitHub documents."""

from pathlib import Path
from typing import Any

import pytest

from tests.gh_sandbox.conftest import Local

ROCKET = "/repos/acme/rocket"


@pytest.fixture
def lists(stored: Local) -> Local:
    stored.sow(Path(__file__).with_name("lists.yml"))
    return stored


def titles(lists: Local, path: str) -> list[str]:
    found: list[Any] = lists.rest("GET", path)
    return [each["title"] for each in found]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Two", "One"]),
        ("state=all", ["Three", "Two", "One"]),
        ("state=closed", ["Three"]),
        ("assignee=*", ["One"]),
        ("assignee=none", ["Two"]),
        ("assignee=MIKKEL", ["One"]),
        ("type=*", ["One"]),
        ("type=none", ["Two"]),
        ("type=bug", ["One"]),
        ("type=Nothing", []),
        ("milestone=1", ["One"]),
        ("milestone=*&state=all", ["Three", "One"]),
        ("milestone=none", ["Two"]),
        ("creator=mikkel", ["Two"]),
        ("mentioned=mikkel&state=all", ["Three", "One"]),
        ("mentioned=mikkelson&state=all", ["Three"]),
        ("labels=bug&state=all", ["Three", "One"]),
        ("labels=bug,question&state=all", ["One"]),
        ("labels=Bug,%20question&state=all", ["One"]),
        ("since=2026-01-02T00:00:00Z&state=all", ["Three", "Two"]),
        ("since=2026-01-02T01:00:00%2B01:00&state=all", ["Three", "Two"]),
        ("sort=created&direction=asc&state=all", ["One", "Two", "Three"]),
        ("sort=updated&state=all", ["Three", "Two", "One"]),
        ("sort=comments&state=all", ["Three", "Two", "One"]),
        ("sort=comments&direction=asc&state=all", ["One", "Two", "Three"]),
        ("per_page=1", ["Two"]),
        ("per_page=1&page=2", ["One"]),
        ("page=2", []),
    ],
)
def test_issues_of_a_repository(lists: Local, query: str, expected: list[str]) -> None:
    assert titles(lists, f"{ROCKET}/issues?{query}") == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/issues", ["Shared", "Hidden"]),
        ("/issues?filter=created", ["Elsewhere", "Hidden", "One"]),
        ("/issues?filter=created&state=closed", ["Three"]),
        ("/issues?filter=mentioned", []),
        ("/issues?filter=subscribed", ["Shared", "Elsewhere", "Hidden", "One"]),
        ("/issues?filter=all&direction=asc", ["One", "Two", "Hidden", "Elsewhere", "Shared"]),
        ("/issues?filter=repos&labels=bug", ["One"]),
        ("/user/issues", ["Shared"]),
        ("/user/issues?filter=all", ["Shared"]),
        ("/orgs/acme/issues", ["Hidden"]),
        ("/orgs/acme/issues?filter=all&type=Bug", ["One"]),
        ("/orgs/acme/issues?filter=all&type=none", ["Hidden", "Two"]),
    ],
)
def test_issues_of_many_repositories(lists: Local, path: str, expected: list[str]) -> None:
    assert titles(lists, path) == expected


def test_issues_of_many_repositories_say_which_is_theirs(lists: Local) -> None:
    found = lists.rest("GET", "/issues")
    assert [each["repository"]["full_name"] for each in found] == ["someone/shared", "acme/secret"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["m1", "m2"]),
        ("state=closed", ["m3"]),
        ("state=all", ["m3", "m1", "m2"]),
        ("state=all&direction=desc", ["m1", "m3", "m2"]),
        ("sort=completeness", ["m1", "m2"]),
        ("sort=completeness&direction=desc", ["m2", "m1"]),
    ],
)
def test_milestones(lists: Local, query: str, expected: list[str]) -> None:
    assert titles(lists, f"{ROCKET}/milestones?{query}") == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/orgs/acme/repos?sort=full_name", ["rocket", "secret"]),
        ("/orgs/acme/repos?type=public", ["rocket"]),
        ("/orgs/acme/repos?type=private", ["secret"]),
        ("/orgs/acme/repos?type=forks", []),
        ("/orgs/acme/repos?type=sources&sort=full_name&direction=desc", ["secret", "rocket"]),
        ("/orgs/acme/repos?type=member", []),
        ("/users/someone/repos", ["public", "shared"]),
        ("/users/octocat/repos?type=member", ["shared"]),
        ("/users/octocat/repos", []),
        ("/user/repos", ["rocket", "secret", "shared"]),
        ("/user/repos?type=owner", []),
        ("/user/repos?type=member&direction=desc", ["shared", "secret", "rocket"]),
        ("/user/repos?type=public", ["rocket"]),
        ("/user/repos?visibility=private", ["secret", "shared"]),
        ("/user/repos?affiliation=collaborator,owner", ["shared"]),
        ("/user/repos?affiliation=organization_member", ["rocket", "secret"]),
        ("/user/repos?since=2099-01-01T00:00:00Z", []),
        ("/user/repos?before=2000-01-01T00:00:00Z", []),
    ],
)
def test_repositories(lists: Local, path: str, expected: list[str]) -> None:
    assert [each["name"] for each in lists.rest("GET", path)] == expected


def test_a_type_of_repositories_goes_with_no_visibility(lists: Local) -> None:
    assert lists.send("GET", "/user/repos?type=all&visibility=all").status_code == 422


@pytest.mark.parametrize(
    ("query", "field", "value"),
    [
        ("assignee=nobody-x", "assignee", "nobody-x"),
        ("creator=nobody-x", "creator", "nobody-x"),
        ("mentioned=nobody-x", "mentioned", "nobody-x"),
        ("milestone=77", "milestone", "77"),
        ("milestone=m1", "milestone", "m1"),
        ("state=ajar", "state", "ajar"),
        ("sort=due_on", "sort", "due_on"),
        ("direction=up", "direction", "up"),
        ("since=yesterday", "since", "yesterday"),
    ],
)
def test_a_wrong_value_is_refused(lists: Local, query: str, field: str, value: str) -> None:
    answer = lists.rest("GET", f"{ROCKET}/issues?{query}")
    entry = {"resource": "Issue", "field": field, "code": "invalid", "value": value}
    assert (answer["message"], answer["errors"]) == ("Validation Failed", [entry])


def test_a_documented_parameter_that_is_not_served_is_named(lists: Local) -> None:
    answer = lists.rest("GET", "/issues?pulls=true")
    assert "parameter pulls" in answer["message"]
    assert "not implemented by the sandbox" in answer["message"]


@pytest.mark.usefixtures("unrecorded")
def test_a_parameter_that_github_does_not_know_is_ignored_and_named(lists: Local) -> None:
    answer = lists.send("GET", f"{ROCKET}/issues?asignee=mikkel&per_page=5")
    assert (answer.status_code, answer.headers["x-sandbox-ignored"]) == (200, "asignee")


@pytest.mark.parametrize(
    ("query", "expected"),
    [("", ["for @mikkel", "more"]), ("since=2099-01-01T00:00:00Z", []), ("page=2", [])],
)
def test_comments_of_an_issue(lists: Local, query: str, expected: list[str]) -> None:
    found = lists.rest("GET", f"{ROCKET}/issues/3/comments?{query}")
    assert [each["body"] for each in found] == expected


def test_a_page_has_a_hundred_entries_at_most(lists: Local) -> None:
    for number in range(101):
        lists.rest("POST", f"{ROCKET}/labels", name=f"label {number}", color="ffffff")
    assert len(lists.rest("GET", f"{ROCKET}/labels")) == 30
    found = lists.send("GET", f"{ROCKET}/labels?per_page=1000")
    assert bytes(found.body).count(b'"node_id"') == 100
    assert 'page=2>; rel="next"' in found.headers["link"]
