"""The lock: one run at a time writes to a repository, from whatever machine.

A lease that GitHub keeps: it says who holds the lock, and until when. A holder that has gone is
followed by compare-and-set, so that of two that wait only one does. Where a login may write neither
of the things that can keep a lease, nothing is guarded, and the run says so.
"""

import os
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from gh_playbook.github.error import AuthenticationError, GitHubError
from gh_playbook.github.git_ref import STATE, RefUpdate, commit_of
from gh_playbook.github.lease_store import LabelStore, LeaseStore, ReferenceStore, StoredLease
from gh_playbook.github.machine import fingerprint
from gh_playbook.github.reader import Reader
from gh_playbook.github.writer import Writer
from gh_playbook.model.existing import Repository
from gh_playbook.model.lease import TERM, Lease

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
    _held: StoredLease | None = field(default=None, repr=False)
    _lease: Lease | None = field(default=None, repr=False)
    _store: LeaseStore = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._store = self._reference

    @property
    def is_held(self) -> bool:
        """Tell whether this run holds it."""
        return self._held is not None

    def acquire(self, state: str | None) -> bool:
        """Take the lock; tell whether somebody may have written since the world was read.

        `state` is the commit of the register that was read then. Raises LockedError when another
        run still holds it after the timeout.
        """
        if not self.repository.may_push:
            self.warning = "nothing keeps a second run away: this login may not write here"
            return False
        try:
            return self._take(state)
        except (AuthenticationError, LockedError):
            raise
        except GitHubError as error:
            if error.status not in _REFUSED:
                raise
        return self._take_label()

    def renew(self) -> None:
        """Renew the lease, where it is due. Raises LockedError where somebody else has taken it.

        The writer calls this before each request, for it may have waited for long.
        """
        lease, now = self._lease, self.clock()
        if self._held is None or lease is None or not lease.is_due(now):
            return
        self._lease = None  # What renews it must not wait for its renewal.
        renewed = lease.renewed(now)
        try:
            self._held = self._store.renew(renewed, self._held.version)
        except GitHubError:
            if lease.is_over(self.clock()):
                raise
            self._lease = lease
            return
        if self._held is None:
            raise LockedError(
                "the lock was lost: another run has taken over, for this one was not heard of"
            )
        self._lease = renewed

    def release(self) -> None:
        """Give the lock back, if it is held and nobody has taken over."""
        held, self._held = self._held, None
        self._lease = None
        if held is not None:
            self._store.release(held.version)

    def giving_back(self) -> RefUpdate | None:
        """Return what gives the lock back together with another reference's change, if it can.

        From then on it is not renewed any more.
        """
        if self._held is None or self._store is not self._reference:
            return None
        self._lease = None
        return self._reference.reference.deleting(self._held.version)

    def forget(self) -> None:
        """Take note that the lock was given back."""
        self._held = None

    @cached_property
    def _reference(self) -> ReferenceStore:
        return ReferenceStore(self.repository, self.reader, self.writer)

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

    def _take_label(self) -> bool:
        """Take the lock by a label, once nobody holds the reference either.

        Nothing tells what was written since the world was read: it has to be read again.
        """
        deadline = self.clock().timestamp() + self.timeout
        self._wait(deadline)
        self._store = LabelStore(self.repository, self.reader, self.writer)
        before = None
        try:
            while not self._write(before, []):
                before = self._wait(deadline)
        except GitHubError as error:
            if isinstance(error, AuthenticationError) or error.status not in _REFUSED:
                raise
            self.warning = f"nothing keeps a second run away: {error}"
            return False
        return True

    def _is_there(self, name: str) -> bool:
        return commit_of(self.reader, self.repository, name) is not None

    def _write(self, before: str | None, also: Sequence[RefUpdate]) -> bool:
        """Write the lease, if the lock is still as it was; tell whether it was."""
        now = self.clock()
        host, machine = socket.gethostname(), fingerprint()
        wanted = Lease(self.login, host, machine, os.getpid(), self.run, now, now + TERM)
        self._held = self._store.take(wanted, before, also)
        if self._held is None:
            return False
        self._lease = wanted
        self.writer.before_request = self.renew
        return True

    def _wait(self, deadline: float) -> str | None:
        """Wait until the lock can be taken; return what it points at then, None where it is free.

        Raises LockedError when that takes too long.
        """
        while True:
            found = self._store.read()
            if found is None:
                return None
            holder, now = found.lease, self.clock()
            if holder is None or holder.is_over(now) or _is_gone(holder):
                return found.version
            rest = deadline - now.timestamp()
            if rest <= 0:
                raise LockedError(
                    f"another run is at work here: {holder.described(now)}; try again later, wait "
                    "longer with --lock-timeout SECONDS, or, if it is gone, `gh-playbook unlock`"
                )
            seconds = min(self.pause, rest)
            self.on_wait(seconds, f"another run is at work here: {holder.described(now)}")
            self.sleep(seconds)


def _is_gone(holder: Lease) -> bool:
    """Tell whether the holder was a process of this machine that has ended.

    Runs of one process follow each other: what holds the lock there is an earlier one, which could
    not give it back.
    """
    if not holder.machine or not fingerprint().startswith(holder.machine):
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
