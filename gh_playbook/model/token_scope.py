"""Scopes of classic tokens, and the scopes within them: GitHub's docs, "Scopes for OAuth apps"."""

from collections.abc import Collection

_CONTAINS = {
    "repo": {"public_repo"},
    "admin:org": {"write:org", "read:org"},
    "write:org": {"read:org"},
    "project": {"read:project"},
}


def is_granted(scope: str, scopes: Collection[str]) -> bool:
    """Tell whether a scope is granted, by itself or within a wider one."""
    return scope in scopes or any(scope in _CONTAINS.get(each, ()) for each in scopes)
