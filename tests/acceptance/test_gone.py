"""Journals of a repository that is gone do not count, though another one has its name.

A sandbox that is reset gives the same ids again; on GitHub a repository that is made anew has
another one ("Global node IDs" in GitHub's documentation: an id stands for one object).
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gh_playbook.convergence.journal.earlier_run import gone
from gh_playbook.convergence.journal.past_run import readable
from gh_playbook.declaration.source import InputError
from tests.acceptance.conftest import SMALL, Trial
from tests.acceptance.test_undo import runs_of, undone

EMPTY = "PimpMyNines/empty"


@pytest.fixture
def backlog(tmp_path: Path) -> Path:
    path = tmp_path / "backlog.yml"
    label, issue = "{name: one, color: d73a4a}", "{key: a, title: A, labels: [one]}"
    path.write_text(f"repository: {EMPTY}\nlabels: [{label}]\nissues: [{issue}]\n")
    return path


def reset(trial: Trial) -> None:
    trial.sandbox.reset()


def make_anew(trial: Trial) -> None:
    trial.gh.rest("DELETE", f"repos/{EMPTY}")
    trial.gh.run("api", "orgs/PimpMyNines/repos", "-f", "name=empty", "--method", "POST")


def is_gone(trial: Trial) -> dict[str, bool]:
    listed = trial.invoke("runs", "--output", "json").document["runs"]
    return {each["id"]: each["is_gone"] for each in listed}


def test_a_run_after_a_reset_is_like_the_first(fresh: Trial) -> None:
    first = fresh.run(backlog=SMALL, yes=True)
    fresh.sandbox.reset()
    again = fresh.run(backlog=SMALL, yes=True)
    written = [
        [each for each in done.changes if each["module"] != "report"] for done in (again, first)
    ]
    assert written[0] == written[1]
    assert len(again.requests) <= len(first.requests)


def test_the_register_on_this_machine_is_of_the_repository_that_is_there(
    fresh: Trial, backlog: Path
) -> None:
    assert fresh.run(backlog=backlog).code == 0
    assert [*fresh.sandbox.directory.rglob("register/**/empty.json")]
    reset(fresh)
    fresh.gh.run("issue", "create", "-R", EMPTY, "--title", "People's own", "--body", "")
    verified = fresh.invoke("verify", "--backlog", str(backlog), "--output", "json")
    checks = verified.document["checks"]
    [issue] = [each for each in checks if (each["kind"], each["key"]) == ("issue", "a")]
    assert (issue["state"], issue["actual"]) == ("missing", None)
    done = fresh.run(backlog=backlog)
    assert (done.code, done.change("a")["outcome"]) == (0, "created")


@pytest.mark.parametrize(
    ("leave", "told"),
    [(reset, "was on a state of a sandbox that is gone"), (make_anew, "made anew since")],
)
def test_what_was_done_to_a_repository_that_is_gone_cannot_be_undone(
    fresh: Trial, backlog: Path, leave: Callable[[Trial], None], told: str
) -> None:
    assert fresh.run(backlog=backlog).code == 0
    [old] = runs_of(fresh)
    leave(fresh)
    with pytest.raises(InputError, match="as it is now, only of earlier ones: it was made"):
        undone(fresh)
    assert is_gone(fresh)[old] is False  # No run has been there since.
    assert fresh.run(backlog=backlog).code == 0
    new = runs_of(fresh)[0]
    with pytest.raises(InputError, match=told):
        undone(fresh, undoes=old)
    assert (is_gone(fresh)[new], is_gone(fresh)[old]) == (False, True)
    line = fresh.invoke("runs").out.splitlines()[-1]
    assert line.startswith(old)
    assert line.endswith("(on a repository that is gone)")
    assert undone(fresh).code == 0


def test_of_a_restored_state_the_runs_before_it_was_kept_count(fresh: Trial, backlog: Path) -> None:
    assert fresh.run(backlog=backlog).code == 0
    [before] = runs_of(fresh)
    fresh.sandbox.keep()
    backlog.write_text(backlog.read_text().replace("d73a4a", "0366d6"))
    assert fresh.run(backlog=backlog).code == 0
    lost = runs_of(fresh)[0]
    fresh.sandbox.restore()
    with pytest.raises(InputError, match="restored to an earlier state"):
        undone(fresh, undoes=lost)
    done = undone(fresh)
    assert json.loads(done.out)["run"]["exit_code"] == 0
    runs, _ = readable(fresh.runs)
    assert runs[0].begin["undoes"] == before
    assert gone(runs) == {lost}


def test_a_journal_of_an_older_version_counts_by_the_name(fresh: Trial, backlog: Path) -> None:
    assert fresh.run(backlog=backlog).code == 0
    (journal,) = fresh.runs.glob("*.jsonl")
    entries = [json.loads(line) for line in journal.read_text().splitlines()]
    for each in entries:
        if each["event"] == "target":
            del each["repository_id"], each["state"]
    journal.write_text("".join(f"{json.dumps(each)}\n" for each in entries))
    assert undone(fresh).code == 0
