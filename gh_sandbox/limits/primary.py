"""The primary limits: points an hour, which every answer reports.

Source: GitHub docs, "Rate limits for the REST API" (5,000 an hour for a user), "Rate limits and
query limits for the GraphQL API" (5,000 points an hour) and "REST API endpoints for search" (30
a minute); for unauthenticated requests, the same pages. Kept in memory: a server that starts again
starts with full windows.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from gh_sandbox.clock import Clock, stamp
from gh_sandbox.limits import refusal

LIMITS = {"core": 5000, "graphql": 5000, "search": 30}
# Without a token: 60 requests an hour, and 10 searches a minute.
_OF_ANYBODY = {"core": 60, "graphql": 0, "search": 10}
_ANYBODY = 0
_SECONDS = {"core": 3600, "graphql": 3600, "search": 60}


@dataclass
class Window:
    """The points of one user since the present hour (for search: minute) began."""

    limit: int
    used: int
    reset_at: datetime

    @property
    def remaining(self) -> int:
        """Points left."""
        return max(0, self.limit - self.used)

    def rest(self) -> dict[str, int]:
        """Return the window as REST's `rate_limit` shows it."""
        return {
            "limit": self.limit,
            "used": self.used,
            "remaining": self.remaining,
            "reset": int(self.reset_at.timestamp()),
        }

    def graphql(self, cost: int, nodes: int) -> dict[str, object]:
        """Return the window as GraphQL's `rateLimit` shows it."""
        return {
            "limit": self.limit,
            "cost": cost,
            "used": self.used,
            "remaining": self.remaining,
            "resetAt": stamp(self.reset_at),
            "nodeCount": nodes,
        }


class PrimaryLimits:
    """All windows; they refuse only if limits are enforced."""

    def __init__(self, clock: Clock, *, enforced: bool) -> None:
        self._clock = clock
        self._enforced = enforced
        self._windows: dict[tuple[int, str], Window] = {}

    def window(self, user_id: int, resource: str) -> Window:
        """Return the present window."""
        now = self._clock.now()
        window = self._windows.get((user_id, resource))
        if window is None or window.reset_at <= now:
            limits = _OF_ANYBODY if user_id == _ANYBODY else LIMITS
            reset_at = (now + timedelta(seconds=_SECONDS[resource])).astimezone(UTC)
            window = self._windows[user_id, resource] = Window(limits[resource], 0, reset_at)
        return window

    def spend(self, user_id: int, resource: str, points: int) -> Window:
        """Take points off and return the window; ApiError 403 when none are left."""
        window = self.window(user_id, resource)
        if self._enforced and points and not window.remaining:
            raise refusal.primary(user_id)
        window.used = min(window.limit, window.used + points)
        return window

    def give_back(self, user_id: int, resource: str) -> None:
        """Return the point of one request."""
        window = self.window(user_id, resource)
        window.used = max(0, window.used - 1)

    def clear(self) -> None:
        """Begin every window again."""
        self._windows.clear()
