"""Lists of what the sandbox has none of, and lists of who works in a repository."""

import pytest

from gh_sandbox.rest.nothing import _COUNTED, _LISTS
from tests.gh_sandbox.conftest import REPOSITORY, Gh, Local

HERE = f"/repos/{REPOSITORY}"
READER = "ghp_sandbox_reader"


@pytest.mark.parametrize(("path", "level"), [(path, level) for path, _, level in _LISTS])
def test_a_list_is_empty_and_administrators_lists_are_theirs(
    local: Local, path: str, level: str
) -> None:
    where = f"{HERE}/{path}"
    assert local.rest("GET", where) == []
    status = 404 if level == "ADMIN" else 200
    assert local.send("GET", where, token=READER).status_code == status


@pytest.mark.parametrize(("path", "name"), [(path, name) for path, _, name in _COUNTED])
def test_a_counted_list_is_empty(local: Local, path: str, name: str) -> None:
    assert local.rest("GET", f"{HERE}/{path}") == {"total_count": 0, name: []}


@pytest.mark.parametrize("path", ["/notifications", f"{HERE}/notifications"])
def test_nobody_is_notified(local: Local, path: str) -> None:
    assert local.rest("GET", f"{path}?all=true&participating=true") == []


def test_there_are_no_rulesets(local: Local) -> None:
    """What `gh ruleset list` and `gh ruleset view` ask for."""
    query = """query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) {
      rulesets(first: 5, includeParents: true) { totalCount nodes { databaseId name target
      enforcement source { __typename ... on Repository { nameWithOwner } }
      rules { totalCount } } } } }"""
    owner, _, name = REPOSITORY.partition("/")
    found = local.graphql(query, owner=owner, name=name)["data"]["repository"]["rulesets"]
    assert found == {"totalCount": 0, "nodes": []}
    assert local.rest("GET", f"{HERE}/rulesets/7")["status"] == "404"


def test_a_branch_has_no_protection(local: Local) -> None:
    for branch, message in (("main", "Branch not protected"), ("none", "Branch not found")):
        answer = local.rest("GET", f"{HERE}/branches/{branch}/protection")
        assert (answer["status"], answer["message"]) == ("404", message)
    answer = local.rest("GET", f"{HERE}/branches/main/protection", token=READER)
    assert answer["message"] == "Not Found"


def test_gh_shows_that_there_is_nothing(gh: Gh) -> None:
    assert gh.run("cache", "list", "-R", REPOSITORY, "--json", "id").out.strip() == "[]"
    assert gh.run("repo", "deploy-key", "list", "-R", REPOSITORY, "--json", "id").code == 0


def test_contributors_are_counted_by_their_commits(local: Local) -> None:
    (only,) = local.rest("GET", f"{HERE}/contributors")
    commits = len(local.rest("GET", f"{HERE}/commits?per_page=100"))
    assert (only["login"], only["contributions"], only["type"]) == ("octocat", commits, "User")
    assert local.send("GET", "/repos/PimpMyNines/empty/contributors").status_code == 204


def test_who_watches_is_listed(local: Local) -> None:
    assert local.rest("GET", f"{HERE}/subscribers") == []
    local.rest("PUT", f"{HERE}/subscription", subscribed=True)
    assert [each["login"] for each in local.rest("GET", f"{HERE}/subscribers")] == ["octocat"]
    for path in ("/user/subscriptions", "/users/octocat/subscriptions"):
        assert [each["full_name"] for each in local.rest("GET", path)] == [REPOSITORY]
    local.rest("PUT", f"{HERE}/subscription", ignored=True)
    assert (
        local.rest("GET", f"{HERE}/subscribers") == local.rest("GET", "/user/subscriptions") == []
    )


def test_members_see_the_teams_of_their_organization(local: Local) -> None:
    local.sow("""
owners:
  - {login: octocat}
  - {login: guest}
  - login: acme
    type: Organization
    members: {octocat: ADMIN}
    teams: [Web crew]
    repositories: [{name: rocket}]
tokens:
  - {token: ghp_guest, login: guest, scopes: [repo, "read:org"]}
""")
    (team,) = local.rest("GET", "/orgs/acme/teams")
    assert (team["name"], team["slug"], team["parent"]) == ("Web crew", "web-crew", None)
    found = local.rest("GET", "/orgs/acme/teams/web-crew")
    assert (found["id"], found["organization"]["login"]) == (team["id"], "acme")
    for path in ("/orgs/acme/teams/web-crew/members", "/orgs/acme/teams/web-crew/repos"):
        assert local.rest("GET", path) == []
    assert local.rest("GET", "/user/teams") == local.rest("GET", "/repos/acme/rocket/teams") == []
    for path in ("/orgs/acme/teams", "/orgs/acme/teams/web-crew"):
        assert local.rest("GET", path, token="ghp_guest")["status"] == "404"
    assert local.rest("GET", "/orgs/acme/teams/none")["status"] == "404"


def test_what_nobody_limits_and_nobody_follows_is_empty(local: Local) -> None:
    assert local.rest("GET", f"{HERE}/interaction-limits") == {}
    assert local.send("GET", f"{HERE}/vulnerability-alerts").status_code == 404
    for path in ("repository_invitations", "followers", "following"):
        assert local.rest("GET", f"/user/{path}") == []
