"""Labels, through `gh label`, REST and GraphQL."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.gh_sandbox.conftest import REPOSITORY, Gh

LABELS = f"repos/{REPOSITORY}/labels"
CREATE = """mutation($repo: ID!, $name: String!, $color: String!, $description: String) {
  createLabel(input: {repositoryId: $repo, name: $name, color: $color, description: $description})
  { label { id name color description } } }"""


def test_gh_creates_lists_edits_and_deletes_a_label(gh: Gh) -> None:
    gh("label", "create", "area:ci", "-R", REPOSITORY, "-c", "0366D6", "-d", "Pipelines")
    gh("label", "edit", "area:ci", "-R", REPOSITORY, "--name", "area/ci", "-c", "ff0000")
    listed = gh.run("label", "list", "-R", REPOSITORY, "--json", "name,color,description").json
    made = {"name": "area/ci", "color": "ff0000", "description": "Pipelines"}
    assert [each for each in listed if each["name"].startswith("area")] == [made]
    gh("label", "delete", "area/ci", "-R", REPOSITORY, "--yes")
    assert "area/ci" not in gh("label", "list", "-R", REPOSITORY)


def test_gh_force_updates_a_label_that_exists(gh: Gh) -> None:
    assert gh.run("label", "create", "BUG", "-R", REPOSITORY, "-c", "112233").code == 1
    gh("label", "create", "bug", "-R", REPOSITORY, "-c", "112233", "--force")
    assert gh.rest("GET", f"{LABELS}/bug").json["color"] == "112233"


@pytest.mark.parametrize("name", ["c#", "why?", "back\\slash", "50%", "a%3Fb", "a+b", "x/y"])
def test_a_label_is_found_by_its_name_whatever_an_address_must_escape(gh: Gh, name: str) -> None:
    made = gh.rest("POST", LABELS, name=name).json
    path = f"{LABELS}/{quote(name, safe='')}"
    assert made["url"].endswith(path)
    assert gh.rest("GET", path).json == made
    assert gh.rest("DELETE", path).code == 0


def test_a_renamed_label_stays_on_its_issues(gh: Gh) -> None:
    gh.rest("PATCH", f"{LABELS}/ci%2Fcd", new_name="area:pipelines")
    issue = gh.rest("GET", f"repos/{REPOSITORY}/issues/13").json
    assert "area:pipelines" in [label["name"] for label in issue["labels"]]


def test_a_duplicate_is_refused_as_github_does_whatever_its_case(gh: Gh) -> None:
    result = gh.rest("POST", LABELS, name="Bug", color="ffffff")
    assert result.code == 1
    assert result.json["message"] == "Validation Failed"
    entry = {"resource": "Label", "code": "already_exists", "field": "name"}
    assert result.json["errors"] == [entry]
    assert result.json["status"] == "422"


def test_a_duplicate_is_refused_by_graphql(gh: Gh, node: dict[str, str]) -> None:
    answer = gh.graphql(CREATE, repo=node["repo"], name="bug", color="ffffff")
    assert answer["data"] == {"createLabel": None}
    assert answer["errors"][0]["path"] == ["createLabel"]
    assert answer["errors"][0]["message"] == "Name has already been taken"


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"name": "x", "color": "#5319e7"}, "color", "invalid"),
        ({"name": "x", "color": "5319e"}, "color", "invalid"),
        ({"name": "n" * 51, "color": "5319e7"}, "name", "custom"),
        ({"name": "x", "color": "5319e7", "description": "d" * 101}, "description", "custom"),
        ({"name": "", "color": "5319e7"}, "name", "missing_field"),
    ],
)
def test_what_github_refuses_of_a_label_is_refused(
    gh: Gh, body: dict[str, Any], field: str, code: str
) -> None:
    error = gh.rest("POST", LABELS, **body).json["errors"][0]
    assert (error["resource"], error["field"], error["code"]) == ("Label", field, code)


def test_a_name_of_50_and_a_description_of_100_characters_are_accepted(gh: Gh) -> None:
    result = gh.rest("POST", LABELS, name="n" * 50, color="5319e7", description="d" * 100)
    assert result.code == 0


def test_a_deleted_label_leaves_its_issues(gh: Gh) -> None:
    gh.rest("DELETE", f"{LABELS}/blocked")
    issue = gh.rest("GET", f"repos/{REPOSITORY}/issues/15").json
    assert "blocked" not in [label["name"] for label in issue["labels"]]
    assert gh.rest("GET", f"{LABELS}/blocked").json["status"] == "404"


def test_labels_of_one_issue_are_added_replaced_and_removed(gh: Gh) -> None:
    path = f"repos/{REPOSITORY}/issues/16/labels"
    assert "bug" in [each["name"] for each in gh.rest("POST", path, labels=["bug"]).json]
    assert [each["name"] for each in gh.rest("PUT", path, labels=["bug"]).json] == ["bug"]
    assert gh.rest("DELETE", f"{path}/bug").json == []
    assert gh.rest("DELETE", f"{path}/bug").json["status"] == "404"


def test_graphql_searches_labels_by_part_of_the_name(gh: Gh) -> None:
    listed = gh("label", "list", "-R", REPOSITORY, "--search", "PRIORITY", "--json", "name")
    assert listed.count("priority") == 3


@pytest.mark.parametrize("name", ["🐞", "😀 😃", "❤️", "👍🏽", "👨‍👩‍👧", "🇩🇪", "1️⃣", "©"])
def test_a_name_of_nothing_but_emoji_is_refused(gh: Gh, name: str) -> None:
    answer = gh.rest("POST", LABELS, name=name, color="ffffff").json
    assert answer["errors"][0]["message"] == "name must contain more than native emoji"


@pytest.mark.parametrize("name", ["🐞 bug", "1", "#", "日本", "→", "*", "ñ", "—"])
def test_a_name_with_anything_else_is_none(gh: Gh, name: str) -> None:
    assert gh.rest("POST", LABELS, name=name, color="ffffff").json["name"] == name
