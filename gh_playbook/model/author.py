"""Authors: the person or app that made an issue, and whether the author has rights."""

from collections.abc import Collection

from gh_playbook.frozen import dataclass

# GitHub's GraphQL schema, `CommentAuthorAssociation`: who was given rights in a repository.
_WITH_RIGHTS = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
APP = "[bot]"


@dataclass(frozen=True)
class Author:
    """The author of an issue, as GitHub shows it to this login.

    `login` is empty if the account is gone; an app's login ends in `[bot]`, as in REST.
    `association` is GitHub's word. `is_viewer` tells that the author is this login itself.
    """

    login: str = ""
    association: str = "NONE"
    is_viewer: bool = False

    @property
    def is_app(self) -> bool:
        """Tell whether an app created it; the words of an app may come from anybody."""
        return self.login.endswith(APP)

    def has_rights(self, trusted: Collection[str] = ()) -> bool:
        """Tell whether issues of this author can belong to the repository's backlog.

        `trusted` are logins, in lower case, that the backlog trusts. An app has no rights by
        itself: its issue can be a copy of what an outsider wrote.
        """
        if self.login.lower() in trusted:
            return True
        return not self.is_app and (self.is_viewer or self.association in _WITH_RIGHTS)
