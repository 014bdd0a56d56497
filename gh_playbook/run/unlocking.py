"""Taking a lock away that a run has left behind."""

from collections.abc import Callable
from datetime import UTC, datetime

from gh_playbook.convergence.preparation import prepare
from gh_playbook.convergence.reading import Reading
from gh_playbook.github import session
from gh_playbook.github.error import GitHubError
from gh_playbook.github.git_ref import GitRef
from gh_playbook.github.lock import LOCK
from gh_playbook.model import lease
from gh_playbook.settings import Settings


def unlock(settings: Settings, on_wait: Callable[[float, str], None]) -> str:
    """Take the lock away; return whose it was. Raises InputError, and GitHubError."""
    prepared = prepare(settings)
    with session.opened(settings, on_wait) as opened:
        world = Reading(opened, prepared).read()
        repository = world.repository
        reference = GitRef(LOCK, repository.name, opened.reader)
        found = reference.read()
        if found is None:
            return f"{repository.name}: no run is at work"
        if opened.writer is None:
            raise ValueError("unlocking writes")
        if not reference.delete(opened.writer, repository, at=found.commit):
            raise GitHubError(f"{repository.name}: the lock has another holder by now")
        holder = lease.parse(found.text)
        whose = holder.described(datetime.now(UTC)) if holder else "nobody knows whom"
        return f"{repository.name}: unlocked; it was held by {whose}"
