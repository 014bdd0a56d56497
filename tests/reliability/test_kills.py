"""Killed at any of its requests, a run leaves nothing that the next one does not finish."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import SMALL, Done, Trial
from tests.reliability.conftest import Count
from tests.reliability.killing import MOMENTS, Moment, Point, killed

RECOLOURED = ('color: "0366d6"}', 'color: "0e8a16"}')
RETITLED = ("title: Batch what is not streamed", "title: Batch all else")
# What changes, and the mutations of each request that writes.
CHANGES: dict[str, tuple[list[tuple[str, str]], list[list[str]]]] = {
    "whose lock goes with it": (
        [RECOLOURED, RETITLED],
        [["updateRefs"], ["updateLabel", "updateIssue", "updateRefs"]],
    ),
    "that needs no lock": ([RECOLOURED], [["updateLabel"]]),
}


@dataclass(frozen=True)
class Undisturbed:
    """What a run comes to that nothing disturbs: how many requests, and what is there then."""

    requests: int
    state: dict[str, Any]


def undisturbed(trial: Trial, backlog: Path) -> Undisturbed:
    trial.reset()
    done = trial.run(backlog=backlog, yes=True)
    assert done.code == 0
    return Undisturbed(len(done.requests), trial.state())


@pytest.fixture(scope="module")
def small(trial: Trial) -> Undisturbed:
    return undisturbed(trial, SMALL)


def spread(count: int, wanted: int) -> Sequence[int]:
    """Return so many of the requests, the first and the last among them."""
    if wanted >= count:
        return range(1, count + 1)
    return sorted({1 + round(each * (count - 1) / (wanted - 1)) for each in range(wanted)})


def struck(requests: int, moment: Moment, *, is_full: bool, quick: int = 1) -> Sequence[int]:
    """Return the requests at which a run is killed at a moment.

    Without --full each moment has so many of its own, and together they are a spread over all
    requests but the first, which only reads.
    """
    if is_full:
        return range(1, requests + 1)
    return spread(requests, 1 + quick * len(MOMENTS))[1 + MOMENTS.index(moment) :: len(MOMENTS)]


def finished(
    trial: Trial,
    backlog: Path,
    wanted: dict[str, Any],
    point: Point,
    playbook: str = "all",
    *,
    yes: bool = False,
) -> Done:
    """Let the next run finish; hold that all is there then, and nothing twice."""
    done = trial.run(playbook, backlog=backlog, yes=yes)
    assert done.code == 0, f"killed {point}: {done.out}"
    assert trial.state() == wanted, f"killed {point}"
    again = trial.run(playbook, backlog=backlog)
    assert (again.code, again.writes) == (0, []), f"killed {point}"
    return done


def killed_all(trial: Trial, backlog: Path, points: Iterator[Point]) -> Iterator[Point]:
    """Kill `all` at each of the points, every time on the repository as it was found."""
    for point in points:
        trial.reset()
        assert killed(lambda: trial.run(backlog=backlog), point), f"it never got {point}"
        yield point


@pytest.mark.parametrize("moment", MOMENTS)
def test_all_is_finished_by_the_next_run_wherever_it_is_killed(
    trial: Trial, small: Undisturbed, counted: Count, moment: Moment, *, is_full: bool
) -> None:
    requests = struck(small.requests, moment, is_full=is_full, quick=2)
    for point in killed_all(trial, SMALL, (Point(each, moment) for each in requests)):
        finished(trial, SMALL, small.state, point)
    counted(f"kills of `all`, {moment} a request of the small backlog", len(requests))


@dataclass(frozen=True)
class Change:
    """A change of the small backlog, what the sandbox held before it, and what it comes to."""

    kind: str
    backlog: Path
    kept: Path
    undisturbed: Undisturbed
    writes: Sequence[int]
    """The requests that write, counted from 1."""


@pytest.fixture(scope="module", params=CHANGES)
def change(
    trial: Trial, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Change:
    kept = tmp_path_factory.mktemp("change")
    replaced, writes = CHANGES[request.param]
    text = SMALL.read_text()
    for before, after in replaced:
        assert before in text
        text = text.replace(before, after)
    # In one file: an issue that another file declares changes the register, too.
    changed = kept / "changed.yml"
    changed.write_text(SMALL.read_text())
    undisturbed(trial, changed)
    changed.write_text(text)
    trial.save(kept)
    trial.restore(kept)
    done = trial.run(backlog=changed)
    assert [each["mutations"] for each in done.writes] == writes
    wrote = [number for number, each in enumerate(done.requests, 1) if each["write"]]
    finally_there = Undisturbed(len(done.requests), trial.state())
    return Change(request.param, changed, kept, finally_there, wrote)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_change_is_finished_wherever_it_is_killed(
    trial: Trial, change: Change, counted: Count, moment: Moment, *, is_full: bool
) -> None:
    """Without --full: at each request that writes."""
    requests = range(1, change.undisturbed.requests + 1) if is_full else change.writes
    for point in (Point(each, moment) for each in requests):
        trial.restore(change.kept)
        assert killed(lambda: trial.run(backlog=change.backlog), point), f"it never got {point}"
        finished(trial, change.backlog, change.undisturbed.state, point)
    counted(
        f"kills of a change of the small backlog {change.kind}, {moment} a request", len(requests)
    )
