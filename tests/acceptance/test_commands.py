"""Every command once in a process of its own, through the real `gh`; other tests take less."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gh_playbook.tasks import namespace
from gh_sandbox import Sandbox
from gh_sandbox.folder import request_log
from tests.support import tool

SMALL = Path(__file__).with_name("small.yml")
# Each command's own words, by what else it is given.
CALLS: dict[str, dict[str, list[str]]] = {
    "of a backlog on a sandbox": {
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
        "prune": [],
        "run": ["setup-labels"],
        "all": [],
        "verify": [],
        "report": ["--publish"],
        "pull": [],
        "unlock": [],
    },
    "of a sandbox": {
        "runs.list": [],
        "runs.show": ["latest"],
        "undo": ["--yes", "--repo", "PimpMyNines/LLuMinary"],
        "export": ["--repo", "PimpMyNines/LLuMinary", "--to", "exported.yml"],
        "init": ["--repo", "PimpMyNines/LLuMinary"],
    },
    "of files alone": {
        "lint": ["--backlog", "small.yml"],
        "fmt": ["--check", "--backlog", "small.yml"],
        "doc": ["modules"],
        "import-plan": ["plan.csv", "--to", "plan.yml"],
    },
}


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    sandbox = Sandbox(tmp_path / "sandbox")
    sandbox.start(limits=False)
    yield sandbox
    sandbox.stop()


@pytest.mark.real_gh
def test_every_command_does_its_part(sandbox: Sandbox, tmp_path: Path) -> None:
    """They are tasks of one call, so that Python starts once; the first that fails ends it."""
    shutil.copy(SMALL, tmp_path)
    (tmp_path / "plan.csv").write_text("title\nBuild it\n")
    where = ["--sandbox", "--sandbox-dir", str(sandbox.directory)]
    shared: tuple[list[str], ...] = (["--backlog", "small.yml", *where], where, [])
    for calls, more in zip(CALLS.values(), shared, strict=True):
        words = [word for command in calls for word in (command, *calls[command], *more)]
        done = tool.process(*words, folder=tmp_path)
        assert (done.code, done.error) == (0, "")
    assert (tmp_path / "plan.yml").exists()
    sent = [name for each in request_log.read(sandbox.requests_log) for name in each["mutations"]]
    assert sent.count("createIssue") == 4


def test_no_command_is_left_out() -> None:
    names = {name for name in namespace.task_names if not name.startswith("sandbox.")}
    assert names == {name for calls in CALLS.values() for name in calls}
