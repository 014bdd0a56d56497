"""Issue types of a user: where the server has them they converge as an organization's do."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.acceptance.conftest import Trial
from tests.acceptance.own import unlike

DECLARED: dict[str, Any] = {
    "repository": "octocat/mine",
    "issue_types": [{"name": "Idea", "color": "blue"}, {"name": "Chore", "color": "gray"}],
    "issues": [{"key": "a", "title": "A", "type": "Chore"}],
}


@pytest.fixture
def backlog(tmp_path: Path) -> Path:
    path = tmp_path / "backlog.yml"
    path.write_text(yaml.safe_dump(DECLARED))
    return path


def seed(trial: Trial, folder: Path, **user: Any) -> None:
    path = folder / "seed.yml"
    owner = {"login": "octocat", "repositories": [{"name": "mine"}], **user}
    path.write_text(yaml.safe_dump({"owners": [owner]}))
    trial.sandbox.reset(seed=path)


def test_types_of_a_user_are_made_and_given_to_issues(
    trial: Trial, backlog: Path, tmp_path: Path
) -> None:
    seed(trial, tmp_path, issue_types=[{"name": "Idea", "color": "red"}])
    first = trial.run(backlog=backlog)
    assert first.code == 0, unlike(first)
    issue = trial.gh.rest("GET", "repos/octocat/mine/issues/1").json
    assert issue["type"]["name"] == "Chore"
    second = trial.run(backlog=backlog)
    assert (second.writes, unlike(second)) == ([], [])


def test_a_user_who_has_none_gets_a_message_and_all_else_goes_on(
    trial: Trial, backlog: Path, tmp_path: Path
) -> None:
    seed(trial, tmp_path)
    done = trial.run(backlog=backlog)
    assert done.code == 0
    assert done.change("Idea")["outcome"] == "unsupported"
    assert done.change("a")["outcome"] == "created"
