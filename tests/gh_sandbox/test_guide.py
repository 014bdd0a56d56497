"""The guide's examples: run in order, in one shell, and compared with what it prints."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gh_sandbox import Sandbox
from tests.docs import quick
from tests.support import guide

GUIDE = Path(__file__).parents[2] / "docs" / "sandbox.md"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "folder"
    folder.mkdir()
    yield folder
    Sandbox(folder / ".sandbox").stop()


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl, which the guide asks with")
def test_the_guide_says_what_its_commands_print(folder: Path) -> None:
    found = guide.examples(GUIDE)
    with quick.programs(folder.parent / "programs") as programs:
        printed = guide.carried_out(found, folder, {"GH_CONFIG_DIR": str(folder)}, programs)
    told = [each for each in found if each.printed is not None]
    assert len(told) >= 10
    for each, text in zip(found, printed, strict=True):
        assert each.printed is None or guide.same(each.printed, text), each.commands
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
