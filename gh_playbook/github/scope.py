"""What of GitHub a reading is about."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Scope:
    """What of the world to read: a repository, its issues or not, the project of a title.

    `pull_requests` asks for those that are linked to the issues, too; `files` are paths to look
    for on the default branch; `issue_types` are names of types, to be found also where disabled;
    `assignees` are logins; `references` name issues that are not declared.
    `keys` are those of the declared issues, each with the keys that it had before: then no more
    than these are read where the register knows them all and that saves requests.
    """

    owner: str
    name: str
    issues: bool = False
    project: str | None = None
    pull_requests: bool = False
    files: tuple[str, ...] = ()
    issue_types: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    keys: tuple[tuple[str, ...], ...] = ()

    @property
    def variables(self) -> dict[str, Any]:
        """The variables of every document."""
        return {"owner": self.owner, "name": self.name}
