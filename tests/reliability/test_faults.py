"""Whatever goes wrong with any one request, in the end all is there, and nothing twice."""

from pathlib import Path
from typing import Any

import pytest

from gh_playbook.github.error import GitHubError
from gh_sandbox.faults import rule
from tests.acceptance.conftest import SMALL, Trial
from tests.reliability.conftest import Count
from tests.reliability.test_kills import Undisturbed, undisturbed

# Every kind of fault that the sandbox knows, with what it needs.
FAULTS: dict[str, dict[str, Any]] = {
    "drop-before": {"fault": "drop-before"},
    "drop-after": {"fault": "drop-after"},
    "hang": {"fault": {"hang": 0.2}},
    "latency": {"fault": {"latency": 50}},
    "html-502": {"fault": "html-502"},
    "html-502-after": {"fault": "html-502-after"},
    "truncated-json": {"fault": "truncated-json"},
    "something-went-wrong": {"fault": "something-went-wrong"},
    "something-went-wrong, committed": {"fault": "something-went-wrong", "committed": True},
    "resource-limits": {"fault": {"resource-limits": 1}},
    "primary-rate-limit": {"fault": "primary-rate-limit", "reset-after": 60},
    "secondary-rate-limit": {"fault": "secondary-rate-limit", "retry-after": 7},
    "secondary-rate-limit, 429": {"fault": "secondary-rate-limit", "status": 429},
    "content-block": {"fault": "content-block", "retry-after": 7},
    "too-quick": {"fault": "too-quick"},
    "unauthorized": {"fault": "unauthorized"},
    "stale-lists": {"fault": {"stale-lists": 1}},
}


@pytest.fixture(scope="module")
def small(trial: Trial) -> Undisturbed:
    return undisturbed(trial, SMALL)


def test_every_fault_of_the_sandbox_is_tried() -> None:
    assert {name.partition(",")[0] for name in FAULTS} == {*rule.PLAIN, *rule.NUMBERED}


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_at_any_request_changes_nothing_in_the_end(
    trial: Trial, small: Undisturbed, counted: Count, name: str, *, is_full: bool
) -> None:
    every = range(1, small.requests + 1)
    # A quick cut strikes another request with each kind.
    one = every[list(FAULTS).index(name) * 5 % small.requests]
    cases = 0
    for request in every if is_full else [one]:
        trial.reset()
        trial.sandbox.set_faults([{**FAULTS[name], "nth": request}])
        code = _code(trial, SMALL)
        trial.sandbox.set_faults(None)
        where = f"{name} at request {request}"
        if code != 0:
            assert _code(trial, SMALL) == 0, where
        assert trial.state() == small.state, where
        assert trial.run(backlog=SMALL).writes == [], where
        cases += 1
    counted("requests of the small backlog that a fault struck, of 17 kinds", cases)


def _code(trial: Trial, backlog: Path) -> int:
    """Return a run's exit code; 1 where GitHub could not be read at all."""
    try:
        return trial.run(backlog=backlog).code
    except GitHubError:
        return 1
