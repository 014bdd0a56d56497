"""The searches of repositories, of users, and of a repository's labels."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.gh_sandbox.conftest import Local


def test_labels_of_a_repository_are_found(local: Local) -> None:
    id = local.rest("GET", "/repos/PimpMyNines/LLuMinary")["id"]
    found = local.rest("GET", f"/search/labels?repository_id={id}&q=TYP")
    assert (found["total_count"], found["items"][0]["name"]) == (1, "typing")
    path = f"/search/labels?repository_id={id}&q=good+newcomers&sort=created&order=asc"
    assert [each["name"] for each in local.rest("GET", path)["items"]] == ["good first issue"]
    assert local.rest("GET", "/search/labels?repository_id=1&q=typ")["status"] == "404"


@pytest.mark.usefixtures("unrecorded")
def test_labels_are_searched_for_by_words_in_a_repository(local: Local) -> None:
    assert local.rest("GET", "/search/labels?q=typ")["status"] == "422"
    assert local.rest("GET", "/search/labels?repository_id=1")["status"] == "422"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("user:PimpMyNines", {"LLuMinary", "empty"}),
        ("lluminary in:name", {"LLuMinary"}),
        ("user:PimpMyNines NOT empty", {"LLuMinary"}),
        ("user:PimpMyNines archived:true", set()),
        ("topic:moon", set()),
    ],
)
def test_repositories_are_searched_for(local: Local, query: str, names: set[str]) -> None:
    found = local.rest("GET", f"/search/repositories?q={quote(query)}")
    assert {each["name"] for each in found["items"]} == names
    assert found["total_count"] == len(names)


def test_users_are_searched_for(local: Local) -> None:
    found = local.rest("GET", "/search/users?q=mikkel")
    assert [each["login"] for each in found["items"]] == ["mikkel"]
    kinds = local.rest("GET", "/search/users?q=type:org")
    assert {each["type"] for each in kinds["items"]} == {"Organization"}
    unknown = local.rest("GET", "/search/users?q=followers:7")
    assert "is not implemented by the sandbox" in unknown["message"]
    assert local.rest("GET", "/search/repositories?q=followers:7")["status"] == "422"
    assert local.rest("GET", "/search/repositories")["status"] == "422"


def test_graphql_searches_for_repositories_and_users(local: Local) -> None:
    query = """query($q: String!, $type: SearchType!) { search(query: $q, type: $type, first: 5) {
      issueCount repositoryCount userCount nodes { ... on Repository { name }
      ... on User { login } ... on Organization { login } } } }"""

    def found(q: str, type: str) -> Any:
        return local.graphql(query, q=q, type=type)["data"]["search"]

    names = found("user:PimpMyNines fork:true sort:updated-desc archived:false", "REPOSITORY")
    assert {each["name"] for each in names["nodes"]} == {"LLuMinary", "empty"}
    counts = ("issueCount", "repositoryCount", "userCount")
    assert [names[name] for name in counts] == [0, 2, 0]
    people = found("mikkel type:user", "USER")
    assert people["nodes"] == [{"login": "mikkel"}]
    assert [people[name] for name in counts] == [0, 0, 1]
