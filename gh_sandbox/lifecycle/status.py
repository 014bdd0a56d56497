"""The state of a sandbox's server, and a summary of its contents."""

from dataclasses import dataclass
from pathlib import Path

from gh_sandbox.state.store import Store


@dataclass(frozen=True)
class RepositoryCount:
    """The contents of a repository, in numbers."""

    name: str
    labels: int
    milestones: int
    issues: int
    pull_requests: int


@dataclass(frozen=True)
class Status:
    """The state of a server and its contents; `repositories` is empty before the first start."""

    running: bool
    pid: int | None
    socket: Path | None
    pages: str | None
    api: str | None
    requests: int
    repositories: tuple[RepositoryCount, ...]


def counts(state: Path) -> tuple[RepositoryCount, ...]:
    """Count the contents of each repository; a missing file has none."""
    if not state.exists():
        return ()
    store = Store(state)
    rows = store.all(
        "SELECT login || '/' || repository.name AS name, "
        "(SELECT COUNT(*) FROM label WHERE repository_id = repository.id) AS labels, "
        "(SELECT COUNT(*) FROM milestone WHERE repository_id = repository.id) AS milestones, "
        "(SELECT COUNT(*) FROM issue WHERE repository_id = repository.id "
        "AND NOT is_pull_request) AS issues, "
        "(SELECT COUNT(*) FROM issue WHERE repository_id = repository.id "
        "AND is_pull_request) AS pull_requests "
        "FROM repository JOIN owner ON owner.id = owner_id ORDER BY repository.id"
    )
    store.close()
    return tuple(RepositoryCount(*row) for row in rows)
