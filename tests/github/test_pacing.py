"""How fast GitHub is written to, on a clock that only sleeping moves."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gh_playbook.github.error import RateLimitedError
from gh_playbook.github.pacing import BRIEF, BURST, Pacer
from tests.github.answers import NOON, Time


def limit(wait: float | None) -> RateLimitedError:
    return RateLimitedError("Too many", wait=wait, request="issues", status=403)


def test_the_first_write_does_not_wait() -> None:
    time = Time()
    time.pacer().before_write(1)
    assert time.slept == []


def test_a_few_writes_do_not_wait_and_there_is_a_second_between_two_of_many() -> None:
    time = Time()
    pacer = time.pacer()
    for _ in range(BURST):
        pacer.before_write(0)
    assert time.slept == []
    time.now += 0.25
    pacer.before_write(0)
    assert time.slept == [0.75]
    time.now += 5
    pacer.before_write(0)
    assert time.slept == [0.75]


def test_two_go_out_at_once_only_while_neither_waits() -> None:
    time = Time()
    pacer = time.pacer()
    for _ in range(BURST - 1):
        pacer.before_write(0)
    assert pacer.has_room
    pacer.before_write(0)
    assert not pacer.has_room
    time.now += 61
    assert pacer.has_room


@pytest.mark.parametrize("pause", [0.0, 1.0])
def test_no_two_go_out_at_once_after_github_has_asked_for_a_pause(pause: float) -> None:
    time = Time()
    pacer = time.pacer(pause)
    assert pacer.has_room
    pacer.heed(limit(30.0), 1)
    time.now += 3600
    assert not pacer.has_room


def test_a_minute_later_writes_are_few_again() -> None:
    time = Time()
    pacer = time.pacer()
    for _ in range(BURST):
        pacer.before_write(0)
    time.now += 60
    pacer.before_write(0)
    pacer.before_write(0)
    assert time.slept == []


def test_the_eighty_first_creation_of_a_minute_waits_for_the_first_to_be_a_minute_old() -> None:
    time, told = Time(), []
    pacer = time.pacer()
    pacer.on_wait = lambda seconds, why: told.append((round(seconds), why))
    for _ in range(8):
        pacer.before_write(10)
    assert told == []
    pacer.before_write(1)
    assert told == [(60, "GitHub allows 80 creations per 60 seconds")]
    assert time.now == 1060.0
    assert round(pacer.waited) == 60


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 15), min_size=60, max_size=120))
def test_no_window_ever_holds_more_than_github_takes(batches: list[int]) -> None:
    time = Time()
    pacer = time.pacer()
    sent: list[tuple[float, int]] = []
    for creations in batches:
        pacer.before_write(creations)
        sent.append((time.now, creations))
    for seconds, limit in ((60.0, 80), (3600.0, 500)):
        for at, _ in sent:
            window = [count for when, count in sent if at - seconds + 1e-6 < when <= at]
            assert sum(window) <= limit


def test_without_a_pause_nothing_waits() -> None:
    time = Time()
    pacer = time.pacer(pause=0.0)
    for _ in range(50):
        pacer.before_write(15)
    pacer.back_off(1, "again")
    assert time.slept == []


@pytest.mark.parametrize(
    ("attempt", "asked", "seconds"),
    [(1, 30.0, 30.0), (3, 30.0, 30.0), (1, None, 60.0), (2, None, 120.0), (3, None, 240.0)],
)
def test_a_limit_is_waited_for_as_github_says_or_longer_each_time(
    attempt: int, asked: float | None, seconds: float
) -> None:
    time = Time()
    time.pacer().heed(limit(asked), attempt)
    assert time.slept == [seconds]


def test_a_whole_hour_s_window_is_within_patience_and_a_day_is_not() -> None:
    time = Time()
    time.pacer().heed(limit(3601.0), 1)
    with pytest.raises(RateLimitedError):
        time.pacer().heed(limit(86_400.0), 1)
    assert time.slept == [3601.0]


@pytest.mark.parametrize(
    ("seconds", "until"),
    [(3000.0, "12:50:00 UTC"), (86_400.0, "2026-11-24 12:00:00 UTC")],
)
def test_what_does_not_wait_tells_until_when_it_would_be_in_vain(
    seconds: float, until: str
) -> None:
    pacer = replace(Time().pacer(), patience=BRIEF, now=lambda: datetime.fromtimestamp(NOON, UTC))
    told = f"Too many; GitHub accepts no requests until {until}: run again then"
    with pytest.raises(RateLimitedError, match=f"^{told} "):
        pacer.heed(limit(seconds), 1)


def test_backing_off_doubles_up_to_half_a_minute() -> None:
    time = Time()
    pacer: Pacer = time.pacer()
    for attempt in range(1, 8):
        pacer.back_off(attempt, "no answer")
    assert time.slept == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
