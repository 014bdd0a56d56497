"""From a folder with a space in its name: the sandbox starts by itself and nothing stays behind."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gh_sandbox import Sandbox
from gh_sandbox.folder import request_log
from tests.acceptance.conftest import ROOT, SMALL
from tests.support import tool

# What is compiled is copied as well, but for what others are just writing, and what is pytest's.
_LEFT = shutil.ignore_patterns("*.pyc.*", "*-pytest-*.pyc")
COPIED = ("tasks.py", "invoke.yaml", "playbooks", "templates", "gh_playbook", "gh_sandbox")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "a folder"
    folder.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=_LEFT)
        else:
            shutil.copy(source, folder)
    return folder


def test_all_works_twice_in_a_folder_with_a_space(checkout: Path) -> None:
    """The first time with all code there, in a process that begins with Python."""
    shutil.copy(SMALL, checkout / "a backlog.yml")
    options = ("all", "--backlog", "a backlog.yml", "--sandbox", "--output", "json")
    sandbox = Sandbox(checkout / ".sandbox")

    def ended(code: int, out: str, error: str) -> dict[str, int]:
        assert (code, error) == (0, "")
        assert not sandbox.status().running
        recap: dict[str, int] = json.loads(out)["recap"]
        return recap

    done = subprocess.run(
        [sys.executable, "-m", "invoke", *options],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    first = ended(done.returncode, done.stdout, done.stderr)
    assert first["created"] > 0
    written = [each for each in request_log.read(sandbox.requests_log) if each["write"]]
    again = tool.call(*options, folder=checkout)
    assert ended(again.code, again.out, again.error)["skipped"] == sum(first.values())
    assert [each for each in request_log.read(sandbox.requests_log) if each["write"]] == written
