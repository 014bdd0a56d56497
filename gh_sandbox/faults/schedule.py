"""The schedule of faults: which rule applies to a request."""

import re
from collections.abc import Sequence
from random import Random

from gh_sandbox.clock import Clock
from gh_sandbox.exchange.request import Exchange
from gh_sandbox.faults.rule import Rule


class _Watch:
    """A rule, and its count of requests since it was set."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.struck = 0
        self._seen = 0
        self._random = Random(rule.seed)  # noqa: S311 - for repeatable tests, not for secrets

    def wants(self, exchange: Exchange, seconds: float) -> bool:
        """Count a request; tell whether the rule applies to it."""
        rule = self.rule
        if not _concerns(rule, exchange):
            return False
        self._seen += 1
        # Drawn for every request, so that the result depends only on the request's number.
        drawn = self._random.random() < rule.probability
        return (
            drawn
            and rule.nth in (None, self._seen)
            and (rule.from_.requests or 0) <= self._seen
            and (rule.from_.seconds or 0.0) <= seconds
            and (rule.to.requests is None or self._seen <= rule.to.requests)
            and (rule.to.seconds is None or seconds <= rule.to.seconds)
            and (rule.times is None or self.struck < rule.times)
        )


class Schedule:
    """Rules, and the time when they were set."""

    def __init__(self, rules: Sequence[Rule], clock: Clock) -> None:
        self._watches = [_Watch(rule) for rule in rules]
        self._clock = clock
        self._set_at = clock.now()

    @property
    def list_lag(self) -> float:
        """The seconds by which lists may lag under these rules."""
        return max((watch.rule.number("stale-lists") for watch in self._watches), default=0.0)

    def strike(self, exchange: Exchange) -> Rule | None:
        """Return the first rule that applies to a request; usually None."""
        seconds = (self._clock.now() - self._set_at).total_seconds()
        wanting = [watch for watch in self._watches if watch.wants(exchange, seconds)]
        if not wanting:
            return None
        wanting[0].struck += 1
        return wanting[0].rule


def _concerns(rule: Rule, exchange: Exchange) -> bool:
    """Tell whether a rule counts a request."""
    if rule.writes is not None and rule.writes != exchange.write:
        return False
    if rule.fault.name == "resource-limits" and not exchange.is_graphql:
        return False
    if rule.operation is None:
        return True
    if " " in rule.operation:
        request = f"{exchange.method} {exchange.plain_path}"
        return re.fullmatch(_pattern(rule.operation), request) is not None
    return rule.operation in (*exchange.names.operations, *exchange.names.mutations)


def _pattern(glob: str) -> str:
    """Turn `*` (one part of a path) and `**` (any number of parts) into a regular expression."""
    wild = {"*": "[^/]*", "**": ".*"}
    return "".join(wild.get(part) or re.escape(part) for part in re.split(r"(\*\*?)", glob))
