"""Where there is no commit there can be no reference: there the lock is a label."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gh_playbook.model.lease import LABEL, Lease, compose_short
from tests.acceptance.conftest import Trial
from tests.safety.two_runs import (
    begun,
    ended,
    program,
    shared,
    slow,
    trial,
)

__all__ = ["program", "shared", "slow", "trial"]


EMPTY = "PimpMyNines/empty"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A backlog of a repository without a commit, where there can be no reference."""
    path = tmp_path / "empty.yml"
    path.write_text(f"repository: {EMPTY}\nlabels: [one]\nissues: [{{key: a, title: A}}]\n")
    return path


def label_names(trial: Trial) -> list[str]:
    return [each["name"] for each in trial.gh.rest("GET", f"repos/{EMPTY}/labels").json]


def test_where_there_is_no_commit_a_label_is_the_lock(slow: Trial, empty: Path) -> None:
    both = [begun(slow, empty) for _ in range(2)]
    assert [ended(each)[0] for each in both] == [0, 0]
    listed = slow.gh.rest("GET", f"repos/{EMPTY}/issues?state=all").json
    assert [each["title"] for each in listed] == ["A"]
    assert LABEL not in label_names(slow)
    done = slow.run(backlog=empty)
    assert (done.writes, done.document["run"]["warnings"]) == ([], [])


def test_what_a_file_kept_is_on_github_once_there_is_a_commit(trial: Trial, empty: Path) -> None:
    assert trial.run(backlog=empty).code == 0
    base = f"repos/{EMPTY}"
    trial.gh.rest("PUT", f"{base}/contents/x.md", message="Begin", content="eA==")
    empty.write_text(empty.read_text().replace("labels: [one]", "labels: [one, two]"))
    assert trial.run(backlog=empty).code == 0
    found = trial.gh.rest("GET", f"{base}/git/ref/gh-playbook/state").json["object"]["sha"]
    text = trial.gh.rest("GET", f"{base}/git/commits/{found}").json["message"]
    assert [*json.loads(text)["issues"]] == ["a"]


def test_a_label_that_somebody_holds_keeps_a_run_away_until_it_is_unlocked(
    trial: Trial, empty: Path
) -> None:
    now = datetime.now(UTC)
    lease = Lease("ann", "elsewhere", "m1", 4_000_000, "run-1", now, now + timedelta(seconds=100))
    fields = {"name": LABEL, "color": "ededed", "description": compose_short(lease)}
    trial.gh.rest("POST", f"repos/{EMPTY}/labels", **fields)
    done = trial.invoke("all", "--backlog", str(empty), "--lock-timeout", "0")
    assert done.code == 1
    assert "another run is writing here: ann on elsewhere, for" in done.error
    assert LABEL in label_names(trial)
    assert "one" not in label_names(trial)
    unlocked = trial.invoke("unlock", "--backlog", str(empty), "--yes")
    assert (unlocked.code, "it was held by ann on elsewhere" in unlocked.out) == (0, True)
    assert LABEL not in label_names(trial)
    assert trial.run(backlog=empty).code == 0
