"""What was made is taken back, or taken away, by runs that are killed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from gh_playbook.convergence.journal import past_run
from gh_playbook.model.orphan import CLOSED
from tests.acceptance.conftest import REPOSITORY, Done, Trial
from tests.acceptance.test_undo import runs_of, undone
from tests.acceptance.whole import as_before, unlike, whole, without_status
from tests.reliability.killing import Point, killed
from tests.reliability.test_kills import Undisturbed, finished, undisturbed


@dataclass(frozen=True)
class Made:
    """What the sandbox held once a backlog had been made, and what the run came to."""

    kept: Path
    run: str
    undisturbed: Undisturbed


def all_made(trial: Trial, backlog: Path, folder: Path) -> Made:
    """Carry out a backlog, and keep what the sandbox holds in a folder."""
    done = undisturbed(trial, backlog)
    trial.save(folder)
    return Made(folder, runs_of(trial)[0], done)


def kill(trial: Trial, run: Callable[[], object], point: Point) -> str:
    """Kill a run at a point; return its id."""
    known = {*runs_of(trial)}
    assert killed(run, point), f"it never got {point}"
    (id,) = {*runs_of(trial)} - known
    return id


def undo_killed(trial: Trial, run: str, found: dict[str, Any], point: Point) -> None:
    """Undo what a killed run did; hold that all is as it was `found`, but for what may stay.

    That is one of the tool's own comments, if its answer was lost, and the Status that a workflow
    of the board gave to the card of an issue which the run closed.
    """
    if past_run.find(trial.runs, run).changes:
        done = undone(trial, undoes=run)
        assert done.code == 0, f"killed {point}: {done.out}"
    left = as_before(found, whole(trial.gh, REPOSITORY))
    _hold(_without_what_may_stay(left), _without_what_may_stay(found), point)


def undo_again(
    trial: Trial, made: Made, found: dict[str, Any], point: Point, *, deletes: bool = False
) -> None:
    """Kill an undo at a point; hold that the next one brings back what was `found`."""
    trial.restore(made.kept)
    undo = partial(undone, trial, undoes=made.run, deletes=deletes)
    assert killed(undo, point), f"it never got {point}"
    done = undo()
    assert done.code == 0, f"killed {point}: {done.out}"
    left = whole(trial.gh, REPOSITORY)
    _hold(left if deletes else as_before(found, left), found, point)


@dataclass(frozen=True)
class Removal:
    """A run that takes away what was made: how many requests it takes, and what is left then.

    `before` is the whole state before it.
    """

    made: Made
    run: Callable[[], Done]
    backlog: Path
    playbook: str
    requests: int
    wanted: dict[str, Any]
    before: dict[str, Any]

    def is_finished_or_undone(self, trial: Trial, point: Point) -> None:
        """Kill it at a point; hold that the next run finishes it, and that undo takes it back."""
        kept = self.backlog.parent
        trial.restore(self.made.kept)
        run = kill(trial, self.run, point)
        trial.save(kept)
        finished(trial, self.backlog, self.wanted, point, self.playbook, yes=True)
        trial.restore(kept)
        undo_killed(trial, run, self.before, point)


def removing(trial: Trial, made: Made, backlog: Path, playbook: str) -> Removal:
    """Return a removal that nothing disturbs."""
    run = partial(trial.run, playbook, backlog=backlog, yes=True)
    trial.restore(made.kept)
    before = whole(trial.gh, REPOSITORY)
    done = run()
    assert done.code == 0, done.out
    assert done.outcomes["removed"] > 1
    requests = len(done.requests)
    return Removal(made, run, backlog, playbook, requests, trial.state(), before)


def _hold(left: dict[str, Any], wanted: dict[str, Any], point: Point) -> None:
    """Hold that a state is as wanted; say where it is not."""
    differing = unlike(left, wanted)
    assert not differing, f"killed {point}: {differing}"


def _without_what_may_stay(state: dict[str, Any]) -> dict[str, Any]:
    issues = {
        number: {
            **each,
            "comments": [one for one in each["comments"] if not one["body"].startswith(CLOSED)],
        }
        for number, each in state["issues"].items()
    }
    projects = [
        {**each, "items": [without_status(card) for card in each["items"]]}
        for each in state["projects"]
    ]
    return {**state, "issues": issues, "projects": projects}
