"""A folder that is somebody else's: its files are read within bounds, and none of them is run."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.convergence.journal import past_run, rotation
from gh_playbook.convergence.journal.past_run import journals
from tests.safety.conftest import REPOSITORY, Place
from tests.support import tool

ENDLESS = Path("/dev/zero")
pytestmark = pytest.mark.skipif(not ENDLESS.exists(), reason="there is no file without an end")


@pytest.mark.parametrize(
    "words",
    [
        ("all", "--dry-run", "--backlog", "endless"),
        ("all", "--dry-run", "--backlog", "backlog.yml", "-e", "@endless"),
        ("all", "--backlog", "backlog.yml", "--plan", "endless"),
        ("import-plan", "endless"),
    ],
)
def test_a_file_without_an_end_is_reported_as_too_long(
    place: Place, words: tuple[str, ...]
) -> None:
    (place.folder / "endless").symlink_to(ENDLESS)
    where = () if words[0] == "import-plan" else place.on_sandbox
    done = place.run(*words, *where)
    assert done.code == 1
    assert "cannot read endless: it is longer than" in done.error + done.out


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"- a\n", "invoke.yaml:1:1: settings are a mapping, such as `gh_playbook: {"),
        (b"run: 5\n", "invoke.yaml:1:6: run holds settings by their names, not 5\n"),
        (b"a: [\nb: c\n", "invoke.yaml:1:4: not valid YAML: '[' is opened here and never closed"),
        (b"a: \xff\n", "invoke.yaml:1:4: the byte 0xFF is not UTF-8"),
        (b"a: \0\n", "invoke.yaml:1:4: it is not text, because it contains the byte 0"),
        (b"gh_playbook:\n\tbacklog: x\n", "invoke.yaml:2:1: not valid YAML: indent with spaces"),
        (b"gh_playbook: {1: x}\n", "invoke.yaml:1:15: a key must be text, not 1: quote it"),
        (b"gh_playbook: {}\ngh_playbook: {}\n", "invoke.yaml:2:1: a second key 'gh_playbook'"),
        (b"gh-playbook: {}\n", "invoke.yaml:1:1: unknown section 'gh-playbook': did you mean"),
        (b"GhPlaybook: {}\n", "invoke.yaml:1:1: unknown section 'GhPlaybook': did you mean"),
        (
            b"deploy: {on: x}\n",
            "invoke.yaml:1:10: Invoke reads the key 'on' as true or false: quote",
        ),
        (b"backlog: x\n", "invoke.yaml:1:1: 'backlog' is a setting of gh_playbook: write it"),
        (b"tasks: {executor_class: x.y}\n", "invoke.yaml:1:9: tasks.executor_class names code"),
        (b"run: {Echo: true}\n", "a variable INVOKE_… cannot be read: Found >1 source"),
    ],
)
def test_settings_that_are_none_are_reported(tmp_path: Path, text: bytes, told: str) -> None:
    (tmp_path / "invoke.yaml").write_bytes(text)
    done = tool.call("runs", folder=tmp_path)
    assert done.code == 1
    assert told in done.error
    assert "Traceback" not in done.error


@pytest.mark.parametrize("text", ["", "# nothing\n", "deploy: {backlog: 3}\n", "port: 80\n"])
def test_settings_of_other_programs_are_left_to_them(tmp_path: Path, text: str) -> None:
    (tmp_path / "invoke.yaml").write_text(text)
    assert "there was no run yet" in tool.call("runs.show", "1", folder=tmp_path).error


def test_settings_are_no_program(tmp_path: Path) -> None:
    (tmp_path / "invoke.py").write_text("open('run', 'w').close()\n")
    tool.call("runs", folder=tmp_path)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("linked", [".gh-playbook", ".gh-playbook/runs"])
def test_no_journal_is_written_or_rotated_where_a_link_leads_out(
    tmp_path: Path, linked: str
) -> None:
    folder, outside = tmp_path / "checkout", tmp_path / "outside"
    (outside / "runs").mkdir(parents=True)
    link = folder / linked
    link.parent.mkdir(parents=True)
    link.symlink_to(outside)
    (folder / "backlog.yml").write_text("repository: acme/rocket\n")
    done = tool.call("all", "--backlog", "backlog.yml", folder=folder)
    assert (done.code, sorted(outside.rglob("*.jsonl"))) == (1, [])
    assert "gh_playbook.runs must be below this folder, and a link in" in done.error


def test_a_link_is_no_journal_and_is_not_rotated(tmp_path: Path) -> None:
    kept = tmp_path / "mine.jsonl"
    kept.write_text("mine\n")
    runs = tmp_path / "runs"
    runs.mkdir()
    (runs / "2000.jsonl").symlink_to(kept)
    os.mkfifo(runs / "2001.jsonl")
    (runs / "20261125T093000.000Z-abc.jsonl").write_text("")
    assert [each.stem for each in past_run.journals(runs)] == ["20261125T093000.000Z-abc"]
    rotation.rotate(journals(runs), 1, datetime(2026, 11, 27, tzinfo=UTC))
    assert sorted(each.stem for each in runs.iterdir()) == ["2000", "2001"]
    assert kept.read_text() == "mine\n"


@pytest.fixture
def forged(place: Place) -> Iterator[str]:
    """The id of a journal that says it was on another repository."""
    place.write("playbooks/backlogs/backlog.yml", (place.folder / "backlog.yml").read_text())
    assert place.playbook("all").code == 0
    runs = place.sandbox.directory / "runs"
    lines = past_run.journals(runs)[-1].read_text().splitlines()
    entries: list[dict[str, Any]] = [json.loads(line) for line in lines]
    for each in entries:
        if "repository" in each:
            each["repository"] = "acme/rockets"
            each.pop("repository_id", None)  # As in the journals of older versions.
    path = runs / "20990101T000000.000Z-aaaaaa.jsonl"
    path.write_text("".join(f"{json.dumps(each)}\n" for each in entries))
    yield path.stem
    path.unlink()


def test_a_journal_of_another_repository_is_asked_about(place: Place, forged: str) -> None:
    before = place.gh.rest("GET", "repos/acme/rockets/labels").json
    done = place.playbook("undo", "--run", forged)
    assert done.code == 1
    asked = f"run {forged} was on acme/rockets, and the backlog is about acme/rocket"
    assert asked in done.error + done.out
    assert place.gh.rest("GET", "repos/acme/rockets/labels").json == before
    dry = place.playbook("undo", "--run", forged, "--dry-run")
    assert dry.code == 0
    assert asked in dry.error + dry.out
    assert place.playbook("undo", "--run", forged, "--yes").code == 0


def test_a_journal_that_was_copied_here_is_asked_about(place: Place) -> None:
    assert place.playbook("all", "--backlog", "backlog.yml").code == 0
    path = past_run.journals(place.sandbox.directory / "runs")[-1]
    path.chmod(0o644)
    words = ("undo", "--run", path.stem)
    done = place.playbook(*words)
    told = f":1:1: the journal of run {path.stem} was copied here, and may be somebody else's"
    assert (done.code, told in done.error) == (1, True)
    assert place.gh.rest("GET", f"repos/{REPOSITORY}/issues/1").json["state"] == "open"
    assert place.playbook(*words, "--yes").code == 0


def test_undo_of_the_backlogs_own_run_asks_nothing(place: Place) -> None:
    place.write("playbooks/backlogs/backlog.yml", (place.folder / "backlog.yml").read_text())
    assert place.playbook("all").code == 0
    assert place.playbook("undo").code == 0


@pytest.mark.skipif(os.name != "posix", reason="names are text there")
def test_a_backlog_whose_name_is_no_text_is_carried_out_reviewed_and_undone(place: Place) -> None:
    name, plan = "b\udcff.yml", "plan\udcff.json"
    (place.folder / "backlog.yml").rename(place.folder / name)
    runs = (
        ("all", "--dry-run", "--backlog", name, "--plan", plan),
        ("all", "--backlog", name, "--plan", plan),
        ("undo", "--delete", "--yes"),
    )
    for words in runs:
        done = place.playbook(*words)
        assert done.code == 0, done
        assert "\udcff" not in done.out


def test_links_in_a_circle_are_reported(place: Place) -> None:
    (place.folder / "circle.yml").symlink_to("circle.yml")
    for words in (("lint",), ("all", "--dry-run", *place.on_sandbox)):
        done = place.run(*words, "--backlog", "circle.yml")
        assert done.code == 1
        assert "cannot read circle.yml: its links lead in a circle" in done.out + done.error


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"- a\n", "the settings cannot be read: write mappings into invoke.yaml"),
        (b"run: 3\n", "the settings cannot be read: write mappings into invoke.yaml"),
        (b"a: [\n", "cannot be read: while parsing a flow"),
        (b"\xff\n", "cannot be read: 'utf-8' codec can't decode"),
        (None, "cannot be read: [Errno 20] Not a directory"),
    ],
)
def test_settings_of_the_home_folder_that_cannot_be_read_are_reported(
    place: Place, text: bytes | None, told: str
) -> None:
    home = place.folder / "home"
    if text is None:
        home.write_text("no folder")
    else:
        home.mkdir()
        (home / ".invoke.yaml").write_bytes(text)
    done = place.process("lint", "--backlog", "backlog.yml", HOME=str(home))
    assert done.code == 1
    assert done.error.startswith("~/.invoke.yaml or /etc/invoke.yaml")
    assert told in done.error
