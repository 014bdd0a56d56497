"""Trouble that comes over a run: it is killed, disturbed, or overtaken by people."""

import random
from functools import partial
from typing import Any
from unittest.mock import patch

from gh_playbook.github.process.gh import Gh as ToolGh
from tests.reliability.killing import MOMENTS, Point, killed
from tests.reliability.life import holding, promise
from tests.reliability.life.life import Life
from tests.reliability.life.promise import State

Chance = random.Random
# Faults of one request: those that the sandbox knows, without those that only take time.
_FAULTS: tuple[dict[str, Any], ...] = (
    *({"fault": name} for name in ("drop-before", "drop-after", "html-502", "html-502-after")),
    *({"fault": name} for name in ("truncated-json", "too-quick", "unauthorized")),
    {"fault": "something-went-wrong"},
    {"fault": "something-went-wrong", "committed": True},
    {"fault": {"resource-limits": 1}},
    {"fault": "primary-rate-limit", "reset-after": 60},
    {"fault": "secondary-rate-limit", "retry-after": 7},
    {"fault": "content-block", "retry-after": 7},
    {"fault": {"stale-lists": 1}},
)
# Requests of a run in a small repository: where it may be killed, disturbed or overtaken.
_REQUESTS = 14


def kill(life: Life, chance: Chance) -> None:
    """A run is killed at one of its requests; the next one finishes."""
    before = life.state()
    point = Point(chance.randint(1, _REQUESTS), chance.choice(MOMENTS))
    command = chance.choice(("all", "all", "undo", "prune"))
    life.tell(f"{command} {point}: {killed(partial(life.run, command), point)}")
    promise.texts_stay(before, life.state())
    holding.finished(life)


def disturb(life: Life, chance: Chance) -> None:
    """Something goes wrong with a request; the next run finishes."""
    before = life.state()
    rule = {**chance.choice(_FAULTS), "nth": chance.randint(1, _REQUESTS)}
    command = chance.choice(("all", "all", "undo", "prune"))
    life.tell(f"{command} {rule}")
    life.sandbox.set_faults([rule])
    try:
        life.run(command)
    finally:
        life.sandbox.set_faults(None)
    promise.texts_stay(before, life.state())
    holding.finished(life)


def race(life: Life, chance: Chance) -> None:
    """People do something while a run is at work: it stays, and the next run finishes."""
    places = {chance.randint(1, _REQUESTS) for _ in range(chance.choice((1, 1, 2)))}
    then: list[State] = []
    sent, begin = 0, ToolGh.begin

    def begun(gh: ToolGh, *arguments: Any, **more: Any) -> Any:
        nonlocal sent
        sent += 1
        if sent in places:
            life.tell(f"at request {sent}:")
            life.meddle(chance)
            then.append(life.state())
        return begin(gh, *arguments, **more)

    with patch.object(ToolGh, "begin", begun):
        done = life.run("all")
    life.tell(f"{done.code}")
    if then:
        promise.texts_stay(then[-1], life.state())
        promise.no_twins(then[-1], life.state())
    holding.finished(life)
