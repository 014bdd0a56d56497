"""Pull requests that have a label or a milestone: all pages, and those known by their ids."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from gh_playbook.github import session
from gh_playbook.github.reading import wearer
from gh_playbook.github.reading.scope import Scope
from gh_playbook.github.reading.snapshot import read
from gh_playbook.github.session import GitHubSession
from gh_playbook.settings import Settings
from tests.support.seeded import seeded

MANY = 101


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHubSession]:
    folder = tmp_path_factory.mktemp("wearers")
    pulls: list[dict[str, Any]] = [
        {"title": f"P{number}", "labels": ["worn"], "pull_request": {}} for number in range(MANY)
    ]
    pulls.append({"title": "Due", "milestone": "v1", "pull_request": {}})
    pulls.append({"title": "Plain", "pull_request": {}})
    repository = {
        "name": "rocket",
        "labels": [{"name": "worn"}],
        "milestones": [{"title": "v1"}],
        "issues": [{"title": "Issue", "labels": ["worn"]}, *pulls],
    }
    owners = [{"login": "octocat", "repositories": [repository]}]
    with seeded(folder, yaml.safe_dump({"owners": owners}), limits=False) as sandbox:
        settings = Settings(Path("all.yml"), sandbox=True, sandbox_dir=sandbox.directory)
        with session.opened(settings) as found:
            yield found


def test_all_that_have_one_are_read_and_no_issue(opened: GitHubSession) -> None:
    world = read(opened.reader, Scope("octocat", "rocket"))
    things = [world.labels["worn"].id, world.milestones["v1"].id, world.labels["bug"].id]
    found, count = wearer.read(opened.reader, world.repository.id, things, ())
    assert count == MANY + 2
    assert len(found) == MANY + 1
    assert {each.labels for each in found.values()} == {("worn",), ()}
    assert [each.number for each in found.values() if each.milestone == "v1"] == [MANY + 2]


def test_those_known_are_read_by_their_ids_and_issues_are_left_out(opened: GitHubSession) -> None:
    world = read(opened.reader, Scope("octocat", "rocket", issues=True))
    repository = world.repository.id
    every, _ = wearer.read(opened.reader, repository, [world.labels["worn"].id], ())
    known = [*every][:2]
    found, _ = wearer.read(opened.reader, repository, (), [*known, *world.issues])
    assert [*found] == known
