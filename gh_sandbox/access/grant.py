"""Grants: the permissions of fine-grained tokens and of installation tokens.

An installation is an app in an owner's repositories; a workflow's token belongs to the app GitHub
Actions in one repository. Both kinds of tokens reach some repositories of one owner, with
permissions by name, each to read or to write. Everybody may read public things.

Sources: GitHub docs, "Managing your personal access tokens" and "Permissions required for
fine-grained personal access tokens"; cli/cli#13280 and github/gh-aw#50835 for the words and for
null with `FORBIDDEN` in lists. Unverified: that what lies outside a fine-grained token's reach is
refused in the same words.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gh_sandbox.errors import ForbiddenError

# A permission, or several of which one suffices.
Permissions = tuple[str, ...]
# The permission that every such token has.
_GIVEN = {"metadata": "read"}


class TokenKind(StrEnum):
    """A kind of token, by its name in GitHub's refusals."""

    FINE_GRAINED = "personal access token"
    INSTALLATION = "integration"


@dataclass(frozen=True)
class Grant:
    """The permissions of a token, `read` or `write` by name, and the repositories it reaches.

    `repository_ids` is None where it reaches all of the owner's.
    """

    kind: TokenKind
    owner_id: int
    repository_ids: frozenset[int] | None
    permissions: Mapping[str, str]

    def text(self) -> str:
        """Return the grant as text, for `read`."""
        ids = None if self.repository_ids is None else sorted(self.repository_ids)
        return json.dumps([self.kind, self.owner_id, ids, dict(self.permissions)])

    def allows(self, permissions: Permissions, access: str) -> bool:
        """Tell whether one of these permissions is granted, to `read` or to `write`."""
        held = {self.permissions.get(name, _GIVEN.get(name)) for name in permissions}
        return "write" in held or (access == "read" and "read" in held)

    def reaches(self, owner_id: int, repository_id: int) -> bool:
        """Tell whether the token was created for a repository."""
        ids = self.repository_ids
        return owner_id == self.owner_id and (ids is None or repository_id in ids)

    def level(self, held: str | None) -> str | None:
        """Return the level in a repository within reach; `held` is the level of the user.

        An app is not a user: its level follows from its permissions.
        """
        if self.kind is TokenKind.FINE_GRAINED:
            return held
        if self.allows(("administration",), "write"):
            return "ADMIN"
        return "WRITE" if "write" in self.permissions.values() else "READ"

    def refusal(self, permissions: Permissions = (), access: str = "read") -> ForbiddenError:
        """Return the refusal, which names the sufficient permissions in a header."""
        wanted = "; ".join(f"{name}={access}" for name in permissions)
        headers = {"x-accepted-github-permissions": wanted} if wanted else {}
        return ForbiddenError(f"Resource not accessible by {self.kind}", headers=headers)

    def require(self, permissions: Permissions, access: str) -> None:
        """Refuse unless one of these permissions is granted; with none of them, always."""
        if not self.allows(permissions, access):
            raise self.refusal(permissions, access)


def read(text: str | None) -> Grant | None:
    """Parse the text of `Grant.text`; None for a classic token."""
    if text is None:
        return None
    kind, owner_id, ids, permissions = json.loads(text)
    return Grant(TokenKind(kind), owner_id, None if ids is None else frozenset(ids), permissions)
