"""The sandbox's tasks make nothing in a dry call, in a wrong place, or if the call says more."""

import os
import sys
from pathlib import Path

import pytest
from invoke.context import Context
from invoke.exceptions import Exit

from gh_playbook.command_line import CommandLine
from gh_sandbox import tasks


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


@pytest.mark.parametrize("task", ["start", "stop", "reset", "faults", "advance 60"])
def test_words_that_no_task_gets_are_refused(
    task: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["gh-playbook", *f"sandbox.{task}".split(), "--", "--sandbox-dir", "elsewhere"]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", call)
    CommandLine().run(call, exit=False)
    told = "nothing after `--` is read, so leave it out: here --sandbox-dir elsewhere\n"
    assert capsys.readouterr().err == told
    assert list(tmp_path.iterdir()) == []


def test_words_of_another_program_or_task_are_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for call in (["pytest", "--", "tests"], ["invoke", "mine", "--", "sandbox.stop"]):
        monkeypatch.setattr(sys, "argv", call)
        tasks.stop(Context(), sandbox_dir=str(tmp_path / "none"))


@pytest.mark.parametrize("name", ["nothing", "notes"])
def test_a_reset_makes_no_sandbox_where_there_is_none(name: str, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "mine.txt").write_text("mine")
    with pytest.raises(Exit, match=r"there is no sandbox in .*sandbox\.start --sandbox-dir"):
        tasks.reset(Context(), sandbox_dir=str(tmp_path / name))
    assert sorted(each.name for each in tmp_path.rglob("*")) == ["mine.txt", "notes"]


@pytest.mark.parametrize("name", ["https://example.com/x", "http://x", os.fsdecode(b"b\xff\xfe")])
def test_a_folder_whose_name_no_sandbox_can_have_is_not_made(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Exit, match=r"is an address: name a folder|is not UTF-8: choose another"):
        tasks.start(Context(), sandbox_dir=name)
    assert list(tmp_path.iterdir()) == []
