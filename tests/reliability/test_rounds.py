"""Two runs on one repository, at once or one a little later: there is one of each thing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gh_sandbox import Sandbox
from tests.acceptance.conftest import SMALL, Trial
from tests.docs import quick
from tests.reliability.conftest import Count
from tests.safety.two_runs import Forking, begun, ended, later, twins

_ROUNDS = 20
_LATENCY = 100
# Seconds between the two, at most.
_APART = 3.0


@pytest.fixture(scope="module")
def forking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forking]:
    """A sandbox whose answers take as long as GitHub's quick ones."""
    folder = tmp_path_factory.mktemp("rounds")
    sandbox = Sandbox(folder / "sandbox")
    sandbox.start(latency=_LATENCY, limits=False)
    with quick.programs(folder / "programs", starts_sandboxes=False) as programs:
        yield Forking(sandbox, programs / "gh-playbook")
    sandbox.stop()


# A board with everything that GitHub accepts a second time, and with what it replaces as a whole.
BOARD = """
project:
  title: Board
  fields:
    - {name: Status, value: status, options: [Todo, In Progress, Waiting, Done]}
    - {name: Team, options: [Web, Core]}
    - {name: Sprint, iterations: [{title: Sprint 1, start: 2026-11-23}]}
  views: [{name: Plan, layout: board}, {name: Roadmap, layout: roadmap}]
  drafts:
    - {title: Think of names, body: Short ones., fields: {Team: Core}}
    - {title: Ask around}
  status_updates:
    - {key: begun, status: on_track, body: We have begun.}
    - {key: then, status: at_risk}
  cards: [{number: 13, fields: {Team: Web}}]
  automations: {closed: Done}
"""

# What both runs carry out, and with which options.
WAYS: dict[str, tuple[str, tuple[str, ...]]] = {
    "with a lock": ("all", ()),
    "without a lock": ("all", ("--no-lock",)),
    "of labels alone": ("setup-labels", ()),
}
# The way whose runs begin with Python and go through `gh` without --full, too: that of most runs.
# The others are forks then: processes of their own, as the lock tells them apart.
_REAL = "with a lock"


@pytest.fixture(scope="module")
def backlog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a little backlog with something of every kind that two runs could double."""
    path = tmp_path_factory.mktemp("rounds") / "backlog.yml"
    path.write_text(SMALL.read_text() + BOARD)
    return path


@pytest.mark.parametrize("way", WAYS)
def test_two_runs_make_no_twin_of_anything(
    forking: Forking, backlog: Path, counted: Count, way: str, *, is_full: bool
) -> None:
    playbook, more = WAYS[way]
    trial = Trial(forking.sandbox) if is_full or way == _REAL else forking
    rounds = _ROUNDS if is_full else 1
    for number in range(rounds):
        trial.reset()
        before = twins(trial)
        # Half of them at once, the others staggered.
        apart = max(0.0, _APART * (2 * number / _ROUNDS - 1)) if is_full else 0.7
        first = begun(trial, backlog, *more, playbook=playbook)
        second = later(trial, backlog, apart, *more, playbook=playbook)
        both = [ended(each) for each in (first, second)]
        where = f"round {number}, {apart:.1f} s apart"
        assert twins(trial) == before, where
        # Without a lock, a run may end with the other one's twins, which that one withdraws then.
        is_told = "--no-lock" in more
        for code, out, error in both:
            assert code == 0 or (is_told and ", declared only" in out), (where, out, error)
        assert trial.run(playbook, backlog=backlog).writes == [], where
        assert twins(trial) == before, where
    counted(f"rounds of two runs {way}", rounds)
