"""The lock: one run at a time writes to a repository, from whatever machine.

A git reference that GitHub makes only once; what it points at says who holds it, and until when.
A holder that has gone is followed by compare-and-set, so that of two that wait only one does. Where
this login may not write references, or the repository has no commit yet, nothing is guarded, and
the run says so.
"""

import os
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from gh_playbook.github.error import AuthenticationError, GitHubError
from gh_playbook.github.git_ref import STATE, GitRef, RefUpdate, StoredText, commit_of
from gh_playbook.github.machine import fingerprint
from gh_playbook.github.reader import Reader
from gh_playbook.github.writer import Writer
from gh_playbook.model.lease import TERM, Lease, compose, parse
from gh_playbook.model.world import Repository

LOCK = "refs/gh-playbook/lock"
# Seconds between two looks at a lock that somebody holds.
_PAUSE = 2.0
_REFUSED = {403, 404, 409}


class LockedError(GitHubError):
    """Somebody else is at work on the repository."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Lock:
    """The lock on a repository, for one run.

    `login` and `run` are written into it. `timeout` is for how many seconds to wait for another
    holder, `pause` between two looks. `warning` says why nothing is guarded, where that is so.
    """

    repository: Repository
    reader: Reader
    writer: Writer
    login: str
    run: str
    timeout: float = 300.0
    pause: float = _PAUSE
    clock: Callable[[], datetime] = _now
    sleep: Callable[[float], None] = time.sleep
    on_wait: Callable[[float, str], None] = lambda _seconds, _why: None
    warning: str | None = None
    _held: StoredText | None = field(default=None, repr=False)
    _lease: Lease | None = field(default=None, repr=False)

    @property
    def is_held(self) -> bool:
        """Tell whether this run holds it."""
        return self._held is not None

    def acquire(self, state: str | None) -> bool:
        """Take the lock; tell whether somebody may have written since the world was read.

        `state` is the commit of the register that was read then. Raises LockedError when another
        run still holds it after the timeout.
        """
        try:
            return self._take(state)
        except (AuthenticationError, LockedError):
            raise
        except GitHubError as error:
            if error.status not in _REFUSED:
                raise
            self.warning = f"nothing keeps a second run away: {_why(error)}"
            return False

    def renew(self) -> None:
        """Renew the lease, where it is due. Raises LockedError where somebody else has taken it.

        The writer calls this before each request, for it may have waited for long.
        """
        lease, now = self._lease, self.clock()
        if self._held is None or lease is None or not lease.is_due(now):
            return
        self._lease = None  # What renews it must not wait for its renewal.
        try:
            stored = self._write_lease(lease.renewed(now), before=self._held.commit)
        except GitHubError:
            if lease.is_over(self.clock()):
                raise
            self._lease = lease
            return
        if stored is None:
            self._held = None
            raise LockedError(
                "the lock was lost: another run has taken over, for this one was not heard of"
            )

    def release(self) -> None:
        """Give the lock back, if it is held and nobody has taken over."""
        held, self._held = self._held, None
        self._lease = None
        if held is not None:
            self._ref.delete(self.writer, self.repository, at=held.commit)

    def giving_back(self) -> RefUpdate | None:
        """Return what gives the lock back together with another reference's change.

        From now on it is not renewed any more.
        """
        self._lease = None
        return None if self._held is None else self._ref.deleting(self._held.commit)

    def forget(self) -> None:
        """Take note that the lock was given back."""
        self._held = None

    @property
    def _ref(self) -> GitRef:
        return GitRef(LOCK, self.repository.name, self.reader)

    def _take(self, state: str | None) -> bool:
        """Take the lock when it is free, or its holder has gone.

        Tell whether the register is not what it was, or the lock was not free at once.
        """
        deadline = self.clock().timestamp() + self.timeout
        try:
            # Together with the lock GitHub compares the register: that saves looking at it.
            unmoved = [RefUpdate(STATE, state, state)] if state is not None else []
            if self._write(None, unmoved):
                return state is None and self._is_there(STATE)
        except GitHubError as error:
            if error.status in _REFUSED or isinstance(error, AuthenticationError):
                raise
        before = self._wait(deadline)
        while not self._write(before, []):
            before = self._wait(deadline)
        return True

    def _is_there(self, name: str) -> bool:
        return commit_of(self.reader, self.repository, name) is not None

    def _write(self, before: str | None, also: Sequence[RefUpdate]) -> bool:
        """Write the lease, if the lock is still as it was; tell whether it was."""
        now = self.clock()
        host, machine = socket.gethostname(), fingerprint()
        wanted = Lease(self.login, host, machine, os.getpid(), self.run, now, now + TERM)
        if self._write_lease(wanted, before=before, also=also) is None:
            return False
        self.writer.before_request = self.renew
        return True

    def _write_lease(
        self, wanted: Lease, *, before: str | None, also: Sequence[RefUpdate] = ()
    ) -> StoredText | None:
        """Write a lease where the lock points at `before`, and hold it; None where it does not."""
        text = compose(wanted)
        stored = self._ref.write(self.writer, text, self.repository, before=before, also=also)
        if stored is not None:
            self._held, self._lease = stored, wanted
        return stored

    def _wait(self, deadline: float) -> str | None:
        """Wait until the lock can be taken; return what it points at then, None where it is free.

        Raises LockedError when that takes too long.
        """
        while True:
            found = self._ref.read()
            if found is None:
                return None
            holder = parse(found.text)
            now = self.clock()
            if holder is None or holder.is_over(now) or _is_gone(holder):
                return found.commit
            rest = deadline - now.timestamp()
            if rest <= 0:
                raise LockedError(
                    f"another run is at work here: {holder.described(now)}; try again later, wait "
                    "longer with --lock-timeout SECONDS, or, if it is gone, `invoke unlock`"
                )
            seconds = min(self.pause, rest)
            self.on_wait(seconds, f"another run is at work here: {holder.described(now)}")
            self.sleep(seconds)


def _is_gone(holder: Lease) -> bool:
    """Tell whether the holder was a process of this machine that has ended.

    Runs of one process follow each other: what holds the lock there is an earlier one, which could
    not give it back.
    """
    if holder.machine != fingerprint():
        return False
    if holder.process == os.getpid():
        return True
    try:
        os.kill(holder.process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _why(error: GitHubError) -> str:
    if error.status == 409:
        return "the repository has no commit yet"
    return "this login may not write references (Contents: write)"
