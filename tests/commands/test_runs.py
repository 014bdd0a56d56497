"""`runs`: one journal that cannot be read keeps no other from the list."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.convergence import undo_input
from gh_playbook.convergence.journal import journal_entry, past_run
from gh_playbook.declaration.source import InputError
from tests.support import tool

BEGIN = {
    "event": "begin",
    "time": "2026-11-23T09:00:00+00:00",
    "repository": "acme/rocket",
    "playbook": "all",
}


def test_a_journal_that_cannot_be_read_is_named_and_the_others_are_listed(tmp_path: Path) -> None:
    folder = tmp_path / ".gh-playbook" / "runs"
    folder.mkdir(parents=True)
    for number in (1, 3):
        (folder / f"run{number}.jsonl").write_text(f"{json.dumps(BEGIN)}\n")
    (folder / "run4.jsonl").touch()
    (folder / "run2.jsonl").write_text(f"{json.dumps(BEGIN)}\nnonsense\n{json.dumps(BEGIN)}\n")
    done = tool.call("runs", folder=tmp_path)
    assert done.code == 1
    assert [line.split()[0] for line in done.out.splitlines()] == ["run3", "run1"]
    assert "run2.jsonl:2:1: not a line of a journal" in done.error
    assert "move the file away" in done.error
    document = json.loads(tool.call("runs", "--output", "json", folder=tmp_path).out)
    assert len(document["runs"]) == 2
    # A run that was killed before it had begun is none.
    assert past_run.find(folder, None).id == "run3"


def test_where_the_latest_cannot_be_read_undo_says_what_to_do(tmp_path: Path) -> None:
    """It may be the one that is meant, so none is chosen in its place."""
    folder = tmp_path / ".gh-playbook" / "runs"
    folder.mkdir(parents=True)
    for number in (1, 2):
        (folder / f"run{number}.jsonl").write_text(f"{json.dumps(BEGIN)}\nnonsense\n{{}}\n")
    done = tool.call("undo", folder=tmp_path)
    assert done.code == 1
    assert "run2.jsonl:2:1: not a line of a journal" in done.error
    assert "`undo --run ID` takes another one back, see `runs`" in done.error


END = {
    "event": "end",
    "recap": {"created": 1},
    "requests": {"reads": 1, "writes": 1, "processes": 2},
    "seconds": 1.0,
    "retries": 0,
    "waited": 0.0,
    "stopped": None,
    "exit_code": 0,
}


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({**BEGIN, "time": 5}, "time: Input should be a valid string"),
        ({**BEGIN, "time": "today"}, "time: Value error, Invalid isoformat string"),
        ({**END, "requests": {"reads": 1}}, "requests.writes: Field required"),
        (
            {**BEGIN, "format": 2, "version": "9.1"},
            "gh-playbook 9.1 has written it in a newer format: that version can read it",
        ),
    ],
)
def test_what_a_journal_must_say_is_checked_when_it_is_read(
    entry: dict[str, Any], message: str, tmp_path: Path
) -> None:
    path = tmp_path / "run.jsonl"
    lines = [entry] if entry["event"] == "begin" else [BEGIN, entry]
    path.write_text("".join(f"{json.dumps(each)}\n" for each in lines))
    with pytest.raises(InputError, match=message):
        past_run.read(path)


def test_a_title_that_nobody_can_have_written_is_no_traceback(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    sent = {"event": "send", "n": 1, "module": "gh_api", "key": "x", "action": "update"}
    sent |= {"before": None, "after": None}
    lines = ({**BEGIN, "project": "\x1b[31m"}, sent)
    path.write_text("".join(f"{json.dumps(each)}\n" for each in lines))
    with pytest.raises(InputError, match="of its beginning cannot be understood: was it edited"):
        undo_input.prepared(past_run.read(path))


def test_a_repository_selects_the_runs_that_are_listed_and_undone(tmp_path: Path) -> None:
    """One backlog without a repository is carried out in several."""
    folder = tmp_path / ".gh-playbook" / "runs"
    folder.mkdir(parents=True)
    sent = {"event": "send", "n": 1, "module": "label", "key": "x", "action": "create"}
    sent |= {"before": None, "after": None}
    names = ("acme/shop", "acme/site", "acme/shop", "acme/site", "acme/rocket")
    for number, name in enumerate(names, 1):
        entries = [{**BEGIN, "repository": name}, *([sent] * (number < 4))]
        text = "".join(f"{json.dumps(each)}\n" for each in entries)
        (folder / f"run{number}.jsonl").write_text(text)
    listed = tool.call("runs", "--repo", "Acme/Shop", folder=tmp_path)
    assert [line.split()[0] for line in listed.out.splitlines()] == ["run3", "run1"]
    document = tool.call("runs", "--repo", "acme/site", "--output", "json", folder=tmp_path).out
    assert [each["repository"] for each in json.loads(document)["runs"]] == ["acme/site"] * 2
    none = tool.call("runs", "--repo", "acme/other", folder=tmp_path)
    assert (none.code, none.out) == (0, "no run on acme/other yet\n")
    assert past_run.latest(folder, "acme/shop").id == "run3"
    assert past_run.latest(folder, "ACME/site").id == "run2"  # The later one changed nothing.
    with pytest.raises(InputError, match="no journal tells of a change on acme/other"):
        past_run.latest(folder, "acme/other")
    assert past_run.find(folder, "run", "acme/rocket").id == "run5"
    with pytest.raises(InputError, match="there is no run run on acme/other"):
        past_run.find(folder, "run", "acme/other")
    with pytest.raises(InputError, match="run can mean 2 runs"):
        past_run.find(folder, "run", "acme/site")


@pytest.mark.parametrize("command", ["runs", "undo"])
def test_a_repository_without_its_owner_selects_no_run(tmp_path: Path, command: str) -> None:
    told = tool.call(command, "--repo", "shop", folder=tmp_path)
    assert (told.code, told.out) == (1, "")
    assert told.error.startswith("a repository is OWNER/NAME, not 'shop'")


@pytest.mark.parametrize("words", ["runs", "undo", "runs.show latest"])
def test_below_a_folder_that_has_runs_they_are_found_there(tmp_path: Path, words: str) -> None:
    (tmp_path / ".gh-playbook" / "runs").mkdir(parents=True)
    (tmp_path / ".gh-playbook" / "runs" / "run1.jsonl").write_text(f"{json.dumps(BEGIN)}\n")
    below = tmp_path / "playbooks"
    below.mkdir()
    told = tool.call(*words.split(), folder=below)
    assert f": {tmp_path} has runs: go there\n" in told.out + told.error


@pytest.mark.parametrize("words", ["runs", "undo", "runs.show latest", "runs.show 2"])
@pytest.mark.parametrize("is_sandboxed", [False, True])
def test_runs_with_and_without_the_sandbox_are_told_of_each_other(
    tmp_path: Path, words: str, is_sandboxed: bool
) -> None:
    places = [Path(".gh-playbook/runs"), Path(".sandbox/runs")]
    there = places[not is_sandboxed]
    (tmp_path / there).mkdir(parents=True)
    (tmp_path / there / "run1.jsonl").write_text(f"{json.dumps(BEGIN)}\n")
    told = tool.call(*words.split(), *["--sandbox"] * is_sandboxed, folder=tmp_path)
    which = "without" if is_sandboxed else "with"
    assert f": the runs {which} `--sandbox` are in {there}: " in told.out + told.error


def test_undo_refuses_a_run_on_another_repository_than_its_own(tmp_path: Path) -> None:
    folder = tmp_path / ".gh-playbook" / "runs"
    folder.mkdir(parents=True)
    (folder / "run1.jsonl").write_text(f"{json.dumps(BEGIN)}\n")
    done = tool.call("undo", "--run", "run1", "--repo", "acme/site", folder=tmp_path)
    assert done.code == 1
    assert "run run1 was on acme/rocket, not on acme/site" in done.error


def test_a_list_reads_only_what_runs_came_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder can have thousands of journals, most lines of which are about single things."""
    folder = tmp_path / ".gh-playbook" / "runs"
    folder.mkdir(parents=True)
    sent = {"event": "send", "n": 1, "module": "label", "key": "x", "action": "create"}
    answer = {"event": "answer", "n": 1, "outcome": "landed"}
    step = {"event": "step", "name": "Labels", "module": "label", "results": []}
    removed = {**END, "recap": {"removed": 1}}
    for number, end in enumerate((END, removed), 1):
        lines = (BEGIN, sent, answer, step, end)
        text = "".join(f"{json.dumps(each)}\n" for each in lines)
        (folder / f"run{number}.jsonl").write_text(text)
    seen: list[str] = []
    understand = journal_entry.read

    def noted(line: str) -> Mapping[str, Any]:
        seen.append(json.loads(line)["event"])
        return understand(line)

    monkeypatch.setattr(journal_entry, "read", noted)
    assert tool.call("runs", folder=tmp_path).out.splitlines() == [
        "run2  all  acme/rocket  removed 1",
        "run1  all  acme/rocket  created 1",
    ]
    assert seen == [*("begin", "end"), *("begin", "step", "end"), *("begin", "end")]
