"""Reading the world: pages put together, features found by asking, and what cannot be used."""

from dataclasses import replace

import pytest

from gh_playbook.github.answer import Answer
from gh_playbook.github.error import GitHubError
from gh_playbook.model.existing import Login
from tests.github.answers import answer
from tests.github.reading.snapshot_answers import (
    ISSUE_FIELDS,
    MUTATIONS,
    a_label,
    a_milestone,
    an_issue,
    first,
    issues,
    page,
    read,
    repository,
    withheld,
)


def test_without_issues_one_request_is_enough() -> None:
    world, gh = read(first(page([a_label("Bug")]), page([a_milestone(1, "V1")])))
    assert len(gh.asked) == 1
    label, milestone = world.label("bug"), world.milestone("v1")
    assert label is not None
    assert milestone is not None
    assert (label.name, label.color, label.description) == ("Bug", "d73a4a", "")
    assert (milestone.state, str(milestone.due_on)) == ("open", "2026-12-31")
    assert (world.repository.name, world.repository.permission) == ("octo/demo", "WRITE")


def test_every_page_is_read_to_its_end() -> None:
    world, gh = read(
        first(page([a_label("a")], "c1"), page([a_milestone(1, "v1")], "c2")),
        repository(labels=page([a_label("b")], "c3"), milestones=page([a_milestone(2, "v2")])),
        repository(labels=page([a_label("c")])),
        issues(page([an_issue(1)], "c4"), types={"nodes": []}),
        issues(page([an_issue(2)])),
        issues=True,
    )
    assert sorted(world.labels) == ["a", "b", "c"]
    assert sorted(world.milestones) == ["v1", "v2"]
    assert sorted(world.issues) == ["I1", "I2"]
    asked = [each[2]["variables"] for each in gh.asked]
    assert [each.get("labelsAfter") for each in asked] == [None, "c1", "c3", None, None]
    assert [each.get("milestonesAfter") for each in asked] == [None, "c2", None, None, None]
    assert [each.get("after") for each in asked] == [None, None, None, None, "c4"]


@pytest.mark.parametrize(("declared", "is_asked"), [(90, False), (91, True)])
def test_where_many_labels_are_declared_the_last_page_comes_with_the_first(
    declared: int, *, is_asked: bool
) -> None:
    _, gh = read(first(), labels=declared)
    assert ("labelsEnd: labels(last: 100" in gh.asked[0][2]["query"]) == is_asked


def test_an_issue_is_read_with_its_links() -> None:
    node = an_issue(
        1,
        state="CLOSED",
        stateReason="NOT_PLANNED",
        labels={"nodes": [{"name": "Bug"}]},
        milestone={"title": "V1"},
        issueType={"name": "Task"},
        parent={"id": "I9"},
        subIssues={"nodes": [{"id": "I3"}, {"id": "I2"}]},
        blockedBy={"nodes": [{"id": "I4"}, None]},
        relatesTo={"nodes": [{"id": "I5"}]},
    )
    world, _ = read(first(), issues(page([node]), types={"nodes": []}), issues=True)
    found = world.issues["I1"]
    assert (found.state, found.reason, found.labels) == ("closed", "not_planned", ("Bug",))
    assert (found.milestone, found.type, found.parent) == ("V1", "Task", "I9")
    links = (found.sub_issues, found.blocked_by, found.related_to)
    assert links == (("I3", "I2"), ("I4",), ("I5",))


def test_an_old_server_is_only_asked_for_what_it_has() -> None:
    world, gh = read(first(fields=(), mutations=()), issues(page([an_issue(1)])), issues=True)
    features = world.features
    found = (features.sub_issues, features.dependencies, features.relations, features.projects)
    assert (*found, features.issue_types) == (False,) * 5
    asked = gh.asked[1][2]["query"]
    assert not any(field in asked for field in ISSUE_FIELDS)


