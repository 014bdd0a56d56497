"""GitHub's own limits: what it counts, and what it refuses.

`primary.py` counts points an hour, `secondary.py` points a minute and content made a minute and an
hour, `document.py` what one GraphQL document does, `refusal.py` words the refusals.

Primary and secondary limits, which recover with time, are always counted; they are enforced unless
the server was started with `--no-limits`. The caps of one document always hold.
"""

from gh_sandbox.clock import Clock
from gh_sandbox.limits.primary import PrimaryLimits
from gh_sandbox.limits.secondary import SecondaryLimits


class Limits:
    """The limits of all users, by one clock."""

    def __init__(self, clock: Clock, *, enforced: bool = False) -> None:
        self.primary = PrimaryLimits(clock, enforced=enforced)
        self.secondary = SecondaryLimits(clock, enforced=enforced)

    def clear(self) -> None:
        """Forget everything used so far."""
        self.primary.clear()
        self.secondary.clear()


__all__ = ["Limits"]
