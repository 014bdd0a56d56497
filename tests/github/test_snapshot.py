"""Reading the world: pages put together, features found by asking, and what cannot be used."""

from dataclasses import replace
from typing import Any

import pytest

from gh_playbook.github import snapshot
from gh_playbook.github.answer import Answer
from gh_playbook.github.error import GitHubError
from gh_playbook.github.reader import Reader
from gh_playbook.github.scope import Scope
from gh_playbook.model.existing import Login
from gh_playbook.model.world import World
from tests.github.answers import Answering, Time, answer

ISSUE_FIELDS = ("issueType", "subIssues", "parent", "blockedBy", "relatesTo")
MUTATIONS = (
    "createIssueType",
    "addSubIssue",
    "addBlockedBy",
    "addRelatesTo",
    "createProjectV2",
)


def page(nodes: list[Any], cursor: str | None = None) -> dict[str, Any]:
    return {"nodes": nodes, "pageInfo": {"hasNextPage": bool(cursor), "endCursor": cursor}}


def a_label(name: str) -> dict[str, Any]:
    return {"id": f"L-{name}", "name": name, "color": "D73A4A", "description": None}


def a_milestone(number: int, title: str, state: str = "OPEN") -> dict[str, Any]:
    return {
        "id": f"M{number}",
        "number": number,
        "title": title,
        "description": None,
        "dueOn": "2026-12-31T00:00:00Z",
        "state": state,
        "url": f"https://m/{number}",
    }


def an_issue(number: int, **more: Any) -> dict[str, Any]:
    node = {
        "id": f"I{number}",
        "number": number,
        "title": f"T{number}",
        "body": "",
        "url": f"https://i/{number}",
        "state": "OPEN",
        "stateReason": None,
        "labels": {"nodes": []},
        "milestone": None,
    }
    return {**node, **more}


def first(
    labels: dict[str, Any] | None = None,
    milestones: dict[str, Any] | None = None,
    fields: tuple[str, ...] = ISSUE_FIELDS,
    mutations: tuple[str, ...] = MUTATIONS,
    root: dict[str, Any] | None = None,
    errors: list[dict[str, Any]] | None = None,
    **more: Any,
) -> Answer:
    node = {
        "id": "R1",
        "nameWithOwner": "octo/demo",
        "url": "https://github.com/octo/demo",
        "viewerPermission": "WRITE",
        "hasIssuesEnabled": True,
        "isArchived": False,
        "owner": {"__typename": "Organization", "id": "O1", "login": "octo", "databaseId": 1},
        "labels": labels or page([]),
        "milestones": milestones or page([]),
        **more,
    }
    data: dict[str, Any] = {
        "issue": {"fields": [{"name": name} for name in fields]},
        "mutation": {"fields": [{"name": name} for name in mutations]},
        "project": {"fields": [{"name": "items", "args": [{"name": "archivedStates"}]}]},
        "option": {"inputFields": [{"name": "id"}, {"name": "name"}]},
        "repository": node,
    }
    return answer({"data": data | (root or {}), "errors": errors or []})


def withheld(*path: str | int) -> dict[str, Any]:
    return {"path": list(path), "type": "FORBIDDEN", "message": "Resource not accessible"}


def a_project(number: int, title: str, *, closed: bool = False) -> dict[str, Any]:
    return {"id": f"P{number}", "number": number, "title": title, "closed": closed}


def owner(*projects: Any) -> dict[str, Any]:
    return {"repositoryOwner": {"projectsV2": page(list(projects))}}


def board(**more: Any) -> dict[str, Any]:
    node: dict[str, Any] = {
        "id": "P1",
        "number": 1,
        "title": "Board",
        "url": "https://p/1",
        "closed": False,
        "repositories": {"nodes": [None, {"id": "R1"}]},
        "fields": {"nodes": [None, {"id": "F", "name": "Size", "dataType": "NUMBER"}]},
        "views": {"nodes": [None]},
        "workflows": {"nodes": [None]},
        "items": page([]),
    }
    return {**node, **more}


def repository(**lists: Any) -> Answer:
    return answer({"data": {"repository": lists}})


def issues(connection: dict[str, Any], types: Any = None) -> Answer:
    node: dict[str, Any] = {"issues": connection}
    if types is not None:
        node["issueTypes"] = types
    return answer({"data": {"repository": node}})


def read(*answers: Answer, **scope: Any) -> tuple[World, Answering]:
    gh = Answering(answers=list(answers))
    return snapshot.read(Reader(gh, Time().pacer()), Scope("octo", "demo", **scope)), gh


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


def test_what_cannot_be_used_is_told() -> None:
    with pytest.raises(GitHubError, match="octo/demo is archived"):
        read(first(isArchived=True))
    with pytest.raises(GitHubError, match="octo/demo has no issues: enable them"):
        read(first(hasIssuesEnabled=False))
    with pytest.raises(GitHubError, match="it is a fork: if acme/demo is meant, name that one"):
        read(first(hasIssuesEnabled=False, parent={"nameWithOwner": "acme/demo"}))


def test_what_is_only_read_may_be_archived() -> None:
    world, _ = read(first(isArchived=True, hasIssuesEnabled=False), is_only_read=True)
    assert world.repository.name == "octo/demo"


def test_the_login_is_told_with_the_first_answer() -> None:
    answered = first(root={"viewer": {"login": "mona"}})
    answered = replace(answered, headers={**answered.headers, "x-oauth-scopes": "repo, project"})
    world, gh = read(answered)
    assert world.login == Login("mona", frozenset({"repo", "project"}))
    assert len(gh.asked) == 1
    world, _ = read(first(root={"viewer": None}, errors=[withheld("viewer")]))
    assert world.login == Login("", None)


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
