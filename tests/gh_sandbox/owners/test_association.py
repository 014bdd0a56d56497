"""What an author is to a repository, depending on who asks; and apps as authors."""

from typing import Any

import pytest

from gh_sandbox.seeding import seed
from tests.gh_sandbox.conftest import Local

OWNERS: list[dict[str, Any]] = [
    {"login": "octocat"},
    {"login": "alice"},
    {"login": "bob"},
    {"login": "mallory"},
    {"login": "github-actions[bot]", "type": "Bot"},
    {
        "login": "acme",
        "type": "Organization",
        "members": {"octocat": "ADMIN", "alice": "MEMBER"},
        "private_members": ["alice"],
        "repositories": [
            {
                "name": "rocket",
                "collaborators": {"bob": "WRITE", "github-actions[bot]": "WRITE"},
                "issues": [
                    {"title": login, "author": login}
                    for login in ("octocat", "alice", "bob", "mallory", "github-actions[bot]")
                ],
            }
        ],
    },
]
TOKENS = [
    {"token": "ghp_alice", "login": "alice", "scopes": ["repo"]},
    {"token": "ghp_bob", "login": "bob", "scopes": ["repo", "read:org"]},
    {"token": "ghp_narrow", "login": "octocat", "scopes": ["repo"]},
    {"token": "ghs_actions", "login": "github-actions[bot]", "scopes": ["repo"]},
]
QUERY = """{ repository(owner: "acme", name: "rocket") { issues(first: 9) { nodes {
  title authorAssociation viewerDidAuthor author { __typename login url } } } } }"""


@pytest.fixture
def acme(stored: Local) -> Local:
    stored.sow(seed.Seed.model_validate({"tokens": TOKENS, "owners": OWNERS}))
    return stored


def associations(acme: Local, token: str) -> dict[str, str]:
    answer = acme.graphql(QUERY, token=token)
    nodes = answer["data"]["repository"]["issues"]["nodes"]
    found = {each["title"]: each["authorAssociation"] for each in nodes}
    listed = acme.rest("GET", "/repos/acme/rocket/issues", token=token)
    assert {each["title"]: each["author_association"] for each in listed} == found
    return found


def test_members_collaborators_and_outsiders_are_distinguished(acme: Local) -> None:
    assert associations(acme, "ghp_sandbox") == {
        "octocat": "MEMBER",
        "alice": "MEMBER",
        "bob": "COLLABORATOR",
        "mallory": "NONE",
        "github-actions[bot]": "NONE",
    }


@pytest.mark.parametrize("token", ["ghp_bob", "ghp_narrow", "ghs_actions"])
def test_a_private_member_is_an_outsider_to_who_may_not_read_the_organization(
    acme: Local, token: str
) -> None:
    found = associations(acme, token)
    assert (found["octocat"], found["alice"]) == ("MEMBER", "NONE")


def test_issues_of_several_repositories_each_have_their_own(acme: Local) -> None:
    made = acme.rest("POST", "/user/repos", token="ghp_bob", name="own")
    assert "id" in made, made
    own = acme.rest("POST", "/repos/bob/own/issues", token="ghp_bob", title="Mine")["node_id"]
    other = acme.rest("GET", "/repos/acme/rocket/issues/3")["node_id"]
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Issue { authorAssociation } } }"
    nodes = acme.graphql(query, ids=[own, other])["data"]["nodes"]
    assert [each["authorAssociation"] for each in nodes] == ["OWNER", "COLLABORATOR"]


def test_a_private_member_knows_of_the_own_membership(acme: Local) -> None:
    assert associations(acme, "ghp_alice")["alice"] == "MEMBER"


def test_an_app_is_a_bot_whose_login_differs_between_the_two_apis(acme: Local) -> None:
    nodes = acme.graphql(QUERY, token="ghs_actions")["data"]["repository"]["issues"]["nodes"]
    assert nodes[-1] == {
        "title": "github-actions[bot]",
        "authorAssociation": "NONE",
        "viewerDidAuthor": True,
        "author": {
            "__typename": "Bot",
            "login": "github-actions",
            "url": "https://github.com/apps/github-actions",
        },
    }
    user = acme.rest("GET", "/repos/acme/rocket/issues/5")["user"]
    assert (user["login"], user["type"]) == ("github-actions[bot]", "Bot")


def test_an_apps_token_has_no_scopes_to_show(acme: Local) -> None:
    assert "x-oauth-scopes" in acme.send("GET", "/user", token="ghp_bob").headers
    assert "x-oauth-scopes" not in acme.send("GET", "/user", token="ghs_actions").headers


def test_a_private_member_must_be_one(stored: Local) -> None:
    owner = {"login": "acme", "type": "Organization", "private_members": ["octocat"]}
    planted = seed.Seed.model_validate({"owners": [{"login": "octocat"}, owner]})
    with pytest.raises(seed.SeedError, match="octocat as a private member of acme, but not among"):
        stored.sow(planted)
