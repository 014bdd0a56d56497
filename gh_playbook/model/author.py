"""Authors: who made an issue, and whether that person has a say in the repository."""

from collections.abc import Collection
from dataclasses import dataclass

# GitHub's GraphQL schema, `CommentAuthorAssociation`: who was given rights in a repository.
_WITH_RIGHTS = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
APP = "[bot]"


@dataclass(frozen=True)
class Author:
    """Who made an issue, as GitHub tells this login.

    `login` is empty where the account is gone; an app's ends in `[bot]`, as REST writes it.
    `association` is GitHub's. `is_viewer` tells that it is this login itself.
    """

    login: str = ""
    association: str = "NONE"
    is_viewer: bool = False

    @property
    def is_app(self) -> bool:
        """Tell whether an app created it; its words may be anybody's."""
        return self.login.endswith(APP)

    def has_rights(self, trusted: Collection[str] = ()) -> bool:
        """Tell whether issues of this author can be the repository's own.

        `trusted` are logins, in lower case, that the backlog trusts. An app has no rights by
        itself: its issue can be a copy of what an outsider wrote.
        """
        if self.login.lower() in trusted:
            return True
        return not self.is_app and (self.is_viewer or self.association in _WITH_RIGHTS)
