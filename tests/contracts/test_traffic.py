"""The contracts' checks find what is wrong, and leave alone what is right."""

import json
from typing import Any

import pytest

from tests.contracts import rest, traffic
from tests.gh_sandbox.conftest import REPOSITORY, Local

LABEL = f"/repos/{REPOSITORY}/labels/documentation"


def complaints(body: object, *, path: str = LABEL, status: int = 200) -> list[str]:
    return rest.contract().complaints("GET", path, status, json.dumps(body))


@pytest.fixture
def label(local: Local) -> Any:
    return local.rest("GET", LABEL)


def test_a_right_answer_is_left_alone(label: Any) -> None:
    assert complaints(label) == []
    assert complaints({**label, "description": None}) == []


def test_a_missing_property_is_found(label: Any) -> None:
    del label["color"]
    found = complaints(label)
    assert found[0] == f"GET {LABEL} 200: at $: 'color' is a required property"
    assert found[1:] == [f"GET {LABEL} 200: githubkit: color: Field required"]


def test_a_wrong_type_is_found(label: Any) -> None:
    assert "None is not of type 'string'" in complaints({**label, "color": None})[0]
    assert "is not of type 'boolean'" in complaints({**label, "default": 1})[0]


def test_a_property_too_much_is_found(label: Any) -> None:
    assert complaints({**label, "shoe_size": 42})[0].endswith("at $: GitHub has no shoe_size there")


def test_a_status_that_github_does_not_answer_is_found(label: Any) -> None:
    assert complaints(label, status=201) == [f"GitHub answers GET {LABEL} with no 201"]


def test_what_is_wrong_deep_inside_is_found(local: Local) -> None:
    path = f"/repos/{REPOSITORY}/issues/3"
    issue = local.rest("GET", path)
    assert complaints(issue, path=path) == []
    issue["labels"][0]["color"] = 7
    assert "$.labels[0]" in complaints(issue, path=path)[0]
    moment = {**local.rest("GET", path), "created_at": "yesterday"}
    assert "'yesterday' is not a 'date-time'" in complaints(moment, path=path)[0]


def test_an_answer_without_a_body_is_empty() -> None:
    assert rest.contract().complaints("DELETE", LABEL, 204, "") == []
    assert rest.contract().complaints("DELETE", LABEL, 204, "{}") != []
    assert rest.contract().complaints("GET", LABEL, 200, "") == [f"GET {LABEL}: 200 has a body"]


def test_an_answer_is_read_with_the_model_of_its_own_operation(local: Local) -> None:
    main = local.rest("GET", f"/repos/{REPOSITORY}/git/ref/heads/main")["object"]["sha"]
    path = f"/repos/{REPOSITORY}/git/commits/{main}"
    commit = local.rest("GET", path)
    assert complaints(commit, path=path) == []
    del commit["tree"]
    assert complaints(commit, path=path)[1:] == [f"GET {path} 200: githubkit: tree: Field required"]


def test_an_answer_of_an_operation_that_github_does_not_have_is_found() -> None:
    assert complaints({}, path="/nowhere") == ["GitHub has no GET /nowhere"]
    assert complaints({"message": "Not Found"}, path="/nowhere", status=404) == []


def test_the_closest_operation_is_meant() -> None:
    of_user, of_id = complaints([], path="/user/repos"), complaints([], path="/user/7")
    assert of_user == []
    assert "[] is not of type 'object'" in of_id[0] or "fits no alternative" in of_id[0]
    assert complaints([], path=f"/repos/{REPOSITORY}/contents") == []


def test_relating_issues_over_rest_is_judged(local: Local) -> None:
    path = f"/repos/{REPOSITORY}/issues/3/relates_to"
    issue = local.rest("GET", f"/repos/{REPOSITORY}/issues/4")
    assert complaints([issue], path=path) == []
    del issue["title"]
    assert "'title' is a required property" in complaints([issue], path=path)[0]


def granted(method: str, path: str, *query: str, **body: object) -> list[str]:
    content = json.dumps(body) if body else ""
    return rest.contract().request_complaints(method, path, query, content)


def test_a_parameter_that_github_does_not_know_is_found() -> None:
    path = f"/repos/{REPOSITORY}/issues"
    assert granted("GET", path, "state", "per_page") == []
    assert granted("GET", path, "asignee") == [
        f"GET {path} request: GitHub has no parameter asignee"
    ]
    assert granted("GET", "/orgs/a/projectsV2/1/items", "fields[]") == []


def test_a_body_that_github_does_not_describe_is_found() -> None:
    path = f"/repos/{REPOSITORY}/issues"
    assert granted("POST", path, title="New", parent_issue_id=7) == []
    assert "shoe_size" in granted("POST", path, title="New", shoe_size=42)[0]
    assert "$.title" in granted("POST", path, title=["New"])[0]
    assert "'title' is a required property" in granted("POST", path, body="Text")[0]
    assert granted("DELETE", LABEL, name="bug") == [
        f"DELETE {LABEL} request: GitHub allows no body"
    ]


def test_what_was_refused_may_be_wrong() -> None:
    entry: dict[str, Any] = {
        "method": "POST",
        "path": f"/repos/{REPOSITORY}/labels",
        "query": {},
        "content": '{"name": 7}',
        "fault": None,
        "status": 422,
        "version": "2022-11-28",
        "media_type": "application/json; charset=utf-8",
        "answer": '{"message": "Validation Failed", "documentation_url": "https://docs.github.com"}',
    }
    assert traffic.complaints(entry) == []
    made = {**entry, "status": 201, "answer": "{}"}
    assert any("request: at $.name" in each for each in traffic.complaints(made))


def test_answered_properties_are_counted(label: Any) -> None:
    contract = rest.Contract(rest.published())
    contract.complaints("GET", LABEL, 200, json.dumps(label))
    answered, known = contract.coverage
    contract.complaints("GET", LABEL, 200, json.dumps({"name": "x"}))
    assert contract.coverage == (answered, known)
    assert 7 <= answered <= known < 20
