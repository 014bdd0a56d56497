"""Tokens: the user that a token belongs to, and its rights.

Scopes, and the scopes that a wider scope includes: GitHub docs, "Scopes for OAuth apps".
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from gh_sandbox.access import grant
from gh_sandbox.access.grant import Grant
from gh_sandbox.errors import ApiError
from gh_sandbox.state.store import Store

DEFAULT_SCOPES = ("repo", "admin:org", "project", "workflow", "user", "gist", "delete_repo")
_CONTAINS = {
    "repo": ("public_repo", "repo:status", "repo_deployment", "repo:invite", "security_events"),
    "admin:org": ("write:org", "read:org"),
    "write:org": ("read:org",),
    "project": ("read:project",),
    "user": ("read:user", "user:email", "user:follow"),
}


@dataclass(frozen=True)
class Viewer:
    """The user or app that a token belongs to, and the token's rights.

    A classic token has scopes, as they were granted; any other token has a grant.
    """

    id: int
    login: str
    scopes: tuple[str, ...]
    grant: Grant | None = None

    @property
    def is_app(self) -> bool:
        """Whether this is an app, such as a workflow: its token has permissions, not scopes."""
        return self.login.endswith("[bot]")

    def has(self, scope: str) -> bool:
        """Tell whether a scope is granted, by itself or as a part of a wider one."""
        return any(scope == s or scope in _CONTAINS.get(s, ()) for s in self.scopes)

    @property
    def writes_workflows(self) -> bool:
        """Whether the token may write the files of workflows."""
        if self.grant is None:
            return self.has("workflow")
        return self.grant.allows(("workflows",), "write")


# The viewer of a request without a token, who can only read public data.
ANONYMOUS = Viewer(0, "", ())


def viewer_of(store: Store, authorization: str | None) -> Viewer | None:
    """Return the viewer of an Authorization header; None without a header.

    Raises ApiError 401 for an unknown token.
    """
    token = _token(authorization or "")
    if token is None:
        return None
    row = store.one(
        "SELECT owner.id, login, scopes, permissions FROM token JOIN owner ON owner.id = user_id "
        "WHERE token = ?",
        token,
    )
    if row is None:
        raise ApiError(401, "Bad credentials", type="UNAUTHORIZED")
    scopes = tuple(row["scopes"].split())
    return Viewer(row["id"], row["login"], scopes, grant.read(row["permissions"]))


def _token(authorization: str) -> str | None:
    """Return the token of a header; with `Basic` it is the password, or the name without one.

    Source: GitHub docs, "Authenticating to the REST API", "Using basic authentication".
    """
    scheme, _, given = authorization.strip().rpartition(" ")
    if scheme.lower() != "basic":
        return given or None
    try:
        name, _, password = base64.b64decode(given, validate=True).decode().partition(":")
    except ValueError:
        return given
    return name if password in ("", "x-oauth-basic") else password


def require_scope(viewer: Viewer, field: str, accepted: Iterable[str]) -> None:
    """Refuse a GraphQL field to a token with none of the accepted scopes (message as reported)."""
    wanted = list(accepted)
    if wanted and not any(viewer.has(scope) for scope in wanted):
        raise ApiError(
            403,
            "Your token has not been granted the required scopes to execute this query. "
            f"The '{field}' field requires one of the following scopes: {wanted}, but your token "
            f"has only been granted the: {list(viewer.scopes)} scopes. Please modify your token's "
            "scopes at: https://github.com/settings/tokens.",
            type="INSUFFICIENT_SCOPES",
        )
