"""LLuMinary's runs, killed at a spread of their requests: each is finished, and taken back."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import BACKLOG, Trial
from tests.acceptance.test_undo import undone
from tests.reliability.conftest import Count
from tests.reliability.killing import MOMENTS, Point
from tests.reliability.taking_back import Made, all_made, kill, removing, undo_again, undo_killed
from tests.reliability.test_kills import finished, spread

# How many of the requests are struck, spread over all of them.
_SPREAD = 12
_SHARES = 3
# What LLuMinary would be without most of it, and all else to be taken away.
PRUNED = """\
repository: PimpMyNines/LLuMinary
prune: [labels, milestones, links, cards, issues]
labels: [{name: "area:typing"}]
issues: [{key: dockerfile-matrix, title: Implement matrix-based Docker build system}]
project: {title: LLuMinary}
"""


@pytest.fixture(scope="module")
def made(trial: Trial, found: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Made:
    assert found
    return all_made(trial, BACKLOG, tmp_path_factory.mktemp("made"))


def points(requests: int, share: int, *, is_full: bool) -> Iterator[Point]:
    """Yield the moments at which a run is killed: those of a share, or just one."""
    if not is_full:
        yield Point(requests // 2, "during")
        return
    for moment in MOMENTS:
        yield from (Point(each, moment) for each in spread(requests, _SPREAD)[share::_SHARES])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Divide all moments, so that several processes share the work; just one is not divided."""
    if "share" in metafunc.fixturenames:
        shares = _SHARES if metafunc.config.getoption("--full") else 1
        metafunc.parametrize("share", range(shares))


def test_all_is_finished_by_the_next_run_or_undone(
    trial: Trial,
    found: dict[str, Any],
    made: Made,
    counted: Count,
    tmp_path: Path,
    share: int,
    *,
    is_full: bool,
) -> None:
    cases = 0
    for point in points(made.undisturbed.requests, share, is_full=is_full):
        trial.reset()
        run = kill(trial, partial(trial.run, backlog=BACKLOG, yes=True), point)
        trial.save(tmp_path)
        finished(trial, BACKLOG, made.undisturbed.state, point)
        trial.restore(tmp_path)
        undo_killed(trial, run, found, point)
        cases += 1
    counted("kills of `all`, a spread over LLuMinary's requests", cases)
    counted("undos after `all` of LLuMinary was killed", cases)


def test_an_undo_is_finished_by_the_next(
    trial: Trial,
    found: dict[str, Any],
    made: Made,
    counted: Count,
    share: int,
    *,
    is_full: bool,
) -> None:
    trial.restore(made.kept)
    requests = len(undone(trial, undoes=made.run).requests)
    cases = 0
    for point in points(requests, share, is_full=is_full):
        undo_again(trial, made, found, point)
        cases += 1
    counted("kills of `undo`, a spread over LLuMinary's requests", cases)


def test_pruning_is_finished_by_the_next_run_or_undone(
    trial: Trial, made: Made, counted: Count, tmp_path: Path, share: int, *, is_full: bool
) -> None:
    backlog = tmp_path / "less.yml"
    backlog.write_text(PRUNED)
    removal = removing(trial, made, backlog, "prune")
    cases = 0
    for point in points(removal.requests, share, is_full=is_full):
        removal.is_finished_or_undone(trial, point)
        cases += 1
    counted("kills of `prune`, a spread over LLuMinary's requests", cases)
    counted("undos after `prune` of LLuMinary was killed", cases)
