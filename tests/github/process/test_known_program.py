"""A `gh` that was found recent enough is not asked for its version again, until it is another."""

import os
from pathlib import Path

import pytest

from gh_playbook.github.error import GitHubError
from gh_playbook.github.process import known_program
from gh_playbook.github.process.gh import Gh

pytestmark = pytest.mark.real_gh


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    return tmp_path / "memory"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "gh"
    write(path, "2.102.0")
    return path


def write(path: Path, version: str) -> None:
    """Write a program that says its version, and notes that it was asked."""
    asked = path.with_name("asked")
    path.write_text(f"#!/bin/sh\necho x >> {asked}\necho gh version {version}\n")
    path.chmod(0o755)


def times_asked(path: Path) -> int:
    asked = path.with_name("asked")
    return len(asked.read_text().splitlines()) if asked.exists() else 0


def test_it_is_asked_once(program: Path, memory: Path) -> None:
    for _ in range(3):
        known_program.check(Gh(programs=[str(program)]), memory)
    assert times_asked(program) == 1


def test_it_can_be_asked_before_its_answer_is_needed(program: Path, memory: Path) -> None:
    for _ in range(2):
        gh = Gh(programs=[str(program)])
        known_program.begin(gh, memory)
        known_program.check(gh, memory)
    assert times_asked(program) == 1
    write(program, "2.19.0 ")
    gh = Gh(programs=[str(program)])
    known_program.begin(gh, memory)
    with pytest.raises(GitHubError, match="too old"):
        known_program.check(gh, memory)


def test_where_there_is_none_the_check_says_so(memory: Path) -> None:
    gh = Gh(programs=[])
    known_program.begin(gh, memory)
    with pytest.raises(GitHubError, match="there is no `gh`"):
        known_program.check(gh, memory)


def test_one_that_was_replaced_is_asked_again(program: Path, memory: Path) -> None:
    known_program.check(Gh(programs=[str(program)]), memory)
    write(program, "2.19.0 ")
    with pytest.raises(GitHubError, match="too old"):
        known_program.check(Gh(programs=[str(program)]), memory)
    with pytest.raises(GitHubError, match="too old"):
        known_program.check(Gh(programs=[str(program)]), memory)
    write(program, "2.102.0")
    os.utime(program, (0, 0))
    known_program.check(Gh(programs=[str(program)]), memory)
    assert times_asked(program) == 4


def test_where_a_later_version_of_the_tool_wants_more_it_is_asked_again(
    program: Path, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known_program.check(Gh(programs=[str(program)]), memory)
    monkeypatch.setattr(known_program, "OLDEST_VERSION", (2, 50))
    known_program.check(Gh(programs=[str(program)]), memory)
    assert times_asked(program) == 2


@pytest.mark.parametrize("text", ["", "{}", "\x00", "[" * 10_000])
def test_what_is_no_such_note_counts_for_nothing(program: Path, memory: Path, text: str) -> None:
    memory.mkdir()
    (memory / "gh.json").write_text(text)
    known_program.check(Gh(programs=[str(program)]), memory)
    assert times_asked(program) == 1


def test_a_folder_that_cannot_be_written_is_no_hindrance(program: Path, memory: Path) -> None:
    memory.write_text("a file in the folder's place")
    for _ in range(2):
        known_program.check(Gh(programs=[str(program)]), memory)
    assert times_asked(program) == 2
