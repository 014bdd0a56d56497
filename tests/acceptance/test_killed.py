"""Whatever goes wrong on the way, in the end all is there, and nothing twice."""

import multiprocessing
from collections.abc import Iterable
from itertools import count, cycle, repeat
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import SMALL, Trial, Twice

FAULTS: dict[str, dict[str, Any]] = {
    "dropped before it was done": {"fault": "drop-before"},
    "dropped after it was done": {"fault": "drop-after"},
    "something went wrong": {"fault": "something-went-wrong", "committed": True},
    "a pause that GitHub asks for": {"fault": "secondary-rate-limit", "retry-after": 7},
}
ONLY_OF_WRITES: dict[str, dict[str, Any]] = {
    "cut off after the first": {"fault": {"resource-limits": 1}},
    "too quick": {"fault": "too-quick"},
}
# Not unlike those above, so not each on its own.
MORE: list[dict[str, Any]] = [
    {"fault": "truncated-json"},
    {"fault": "primary-rate-limit", "reset-after": 60},
    {"fault": "html-502"},
    {"fault": "html-502-after"},
    {"fault": "something-went-wrong"},
    {"fault": "secondary-rate-limit", "status": 429},
    {"fault": "content-block", "retry-after": 7},
]
ALL = [*FAULTS.values(), *ONLY_OF_WRITES.values(), *MORE]


def each_other_time(faults: Iterable[dict[str, Any]], *, writes: bool) -> list[dict[str, Any]]:
    """Return rules that strike each other read, or each other write.

    Between two that are struck one gets through, or nothing would ever be done.
    """
    return [
        {**fault, "writes": writes, "nth": number}
        for number, fault in zip(range(1, 100, 2), faults, strict=False)
    ]


@pytest.fixture(scope="module")
def undisturbed(trial: Trial, small: Path) -> dict[str, Any]:
    trial.restore(small)
    return trial.state()


@pytest.mark.parametrize("name", [*FAULTS, *ONLY_OF_WRITES])
def test_a_fault_at_each_other_request_changes_nothing_in_the_end(
    undisturbed: dict[str, Any], fresh: Trial, naps: list[float], name: str
) -> None:
    rules = each_other_time(repeat({**FAULTS, **ONLY_OF_WRITES}[name]), writes=True)
    if name in FAULTS:
        rules += each_other_time(repeat(FAULTS[name]), writes=False)
    fresh.sandbox.set_faults(rules)
    done = fresh.run(backlog=SMALL)
    fresh.sandbox.set_faults(None)
    struck = [each for each in done.requests if each.get("fault")]
    assert len(struck) > 3
    assert any(each["write"] for each in struck)
    assert done.code == 0
    assert done.document["run"]["stopped"] is None
    assert fresh.state() == undisturbed
    assert sum(naps) == pytest.approx(done.document["run"]["waited"])
    assert not fresh.run(backlog=SMALL).writes


def test_all_kinds_of_faults_in_turn_change_nothing_in_the_end(
    twice: Twice, fresh: Trial, naps: list[float]
) -> None:
    fresh.sandbox.set_faults(
        each_other_time(cycle(ALL), writes=True)
        + each_other_time(cycle(FAULTS.values()), writes=False)
    )
    done = fresh.run()
    fresh.sandbox.set_faults(None)
    assert {each["fault"] for each in done.writes if each.get("fault")} == {
        "resource-limits" if isinstance(each["fault"], dict) else each["fault"] for each in ALL
    }
    # A view is not made a second time if its answer was lost: the next run looks for it.
    failed = [each for each in done.document["changes"] if each["outcome"] == "failed"]
    assert {each["module"] for each in failed} <= {"project_view"}
    assert fresh.run().code == 0
    assert fresh.state() == twice.after
    assert not fresh.run().writes


def test_it_waits_as_long_as_github_asks(fresh: Trial, naps: list[float]) -> None:
    rule = {"fault": "secondary-rate-limit", "retry-after": 7, "writes": True, "nth": 2}
    fresh.sandbox.set_faults([rule])
    assert fresh.run(backlog=SMALL).code == 0
    assert naps == [7.0]


@pytest.mark.parametrize("last", [5, 9])
def test_when_the_network_ends_the_run_says_so_and_the_next_one_finishes(
    undisturbed: dict[str, Any], fresh: Trial, naps: list[float], last: int
) -> None:
    fresh.sandbox.set_faults(
        [{"fault": "drop-after", "nth": last}, {"fault": "drop-before", "from": last}]
    )
    done = fresh.run(backlog=SMALL)
    assert done.code == 1
    assert "network" in done.document["run"]["stopped"]
    assert done.outcomes["blocked"] > 0
    fresh.sandbox.set_faults(None)
    assert fresh.run(backlog=SMALL).code == 0
    assert fresh.state() == undisturbed


def test_killed_again_and_again_each_run_goes_on_where_the_last_one_stopped(
    twice: Twice, fresh: Trial
) -> None:
    """Each run is killed after one write more than the one before it."""
    written: list[str] = []
    for writes in count(3):
        # The write after that never gets anywhere, so that the moment is the same each time.
        stuck = {"fault": {"hang": 5}, "writes": True, "nth": writes + 1}
        fresh.sandbox.set_faults([stuck])
        done = killed_after(writes, fresh)
        written += [name for each in done for name in each["mutations"]]
        if len(done) < writes:
            break
        assert writes < 20, "it does not get on"
    fresh.sandbox.set_faults(None)
    last = fresh.run()
    assert not last.writes
    assert fresh.state() == twice.after
    # Nothing that was done was done again.
    for name in ("createIssue", "addBlockedBy", "createLabel", "createProjectV2"):
        assert written.count(name) == twice.first.mutations[name]


def killed_after(writes: int, trial: Trial) -> list[dict[str, Any]]:
    """Run `all`; kill it once it has written so often. Return its writes that were done.

    The process is a fork of this one, which need not load everything again.
    """
    before = len(trial.gh.log())

    def done() -> list[dict[str, Any]]:
        return [each for each in trial.gh.log()[before:] if each["write"] and not each.get("fault")]

    process = multiprocessing.get_context("fork").Process(target=trial.invoke, args=("all",))
    process.start()
    while process.is_alive() and len(done()) < writes:
        process.join(0.02)
    process.kill()
    process.join()
    return done()
