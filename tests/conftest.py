"""All REST answers of all sandboxes during the tests are compared with GitHub's contract.

All servers, also those that tests of the tool start, write down their traffic. At the end the
traffic is read, and an answer that GitHub would not have given fails the session. The contract
is in tests/contracts.
"""

import gc
import json
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Generator, Iterator
from functools import partial
from pathlib import Path

import pytest

from gh_playbook.github import session
from gh_playbook.github.pacing import Pacer
from gh_sandbox.exchange import recording
from tests.contracts import rest, traffic
from tests.reliability import figure
from tests.support import (
    compiled_template,
    composed_yaml,
    direct,
    known_declaration,
    known_seed,
    prepared_server,
    shared_compiling,
)

# Files and folders with long tests, most of which run the whole tool.
_FIRST = {"test_readme.py", "live", "docs", "acceptance", "safety", "gh_sandbox", "probe"}
_FIRST |= {"doctor", "run", "reliability", "verification", "pulling", "github", "benchmarks"}
_FIRST |= {"test_repository.py", "test_start_up.py", "test_tasks.py", "test_wheel.py"}
_SHOWN = 30
_REPORT = pytest.StashKey["Report"]()
_FOLDER = pytest.StashKey[Path]()
_FIGURES = pytest.StashKey[Counter[str]]()
_BEGAN = pytest.StashKey[float]()
# The number of new objects after which Python's garbage collector runs.
_NEW_OBJECTS = 50_000


class Report:
    """The number of checked answers, and the faults that were found."""

    def __init__(self) -> None:
        self.checked = 0
        self.found: Counter[str] = Counter()

    def read(self, folder: Path) -> None:
        """Check all entries of a folder."""
        for path in sorted(folder.glob("*.jsonl")):
            with path.open(encoding="utf-8") as lines:
                for line in lines:
                    self.checked += 1
                    self.found.update(traffic.complaints(json.loads(line)))


def _is_worker(config: pytest.Config) -> bool:
    """Tell whether this is one of several processes that share the tests of a session."""
    return hasattr(config, "workerinput")


@pytest.fixture(scope="session", autouse=True)
def _quicker() -> Iterator[None]:
    """Replace processes and compiling by quicker code that gives the same results."""
    with (
        pytest.MonkeyPatch.context() as patch,
        prepared_server.installed(patch),
        known_declaration.installed(patch),
    ):
        direct.install(patch)
        compiled_template.install(patch)
        composed_yaml.install(patch)
        known_seed.install(patch)
        yield


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses of runs within this process, in seconds; nobody really waits."""
    taken: list[float] = []
    monkeypatch.setattr(session, "Pacer", partial(Pacer, sleep=taken.append))
    return taken


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Use the real `gh` and real processes in tests that are marked so."""
    with (
        direct.switched(on=item.get_closest_marker("real_gh") is None),
        prepared_server.switched(on=item.get_closest_marker("real_server") is None),
    ):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Leave out a report's keywords: nobody reads them, and workers would send all of them."""
    report = yield
    report.keywords = {}
    return report


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that `scripts/test --full` passes on."""
    parser.addoption("--full", action="store_true", help="run all of tests/reliability's grids")
    parser.addoption("--figures", action="store_true", help="write docs/reliability.md")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Start one process more than there are cores, because a test waits a sixth of its time.

    It waits for latency, signals, browsers and other processes; another test can use its core then.
    """
    return (os.cpu_count() or 1) + 1


def pytest_configure(config: pytest.Config) -> None:
    """Begin to count the cases that held, and the time."""
    config.stash[_FIGURES] = Counter()
    config.stash[_BEGAN] = time.monotonic()
    config.pluginmanager.register(_Counting(config.stash[_FIGURES]))
    gc.set_threshold(_NEW_OBJECTS, *gc.get_threshold()[1:])


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Compile a share of the tests' files, before all files are collected."""
    shared_compiling.compile_share(session.config)


def pytest_collection_finish() -> None:
    """Hide modules and tests from Python's garbage collector: they all stay until the end."""
    _begin_hypothesis()
    gc.freeze()


def _begin_hypothesis() -> None:
    """Run an empty property, so that Hypothesis makes its source of random numbers now.

    Later the owner of this source would be hidden from the collector, and Hypothesis warns if it
    finds no owner (seen with Python 3.14).
    """
    if "hypothesis" in sys.modules:
        from hypothesis import given, settings, strategies

        once = settings(max_examples=1, database=None)
        given(strategies.none())(once(lambda nothing: None))()


class _Counting:
    """Counts the cases that tests report as held, in all processes that share the tests."""

    def __init__(self, figures: Counter[str]) -> None:
        self._figures = figures

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up the figures of a test that passed."""
        if report.when == "call" and report.passed:
            self._figures.update(figure.counted(report.user_properties))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files, so that all workers end at about the same time."""
    root = Path(__file__).parent
    items.sort(key=lambda item: item.path.relative_to(root).parts[0] not in _FIRST)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Make every server of this session and its workers write its traffic into one folder."""
    if _is_worker(session.config):
        return
    # Processes of `gh` live for milliseconds, and a fifth of their time is Go's garbage collection.
    os.environ.setdefault("GOGC", "off")
    folder = session.config.stash[_FOLDER] = Path(tempfile.mkdtemp(prefix="traffic-"))
    os.environ[recording.VARIABLE] = str(folder)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Check the traffic that was written."""
    if _is_worker(session.config):
        return
    report = session.config.stash[_REPORT] = Report()
    folder = session.config.stash[_FOLDER]
    report.read(folder)
    shutil.rmtree(folder)
    if report.found and exitstatus in (0, 5):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    figures = session.config.stash[_FIGURES]
    if figures and session.exitstatus == 0 and session.config.getoption("--figures"):
        figure.write(figures, (time.monotonic() - session.config.stash[_BEGAN]) / 60)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print the number of checked entries and the faults."""
    report = config.stash.get(_REPORT, None)
    if report is None:
        return
    figures = config.stash[_FIGURES]
    for line in figure.lines(figures):
        terminalreporter.write_line(line)
    terminalreporter.write_line(f"contracts: {report.checked:,} REST responses checked")
    answered, known = rest.contract().coverage
    if known:
        text = f"contracts: {answered:,} of {known:,} properties of the answers' schemas answered"
        terminalreporter.write_line(text)
    if report.found:
        terminalreporter.section("what GitHub would not have answered", red=True)
        for text, times in report.found.most_common(_SHOWN):
            terminalreporter.write_line(f"{times}x {text}", red=True)
