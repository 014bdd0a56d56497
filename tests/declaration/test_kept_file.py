"""Files in which runs keep something on this machine."""

import os
from pathlib import Path

import pytest

from gh_playbook.declaration import kept_file
from gh_playbook.declaration.source import InputError


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "reading" / "acme" / "rocket.json"
    kept_file.write(path, "{}", tmp_path)
    assert kept_file.read(path) == "{}\n"


def test_a_pipe_that_nobody_fills_is_no_file(tmp_path: Path) -> None:
    path = tmp_path / "rocket.json"
    os.mkfifo(path)
    with pytest.raises(InputError, match="it is no file"):
        kept_file.read(path)


def test_a_link_in_the_place_of_a_file_is_replaced(tmp_path: Path) -> None:
    folder, other = tmp_path / "kept", tmp_path / "other.txt"
    folder.mkdir()
    other.write_text("theirs")
    (folder / "rocket.json").symlink_to(other)
    kept_file.write(folder / "rocket.json", "{}", folder)
    assert other.read_text() == "theirs"
    assert not (folder / "rocket.json").is_symlink()
