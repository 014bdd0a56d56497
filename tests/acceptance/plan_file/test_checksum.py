"""A checksum stands for a plan without a file."""

from pathlib import Path

import pytest

from gh_playbook.declaration.source import InputError
from tests.acceptance.conftest import Trial
from tests.acceptance.plan_file.conftest import BACKLOG, REPOSITORY


def test_a_checksum_does_not_call_done_what_became_a_conflict(fresh: Trial, backlog: Path) -> None:
    assert fresh.run(backlog=backlog).code == 0
    backlog.write_text(BACKLOG.replace("Before", "After"))
    seen = fresh.run(backlog=backlog, dry_run=True).document["run"]["checksum"]
    issues = fresh.gh.rest("GET", f"repos/{REPOSITORY}/issues").json
    (issue,) = [each for each in issues if each["title"] == "B"]
    where = f"repos/{REPOSITORY}/issues/{issue['number']}"
    fresh.gh.rest("PATCH", where, body=issue["body"].replace(" -->\n", " -->\nMine.\n", 1))
    with pytest.raises(InputError, match="the plan has changed"):
        fresh.run(backlog=backlog, checksum=seen)


def test_a_checksum_does_the_same_without_a_file(fresh: Trial, backlog: Path) -> None:
    seen = fresh.run(backlog=backlog, dry_run=True).document["run"]["checksum"]
    with pytest.raises(InputError, match="the plan has changed"):
        fresh.run(backlog=backlog, checksum="0" * 16)
    assert len(fresh.run(backlog=backlog, checksum=seen).changed) == 5
    assert fresh.run(backlog=backlog, dry_run=True).document["run"]["checksum"] is None


def test_a_checksum_is_of_one_repository(fresh: Trial, backlog: Path) -> None:
    seen = fresh.run(backlog=backlog, dry_run=True).document["run"]["checksum"]
    other = "PimpMyNines/LLuMinary"
    labels = fresh.gh.rest("GET", f"repos/{other}/labels").json
    with pytest.raises(InputError, match=f"^--checksum {seen}: the plan has changed"):
        fresh.run(backlog=backlog, checksum=seen, repo=other)
    assert fresh.gh.rest("GET", f"repos/{other}/labels").json == labels


def test_a_checksum_that_was_applied_leaves_nothing_to_do(fresh: Trial, backlog: Path) -> None:
    seen = fresh.run(backlog=backlog, dry_run=True).document["run"]["checksum"]
    assert fresh.run(backlog=backlog, checksum=seen).code == 0
    again = fresh.run(backlog=backlog, checksum=seen)
    told = f"--checksum {seen}: nothing is left to do"
    assert (again.code, again.writes, again.document["run"]["warnings"]) == (0, [], [told])
