"""Rules for stars and for watching a repository.

Source: GitHub's REST description, "Starring" and "Watching". The sandbox sends no notifications.
"""

from gh_sandbox.session import Session
from gh_sandbox.state.store import Row


def star(session: Session, repository: Row) -> None:
    """Star a repository for the viewer; a second star changes nothing."""
    session.store.execute(
        "INSERT OR IGNORE INTO star (user_id, repository_id, created_at) VALUES (?, ?, ?)",
        session.viewer.id,
        repository["id"],
        session.now(),
    )


def unstar(session: Session, repository: Row) -> None:
    """Take the viewer's star away."""
    gone = "DELETE FROM star WHERE user_id = ? AND repository_id = ?"
    session.store.execute(gone, session.viewer.id, repository["id"])


def has_starred(session: Session, repository_id: int) -> bool:
    """Tell whether the viewer has starred a repository."""
    known = "SELECT 1 FROM star WHERE user_id = ? AND repository_id = ?"
    return session.store.one(known, session.viewer.id, repository_id) is not None


def stars(session: Session, repository_id: int) -> int:
    """Count the stars of a repository."""
    return session.store.number("SELECT COUNT(*) FROM star WHERE repository_id = ?", repository_id)


def watch(session: Session, repository: Row, *, ignored: bool) -> None:
    """Let the viewer watch a repository, or ignore it."""
    session.store.execute(
        "INSERT INTO subscription (user_id, repository_id, is_ignored, created_at) "
        "VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET is_ignored = excluded.is_ignored",
        session.viewer.id,
        repository["id"],
        int(ignored),
        session.now(),
    )


def unwatch(session: Session, repository: Row) -> None:
    """Stop the viewer's watching of a repository."""
    gone = "DELETE FROM subscription WHERE user_id = ? AND repository_id = ?"
    session.store.execute(gone, session.viewer.id, repository["id"])


def subscription(session: Session, repository_id: int) -> Row | None:
    """Return the viewer's subscription to a repository, or None."""
    known = "SELECT * FROM subscription WHERE user_id = ? AND repository_id = ?"
    return session.store.one(known, session.viewer.id, repository_id)
