"""Tokens that are no classic ones, and what they are refused.

Tried on GitHub where the environment holds such a token for the repository, with permission to
write issues and none for projects.
"""

import os
from dataclasses import replace

import pytest

from tests.contract.github import GitHub

_KINDS = {"fine_grained": "personal access token", "workflow": "integration"}
_PROJECTS = """query($owner: String!) { repositoryOwner(login: $owner) { login
  ... on Organization { projectsV2(first: 1) { nodes { id } } } } }"""
_CREATE = """mutation($owner: ID!) { createProjectV2(input: {ownerId: $owner, title: "x"}) {
  projectV2 { id } } }"""


@pytest.fixture(params=_KINDS)
def narrow(github: GitHub, request: pytest.FixtureRequest) -> tuple[GitHub, str]:
    """Return GitHub asked with a narrow token, and how GitHub calls that in refusals."""
    kind = str(request.param)
    token = f"ghp_sandbox_{kind}"
    if github.is_live:
        variable = f"GH_PLAYBOOK_LIVE_TOKEN_{kind.upper()}"
        token = os.environ.get(variable) or pytest.skip(f"no {variable}")
    environment = {**github.environment, "GH_TOKEN": token}
    return replace(github, environment=environment), _KINDS[kind]


def test_what_it_may_not_is_403(narrow: tuple[GitHub, str]) -> None:
    """GitHub docs, "Troubleshooting the REST API", "Resource not accessible"."""
    github, words = narrow
    refused = github.rest("PATCH", "", {"description": "x"})
    assert (refused.status, refused.body["message"]) == (403, f"Resource not accessible by {words}")


def test_it_shows_no_scopes(narrow: tuple[GitHub, str]) -> None:
    """GitHub docs, "Scopes for OAuth apps": the header tells those of classic tokens."""
    github, _ = narrow
    assert "x-oauth-scopes" not in github.rest("GET", "labels").headers


def test_projects_are_null_with_an_error_each(narrow: tuple[GitHub, str]) -> None:
    """cli/cli#13280: `FORBIDDEN`, and the rest of the query is answered."""
    github, words = narrow
    if not github.is_organization:
        pytest.skip("the repository's owner is no organization")
    answer = github.graphql(_PROJECTS, owner=github.owner)
    owner = answer["data"]["repositoryOwner"]
    assert owner["login"] == github.owner
    assert not any(owner["projectsV2"]["nodes"])
    for error in answer.get("errors", []):
        assert error["type"] == "FORBIDDEN"
        assert error["message"] == f"Resource not accessible by {words}"


def test_a_project_cannot_be_made(narrow: tuple[GitHub, str]) -> None:
    """cli/cli#13280, as reading; unverified for the mutation."""
    github, words = narrow
    refused = github.errors(_CREATE, owner=github.owner_id)
    found = [(each["type"], each["message"]) for each in refused]
    assert found == [("FORBIDDEN", f"Resource not accessible by {words}")]
