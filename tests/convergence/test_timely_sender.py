"""What is taken away is read again before, if the reading is old."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pytest

from gh_playbook.convergence.timely_sender import TimelySender, takes_away
from gh_playbook.github.clock import ClockTimes
from gh_playbook.model.change import Action, Change, Difference
from gh_playbook.model.existing import ExistingLabel
from gh_playbook.model.sending import Landed, Sent, Stale
from gh_playbook.model.world import World
from tests.modules.worlds import a_world

BUG = ExistingLabel("L1", "bug", "d73a4a", "")
MADE = Change("label", "bug", Action.CREATE, "none", after=BUG)
REMOVED = Change("label", "bug", Action.REMOVE, "", before=BUG)
CLOSED = Change[object]("issue", "a", Action.REMOVE, "", overwrites="I1")
LOSING = Change[object](
    "project_field",
    "Team",
    Action.UPDATE,
    "options",
    differences=(Difference("options", ["A", "B"], ["A"]),),
)
GAINING = replace(LOSING, differences=(Difference("options", ["A"], ["A", "B"]),))
ANEW = replace(LOSING, differences=(Difference("iterations", ["A"], ["A", "B"]),))
RELABELLED = replace(LOSING, module="issue", differences=(Difference("labels", ["a"], ["b"]),))


@dataclass
class Sending:
    """Carries out all that it is sent; its clock counts seconds, of which a reading takes some."""

    takes: float = 0.0
    now: float = 0.0
    readings: int = 0
    sent: list[str] = field(default_factory=list)

    def clock(self) -> ClockTimes:
        return ClockTimes(self.now, self.now)

    def send(self, changes: Sequence[Change]) -> Iterator[list[Sent]]:
        self.sent += [each.key for each in changes]
        yield [Landed(index) for index in range(len(changes))]

    def reread(self) -> World:
        self.now += self.takes
        self.readings += 1
        return a_world()

    def bind(self, world: World) -> None:
        raise AssertionError(world)


def sent(sender: TimelySender, *changes: Change) -> list[Sent]:
    return [each for batch in sender.send(changes) for each in batch]


@pytest.mark.parametrize(
    ("change", "takes"),
    [
        (MADE, False),
        (REMOVED, True),
        (CLOSED, False),  # Its text is read again anyway.
        (replace(CLOSED, if_unused=True), True),
        (LOSING, True),
        (GAINING, False),
        (ANEW, True),  # GitHub makes each of them anew.
        (RELABELLED, False),
    ],
)
def test_removals_and_lost_options_take_something_away(change: Change, *, takes: bool) -> None:
    assert takes_away(change) == takes


def test_after_half_a_minute_a_removal_waits_for_another_reading() -> None:
    below = Sending()
    sender = TimelySender(below, below.clock, below.clock())
    below.now = 30
    assert sent(sender, REMOVED) == [Landed(0)]
    below.now = 31
    assert sent(sender, MADE) == [Landed(0)]
    removed = replace(REMOVED, key="docs")
    assert sent(sender, removed, MADE) == [Stale(0), Stale(1)]
    assert below.sent == ["bug", "bug"]
    sender.reread()
    assert sent(sender, removed) == [Landed(0)]


def test_a_reading_that_took_long_counts_for_longer_and_a_removal_waits_four_times() -> None:
    below = Sending(takes=10, now=10)
    sender = TimelySender(below, below.clock, ClockTimes(0, 0))
    below.now = 100
    assert sent(sender, REMOVED) == [Landed(0)]
    below.now = 101
    for _ in range(4):
        assert sent(sender, replace(REMOVED, key="docs")) == [Stale(0)]
    below.now = 1000
    assert sent(sender, replace(REMOVED, key="docs")) == [Landed(0)]
