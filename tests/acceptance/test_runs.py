"""What `runs` and `runs.show` tell of the runs that were."""

import json
import re
from pathlib import Path

import pytest

from gh_playbook.declaration.source import InputError
from tests.acceptance.conftest import REPOSITORY, SMALL, Trial
from tests.acceptance.test_undo import breaking_off


@pytest.fixture
def backlog(tmp_path: Path) -> Path:
    path = tmp_path / "backlog.yml"
    path.write_text("repository: PimpMyNines/empty\nlabels: [{name: one, color: d73a4a}]\n")
    return path


def test_a_run_can_be_shown_as_it_was_printed(fresh: Trial, backlog: Path) -> None:
    printed = fresh.invoke("setup-labels", "--backlog", str(backlog))
    assert printed.code == 0
    shown = fresh.invoke("runs.show", "latest")
    assert (shown.code, shown.requests) == (0, [])
    assert shown.out == printed.out


def test_one_that_printed_json_too(fresh: Trial, backlog: Path) -> None:
    printed = fresh.invoke("setup-labels", "--backlog", str(backlog), "--output", "json")
    shown = fresh.invoke("runs.show", "latest", "--output", "json")
    assert (shown.code, shown.document) == (0, printed.document)
    (journal,) = fresh.runs.glob("*.jsonl")
    lines = journal.read_text().splitlines(keepends=True)
    journal.write_text("".join(lines[:-1]))
    cut = fresh.invoke("runs.show", "latest", "--output", "json").document
    assert cut["changes"] == printed.document["changes"]
    assert cut["run"]["stopped"].startswith("interrupted: 1 change was sent, 0 of them without")


@pytest.mark.parametrize("more", [(), ("--diff",), ("--verbose",)], ids=" ".join)
def test_so_are_a_run_of_everything_and_its_undo(fresh: Trial, more: tuple[str, ...]) -> None:
    for command in (("all", "--backlog", str(SMALL)), ("undo",)):
        printed = fresh.invoke(*command, "--yes", *more)
        assert (printed.code, printed.error) == (0, "")
        shown = fresh.invoke("runs.show", "latest", *more)
        assert shown.out == printed.out


@pytest.mark.parametrize("moment", ["drop-before", "drop-after"])
def test_so_are_a_run_that_broke_off_and_one_with_conflicts(fresh: Trial, moment: str) -> None:
    command = ("all", "--backlog", str(SMALL), "--yes", "--no-lock")
    fresh.sandbox.set_faults(breaking_off(3, moment))
    printed = fresh.invoke(*command)
    fresh.sandbox.set_faults(None)
    assert printed.code == 1
    shown = fresh.invoke("runs.show", "latest")
    assert (shown.out, shown.error) == (printed.out, printed.error)
    assert fresh.invoke(*command).code == 0
    issues = fresh.gh.rest("GET", f"repos/{REPOSITORY}/issues?per_page=100").json
    made = next(each for each in issues if each["title"] == "Design it")
    text = made["body"].replace("end -->", "end -->\n").replace("#", "No. ")
    fresh.gh.rest("PATCH", f"repos/{REPOSITORY}/issues/{made['number']}", body=text, title="Mine")
    for again in (command, ("undo", "--yes")):
        printed = fresh.invoke(*again)
        shown = fresh.invoke("runs.show", "latest")
        assert (shown.out, shown.error) == (printed.out, printed.error)


def test_runs_are_listed_the_latest_first_with_what_they_came_to(
    fresh: Trial, backlog: Path
) -> None:
    fresh.run("setup-labels", backlog=backlog)
    fresh.run("setup-labels", backlog=backlog)
    fresh.run("setup-labels", backlog=backlog, dry_run=True)
    second, first = fresh.invoke("runs").out.splitlines()[:2]
    assert second.split()[1:] == ["setup-labels", "PimpMyNines/empty", "nothing", "to", "change"]
    assert first.split()[1:] == ["setup-labels", "PimpMyNines/empty", "created", "1"]
    document = json.loads(fresh.invoke("runs", "--output", "json").out)
    text = backlog.read_text()
    backlog.write_text(text.replace("d73a4a", "111111"))
    with pytest.raises(InputError):
        fresh.run("setup-labels", backlog=backlog, checksum="0" * 16)
    refused = fresh.invoke("runs").out.splitlines()[0]
    assert f"exit 1: --checksum {'0' * 16}: the plan has changed" in refused
    assert "1 read, 0 writes, 1 gh process" in fresh.invoke("runs.show", "latest").out
    latest = document["runs"][0]
    assert (latest["sandbox"], latest["login"]) == (True, "octocat")
    assert document["runs"][0]["end"]["recap"]["skipped"] == 1


def test_what_was_closed_is_listed_as_closed_as_the_run_said(begun: Trial) -> None:
    printed = begun.invoke("undo", "--yes").out
    recap = re.search(r"closed (\d+)  removed (\d+)", printed)
    assert recap is not None
    listed = begun.invoke("runs").out.splitlines()[0]
    assert listed.endswith(f"closed {recap[1]}, removed {recap[2]}")


def test_a_report_that_was_published_is_listed_by_that_name_and_undone(fresh: Trial) -> None:
    published = fresh.invoke("report", "--publish", "--backlog", str(SMALL))
    assert published.code == 0, published.error
    [line] = fresh.invoke("runs").out.splitlines()
    assert line.split()[1:5] == ["report", REPOSITORY, "created", "2"]
    assert fresh.invoke("runs.show", "latest").out == published.out
    undone = fresh.invoke("undo", "--yes", "--output", "json")
    assert undone.outcomes == {"removed": 1}
