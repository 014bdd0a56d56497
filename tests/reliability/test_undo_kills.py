"""What a killed run did can be taken back, and a killed undo, or a killed removal, is finished."""

from functools import partial
from typing import Any

import pytest

from tests.acceptance.conftest import SMALL, Trial
from tests.acceptance.test_undo import undone
from tests.reliability.conftest import Count
from tests.reliability.killing import MOMENTS, Moment, Point
from tests.reliability.taking_back import (
    Made,
    Removal,
    all_made,
    kill,
    removing,
    undo_again,
    undo_killed,
)
from tests.reliability.test_kills import struck

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
LESS = {"all": ABSENT, "prune": PRUNED}
REMOVALS = {"all": "a run that takes things away", "prune": "`prune`"}


@pytest.fixture(scope="module")
def made(trial: Trial, found: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Made:
    assert found
    return all_made(trial, SMALL, tmp_path_factory.mktemp("made"))


@pytest.mark.parametrize("moment", MOMENTS)
def test_what_a_killed_run_did_is_undone(
    trial: Trial,
    found: dict[str, Any],
    made: Made,
    counted: Count,
    moment: Moment,
    *,
    is_full: bool,
) -> None:
    cases = 0
    for request in struck(made.undisturbed.requests, moment, is_full=is_full):
        point = Point(request, moment)
        trial.reset()
        run = kill(trial, partial(trial.run, backlog=SMALL, yes=True), point)
        undo_killed(trial, run, found, point)
        cases += 1
    counted("undos after `all` was killed, each request before, during and after", cases)


@pytest.fixture(scope="module", params=[False, True], ids=["closes", "deletes"])
def deletes(request: pytest.FixtureRequest) -> bool:
    is_asked: bool = request.param
    return is_asked


@pytest.fixture(scope="module")
def requests(trial: Trial, made: Made, *, deletes: bool) -> int:
    """The number of requests of an undo that nothing disturbs."""
    trial.restore(made.kept)
    return len(undone(trial, undoes=made.run, deletes=deletes).requests)


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_undo_that_was_killed_is_finished_by_the_next(
    trial: Trial,
    found: dict[str, Any],
    made: Made,
    counted: Count,
    moment: Moment,
    requests: int,
    *,
    deletes: bool,
    is_full: bool,
) -> None:
    cases = 0
    for request in struck(requests, moment, is_full=is_full):
        undo_again(trial, made, found, Point(request, moment), deletes=deletes)
        cases += 1
    counted(f"kills of `undo{' --delete' if deletes else ''}` of the small backlog", cases)


@pytest.fixture(scope="module", params=REMOVALS)
def removal(
    trial: Trial,
    made: Made,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Removal:
    backlog = tmp_path_factory.mktemp("less") / "less.yml"
    backlog.write_text(LESS[request.param])
    return removing(trial, made, backlog, request.param)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_removal_that_was_killed_is_finished_by_the_next_run_or_undone(
    trial: Trial, removal: Removal, counted: Count, moment: Moment, *, is_full: bool
) -> None:
    cases = 0
    for request in struck(removal.requests, moment, is_full=is_full):
        removal.is_finished_or_undone(trial, Point(request, moment))
        cases += 1
    counted(f"kills of {REMOVALS[removal.playbook]}", cases)
    counted(f"undos after {REMOVALS[removal.playbook]} was killed", cases)
