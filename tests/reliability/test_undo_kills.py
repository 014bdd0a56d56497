"""What a killed run did can be taken back, and a killed undo, or a killed removal, is finished."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.convergence import history
from tests.acceptance.conftest import REPOSITORY, Trial
from tests.acceptance.test_undo import runs_of, undone
from tests.acceptance.whole import as_before, whole
from tests.reliability.conftest import Count
from tests.reliability.killing import MOMENTS, Moment, Point, killed
from tests.reliability.test_kills import SMALL, Undisturbed, finished, spread, undisturbed

# What takes things away that the small backlog has made.
ABSENT = """\
repository: PimpMyNines/LLuMinary
labels: [{name: "area:streaming", state: absent}, {name: streaming, color: "0366d6"}]
milestones: [{title: Streaming, state: absent}]
issues: [{key: batching, title: Batch what is not streamed, state: absent}]
"""
_QUICK = 2


@pytest.fixture(scope="module")
def found(trial: Trial) -> dict[str, Any]:
    """The repository as it was before any run."""
    trial.reset()
    return whole(trial.gh, REPOSITORY)


@pytest.fixture(scope="module")
def small(trial: Trial, found: dict[str, Any]) -> Undisturbed:
    assert found
    return undisturbed(trial, SMALL)


@dataclass(frozen=True)
class Made:
    """What the sandbox held once the small backlog had been made, and by which run."""

    kept: Path
    run: str


@pytest.fixture(scope="module")
def made(trial: Trial, found: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Made:
    assert found
    undisturbed(trial, SMALL)
    kept = tmp_path_factory.mktemp("made")
    trial.save(kept)
    return Made(kept, runs_of(trial)[0])


@pytest.mark.parametrize("moment", MOMENTS)
def test_what_a_killed_run_did_is_undone(
    trial: Trial,
    found: dict[str, Any],
    small: Undisturbed,
    counted: Count,
    moment: Moment,
    *,
    is_full: bool,
) -> None:
    cases = 0
    for request in spread(small.requests, small.requests if is_full else _QUICK):
        point = Point(request, moment)
        trial.reset()
        known = {*runs_of(trial)}
        assert killed(lambda: trial.run(backlog=SMALL, yes=True), point), f"it never got {point}"
        (run,) = {*runs_of(trial)} - known
        if history.find(trial.sandbox.directory / "runs", run).changes:
            assert undone(trial, undoes=run).code == 0, f"killed {point}"
        assert as_before(found, whole(trial.gh, REPOSITORY)) == found, f"killed {point}"
        cases += 1
    counted("undos after `all` was killed, each request before, during and after", cases)


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_undo_that_was_killed_is_finished_by_the_next(
    trial: Trial,
    found: dict[str, Any],
    made: Made,
    counted: Count,
    moment: Moment,
    *,
    is_full: bool,
) -> None:
    trial.restore(made.kept)
    requests = len(undone(trial, undoes=made.run).requests)
    cases = 0
    for request in spread(requests, requests if is_full else _QUICK):
        point = Point(request, moment)
        trial.restore(made.kept)
        assert killed(lambda: undone(trial, undoes=made.run), point), f"it never got {point}"
        assert undone(trial, undoes=made.run).code == 0, f"killed {point}"
        assert as_before(found, whole(trial.gh, REPOSITORY)) == found, f"killed {point}"
        cases += 1
    counted("kills of `undo` of the small backlog", cases)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_removal_that_was_killed_is_finished_by_the_next_run(
    trial: Trial, made: Made, counted: Count, tmp_path: Path, moment: Moment, *, is_full: bool
) -> None:
    backlog = tmp_path / "absent.yml"
    backlog.write_text(ABSENT)
    trial.restore(made.kept)
    whole_run = trial.run(backlog=backlog, yes=True)
    assert whole_run.code == 0
    wanted, requests = trial.state(), len(whole_run.requests)
    cases = 0
    for request in spread(requests, requests if is_full else 1 + 1):
        point = Point(request, moment)
        trial.restore(made.kept)
        assert killed(lambda: trial.run(backlog=backlog, yes=True), point), f"never got {point}"
        finished(trial, backlog, wanted, point)
        cases += 1
    counted("kills of a run that takes things away", cases)
