"""The contracts' checks find what is wrong, and leave alone what is right."""

import json
import os
from typing import Any

import pytest

from tests import published
from tests.gh_sandbox.conftest import REPOSITORY, Local

LABEL = f"/repos/{REPOSITORY}/labels/documentation"


@pytest.fixture(autouse=True)
def _published() -> None:
    if not published.FOLDER.is_dir():
        reason = f"GitHub's contracts are not at {published.FOLDER}"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


def complaints(body: object, *, path: str = LABEL, status: int = 200) -> list[str]:
    return published.rest().complaints("GET", path, status, json.dumps(body))


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
    assert "githubkit: 1 validation error for Label" in found[1]


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
    assert published.rest().complaints("DELETE", LABEL, 204, "") == []
    assert published.rest().complaints("DELETE", LABEL, 204, "{}") != []


def test_what_is_left_out_of_the_description_is_read_by_githubkit(local: Local) -> None:
    main = local.rest("GET", f"/repos/{REPOSITORY}/git/ref/heads/main")["object"]["sha"]
    path = f"/repos/{REPOSITORY}/git/commits/{main}"
    commit = local.rest("GET", path)
    assert complaints(commit, path=path) == []
    del commit["tree"]
    assert "githubkit: 1 validation error for GitCommit" in complaints(commit, path=path)[0]


def test_an_operation_that_is_not_described_is_named() -> None:
    assert complaints({}, path="/nowhere") == []
    assert "GET /nowhere" in published.rest().undescribed


@pytest.mark.parametrize(
    ("document", "wrong"),
    [
        ("{ viewer { login } }", False),
        ("{ viewer { shoeSize } }", True),
        ("{ viewer { ", True),
        ("mutation($id: ID!) { addRelatesTo(input: {issueId: $id}) { issue { id } } }", True),
        ("query($id: ID!) { node(id: $id) { ... on Issue { relatesTo { totalCount } } } }", False),
        # GitHub lets fields of different types stand side by side.
        ('{ node(id: "") { ... on Issue { state } ... on PullRequest { state } } }', False),
    ],
)
def test_a_document_is_judged_by_githubs_own_schema(document: str, wrong: bool) -> None:
    assert bool(published.document_complaints(document)) is wrong


def test_a_document_that_the_server_refused_is_left_alone() -> None:
    entry = {"document": "{ nothing }", "fault": None, "status": 200, "answer": '{"errors": []}'}
    assert published.entry_complaints(entry) == []
    assert published.entry_complaints({**entry, "answer": '{"data": {}}'}) != []
