"""`fmt`: the backlog with what it includes, and the playbooks, put in order or only looked at."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support import tool
from tests.support.tool import Done

ODD = "\ufeffissues: [{title: A, key: a}]\r\nrepository: a/b\r\ninclude: [more/*.yml]\r\n"
EVEN = "\ufeffrepository: a/b\r\ninclude: [more/*.yml]\r\nissues: [{key: a, title: A}]\r\n"
STEP = "- debug: {}\n  name: Hello\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "playbooks/backlogs/one.yml": ODD,
        "playbooks/backlogs/more/labels.yml": "labels: [ bug ]\n",
        "playbooks/all.yml": STEP,
        "playbooks/good.yml": "- name: Good\n  debug: {}\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(text.encode())
    return tmp_path


def fmt(folder: Path, *words: str) -> Done:
    return tool.call("fmt", *words, folder=folder)


def told(done: Done) -> Sequence[str]:
    return [line for line in done.out.splitlines() if "formatted  " in line]


def test_all_of_one_s_own_files_come_in_order_and_stay_so(folder: Path) -> None:
    done = fmt(folder, "--check")
    names = ("backlogs/one.yml", "backlogs/more/labels.yml", "all.yml")
    assert done.code == 2
    assert told(done) == [f"would be formatted  playbooks/{name}" for name in names]
    assert (folder / "playbooks/all.yml").read_text() == STEP
    done = fmt(folder)
    assert (done.code, len(told(done))) == (0, 3)
    assert (folder / "playbooks/backlogs/one.yml").read_bytes() == EVEN.encode()
    assert (folder / "playbooks/all.yml").read_text() == "- name: Hello\n  debug: {}\n"
    done = fmt(folder, "--check")
    assert (done.code, done.out) == (0, "4 files in order, nothing to change\n")


def test_a_difference_is_shown_as_one(folder: Path) -> None:
    done = fmt(folder, "--check", "--diff", "--file", "playbooks/all.yml")
    assert done.out.splitlines()[1:] == [
        "--- playbooks/all.yml",
        "+++ playbooks/all.yml",
        "@@ -1,3 +1,3 @@",
        "-- debug: {}",
        "-  name: Hello",
        "+- name: Hello",
        "+  debug: {}",
        " ",
    ]


def test_a_difference_is_only_shown(folder: Path) -> None:
    done = fmt(folder, "--diff", "--file", "playbooks/all.yml")
    assert (done.code, told(done)) == (0, ["would be formatted  playbooks/all.yml"])
    assert "+- name: Hello" in done.out.splitlines()
    assert (folder / "playbooks/all.yml").read_text() == STEP


def test_files_and_folders_can_be_named_and_what_is_wrong_keeps_none_of_them(folder: Path) -> None:
    (folder / "bad.yml").write_text("a: [\n")
    done = fmt(folder, "--file", "bad.yml", "--file", "playbooks", "--file", "none.yml")
    assert done.code == 1
    assert done.out.splitlines() == [
        "formatted  playbooks/all.yml",
        "bad.yml:1:4: not valid YAML: '[' is opened here and never closed",
        "there is no file none.yml: this folder has bad.yml",
    ]


def test_a_folder_without_any_says_what_to_name(tmp_path: Path) -> None:
    done = fmt(tmp_path)
    assert done.code == 1
    assert "there is no backlog in" in done.out


def test_a_name_that_leads_to_no_file_of_yaml_is_reported(folder: Path) -> None:
    (folder / "docs").mkdir()
    empty, long = fmt(folder, "--file", "docs"), fmt(folder, "--file", "x" * 300)
    assert (empty.code, empty.out) == (1, "docs has no file that ends in .yml or .yaml\n")
    assert (long.code, long.out.endswith("x: File name too long\n")) == (1, True)
