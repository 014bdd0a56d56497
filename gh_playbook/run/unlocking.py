"""Removing a lock that a run has left behind."""

from collections.abc import Callable
from datetime import UTC, datetime

from gh_playbook.convergence.preparation import prepare
from gh_playbook.convergence.reading import Reading
from gh_playbook.github import session
from gh_playbook.github.error import GitHubError
from gh_playbook.github.lease_store import LabelStore, ReferenceStore
from gh_playbook.settings import Settings


def unlock(settings: Settings, on_wait: Callable[[float, str], None]) -> str:
    """Remove the lock; return whose it was. Raises InputError and GitHubError."""
    prepared = prepare(settings)
    with session.opened(settings, on_wait, is_patient=False) as opened:
        repository = Reading(opened, prepared).read().repository
        if opened.writer is None:
            raise ValueError("unlocking writes")
        for kind in (ReferenceStore, LabelStore):
            store = kind(repository, opened.reader, opened.writer)
            found = store.read()
            if found is None:
                continue
            holder = found.lease
            whose = holder.described(datetime.now(UTC)) if holder else "nobody knows whom"
            if not repository.may_push:
                told = "this login may not remove the lock: ask for the role Write there"
                raise GitHubError(f"{repository.name}: {told}; it is held by {whose}")
            if not store.release(found.version):
                raise GitHubError(f"{repository.name}: the lock has another holder by now")
            return f"{repository.name}: unlocked; it was held by {whose}"
        return f"{repository.name}: no run is at work"
