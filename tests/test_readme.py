"""The README's commands are run, and what it shows is what they print.

What may differ is said in `guide.py`.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from gh_sandbox import Sandbox
from tests.docs import quick
from tests.support.guide import same

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```\n", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    return [text for each, text in FENCE.findall(README) if each == language]


def block(language: str, words: str) -> str:
    """Return the only block of a language that holds some words."""
    (found,) = [text for text in blocks(language) if words in text]
    return found


@pytest.fixture
def clone(tmp_path: Path) -> Iterator[Path]:
    """A copy of what a clone has, set up already."""
    folder = tmp_path / "a clone"
    folder.mkdir()
    for name in ("tasks.py", "invoke.yaml", "playbooks", "templates", "scripts"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, folder / name)
    (folder / "scripts" / "setup").write_text("#!/bin/sh\n")
    _set_up(folder / ".venv")
    yield folder
    Sandbox(folder / ".sandbox").stop()


def _set_up(venv: Path) -> None:
    """Make an environment whose files are those of the tests' own."""
    own = Path(sys.prefix)
    (venv / "bin").mkdir(parents=True)
    for each in (*own.glob("lib*"), own / "pyvenv.cfg", *(own / "bin").iterdir()):
        (venv / each.relative_to(own)).symlink_to(each)
    activate = venv / "bin" / "activate"
    # The path is quoted only where it must be, or always: that depends on the version of venv.
    path = re.compile(rf"""(["']?){re.escape(str(own))}\1""")
    text = path.sub(lambda _: shlex.quote(str(venv)), activate.read_text())
    activate.unlink()
    activate.write_text(text)


def sh(commands: str, folder: Path, *programs: Path, **variables: str) -> str:
    """Run commands that must succeed, and return what they print."""
    folders = [*programs, Path(sys.executable).parent, os.environ["PATH"]]
    path = os.pathsep.join(map(str, folders))
    done = subprocess.run(
        ["sh", "-euc", commands],
        cwd=folder,
        env={**os.environ, "PATH": path, "GH_CONFIG_DIR": str(folder), **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_first_example_is_a_part_of_the_tutorials_backlog_which_is_run() -> None:
    tutorial = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8").splitlines()
    example = blocks("yaml")[0].splitlines()
    assert len(example) > 5
    assert [line for line in example if line not in tutorial] == []


def test_the_demo_prints_what_the_readme_shows(clone: Path, tmp_path: Path) -> None:
    """The second one starts as people's do: with `invoke` itself, and through `gh`."""
    first, second = blocks("console")
    invoke = clone / ".venv" / "bin" / "invoke"
    real = invoke.readlink()
    with quick.programs(tmp_path / "programs") as quicker:
        for shown, program in ((first, quicker / "invoke"), (second, real)):
            invoke.unlink()
            invoke.symlink_to(program)
            command, _, wanted = shown.removeprefix("$ ").partition("\n")
            printed = sh(command, clone)
            assert same(wanted, printed), f"the README shows\n{wanted}\nand this came\n{printed}"
        invoke.unlink()
        invoke.symlink_to(quicker / "invoke")
        sh(block("sh", "sandbox.start --web"), clone)


def test_the_backlog_of_the_readme_converges(tmp_path: Path) -> None:
    """In the sandbox, which the environment chooses; there a login is."""
    backlog = tmp_path / "playbooks" / "backlogs" / "yours.yml"
    sandbox = Sandbox(tmp_path / ".sandbox")
    sandbox.start(repository="you/yours")
    chosen = {"INVOKE_GH_PLAYBOOK_SANDBOX": "1"}
    try:
        with quick.programs(tmp_path / "programs", starts_sandboxes=False) as here:
            told = sh(block("sh", "gh auth login").splitlines()[-1], tmp_path, here, **chosen)
            assert "you/yours" in told
            backlog.parent.mkdir(parents=True)
            backlog.write_text(block("yaml", "repository: you/yours"))
            told = sh(block("sh", "--dry-run --diff"), tmp_path, here, **chosen)
    finally:
        sandbox.stop()
    recaps = [line for line in told.splitlines() if line.startswith("Recap")]
    assert recaps[0] == "Recap  to create 7  to update 0  skipped 1"
    assert recaps[1] == "Recap  created 7  updated 0  skipped 0  verified 1"
    assert "properties are as declared" in told


def test_the_wheel_that_the_readme_names_is_that_of_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert f"./gh_playbook-{version}-py3-none-any.whl[gh]" in block("sh", ".whl")
