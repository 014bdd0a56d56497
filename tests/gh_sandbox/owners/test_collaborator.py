"""Who works in a repository, and who belongs to an organization."""

import pytest

from tests.gh_sandbox.conftest import Local

SEED = """
owners:
  - {login: octocat}
  - {login: mikkel}
  - {login: dana}
  - {login: passerby}
  - login: acme
    type: Organization
    members: {octocat: ADMIN, mikkel: MEMBER}
    repositories:
      - {name: rocket, private: true, collaborators: {dana: TRIAGE, mikkel: READ}}
      - {name: open}
tokens:
  - {token: ghp_mikkel, login: mikkel, scopes: [repo, read:org]}
"""
ROCKET = "/repos/acme/rocket"


@pytest.fixture
def world(stored: Local) -> Local:
    stored.sow(SEED)
    return stored


def logins(local: Local, path: str) -> list[str]:
    return [each["login"] for each in local.rest("GET", path)]


def test_collaborators_are_members_and_who_was_invited(world: Local) -> None:
    found = world.rest("GET", f"{ROCKET}/collaborators")
    assert {each["login"]: each["role_name"] for each in found} == {
        "dana": "triage",
        "mikkel": "read",
        "octocat": "admin",
    }
    assert logins(world, f"{ROCKET}/collaborators?affiliation=outside") == ["dana"]
    assert logins(world, f"{ROCKET}/collaborators?permission=push") == ["octocat"]


@pytest.mark.parametrize(
    ("repository", "login", "permission", "role"),
    [
        ("rocket", "dana", "read", "triage"),
        ("rocket", "octocat", "admin", "admin"),
        ("rocket", "passerby", "none", "none"),
        ("open", "passerby", "read", "read"),
    ],
)
def test_a_permission_has_its_old_name_and_its_role(
    world: Local, repository: str, login: str, permission: str, role: str
) -> None:
    path = f"/repos/acme/{repository}/collaborators/{login}/permission"
    found = world.rest("GET", path)
    assert (found["permission"], found["role_name"]) == (permission, role)


def test_who_cannot_push_sees_no_collaborators(world: Local) -> None:
    given = "ghp_mikkel"
    assert world.send("GET", ROCKET, token=given).status_code == 200
    assert world.send("GET", f"{ROCKET}/collaborators", token=given).status_code == 403


def test_members_are_listed_and_each_can_be_checked(world: Local) -> None:
    assert logins(world, "/orgs/acme/members") == ["mikkel", "octocat"]
    assert logins(world, "/orgs/acme/members?role=admin") == ["octocat"]
    assert world.send("GET", "/orgs/acme/members/mikkel").status_code == 204
    assert world.rest("GET", "/orgs/acme/members/dana")["message"] == (
        "User does not exist or is not a member of the organization"
    )
    assert logins(world, "/user/orgs") == ["acme"]
    assert logins(world, "/users/dana/orgs") == []


def test_a_user_is_found_by_id(world: Local) -> None:
    id = world.rest("GET", "/users/dana")["id"]
    assert world.rest("GET", f"/user/{id}")["login"] == "dana"
    assert world.rest("GET", "/user/1")["message"] == "Not Found"


def test_a_membership_tells_the_role(world: Local) -> None:
    found = world.rest("GET", "/orgs/acme/memberships/mikkel")
    assert (found["role"], found["state"], found["user"]["login"]) == ("member", "active", "mikkel")
    assert world.rest("GET", "/user/memberships/orgs/acme")["role"] == "admin"
    listed = world.rest("GET", "/user/memberships/orgs")
    assert [each["organization"]["login"] for each in listed] == ["acme"]
    assert world.rest("GET", "/orgs/acme/memberships/dana")["status"] == "404"
