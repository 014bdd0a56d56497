"""Two runs on one repository, at once or one a little later: there is one of each thing."""

from collections.abc import Iterator

import pytest

from gh_sandbox import Sandbox
from tests.acceptance.conftest import Trial
from tests.reliability.conftest import Count
from tests.reliability.test_kills import SMALL
from tests.safety.two_runs import begun, ended, later, twins

pytestmark = pytest.mark.real_gh
_ROUNDS = 20
_LATENCY = 100
# Seconds between the two, at most.
_APART = 3.0


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    """A sandbox whose answers take as long as GitHub's quick ones."""
    sandbox = Sandbox(tmp_path_factory.mktemp("rounds"))
    sandbox.start(latency=_LATENCY, limits=False)
    yield Trial(sandbox)
    sandbox.stop()


# What both runs carry out, and with which options.
WAYS: dict[str, tuple[str, tuple[str, ...]]] = {
    "with a lock": ("all", ()),
    "without a lock": ("all", ("--no-lock",)),
    "of labels alone": ("setup-labels", ()),
}


@pytest.mark.parametrize("way", WAYS)
def test_two_runs_make_no_twin_of_anything(
    trial: Trial, counted: Count, way: str, *, is_full: bool
) -> None:
    playbook, more = WAYS[way]
    rounds = _ROUNDS if is_full else 1
    for number in range(rounds):
        trial.reset()
        before = twins(trial)
        # Half of them at once, the others staggered.
        apart = max(0.0, _APART * (2 * number / _ROUNDS - 1)) if is_full else 0.7
        first = begun(trial, SMALL, *more, playbook=playbook)
        second = later(trial, SMALL, apart, *more, playbook=playbook)
        codes = [ended(each)[0] for each in (first, second)]
        where = f"round {number}, {apart:.1f} s apart"
        assert twins(trial) == before, where
        assert codes == [0, 0], where
        assert trial.run(playbook, backlog=SMALL).writes == [], where
        assert twins(trial) == before, where
    counted(f"rounds of two runs {way}", rounds)
