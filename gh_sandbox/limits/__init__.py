"""GitHub's own limits: what it counts, and what it refuses when there is too much of it.

`primary.py` counts points an hour, `secondary.py` points a minute and content made a minute and
an hour, `document.py` what one GraphQL document does, `refusal.py` words the refusals.

Those that the clock gives back, the primary and secondary ones, are counted always and enforced
where asked for: by the server, unless started with `--no-limits`. The caps of one document hold
always.
"""

from gh_sandbox.clock import Clock
from gh_sandbox.limits.primary import PrimaryLimits
from gh_sandbox.limits.secondary import SecondaryLimits


class Limits:
    """The limits of all users, by a clock."""

    def __init__(self, clock: Clock, *, enforced: bool = False) -> None:
        self.primary = PrimaryLimits(clock, enforced=enforced)
        self.secondary = SecondaryLimits(clock, enforced=enforced)

    def clear(self) -> None:
        """Forget what was used."""
        self.primary.clear()
        self.secondary.clear()


__all__ = ["Limits"]
