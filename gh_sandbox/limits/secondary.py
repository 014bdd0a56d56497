"""The secondary limits: points a minute, and content created a minute and an hour.

Source: GitHub docs, "Rate limits for the REST API", "About secondary rate limits": 900 points a
minute for REST and 2,000 for GraphQL, a write being worth 5 and anything else 1; 80 creations of
content a minute and 500 an hour. Unverified: that the minutes slide, that all REST endpoints share
their points, and that each alias of a document counts as one creation. What the documentation also
limits, CPU time and concurrency, is not modelled.
"""

import math
import re
from collections import deque
from datetime import datetime, timedelta

from gh_sandbox.clock import Clock
from gh_sandbox.limits import refusal

READ_POINTS = 1
WRITE_POINTS = 5
POINTS = {"rest": 900, "graphql": 2000}
# The limits of content: the number of things, and the seconds.
CONTENT = ((80, 60), (500, 3600))
# The endpoints whose reference warns that "creating content too quickly" is limited; labels,
# milestones, and fields and items of projects have no such warning.
CONTENT_ROUTES = frozenset(
    {
        "POST /repos/*/*/issues",
        "POST /repos/*/*/issues/*/comments",
        "POST /repos/*/*/issues/*/sub_issues",
        "POST /repos/*/*/issues/*/dependencies/blocked_by",
        "POST /repos/*/*/pulls",
        "PUT /repos/*/*/pulls/*/merge",
    }
)
# The corresponding mutations (unverified; `addRelatesTo` has no endpoint to compare with).
CONTENT_MUTATIONS = frozenset(
    {
        "createIssue",
        "addComment",
        "addSubIssue",
        "addBlockedBy",
        "addRelatesTo",
        "createPullRequest",
        "mergePullRequest",
    }
)
_PARAMETER = re.compile(r"\{[^}]*\}")


class Tally:
    """The amount that was spent in the last seconds, and its limit."""

    def __init__(self, limit: int, seconds: int) -> None:
        self._limit = limit
        self._length = timedelta(seconds=seconds)
        self._spent: deque[tuple[datetime, int]] = deque()
        self._total = 0

    def wait(self, now: datetime, amount: int) -> int:
        """Return the whole seconds until an amount fits; 0 if it fits now."""
        while self._spent and self._spent[0][0] <= now - self._length:
            self._total -= self._spent.popleft()[1]
        excess = self._total + amount - self._limit
        free_at = now
        for moment, spent in self._spent:
            if excess <= 0:
                break
            excess -= spent
            free_at = moment + self._length
        return math.ceil((free_at - now).total_seconds())

    def spend(self, now: datetime, amount: int) -> None:
        """Spend an amount."""
        self._spent.append((now, amount))
        self._total += amount


class SecondaryLimits:
    """The tallies of every user."""

    def __init__(self, clock: Clock, *, enforced: bool) -> None:
        self._clock = clock
        self._enforced = enforced
        self._points: dict[tuple[int, str], Tally] = {}
        self._content: dict[int, list[Tally]] = {}

    def request(self, user_id: int, api: str, *, write: bool) -> None:
        """Count a request of an api, `rest` or `graphql`; ApiError when it comes too soon."""
        tally = self._points.setdefault((user_id, api), Tally(POINTS[api], 60))
        wait = self._take([tally], WRITE_POINTS if write else READ_POINTS)
        if wait:
            raise refusal.secondary(wait)

    def route(self, user_id: int, method: str, path: str) -> None:
        """Count a REST route (its path contains `{…}`); ApiError for too much content."""
        if f"{method} {_PARAMETER.sub('*', path)}" in CONTENT_ROUTES:
            wait = self._create(user_id)
            if wait:
                raise refusal.content(wait)

    def mutation(self, user_id: int, name: str) -> None:
        """Count a mutation; ApiError, for its alias, for too much content."""
        if name in CONTENT_MUTATIONS and self._create(user_id):
            raise refusal.too_quick()

    def clear(self) -> None:
        """Forget all spent amounts."""
        self._points.clear()
        self._content.clear()

    def _create(self, user_id: int) -> int:
        tallies = self._content.setdefault(user_id, [Tally(*limit) for limit in CONTENT])
        return self._take(tallies, 1)

    def _take(self, tallies: list[Tally], amount: int) -> int:
        """Spend an amount in every tally, or in none; return the seconds until it fits."""
        if not self._enforced:
            return 0
        now = self._clock.now()
        wait = max(tally.wait(now, amount) for tally in tallies)
        if not wait:
            for tally in tallies:
                tally.spend(now, amount)
        return wait
