"""Errors between the tool and GitHub, distinguished by status and code, not by wording."""

from datetime import UTC, datetime, timedelta

from gh_playbook.github.token_masking import without_secrets

# GraphQL's error types for missing rights: GitHub's documentation has no list.
_FORBIDDEN = {"FORBIDDEN", "INSUFFICIENT_SCOPES"}
# An archived repository has no code: its status is that of a missing right.
_ARCHIVED = "archived so is read-only"
_UNARCHIVE = "unarchive it, and run the same command again: it continues from here"


class GitHubError(Exception):
    """GitHub, or `gh` in front of it, refused.

    `status` is the HTTP status, `kind` GitHub's error code or GraphQL error type, `request` the
    name of the request; each is None if there is none.
    """

    def __init__(
        self, message: str, *, request: str = "", status: int | None = None, kind: str = ""
    ) -> None:
        self.message = without_secrets(message)
        self.request = request
        self.status = status
        self.kind = kind
        super().__init__(self.message)

    @property
    def is_forbidden(self) -> bool:
        """Tell whether the login may not do it; of an archived repository nobody may."""
        return (self.status == 403 or self.kind in _FORBIDDEN) and not self._is_archived

    @property
    def _is_archived(self) -> bool:
        """Tell whether the repository was archived since it was read."""
        return _ARCHIVED in self.message

    def __str__(self) -> str:
        details = ", ".join(
            filter(None, [self.request, f"HTTP {self.status}" if self.status else "", self.kind])
        )
        told = f"{self.message} ({details})" if details else self.message
        return f"{told}; {_UNARCHIVE}" if self._is_archived else told


class ProgramError(GitHubError):
    """There is no `gh` that can be used."""


class AuthenticationError(GitHubError):
    """Nobody is logged in, or the login is no longer valid."""


class RateLimitedError(GitHubError):
    """GitHub wants a pause: nothing of the request was done.

    `wait` is the number of seconds that it asked for; None if it did not say.
    """

    def __init__(self, message: str, *, wait: float | None, request: str, status: int) -> None:
        super().__init__(message, request=request, status=status, kind="RATE_LIMITED")
        self.wait = wait

    @property
    def is_forbidden(self) -> bool:
        """Return False: a rate limit has the status of a missing right, 403, but is none."""
        return False

    def told(self, now: datetime) -> "RateLimitedError":
        """Return the error for a run that does not wait: it names the end of the wait, if known."""
        if self.wait is None:
            return self
        until = now.astimezone(UTC) + timedelta(seconds=self.wait)
        day = "" if until.date() == now.date() else f"{until:%Y-%m-%d} "
        advice = f"GitHub accepts no requests until {day}{until:%H:%M:%S} UTC: run again then"
        return RateLimitedError(
            f"{self.message.rstrip('.')}; {advice}",
            wait=self.wait,
            request=self.request,
            status=self.status or 0,
        )


class UncertainError(GitHubError):
    """No trustworthy answer came: the request may or may not have been carried out."""
