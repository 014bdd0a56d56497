"""How many requests each work takes: a change that makes the tool chattier fails here.

The limits are what it takes today; the server's own log counts. What takes less gets its new figure
here.
"""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from pytest_mock import MockerFixture

from gh_playbook.convergence.loop import engine
from gh_playbook.convergence.loop.engine import Engine
from gh_playbook.github.answer import Answer
from gh_playbook.github.process.gh import Gh, Underway
from tests.acceptance.conftest import BACKLOG, ROOT, SMALL, Done, Trial
from tests.support import quick_yaml

_USED = "{ rateLimit { used } }"
Work = Callable[[Trial, Path], Done]


def changed(folder: Path, place: int = 0) -> Path:
    """Write the LLuMinary backlog with one label and one issue's title changed.

    Nine texts have the title of the first issue, no text has that of the last one. In the folder,
    the file has the path that it has in the checkout: otherwise the register is written, too.
    """
    path = folder / BACKLOG.relative_to(ROOT)
    path.parent.mkdir(parents=True)
    backlog: dict[str, Any] = quick_yaml.load(BACKLOG.read_text())
    backlog["labels"][0]["description"] = "Another"
    backlog["issues"][place]["title"] += " now"
    path.write_text(yaml.safe_dump(backlog, sort_keys=False))
    return path


def points(trial: Trial) -> int:
    """Return the points of GraphQL's limit that were used so far."""
    return int(trial.gh.graphql(_USED)["data"]["rateLimit"]["used"])


# What is done, how many requests it may take, of them how many that write, and GraphQL's points.
FIRST: dict[str, tuple[Work, int, int, int]] = {
    "to take away a lock where there is none": (lambda trial, _: trial.invoke("unlock"), 3, 0, 1),
    "LLuMinary, everything": (lambda trial, _: trial.run(), 28, 24, 30),
    "LLuMinary, its labels": (lambda trial, _: trial.run("setup-labels"), 2, 1, 2),
    "a small backlog": (lambda trial, _: trial.run(backlog=SMALL), 13, 9, 18),
    "what a first run would do": (lambda trial, _: trial.run(dry_run=True), 2, 0, 7),
}
AGAIN: dict[str, tuple[Work, int, int, int]] = {
    "nothing to do": (lambda trial, _: trial.run(), 2, 0, 9),
    "nothing to do, looked at": (lambda trial, _: trial.run(dry_run=True), 2, 0, 9),
    "one label changed and one issue retitled": (
        lambda trial, folder: trial.run(backlog=changed(folder)),
        7,
        3,
        21,
    ),
    "the same, with no text": (
        lambda trial, folder: trial.run(backlog=changed(folder, -1)),
        5,
        2,
        20,
    ),
}
LABELS: dict[str, tuple[Work, int, int, int]] = {
    "labels with nothing to do": (lambda trial, _: trial.run("setup-labels"), 1, 0, 1),
    "one label changed": (
        lambda trial, folder: trial.run("setup-labels", backlog=changed(folder)),
        2,
        1,
        2,
    ),
}
# The same, where the run before was on this machine.
HERE: dict[str, tuple[Work, int, int, int]] = {
    name: (work, requests - 1, writes, points)
    for name, (work, requests, writes, points) in AGAIN.items()
}


def hold(row: tuple[Work, int, int, int], trial: Trial, folder: Path) -> None:
    """Do the work of a row; its figures must hold."""
    work, *allowed = row
    before = points(trial)
    done = work(trial, folder)
    assert done.code == 0
    # Asking for the points costs one.
    taken = [len(done.requests), len(done.writes), points(trial) - before - 1]
    assert all(one <= most for one, most in zip(taken, allowed, strict=True)), (taken, allowed)


@pytest.mark.parametrize("name", FIRST)
def test_a_first_run_takes_no_more_requests(fresh: Trial, tmp_path: Path, name: str) -> None:
    hold(FIRST[name], fresh, tmp_path)


@pytest.mark.parametrize("name", [*AGAIN, *LABELS])
def test_a_later_run_takes_no_more(
    converged: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    hold({**AGAIN, **LABELS}[name], converged, tmp_path)


@pytest.mark.parametrize("name", HERE)
def test_a_later_run_on_this_machine_reads_with_one_request(
    converged: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    converged.run()
    hold(HERE[name], converged, tmp_path)


def in_a_row(mocker: MockerFixture, work: Callable[[], Done]) -> int:
    """Return how many requests of a work wait for one another: the longest such row."""
    answered = 0
    begin = Gh.begin

    def counting(self: Gh, *given: Any, **more: Any) -> Underway:
        place = answered + 1
        underway = begin(self, *given, **more)

        def answer() -> Answer:
            nonlocal answered
            answered = max(answered, place)
            return underway.answer()

        return Underway(answer, underway.end)

    mocker.patch.object(Gh, "begin", counting)
    assert work().code == 0
    return answered


def test_a_first_run_waits_for_twenty_answers_one_after_the_other(
    fresh: Trial, mocker: MockerFixture
) -> None:
    assert in_a_row(mocker, fresh.run) <= 20


def test_the_lock_is_released_while_the_run_reads_back(
    converged: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mocker: MockerFixture
) -> None:
    """One reads, one locks, one reads texts again, one writes, and two go together."""
    monkeypatch.chdir(tmp_path)
    converged.run()
    backlog = changed(tmp_path)
    assert in_a_row(mocker, lambda: converged.run(backlog=backlog)) <= 5


def test_up_to_two_hundred_labels_are_read_with_one_request(fresh: Trial, tmp_path: Path) -> None:
    backlog = tmp_path / "labels.yml"
    names = [f"area:{index}" for index in range(100)]
    backlog.write_text(json.dumps({"repository": "PimpMyNines/LLuMinary", "labels": names}))
    first, again = (fresh.run("setup-labels", backlog=backlog) for _ in range(2))
    assert [len(each.requests) for each in (first, again)] == [1 + 3, 1]
    assert again.outcomes == {"skipped": 100}


def test_one_change_lets_everything_be_compared_three_times(
    converged: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mocker: MockerFixture
) -> None:
    """Before the changes, as the plan foresees it afterwards, and as GitHub answered."""
    monkeypatch.chdir(tmp_path)
    compared = mocker.spy(engine, "compared")
    assert converged.run(backlog=changed(tmp_path, -1)).code == 0
    things = Counter(
        (str(call.args[0].name), call.args[1].source) for call in compared.call_args_list
    )
    assert len(things) > 100
    assert [each for each, times in things.items() if times > 3] == []


def test_what_is_as_declared_is_compared_once(converged: Trial, mocker: MockerFixture) -> None:
    compared = mocker.spy(Engine, "diff")
    done = converged.run()
    assert (done.code, done.writes) == (0, [])
    items = [call.args[1] for call in compared.call_args_list]
    assert len({id(each) for each in items}) == len(items) > 100
