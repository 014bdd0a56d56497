"""Scopes of classic tokens, and the scopes within them: GitHub's docs, "Scopes for OAuth apps"."""

from collections.abc import Collection

# The scopes that a scope is within.
_WIDER = {
    "public_repo": {"repo"},
    "write:org": {"admin:org"},
    "read:org": {"admin:org", "write:org"},
    "read:project": {"project"},
}


def is_granted(scope: str, scopes: Collection[str]) -> bool:
    """Tell whether a scope is granted, by itself or within a wider one."""
    return scope in scopes or not _WIDER.get(scope, set()).isdisjoint(scopes)
