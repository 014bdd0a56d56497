"""Removing a lock that a run has left behind."""

from collections.abc import Iterator
from datetime import datetime

from gh_playbook.convergence.listener import Listener, require_yes
from gh_playbook.convergence.preparation import prepare
from gh_playbook.declaration.source import Fault
from gh_playbook.github import session
from gh_playbook.github.error import GitHubError
from gh_playbook.github.git_ref import NOTHING
from gh_playbook.github.lock.holder import may_be_at_work
from gh_playbook.github.lock.label_store import LabelStore
from gh_playbook.github.lock.lease_store import StoredLease
from gh_playbook.github.lock.reference_store import ReferenceStore
from gh_playbook.github.reading import snapshot
from gh_playbook.github.reading.scope import Scope
from gh_playbook.model.lease import Lease
from gh_playbook.settings import Settings


def unlock(settings: Settings, listener: Listener) -> str:
    """Remove the lock; return its holder in words.

    If its run may be at work, the listener is asked. Raises InputError, also if the answer is no,
    and GitHubError.
    """
    prepared = prepare(settings, needs_backlog=False)
    with session.opened(settings, listener.wait, is_patient=False) as opened:
        scope = Scope(prepared.owner, prepared.name)
        repository = snapshot.read(opened.reader, scope).repository
        if opened.writer is None:
            raise ValueError("unlocking writes")
        for kind in (ReferenceStore, LabelStore):
            store = kind(repository, opened.reader, opened.writer)
            found = store.read()
            if found is None:
                continue
            holder, now = found.lease, opened.gh.clock.earliest()
            whose = f"held by {holder.described(now)}" if holder else _unknown(found)
            if not repository.may_push:
                told = "this login may not remove the lock: ask for the role Write there"
                raise GitHubError(f"{repository.name}: {told}; it is {whose}")
            asked = tuple(_questions(holder, now))
            if asked and not settings.yes:
                require_yes(listener, asked, "the lock stays: --yes removes it all the same")
            if not store.release(found.version):
                raise GitHubError(f"{repository.name}: the lock has another holder by now")
            return f"{repository.name}: unlocked; it was {whose}"
        return f"{repository.name}: no run is at work"


def _unknown(found: StoredLease) -> str:
    """Return the content of the lock's place, so that its author can create it again."""
    stood = found.version.removeprefix(NOTHING).strip()
    return f"no lock that this version can read ({stood})"


def _questions(holder: Lease | None, now: datetime) -> Iterator[Fault]:
    """Yield a question if the run that holds the lock may be at work.

    It notices only at the next renewal that it has lost the lock: until then another run would
    write beside it.
    """
    if holder is not None and holder.is_plausible(now) and may_be_at_work(holder, now):
        ends = f"{holder.until:%H:%M:%S} UTC"
        told = f"the run of {holder.described(now)} may be at work"
        yield Fault(f"{told}; if it has ended, its lock ends by itself at {ends}")
