"""A repository with members and an outsider, and a backlog of two issues."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from gh_sandbox import Sandbox
from tests.safety.conftest import OUTSIDER, REPOSITORY, Place
from tests.support.seeded import seeded

WORKFLOW, PRIVATE = "ghp_sandbox_workflow", "ghp_sandbox_carol"
SEED = """
tokens:
  - {token: ghp_sandbox_mallory, login: mallory, scopes: [public_repo]}
  - {token: ghp_sandbox_alice, login: alice, scopes: [repo, project]}
  - {token: ghp_sandbox_carol, login: carol, scopes: [repo, project, "read:org"]}
  - {token: ghp_sandbox_workflow, login: "github-actions[bot]", scopes: [repo]}
owners:
  - {login: octocat}
  - {login: mallory}
  - {login: alice}
  - {login: carol}
  - {login: "github-actions[bot]", type: Bot}
  - login: acme
    type: Organization
    members: {octocat: ADMIN, carol: ADMIN}
    private_members: [carol]
    repositories:
      - name: rocket
        collaborators: {alice: WRITE, "github-actions[bot]": WRITE}
"""
BACKLOG = """
repository: acme/rocket
issues:
  - key: engine
    title: Build the engine
    description: It lifts the rocket.
    sub_issues: [{key: pump, title: Build the pump}]
"""
BEGIN, END = "<!-- gh-playbook:begin key=engine -->", "<!-- gh-playbook:end -->"


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with seeded(tmp_path_factory.mktemp("identity"), SEED, limits=False) as sandbox:
        yield sandbox


@pytest.fixture
def place(place: Place) -> Place:
    """The sandbox of this file, and its backlog."""
    place.write("backlog.yml", BACKLOG)
    return place


def issue(place: Place, title: str, body: str, token: str = OUTSIDER) -> int:
    """Open an issue; return its number."""
    path = f"repos/{REPOSITORY}/issues"
    number: int = place.gh.rest("POST", path, token=token, title=title, body=body).json["number"]
    return number


def titles(place: Place) -> list[str]:
    listed = place.gh.rest("GET", f"repos/{REPOSITORY}/issues?state=all&direction=asc").json
    return [each["title"] for each in listed]


def run(
    place: Place, *words: str, token: str = "ghp_sandbox", backlog: str = "backlog.yml"
) -> dict[str, Any]:
    done = place.playbook(*words, "--output", "json", "--backlog", backlog, GH_TOKEN=token)
    document: dict[str, Any] = json.loads(done.out)
    return document


def of(document: dict[str, Any], key: str) -> dict[str, Any]:
    found = (each for each in document["changes"] if each["key"] == key)
    change: dict[str, Any] = next(found)
    return change
