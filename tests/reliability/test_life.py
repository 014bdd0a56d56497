"""Random lives of a backlog and its repository: whatever happens, nothing is lost or doubled.

An author changes any key of the plan, in one file or two; people change anything on GitHub, where
an organization or a user owns it; and runs of all kinds come in between: whole ones and parts,
pulls, reviewed plans and undos, with other rights, disturbed, overtaken by people, and
killed. After each step `promise.py` holds what is promised.

A life follows from its number. One that breaks a promise is shown with the few steps that do so.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from tests.acceptance.conftest import Trial
from tests.reliability.conftest import Count
from tests.reliability.life.act import live
from tests.reliability.life.life import Life
from tests.reliability.life.promise import BrokenPromiseError
from tests.reliability.life.shrinking import shrunk

_STEPS = 25
# Lives of one test with `--full`, and the steps of the only life of a quick one.
_LIVES, _QUICK = 20, 6
# Tests that share the lives, each on a sandbox of its own.
_SHARES = (1, 2, 3)


@pytest.mark.parametrize("share", _SHARES)
def test_whatever_happens_nothing_is_lost_doubled_or_harmed(
    trial: Trial, tmp_path: Path, counted: Count, share: int, *, is_full: bool
) -> None:
    lives = range(share * 1000, share * 1000 + (_LIVES if is_full else 1))
    steps = range(1, 1 + (_STEPS if is_full else _QUICK))
    for seed in lives:
        broken = _broken(trial, tmp_path / "life", seed, steps)
        if broken is not None:
            few = shrunk(steps, partial(_breaks, trial, tmp_path, seed))
            told = _broken(trial, tmp_path / "life", seed, few) or broken
            pytest.fail(f"life {seed}, steps {few}\n{told}")
    counted("lives of a backlog and its repository", len(lives))
    counted("steps of these lives", len(lives) * len(steps))


def _breaks(trial: Trial, folder: Path, seed: int, steps: Sequence[int]) -> bool:
    return _broken(trial, folder / "life", seed, steps) is not None


def _broken(trial: Trial, folder: Path, seed: int, steps: Sequence[int]) -> str | None:
    """Live; return what happened until a promise broke, or None."""
    life = Life(trial.sandbox, folder, seed)
    try:
        live(life, steps)
    except BrokenPromiseError as broken:
        happened = "\n".join(life.told)
        return f"{broken}\n\n{happened}\n\n{life.path.read_text(encoding='utf-8')}"
    except Exception as error:
        error.add_note(f"life {seed}, after:\n" + "\n".join(life.told))
        raise
    return None
