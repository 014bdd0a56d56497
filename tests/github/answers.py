"""A `gh` that answers what a test puts in, and a clock that only moves when somebody sleeps."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gh_playbook.github.answer import Answer
from gh_playbook.github.pacing import Pacer
from gh_playbook.github.process.gh import Gh, Underway

DATE = {"date": "Mon, 23 Nov 2026 12:00:00 GMT"}
NOON = 1_795_435_200


def answer(payload: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    text = payload if isinstance(payload, str) else json.dumps(payload)
    return Answer(status, {**DATE, **(headers or {})}, text)


@dataclass
class Answering(Gh):
    """Gives the answers in turn, raising those that are errors; remembers what was asked."""

    answers: list[Answer | Exception] = field(default_factory=list)
    asked: list[tuple[str, str, Any]] = field(default_factory=list)

    def begin(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        request: str,
        exact: bool = False,
        more: bool = False,
    ) -> Underway:
        self.asked.append((method, path, body))
        given = self.answers.pop(0)

        def answer() -> Answer:
            if isinstance(given, Exception):
                raise given
            return given

        return Underway(answer)

    def pages(self, query: str, variables: Mapping[str, str | None]) -> list[Answer]:
        """Turn no pages, so that each is asked for by itself."""
        return []


@dataclass
class Time:
    """A clock, in seconds; `slept` are the sleeps."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.slept.append(seconds)
        self.now += seconds

    def pacer(self, pause: float = 1.0) -> Pacer:
        return Pacer(pause=pause, clock=self.clock, sleep=self.sleep)
