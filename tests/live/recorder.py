"""A plugin for pytest: it skips the rules that were tried, and notes the outcomes of the others."""

from collections.abc import Generator

import pytest

from tests.contract.github import UnreachedError
from tests.live import record
from tests.live.record import CONFIRMED, DIFFERS, NOT_TRIED, Record

_LONGEST = 1500


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the rules that were tried before the interruption."""
    tried = {each.rule for each in _record().outcomes()}
    left = [item for item in items if item.nodeid in tried]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item.nodeid not in tried]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note the outcome of a rule; if GitHub was not reached, end, so that the run can continue."""
    report = yield
    if call.excinfo is not None and call.excinfo.errisinstance(UnreachedError):
        item.session.shouldstop = f"GitHub was not reached: {call.excinfo.value}"
    elif report.skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        _record().add(item.nodeid, NOT_TRIED, reason.removeprefix("Skipped: "))
    elif report.when == "call":
        said = "" if report.passed else _answer(report)
        _record().add(item.nodeid, CONFIRMED if report.passed else DIFFERS, said)
    elif report.when == "setup" and report.failed:
        _record().add(item.nodeid, DIFFERS, _answer(report))
    return report


def _answer(report: pytest.TestReport) -> str:
    """Return the lines of a failure with the assertion and the real value."""
    lines = [line[1:].strip() for line in report.longreprtext.splitlines() if line[:1] == "E"]
    return "\n".join(lines)[:_LONGEST]


def _record() -> Record:
    found = record.current()
    assert found is not None, f"{record.VARIABLE} is not set"
    return found
