"""Half-made things are finished: by the run itself, or by the next one."""

import json
import os
import signal
import time
from typing import Any

import pytest

from tests.safety.conftest import REPOSITORY, Place
from tests.support import forked_tool

BACKLOG = """
repository: acme/rocket
issues:
  - {key: done, title: Done long ago, state: closed}
  - {key: todo, title: To do}
"""
MANY = "repository: acme/rocket\nissues:\n  - {key: i0, title: Issue 0}\n" + "".join(
    f"  - {{key: i{number}, title: Issue {number}, blocked_by: [i0]}}\n" for number in range(1, 9)
)


def state(place: Place, title: str) -> str:
    listed = place.gh.rest("GET", f"repos/{REPOSITORY}/issues?state=all").json
    (found,) = (each["state"] for each in listed if each["title"] == title)
    return str(found)


def run(place: Place) -> dict[str, Any]:
    done = place.playbook("all", "--backlog", "backlog.yml", "--output", "json")
    assert done.code == 0, done
    document: dict[str, Any] = json.loads(done.out)
    return document


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param({"operation": "createIssue", "fault": "html-502-after"}, id="created"),
        pytest.param({"operation": "createIssue", "fault": "drop-after"}, id="no answer"),
        pytest.param({"operation": "updateIssue", "fault": "html-502"}, id="not closed"),
        pytest.param({"operation": "updateIssue", "fault": "html-502-after"}, id="closed"),
    ],
)
def test_an_issue_that_is_to_be_closed_is_so_whichever_answer_is_lost(
    place: Place, rule: dict[str, Any]
) -> None:
    place.write("backlog.yml", BACKLOG)
    place.sandbox.set_faults([{**rule, "nth": 1}])
    run(place)
    place.sandbox.set_faults(None)
    assert state(place, "Done long ago") == "closed"
    assert run(place)["requests"]["writes"] == 0


def test_a_run_that_was_killed_before_it_closed_an_issue_is_finished_by_the_next(
    place: Place,
) -> None:
    place.write("backlog.yml", BACKLOG)
    place.sandbox.set_faults([{"operation": "updateIssue", "fault": {"hang": 20}}])
    words = ("all", "--backlog", "backlog.yml", *place.on_sandbox)
    process = forked_tool.started(*words, folder=place.folder)
    while not any("updateIssue" in each["mutations"] for each in place.gh.log()):
        if any(each["mutations"] == ["createIssue"] * 2 for each in place.gh.log()):
            break
        time.sleep(0.05)
    os.kill(process, signal.SIGKILL)
    assert forked_tool.code_of(process) == -signal.SIGKILL
    place.sandbox.set_faults(None)
    assert state(place, "Done long ago") == "open"
    run(place)
    assert state(place, "Done long ago") == "closed"


def test_one_that_people_opened_again_stays_open(place: Place) -> None:
    place.write("backlog.yml", BACKLOG)
    run(place)
    place.gh("issue", "reopen", "1", "-R", REPOSITORY)
    assert run(place)["requests"]["writes"] == 0
    assert state(place, "Done long ago") == "open"


@pytest.mark.parametrize("taken", [1, 2, 5])
def test_a_run_gets_through_however_little_github_carries_out_at_a_time(
    place: Place, taken: int
) -> None:
    place.write("backlog.yml", MANY)
    place.sandbox.set_faults([{"fault": {"resource-limits": taken}, "writes": True}])
    document = run(place)
    place.sandbox.set_faults(None)
    made = [each["module"] for each in document["changes"] if each["outcome"] == "created"]
    assert (made.count("issue"), made.count("dependency")) == (9, 8)
    assert run(place)["requests"]["writes"] == 0
