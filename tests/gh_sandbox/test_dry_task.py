"""Invoke's `--dry` holds for the sandbox's tasks, too: they say what they would do."""

from pathlib import Path

import pytest

from gh_playbook.command_line import CommandLine


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("sandbox.start", "start it"),
        ("sandbox.stop", "stop it"),
        ("sandbox.reset", "bring it back to its first state"),
        ("sandbox.faults", "set its faults"),
        ("sandbox.advance 60", "move its clock"),
    ],
)
def test_a_dry_task_makes_nothing(
    words: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "sandbox"
    CommandLine().run(["gh-playbook", "--dry", *words.split(), "--sandbox-dir", str(folder)])
    assert capsys.readouterr().out == f"sandbox in {folder}: a dry run would {told}\n"
    assert not folder.exists()
