"""The guide's examples: run in order, in one shell, and compared with what it prints."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gh_sandbox import Sandbox

GUIDE = Path(__file__).parents[2] / "docs" / "sandbox.md"
_FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```\n", re.MULTILINE | re.DOTALL)


@dataclass
class Example:
    """Commands, and what the guide says they print, if it does."""

    commands: str
    printed: str | None = None


def examples(folder: Path) -> list[Example]:
    """Write the files that the guide shows, and return its commands."""
    found: list[Example] = []
    for language, name, text in _FENCE.findall(GUIDE.read_text(encoding="utf-8")):
        if name:
            (folder / name).write_text(text, encoding="utf-8")
        elif language == "sh":
            found.append(Example(text))
        elif language == "text":
            found[-1].printed = text
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    Sandbox(tmp_path / ".sandbox").stop()


def run(commands: list[str], folder: Path) -> list[str]:
    """Run groups of commands in one shell, and return what each printed."""
    groups = [f"{{\n{each}}} > printed-{n} 2>&1\n" for n, each in enumerate(commands)]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "GH_CONFIG_DIR": str(folder)}
    script = "set -eu\n" + "".join(groups)
    done = subprocess.run(
        ["sh", "-c", script], cwd=folder, env=environment, timeout=300, check=False
    )
    printed = [
        file.read_text(encoding="utf-8") if file.exists() else "(did not run)"
        for file in (folder / f"printed-{n}" for n in range(len(commands)))
    ]
    assert done.returncode == 0, printed
    return printed


def test_the_guide_says_what_its_commands_print(folder: Path) -> None:
    found = examples(folder)
    printed = run([each.commands for each in found], folder)
    told = [each for each in found if each.printed is not None]
    assert len(told) >= 10
    for each, text in zip(found, printed, strict=True):
        assert each.printed in (None, text), each.commands
    tokens, faults = (
        next(text for each, text in zip(found, printed, strict=True) if words in each.commands)
        for words in ("GH_TOKEN=ghp_reader", "for title in")
    )
    assert tokens.count("exit code 1") == 3
    assert "required scopes" in tokens
    assert "Bad credentials" in tokens
    assert faults.count("https://github.com/someone/empty/issues/") == 2
    assert 'Post "https://api.github.com/graphql": EOF\nexit code 1\n' in faults
    assert faults.endswith("Three\nTwo\nOne\n")
