"""The scope of a reading: which parts of GitHub it is about."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Scope:
    """The parts of the world to read: a repository, perhaps its issues, and a project by title.

    `pull_requests` asks for those that are linked to the issues, too; `files` are paths to look for
    on the default branch; `issue_types` are names of types, to be found also where disabled;
    `issue_fields` asks for the organization's issue fields and their values; `assignees` are
    logins; `references` name issues that are not declared, `contents` what cards show,
    `repositories` and `teams` what a board is linked to (None: nothing is about teams). `keys` are
    those of the declared issues, each with its previous keys: then only these issues are read, if
    the register knows them all and that saves requests.
    """

    owner: str
    name: str
    issues: bool = False
    project: str | None = None
    pull_requests: bool = False
    files: tuple[str, ...] = ()
    issue_types: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    issue_fields: bool = False
    references: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()
    repositories: tuple[str, ...] = ()
    teams: tuple[str, ...] | None = None
    keys: tuple[tuple[str, ...], ...] = ()

    @property
    def variables(self) -> dict[str, Any]:
        """The variables of every document."""
        return {"owner": self.owner, "name": self.name}
