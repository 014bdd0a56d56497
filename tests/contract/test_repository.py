"""Repositories, and the names they had before."""

import pytest

from tests.contract.github import GitHub

_NAMED = """query($owner: String!, $name: String!, $follow: Boolean!) {
  repository(owner: $owner, name: $name, followRenames: $follow) { name } }"""


@pytest.fixture
def renamed(github: GitHub) -> tuple[str, str]:
    """Make a repository, rename it, and return its old name and its new one."""
    old, new = github.name(), github.name()
    where = f"/orgs/{github.owner}/repos" if github.is_organization else "/user/repos"
    if github.rest("POST", where, {"name": old}).status != 201:
        pytest.skip("this login may not make repositories here")
    github.on_end(lambda: github.rest("DELETE", f"/repos/{github.owner}/{new}"))
    assert github.rest("PATCH", f"/repos/{github.owner}/{old}", {"name": new}).status == 200
    return old, new


def test_a_second_repository_of_a_name_is_refused_by_each_api_in_its_way(
    github: GitHub, renamed: tuple[str, str]
) -> None:
    """hipstas/AudiAnnotate#92 over REST; cli/cli#14266 over GraphQL, with a capital."""
    where = f"/orgs/{github.owner}/repos" if github.is_organization else "/user/repos"
    over_rest = github.rest("POST", where, {"name": renamed[1]})
    assert (over_rest.status, over_rest.codes) == (422, [("name", "custom")])
    create = """mutation($owner: ID!, $name: String!) { createRepository(input: {
      ownerId: $owner, name: $name, visibility: PRIVATE}) { repository { id } } }"""
    owner = github.rest("GET", f"/users/{github.owner}").body["node_id"]
    (error,) = github.errors(create, owner=owner, name=renamed[1])
    assert error["message"] == "Name already exists on this account"


def test_rest_leads_from_the_old_name_to_the_new_one(
    github: GitHub, renamed: tuple[str, str]
) -> None:
    """GitHub docs, "Follow redirects"; octokit's recording "rename-repository".

    gh follows; not where it has sent a body that it read from its standard input, as here.
    """
    old, new = renamed
    found = github.rest("GET", f"/repos/{github.owner}/{old}").body
    assert found["name"] == new
    led = github.rest("POST", f"/repos/{github.owner}/{old}/labels", {"name": "led-here"})
    there = f"/repositories/{found['id']}/labels"
    assert (led.status, led.headers["location"].endswith(there)) == (307, True)
    assert github.rest("POST", there, {"name": "led-here"}).status == 201


def test_the_address_of_what_has_moved_can_be_asked(
    github: GitHub, renamed: tuple[str, str]
) -> None:
    """RFC 9110, `Location` is a URI reference: a name with a blank comes encoded."""
    old, _ = renamed
    path = f"/repos/{github.owner}/{old}/labels/good%20first%20issue"
    answer = github.rest("PATCH", path, {"color": "ededed"})
    assert answer.status == 307
    assert answer.headers["location"].endswith("/labels/good%20first%20issue")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/labels", {"name": "x"}),
        ("PATCH", "/labels/bug", {"color": "ededed"}),
        ("POST", "/milestones", {"title": "x"}),
        ("POST", "/issues", {"title": "x"}),
        ("PATCH", "", {"description": "x"}),
    ],
)
def test_an_archived_repository_is_read_only(
    github: GitHub, renamed: tuple[str, str], method: str, path: str, body: dict[str, str]
) -> None:
    """GitHub docs, "About archiving repositories"; the words in many reports, as terraform's."""
    where = f"/repos/{github.owner}/{renamed[1]}"
    assert github.rest("PATCH", where, {"archived": True}).status == 200
    answer = github.rest(method, where + path, body)
    assert (answer.status, answer.body["message"]) == (
        403,
        "Repository was archived so is read-only.",
    )
    assert github.rest("PATCH", where, {"archived": False}).status == 200


@pytest.mark.unverified
def test_a_repository_without_issues_has_none(github: GitHub, renamed: tuple[str, str]) -> None:
    """GitHub's REST description: 410 of "Get an issue"; PocketHub#57."""
    where = f"/repos/{github.owner}/{renamed[1]}"
    github.rest("POST", f"{where}/issues", {"title": "x"})
    assert github.rest("PATCH", where, {"has_issues": False}).status == 200
    assert github.rest("GET", f"{where}/issues/1").status == 410
    assert github.rest("GET", f"{where}/issues").body == []


def test_graphql_answers_an_old_name_unless_the_query_forbids_it(
    github: GitHub, renamed: tuple[str, str]
) -> None:
    """GitHub's GraphQL schema, `Query.repository(followRenames: = true)`; cli/cli#345."""
    old, new = renamed
    found = github.data(_NAMED, owner=github.owner, name=old, follow=True)
    assert found == {"repository": {"name": new}}
    refused = github.errors(_NAMED, owner=github.owner, name=old, follow=False)
    assert [each["type"] for each in refused] == ["NOT_FOUND"]


def test_the_old_name_is_free_and_then_leads_elsewhere(
    github: GitHub, renamed: tuple[str, str]
) -> None:
    """GitHub docs, "Renaming a repository": a new repository of the old name ends the redirect."""
    old, _ = renamed
    where = f"/orgs/{github.owner}/repos" if github.is_organization else "/user/repos"
    made = github.rest("POST", where, {"name": old})
    github.on_end(lambda: github.rest("DELETE", f"/repos/{github.owner}/{old}"))
    assert github.rest("GET", f"/repos/{github.owner}/{old}").body["id"] == made.body["id"]


def test_a_star_is_counted_once(github: GitHub, renamed: tuple[str, str]) -> None:
    """GitHub's REST description, "Star a repository": 204, and `stargazers_count`; GitHub docs,
    "List stargazers": `starred_at` with the media type `star+json`."""
    repository = f"{github.owner}/{renamed[1]}"
    for _ in range(2):
        assert github.rest("PUT", f"/user/starred/{repository}").status == 204
    assert github.rest("GET", f"/user/starred/{repository}").status == 204
    assert github.rest("GET", f"/repos/{repository}").body["stargazers_count"] == 1
    accept = "application/vnd.github.star+json"
    (star,) = github.rest("GET", f"/repos/{repository}/stargazers", accept=accept).body
    assert star.keys() == {"starred_at", "user"}
    assert github.rest("DELETE", f"/user/starred/{repository}").status == 204
    assert github.rest("GET", f"/user/starred/{repository}").status == 404
