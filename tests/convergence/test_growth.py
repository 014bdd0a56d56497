"""The work of planning a first run grows as the number of issues: held by counts, not by time."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from benchmarks import backlog
from benchmarks.backlog import Shape
from gh_playbook.convergence.loop.engine import Engine
from gh_playbook.convergence.preparation import prepare
from gh_playbook.model.existing import Features
from gh_playbook.model.outcome import Outcome
from gh_playbook.model.world import World
from gh_playbook.modules.issues import text
from gh_playbook.settings import Settings
from tests.convergence.playing import loop
from tests.support.github_in_memory import REPOSITORY

PLAYBOOK = Path(__file__).parents[2] / "playbooks" / "all.yml"
# Each is twice the one before it.
SIZES = (20, 40, 80)
COUNTED: dict[str, Callable[..., Any]] = {"comparisons": Engine.diff, "texts": text.write}


@contextmanager
def counting(found: Counter[str]) -> Iterator[None]:
    """Count the calls inside of this context: all together, and those of some functions."""
    codes = {function.__code__: name for name, function in COUNTED.items()}

    def note(frame: FrameType, event: str, _given: object) -> None:
        if event in {"call", "c_call"}:
            found["calls"] += 1
        if event == "call" and frame.f_code in codes:
            found[codes[frame.f_code]] += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(before)


def planned(folder: Path, written: str) -> Counter[str]:
    """Plan a first run; return the counts of its calls."""
    path = folder / "backlog.yml"
    path.write_text(written)
    carried_out = loop(prepare(Settings(PLAYBOOK, backlog=path)), World(REPOSITORY, Features()))
    found: Counter[str] = Counter()
    with counting(found):
        carried_out.carry_out()
    assert {each.outcome for each in carried_out.results} <= {Outcome.CREATED, Outcome.UPDATED}
    return found


@pytest.mark.parametrize("shape", Shape)
def test_twice_as_many_issues_take_twice_the_work(tmp_path: Path, shape: Shape) -> None:
    small, middle, large = (planned(tmp_path, backlog.issues(size, shape)) for size in SIZES)
    for name in ("calls", *COUNTED):
        more, most = middle[name] - small[name], large[name] - middle[name]
        assert more > 0
        assert most <= 2.1 * more, name
