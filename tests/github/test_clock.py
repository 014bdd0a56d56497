"""GitHub's time: by its answers, whatever the clocks of a machine show."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from gh_playbook.github.clock import ClockTimes, GitHubClock

NOON = "Mon, 23 Nov 2026 12:00:00 GMT"
SECOND = timedelta(seconds=1)
AT_NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass
class Machine:
    """A machine's clocks, which a test moves."""

    wall: float = 0.0
    steady: float = 0.0
    clock: GitHubClock = field(init=False)

    def __post_init__(self) -> None:
        self.clock = GitHubClock(lambda: self.wall, lambda: self.steady)

    def pass_(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds


def test_before_an_answer_it_is_the_machine_s() -> None:
    machine = Machine(wall=AT_NOON.timestamp())
    assert machine.clock.earliest() == machine.clock.latest() == AT_NOON


@pytest.mark.parametrize("wall", [0.0, 4e9])
def test_it_counts_on_from_the_last_answer_whatever_the_machine_shows(wall: float) -> None:
    machine = Machine(wall=wall)
    machine.clock.heed(NOON, machine.clock.reading())
    machine.pass_(90)
    assert machine.clock.earliest() == AT_NOON + 90 * SECOND
    assert machine.clock.latest() == AT_NOON + 91 * SECOND


def test_a_slow_answer_widens_what_it_can_be() -> None:
    machine = Machine()
    asked = machine.clock.reading()
    machine.pass_(30)
    machine.clock.heed(NOON, asked)
    assert machine.clock.earliest() == AT_NOON
    assert machine.clock.latest() == AT_NOON + 31 * SECOND


@pytest.mark.parametrize("jump", [-3600, 3600])
def test_a_wall_clock_that_is_put_right_widens_it_and_no_more(jump: int) -> None:
    machine = Machine(wall=1e9)
    machine.clock.heed(NOON, machine.clock.reading())
    machine.pass_(5)
    machine.wall += jump
    assert machine.clock.earliest() == AT_NOON + (5 if jump > 0 else 0) * SECOND
    assert machine.clock.latest() == AT_NOON + max(5 + jump, 5) * SECOND + SECOND


@pytest.mark.parametrize("date", [None, "", "yesterday", "Mon, 99 Nov 2026 12:00:00 GMT"])
def test_an_answer_without_a_date_changes_nothing(date: str | None) -> None:
    machine = Machine(wall=AT_NOON.timestamp())
    machine.clock.heed(date, ClockTimes(0, 0))
    assert machine.clock.earliest() == AT_NOON


def test_a_date_without_a_zone_is_in_utc() -> None:
    machine = Machine()
    machine.clock.heed(NOON.replace("GMT", "-0000"), machine.clock.reading())
    assert machine.clock.earliest() == AT_NOON
