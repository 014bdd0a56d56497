"""The rules for new issues are seen to work: one issue for each, and a sub-issue that follows."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from gh_playbook.convergence.listener import Quiet
from gh_playbook.probe.proof import Proof, Watch, probe
from gh_playbook.run.flow import run
from gh_playbook.settings import Settings
from gh_sandbox import Sandbox
from tests.gh_sandbox.conftest import Gh
from tests.probe.probing import Clock, Meanwhile, impatient

OPENED = [{"label": "bug", "status": "Triage"}, {"type": "Task", "status": "Soon"}]
SEED: dict[str, Any] = {
    "owners": [
        {"login": "octocat"},
        {
            "login": "acme",
            "type": "Organization",
            "members": {"octocat": "ADMIN"},
            "issue_types": [{"name": "Task"}],
            "repositories": [{"name": "rocket", "secrets": {"PROJECT_TOKEN": "ghp_sandbox"}}],
        },
    ]
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox that runs the workflows of its repositories, and may not yet."""
    (tmp_path / "seed.yml").write_text(yaml.safe_dump(SEED))
    sandbox = Sandbox(tmp_path / "sandbox")
    yield sandbox
    sandbox.stop()


def settings(sandbox: Sandbox, opened: list[dict[str, str]]) -> Settings:
    """Write a backlog with these rules; return what is told to run, and to prove it."""
    status = {"name": "Status", "value": "status", "options": ["Triage", "Soon", "Later"]}
    project = {"title": "Rocket", "fields": [status], "automations": {"opened": opened}}
    backlog = sandbox.directory.parent / "backlog.yml"
    declared = {
        "repository": "acme/rocket",
        "labels": [each["label"] for each in opened if "label" in each],
        "issue_types": [each["type"] for each in opened if "type" in each],
        "project": project,
    }
    backlog.write_text(yaml.safe_dump(declared))
    return Settings(
        Path("playbooks/all.yml"), backlog=backlog, sandbox=True, sandbox_dir=sandbox.directory
    )


def told(proof: Proof) -> list[tuple[str, str, str | None]]:
    return [(each.expectation.event, each.outcome.value, each.actual) for each in proof.sightings]


def prove(sandbox: Sandbox, meanwhile: Meanwhile, opened: list[dict[str, str]]) -> Proof:
    clock = Clock(meanwhile)
    return probe(settings(sandbox, opened), watch=Watch(18, clock, clock.sleep))


def test_they_are_seen_where_the_workflow_runs(server: Sandbox, tmp_path: Path) -> None:
    server.start(seed=tmp_path / "seed.yml", actions=True)
    chosen = settings(server, OPENED)
    assert run(chosen, Quiet()).exit_code == 0
    proof = probe(chosen, watch=impatient())
    assert told(proof) == [
        ("an issue with the label bug is opened", "seen", "Triage"),
        ("an issue of the type Task is opened", "seen", "Soon"),
        ("a sub-issue of an issue on the board is opened", "seen", ""),
    ]
    assert (proof.exit_code, proof.left) == (0, ())
    assert Gh(server).rest("GET", "repos/acme/rocket/issues?state=all").json == []


def test_what_is_not_seen_says_where_to_look_and_leaves_nothing(
    server: Sandbox, tmp_path: Path
) -> None:
    server.start(seed=tmp_path / "seed.yml")
    rules = [*OPENED, {"status": "Later"}, {"label": "wontfix", "status": "Soon"}]
    assert run(settings(server, rules), Quiet()).exit_code == 0
    gh = Gh(server)

    def move_by_hand() -> None:
        """Put issues with the label on the board, in no column."""
        for each in gh.rest("GET", "repos/acme/rocket/issues?labels=bug").json:
            gh("project", "item-add", "1", "--owner", "acme", "--url", each["html_url"])

    proof = prove(server, move_by_hand, rules)
    assert told(proof) == [
        ("an issue with the label bug is opened", "not seen", ""),
        ("an issue of the type Task is opened", "not seen", None),
        ("an issue is opened", "not seen", None),
    ]
    assert proof.exit_code == 2
    assert "/actions/workflows/project-automation.yml" in proof.sightings[0].advice[0]
    assert gh.rest("GET", "repos/acme/rocket/issues?state=all").json == []


def test_a_type_that_there_is_not_is_not_tried(server: Sandbox, tmp_path: Path) -> None:
    server.start(seed=tmp_path / "seed.yml")
    rules = [{"type": "Epic", "status": "Soon"}]
    board = replace(settings(server, rules), playbook=Path("playbooks/setup-project.yml"))
    assert run(board, Quiet()).exit_code == 0
    proof = prove(server, lambda: None, rules)
    assert [each[1] for each in told(proof)] == ["not tried", "not seen"]
    assert "could not be opened" in proof.sightings[0].advice[0]