@pytest.mark.parametrize("missing", [*ISSUE_FIELDS, *MUTATIONS])
def test_a_feature_takes_both_its_field_and_its_mutation(missing: str) -> None:
    fields = tuple(each for each in ISSUE_FIELDS if each != missing)
    mutations = tuple(each for each in MUTATIONS if each != missing)
    world, _ = read(first(fields=fields, mutations=mutations))
    features = world.features
    lacking = {
        "issueType": features.issue_types,
        "createIssueType": features.issue_types,
        "subIssues": features.sub_issues,
        "parent": features.sub_issues,
        "addSubIssue": features.sub_issues,
        "blockedBy": features.dependencies,
        "addBlockedBy": features.dependencies,
        "relatesTo": features.relations,
        "addRelatesTo": features.relations,
        "createProjectV2": features.projects,
    }
    assert lacking[missing] is False
    whole = [
        features.issue_types,
        features.sub_issues,
        features.dependencies,
        features.relations,
        features.projects,
    ]
    assert whole.count(False) == 1


def test_whether_a_user_has_types_the_server_is_asked() -> None:
    owner = {"__typename": "User", "id": "U1", "login": "octo", "databaseId": 1, "isViewer": True}
    world, gh = read(first(owner=owner), issues(page([])), issues=True)
    assert not world.features.issue_types
    assert "issueTypes(" in gh.asked[1][2]["query"]


def test_of_titles_that_differ_in_case_the_open_one_counts() -> None:
    found = page([a_milestone(1, "v1", "CLOSED"), a_milestone(3, "V1"), a_milestone(2, "v1")])
    world, _ = read(first(milestones=found))
    milestone = world.milestone("v1")
    assert milestone is not None
    assert milestone.number == 2


@pytest.mark.parametrize(
    "gone",
    [
        answer({"data": {"repository": None}, "errors": [{"type": "NOT_FOUND", "message": "no"}]}),
        answer({"data": {"repository": None, "issue": {}, "mutation": {}}}),
    ],
)
def test_a_repository_that_is_not_there_says_what_to_check(gone: Answer) -> None:
    with pytest.raises(GitHubError, match="check --repo OWNER/NAME and `gh auth status`"):
        read(gone)


def test_what_cannot_be_used_is_reported() -> None:
    with pytest.raises(GitHubError, match="octo/demo is archived"):
        read(first(isArchived=True))
    with pytest.raises(GitHubError, match="octo/demo has no issues: enable them"):
        read(first(hasIssuesEnabled=False))
    with pytest.raises(GitHubError, match="it is a fork: if acme/demo is meant, name that one"):
        read(first(hasIssuesEnabled=False, parent={"nameWithOwner": "acme/demo"}))


def test_what_is_only_read_may_be_archived() -> None:
    world, _ = read(first(isArchived=True, hasIssuesEnabled=False), is_only_read=True)
    assert world.repository.name == "octo/demo"


def test_the_login_comes_with_the_first_answer() -> None:
    answered = first(root={"viewer": {"login": "mona"}})
    answered = replace(answered, headers={**answered.headers, "x-oauth-scopes": "repo, project"})
    world, gh = read(answered)
    assert world.login == Login("mona", frozenset({"repo", "project"}))
    assert len(gh.asked) == 1
    world, _ = read(first(root={"viewer": None}, errors=[withheld("viewer")]))
    assert world.login == Login("", None)


def test_a_repository_that_moved_is_read_where_it_is_now() -> None:
    world, gh = read(
        first(nameWithOwner="octo/demo-2"),
        first(nameWithOwner="octo/demo-2"),
    )
    assert (world.repository.name, world.moved_from) == ("octo/demo-2", "octo/demo")
    assert [asked[2]["variables"]["name"] for asked in gh.asked] == ["demo", "demo-2"]


def test_a_name_in_other_letters_is_the_same() -> None:
    world, gh = read(first(nameWithOwner="Octo/Demo"))
    assert (world.repository.name, world.moved_from) == ("Octo/Demo", None)
    assert len(gh.asked) == 1
