"""Repositories that were renamed or transferred, asked for by their old names."""

import json
from typing import Any

import pytest

from tests.gh_sandbox.conftest import REPOSITORY, Gh, Local

OLD = f"/repos/{REPOSITORY}"
NEW = "PimpMyNines/Luminary"
_BY_NAME = (
    "query($follow: Boolean!) { repository(owner: %s, name: %s, followRenames: $follow) { %s } }"
)


@pytest.fixture
def renamed(local: Local) -> int:
    made: int = local.rest("PATCH", OLD, name="Luminary")["id"]
    return made


def location(local: Local, method: str, path: str, **body: object) -> tuple[int, str]:
    answer = local.send(method, path, content=json.dumps(body).encode() if body else b"")
    text: dict[str, Any] = json.loads(bytes(answer.body))
    assert text["url"] == answer.headers["location"]
    return answer.status_code, answer.headers["location"].removeprefix("https://api.github.com")


def test_reading_by_an_old_name_is_a_301_and_writing_a_307(local: Local, renamed: int) -> None:
    there = f"/repositories/{renamed}"
    assert location(local, "GET", OLD) == (301, there)
    assert location(local, "GET", f"{OLD}/issues/3?per_page=2") == (
        301,
        f"{there}/issues/3?per_page=2",
    )
    assert location(local, "PATCH", f"{OLD}/issues/3", title="x") == (307, f"{there}/issues/3")
    assert location(local, "POST", f"{OLD}/labels", name="x") == (307, f"{there}/labels")


def test_what_is_below_a_repository_is_there_by_its_id(local: Local, renamed: int) -> None:
    there = f"/repositories/{renamed}"
    assert local.rest("GET", there)["full_name"] == NEW
    assert local.rest("GET", f"{there}/issues/3")["url"].endswith(f"/repos/{NEW}/issues/3")
    assert local.rest("PATCH", f"{there}/issues/3", title="Moved")["title"] == "Moved"
    links = local.send("GET", f"{there}/labels?per_page=2").headers["link"]
    assert f"<https://api.github.com{there}/labels?per_page=2&page=2>" in links
    assert local.rest("GET", "/repositories/1/issues")["message"] == "Not Found"


def test_gh_is_led_to_the_new_place_and_writes_once_if_it_can_send_the_body_again(gh: Gh) -> None:
    """Measured with gh 2.102: a body from `--input -` is gone, and the 307 is its answer."""
    gh.rest("PATCH", f"repos/{REPOSITORY}", name="Luminary")
    made = gh.run("api", f"repos/{REPOSITORY}/issues", "-f", "title=By the old name").json
    assert made["repository_url"].endswith(NEW)
    refused = gh.rest("POST", f"repos/{REPOSITORY}/issues", title="By the old name")
    assert (refused.code, refused.json["message"]) == (1, "Temporary Redirect")
    titles = gh("issue", "list", "-R", REPOSITORY, "--json", "title", "--jq", ".[].title")
    assert titles.splitlines().count("By the old name") == 1


def test_graphql_follows_renames_unless_the_query_forbids_it(local: Local, renamed: int) -> None:
    query = _BY_NAME % ('"PimpMyNines"', '"LLuMinary"', "nameWithOwner")
    assert local.graphql(query, follow=True)["data"]["repository"]["nameWithOwner"] == NEW
    refused = local.graphql(query, follow=False)
    assert (refused["data"]["repository"], refused["errors"][0]["type"]) == (None, "NOT_FOUND")
    plain = 'query { repository(owner: "PimpMyNines", name: "LLuMinary") { databaseId } }'
    assert local.graphql(plain)["data"]["repository"]["databaseId"] == renamed


def test_another_repository_takes_the_old_name_over(local: Local, renamed: int) -> None:
    made = local.rest("POST", "/orgs/PimpMyNines/repos", name="LLuMinary")
    assert local.rest("GET", OLD)["id"] == made["id"] != renamed
    local.rest("DELETE", OLD)
    assert local.rest("GET", OLD)["message"] == "Not Found"


def test_a_name_that_is_taken_back_leads_to_itself(local: Local, renamed: int) -> None:
    local.rest("PATCH", f"/repositories/{renamed}", name="LLuMinary")
    assert local.send("GET", OLD).status_code == 200
    assert location(local, "GET", f"/repos/{NEW}") == (301, f"/repositories/{renamed}")


def test_other_letters_of_the_same_name_are_no_other_name(local: Local) -> None:
    local.rest("PATCH", OLD, name="lluminary")
    assert local.rest("GET", OLD)["name"] == "lluminary"


def test_a_transferred_repository_is_found_by_its_old_owner_who_stays(local: Local) -> None:
    shown = local.rest("POST", f"{OLD}/transfer", new_owner="octocat", new_name="Luminary")
    assert shown["full_name"] == REPOSITORY
    assert location(local, "GET", OLD) == (301, f"/repositories/{shown['id']}")
    assert local.rest("GET", f"/repositories/{shown['id']}")["full_name"] == "octocat/Luminary"
    query = """{ repository(owner: "PimpMyNines", name: "LLuMinary") { owner { login } }
      repositoryOwner(login: "PimpMyNines") { login repository(name: "LLuMinary") { url } } }"""
    found = local.graphql(query)["data"]
    assert found["repository"]["owner"]["login"] == "octocat"
    assert found["repositoryOwner"]["login"] == "PimpMyNines"
    assert found["repositoryOwner"]["repository"]["url"].endswith("/octocat/Luminary")


def test_nobody_takes_a_repository_for_another_user(local: Local) -> None:
    refused = local.rest("POST", f"{OLD}/transfer", new_owner="mikkel")
    assert refused["message"] == "nobody in the sandbox accepts a repository for mikkel"
    assert local.rest("POST", f"{OLD}/transfer", new_owner="nobody-x")["message"] == (
        "Invalid new_owner"
    )


def test_who_may_not_see_a_repository_is_not_led_to_it(local: Local, renamed: int) -> None:
    local.rest("PATCH", f"/repositories/{renamed}", private=True)
    for path in (OLD, f"/repositories/{renamed}"):
        answer = local.rest("GET", path, token="ghp_sandbox_reader")
        assert answer["message"] == "Not Found", path
