"""Every command once as a process of its own, through the real `gh`; others tests take less."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gh_playbook.tasks import namespace
from gh_sandbox import Sandbox, request_log
from tests import tool

SMALL = Path(__file__).with_name("small.yml")
ON_SANDBOX = {
    "doctor": [],
    "setup-types": [],
    "setup-labels": [],
    "setup-milestones": [],
    "update-issues": [],
    "create-issues": [],
    "create-subissues": [],
    "link-issues": [],
    "setup-project": [],
    "fill-board": [],
    "setup-automations": [],
    "sync-board": [],
    "run": ["setup-labels"],
    "all": [],
    "verify": [],
    "report": ["--publish"],
    "unlock": [],
}
ELSEWHERE = {
    "lint": ["--backlog", "small.yml"],
    "import-plan": ["plan.md", "--to", "plan.yml"],
    "runs.list": [],
    "runs.show": ["latest"],
}


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    sandbox = Sandbox(tmp_path / "sandbox")
    sandbox.start(limits=False)
    yield sandbox
    sandbox.stop()


@pytest.mark.real_gh
def test_every_command_does_its_part(sandbox: Sandbox, tmp_path: Path) -> None:
    shutil.copy(SMALL, tmp_path)
    (tmp_path / "plan.md").write_text("# Plan\n\n- [ ] Build it\n")
    where = ["--backlog", "small.yml", "--sandbox", "--sandbox-dir", str(sandbox.directory)]
    for command, words in ON_SANDBOX.items():
        done = tool.process(command, *words, *where, folder=tmp_path)
        assert (command, done.code, done.error) == (command, 0, "")
    for command, words in ELSEWHERE.items():
        done = tool.process(command, *words, folder=tmp_path)
        assert (command, done.code, done.error) == (command, 0, "")
        assert done.out
    sent = [name for each in request_log.read(sandbox.requests_log) for name in each["mutations"]]
    assert sent.count("createIssue") == 4


def test_no_command_is_left_out() -> None:
    names = {name for name in namespace.task_names if not name.startswith("sandbox.")}
    assert names == ON_SANDBOX.keys() | ELSEWHERE.keys()
