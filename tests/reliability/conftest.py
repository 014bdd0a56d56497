"""A sandbox for runs that are killed, disturbed or doubled; and the counts of these runs."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from gh_sandbox import Sandbox
from tests.acceptance.conftest import REPOSITORY, Trial
from tests.acceptance.whole import whole
from tests.reliability.figure import PROPERTY

Count = Callable[[str, int], None]


@pytest.fixture(scope="session")
def is_full(request: pytest.FixtureRequest) -> bool:
    """Whether all cases of the grids are run, and not the quick selection."""
    return bool(request.config.getoption("--full"))


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    sandbox = Sandbox(tmp_path_factory.mktemp("reliability"))
    sandbox.start(limits=False)
    yield Trial(sandbox)
    sandbox.stop()


@pytest.fixture(scope="module")
def found(trial: Trial) -> dict[str, Any]:
    """The repository as it was before any run."""
    trial.reset()
    return whole(trial.gh, REPOSITORY)


@pytest.fixture(autouse=True)
def naps(naps: list[float]) -> list[float]:
    """The pauses; nobody really waits in any of these tests."""
    return naps


@pytest.fixture
def counted(record_property: Callable[[str, object], None]) -> Count:
    """Note the number of cases of a kind that held."""

    def count(what: str, cases: int) -> None:
        record_property(PROPERTY, json.dumps([what, cases]))

    return count
