"""A board that people gave another title is still the one that the backlog declares."""

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Trial
from tests.acceptance.own import Own, do, unlike

DECLARED: dict[str, Any] = {
    "issues": [{"key": "tank", "title": "Build the tank"}],
    "project": {"title": "Launch"},
}


@pytest.fixture
def own(trial: Trial, tmp_path: Path) -> Own:
    own = Own(trial, tmp_path)
    own.seed({})
    return own


def boards(own: Own) -> list[dict[str, Any]]:
    """Return the organization's boards, by number."""
    data = own.gh.graphql(
        """{ organization(login: "acme") { projectsV2(first: 9, orderBy: {field: NUMBER,
        direction: ASC}) { nodes { id number title items { totalCount } } } } }"""
    )
    found: list[dict[str, Any]] = data["data"]["organization"]["projectsV2"]["nodes"]
    return found


def rename(own: Own, title: str) -> None:
    (board,) = boards(own)
    do(own, f'updateProjectV2(input: {{projectId: "{board["id"]}", title: "{title}"}})')


@pytest.mark.parametrize("playbook", ["all", "setup-project"])
def test_it_is_found_and_gets_its_declared_title_again(own: Own, playbook: str) -> None:
    own.run(DECLARED, playbook)
    rename(own, "Our launch")
    done = own.run(DECLARED)
    assert [warning for each in done.changes for warning in each["warnings"]] == [
        "people named it 'Our launch': `pull` takes their name into the backlog instead"
    ]
    assert [(each["title"], each["items"]["totalCount"]) for each in boards(own)] == [("Launch", 1)]
    assert unlike(own.run(DECLARED)) == []


def test_one_that_the_repository_is_not_linked_to_is_nobody_s_to_take(own: Own) -> None:
    own.run(DECLARED)
    rename(own, "Our launch")
    (board,) = boards(own)
    repository = own.gh.graphql('{ repository(owner: "acme", name: "rocket") { id } }')
    ids = f'projectId: "{board["id"]}", repositoryId: "{repository["data"]["repository"]["id"]}"'
    do(own, f"unlinkProjectV2FromRepository(input: {{{ids}}})")
    own.run(DECLARED)
    assert [each["title"] for each in boards(own)] == ["Our launch", "Launch"]
