"""What a killed run did can be taken back, and a killed undo, or a killed removal, is finished."""

from dataclasses import dataclass
from functools import partial
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
# What the small backlog would be without most of it, and all else to be taken away.
PRUNED = """\
repository: PimpMyNines/LLuMinary
prune: [labels, milestones, links, issues]
labels: [{name: streaming}]
issues: [{key: streaming, number: 4, title: Enhance streaming support for tool/function calling}]
"""
REMOVALS = {"all": "a run that takes things away", "prune": "`prune`"}
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


@pytest.mark.parametrize("deletes", [False, True], ids=["closes", "deletes"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_an_undo_that_was_killed_is_finished_by_the_next(
    trial: Trial,
    found: dict[str, Any],
    made: Made,
    counted: Count,
    moment: Moment,
    *,
    deletes: bool,
    is_full: bool,
) -> None:
    options = {"undoes": made.run, "deletes": deletes}
    trial.restore(made.kept)
    requests = len(undone(trial, **options).requests)
    cases = 0
    for request in spread(requests, requests if is_full else _QUICK):
        point = Point(request, moment)
        trial.restore(made.kept)
        assert killed(lambda: undone(trial, **options), point), f"it never got {point}"
        assert undone(trial, **options).code == 0, f"killed {point}"
        left = whole(trial.gh, REPOSITORY)
        assert (left if deletes else as_before(found, left)) == found, f"killed {point}"
        cases += 1
    counted(f"kills of `undo{' --delete' if deletes else ''}` of the small backlog", cases)


@pytest.mark.parametrize(("playbook", "less"), [("all", ABSENT), ("prune", PRUNED)])
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_removal_that_was_killed_is_finished_by_the_next_run(
    trial: Trial,
    made: Made,
    counted: Count,
    tmp_path: Path,
    moment: Moment,
    playbook: str,
    less: str,
    *,
    is_full: bool,
) -> None:
    backlog = tmp_path / "less.yml"
    backlog.write_text(less)
    trial.restore(made.kept)
    whole_run = trial.run(playbook, backlog=backlog, yes=True)
    assert whole_run.code == 0
    assert whole_run.outcomes["removed"] > 1
    wanted, requests = trial.state(), len(whole_run.requests)
    cases = 0
    for request in spread(requests, requests if is_full else _QUICK):
        point = Point(request, moment)
        trial.restore(made.kept)
        run = partial(trial.run, playbook, backlog=backlog, yes=True)
        assert killed(run, point), f"it never got {point}"
        finished(trial, backlog, wanted, point, playbook)
        cases += 1
    counted(f"kills of {REMOVALS[playbook]}", cases)
