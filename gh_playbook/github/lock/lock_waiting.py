"""Waiting for a lock that another run holds."""

from collections.abc import Callable

from gh_playbook.frozen import dataclass
from gh_playbook.github.clock import GitHubClock
from gh_playbook.github.error import GitHubError
from gh_playbook.github.lock.holder import may_be_at_work
from gh_playbook.github.lock.lease_store import LeaseStore
from gh_playbook.model.lease import TERM, TOLERANCE

# Seconds between two readings of a lock that another run holds: at first, and at most. In between,
# the pause is a share of the time waited so far, so that a long wait asks rarely and ends only a
# little later.
PAUSE = 2.0
_LONGEST_PAUSE = 10.0
_SHARE = 0.1
# Seconds between two messages that the run still waits.
_TOLD_EACH = 15.0


class LockedError(GitHubError):
    """Another run is at work on the repository."""


@dataclass(frozen=True)
class LockWaiting:
    """Reads a lock until it can be taken.

    `pause` is the number of seconds between the first two readings; `on_wait` is told how many
    seconds the run sleeps, and why.
    """

    clock: GitHubClock
    sleep: Callable[[float], None]
    pause: float
    on_wait: Callable[[float, str], None]

    def until_free(self, store: LeaseStore, deadline: float) -> str | None:
        """Wait until the lock can be taken; return its present version, None if it is free.

        `deadline` is a time of the steady clock. Raises LockedError if that takes too long, or if
        the content cannot be read as a lock.
        """
        began, told_at = self.clock.steady(), None
        watched, since = None, began
        while True:
            found, now = store.read(), self.clock.steady()
            if found is None:
                return None
            if found != watched:
                watched, since = found, now
            if found.lease is None:
                raise LockedError(_unreadable(store.place))
            is_watched = now - since > (TERM + TOLERANCE).total_seconds()
            if is_watched or not may_be_at_work(found.lease, self.clock.earliest()):
                return found.version
            told = f"another run is writing here: {found.lease.described(self.clock.earliest())}"
            rest = deadline - now
            if rest <= 0:
                raise LockedError(
                    f"{told}; try again later, wait longer with --lock-timeout SECONDS, or, if it "
                    "is gone, `gh-playbook unlock`"
                )
            waited = now - began
            seconds = min(max(self.pause, waited * _SHARE), _LONGEST_PAUSE, rest)
            if told_at is None or waited - told_at >= _TOLD_EACH:
                told_at = waited
                self.on_wait(seconds, told)
            self.sleep(seconds)


def _unreadable(place: str) -> str:
    return (
        f"what is in the place of {place} is no lock that this version can read: a later version "
        "of this tool is at work, or somebody has made it by hand; if no run is at work, remove it "
        "with `gh-playbook unlock`"
    )
