"""The rate limit that every answer reports: counted per user and resource, never refused here.

Source: GitHub docs, "Rate limits for the REST API" and "… for the GraphQL API". Kept in
memory: a server that starts anew starts with a full hour.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from gh_playbook.sandbox.clock import Clock, stamp

LIMITS = {"core": 5000, "graphql": 5000, "search": 30}


@dataclass
class Window:
    """The points of one user used since the hour began."""

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


class RateLimits:
    """All windows."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._windows: dict[tuple[int, str], Window] = {}

    def window(self, user_id: int, resource: str) -> Window:
        """Return the window that is running."""
        now = self._clock.now()
        window = self._windows.get((user_id, resource))
        if window is None or window.reset_at <= now:
            reset_at = (now + timedelta(hours=1)).astimezone(UTC)
            window = self._windows[user_id, resource] = Window(LIMITS[resource], 0, reset_at)
        return window

    def spend(self, user_id: int, resource: str, points: int = 1) -> Window:
        """Take points off, and return the window."""
        window = self.window(user_id, resource)
        window.used = min(window.limit, window.used + points)
        return window
