"""The lock: only one run at a time writes to a repository, from any machine.

It is a lease stored on GitHub, which says who holds the lock, and until when by GitHub's own time.
An expired lease is taken over by compare-and-set, so that only one of two waiting runs gets it. A
lease that did not change while a run watched it for a whole term is taken over, too: a run at work
would have renewed it. A login that may write neither kind of store gets no lock, and the run says
so.
"""

import os
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import field
from functools import cached_property

from gh_playbook.frozen import dataclass
from gh_playbook.github.clock import GitHubClock
from gh_playbook.github.error import (
    AuthenticationError,
    GitHubError,
    RateLimitedError,
    UncertainError,
)
from gh_playbook.github.git_ref import STATE, RefUpdate, together
from gh_playbook.github.lock.label_store import LabelStore
from gh_playbook.github.lock.lease_store import Expected, LeaseStore, StoredLease
from gh_playbook.github.lock.lock_waiting import PAUSE, LockedError, LockWaiting
from gh_playbook.github.lock.machine import fingerprint
from gh_playbook.github.lock.reference_store import ReferenceStore
from gh_playbook.github.reader import Reader
from gh_playbook.github.writer import Done, Reply, Writer
from gh_playbook.model.change import Mutation
from gh_playbook.model.existing import Repository
from gh_playbook.model.lease import TERM, Lease

_REFUSED = {403, 404, 409}


@dataclass
class Lock:
    """The lock on a repository, for one run.

    `login` and `run` are written into it. `timeout` is the number of seconds to wait for another
    holder, `pause` the number between the first two tries. `warning` says why there is no lock, if
    there is none. `claimed` is the commit at the register's place: if there is no register, the
    lock creates its reference too, in one step, so that a register which another run has written
    since the reading is noticed without another request. That commit contains the lease and is not
    a register. `was_held` tells that the run holds the lock, or has held it; `is_waived` tells that
    the changes to come need no lock, `looks_again` that the world has to be read under the lock,
    whatever the register says.
    """

    repository: Repository
    reader: Reader
    writer: Writer
    login: str
    run: str
    timeout: float = 300.0
    pause: float = PAUSE
    clock: GitHubClock = field(default_factory=GitHubClock)
    sleep: Callable[[float], None] = time.sleep
    on_wait: Callable[[float, str], None] = lambda _seconds, _why: None
    warning: str | None = None
    claimed: str | None = None
    was_held: bool = False
    is_waived: bool = False
    looks_again: bool = False
    _held: StoredLease | None = field(default=None, repr=False)
    _is_in_doubt: bool = field(default=False, repr=False)
    _swaps: bool = field(default=False, repr=False)
    _lease: Lease | None = field(default=None, repr=False)
    _given: Lease | None = field(default=None, repr=False)
    _store: LeaseStore = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._store = self._reference

    @property
    def is_held(self) -> bool:
        """Tell whether this run holds it for certain."""
        return self._held is not None and not self._is_in_doubt

    def acquire(self, state: str | None) -> bool:
        """Take the lock; tell whether another run may have written since the world was read.

        `state` is the commit of the register at that reading. Raises LockedError when another run
        still holds it after the timeout.
        """
        if not self.repository.may_push:
            self.warning = "there is no lock against a second run: this login may not write here"
            return False
        try:
            return self._take(state) or self.looks_again
        except (AuthenticationError, LockedError):
            raise
        except GitHubError as error:
            if not _is_refusal(error):
                raise
        return self._take_label()

    def renew(self) -> None:
        """Renew the lease, if it is due. Raises LockedError if another run has taken it.

        The writer calls this before each request, because it may have waited long.
        """
        lease = self._lease
        if self._held is None or lease is None or not lease.is_due(self.clock.latest()):
            return
        self._lease = None  # The requests that renew it must not wait for its renewal.
        renewed = lease.renewed(self.clock.earliest())
        try:
            self._held = self._store.renew(renewed, self._held.version)
        except GitHubError:
            if lease.is_over(self.clock.latest()):
                raise
            self._lease = lease
            return
        if self._held is None:
            raise LockedError(
                "the lock was lost: another run has taken it over, "
                "because this one did not renew it in time"
            )
        self._lease = renewed

    def release(self) -> None:
        """Release the lock, if it is held and no other run has taken it over."""
        held, self._held = self._held, None
        self._lease = None
        if held is None:
            return
        if self.claimed is not None:
            claim = RefUpdate(STATE, self.claimed, None)
            self.claimed = None
            if self._store.release(held.version, [claim]):
                return
        self._store.release(held.version)

    def leave(self) -> bool:
        """Keep the lease until it ends by itself; tell whether this run held it.

        Whoever takes the lock over then reads again. The lease is not renewed.
        """
        is_left = self.is_held and self._store is self._reference
        if is_left:
            self._held = self._lease = self.claimed = None
        return is_left

    def releasing(self) -> Mutation | None:
        """Return the operation that releases the lock beside other mutations, if possible.

        The caller sends it and passes the reply to `released`.
        """
        if not self.is_held or self._held is None or not self._swaps:
            return None
        claims = [RefUpdate(STATE, self.claimed, None)] if self.claimed else []
        return together(self.repository, [*self._reference.releasing(self._held.version), *claims])

    def released(self, reply: Reply) -> None:
        """Take in GitHub's reply to the operation of `releasing`.

        If no answer came, the lock may be gone: it has to be taken again before more is sent.
        """
        if isinstance(reply, Done):
            self._held = self._lease = self.claimed = None
        elif isinstance(reply, UncertainError):
            self._is_in_doubt = True
            self._lease = None

    def begin_release(self) -> Callable[[], None] | None:
        """Send the operation of `releasing` alone; None if that is not possible.

        The caller has to call the returned function, which waits for the reply. If the lock is not
        released then, `release` tries again.
        """
        operation = self.releasing()
        if operation is None:
            return None
        self._given, self._lease = self._lease, None  # Nothing renews it from now on.
        try:
            begun = self.writer.begin([operation], are_last=True)
        except GitHubError:
            self.keep()
            return None

        def finish() -> None:
            with suppress(GitHubError):
                (reply,) = self.writer.replies(begun)
                self.released(reply)
            self.keep()

        return finish

    def giving_back(self) -> list[RefUpdate]:
        """Return the updates that release the lock together with another reference, if possible.

        From then on the lock is not renewed.
        """
        if not self.is_held or self._held is None or self._store is not self._reference:
            return []
        self._given, self._lease = self._lease, None
        return self._reference.releasing(self._held.version)

    def keep(self) -> None:
        """Renew the lease again, if it was to be given back and is still held for certain."""
        if self.is_held and self._lease is None:
            self._lease = self._given

    def forget(self) -> None:
        """Note that the lock was released, together with the update of the register."""
        self._held = self.claimed = None

    @cached_property
    def _reference(self) -> ReferenceStore:
        return ReferenceStore(self.repository, self.reader, self.writer)

    def _take(self, state: str | None) -> bool:
        """Take the lock when it is free, or when its holder is gone.

        Tell whether another run may have written since the world was read: the register has
        changed, the lock was not free at once, or the reading shows a lock.
        """
        deadline = self.clock.steady() + self.timeout
        try:
            # GitHub compares the register together with the lock: that saves another reading.
            if self._write(None, Expected(STATE, state)):
                self._swaps = True
                return self.repository.is_locked
        except GitHubError as error:
            is_final = isinstance(error, AuthenticationError | RateLimitedError)
            if is_final or _is_refusal(error):
                raise
        before = self._wait(deadline)
        while not self._write(before):
            before = self._wait(deadline)
        return True

    def _take_label(self) -> bool:
        """Take the lock as a label, after nobody holds the lock in the reference either.

        Nobody knows what was written since the world was read, so it has to be read again.
        """
        deadline = self.clock.steady() + self.timeout
        self._wait(deadline)
        self._store = LabelStore(self.repository, self.reader, self.writer)
        before = None
        try:
            while not self._write(before):
                before = self._wait(deadline)
        except GitHubError as error:
            if isinstance(error, AuthenticationError) or not _is_refusal(error):
                raise
            self.warning = f"there is no lock against a second run: {error}"
            return False
        return True

    def _write(self, before: str | None, expected: Expected | None = None) -> bool:
        """Store the lease, if the lock has not changed; tell whether it was stored."""
        # With this, no other machine finds a lease that ends later than any lease can.
        now = self.clock.earliest()
        host, machine = socket.gethostname(), fingerprint()
        wanted = Lease(self.login, host, machine, os.getpid(), self.run, now, now + TERM)
        self._held = self._store.take(wanted, before, expected)
        if self._held is None:
            return False
        if expected is not None and expected.commit is None:
            self.claimed = self._held.version.split()[0]
        self._lease = wanted
        self._is_in_doubt = False
        self.was_held = True
        self.writer.before_request = self.renew
        return True

    def _wait(self, deadline: float) -> str | None:
        """Wait until the lock can be taken; return its present version, None if it is free.

        Raises LockedError if that takes too long, or if the content cannot be read as a lock.
        """
        waiting = LockWaiting(self.clock, self.sleep, self.pause, self.on_wait)
        return waiting.until_free(self._store, deadline)


def _is_refusal(error: GitHubError) -> bool:
    """Tell whether this login may not write such a store; a rate limit is no such refusal."""
    is_limit = isinstance(error, RateLimitedError)
    return (error.status in _REFUSED or error.is_forbidden) and not is_limit
