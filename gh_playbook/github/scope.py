"""The scope of a reading: which parts of GitHub it is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gh_playbook.declaration.name import folded
from gh_playbook.model.claim import claim
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.register import Register

# Of an issue's id, its key and those that it had before.
Known = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Sought:
    """What the declared issues can be known by, where no others are wanted.

    `keys` are the keys of each with those that it had before, `titles` are folded. `is_anywhere`
    means that all issues are looked at, wherever the register says that these are.
    """

    keys: tuple[tuple[str, ...], ...]
    titles: frozenset[str] = frozenset()
    numbers: frozenset[int] = frozenset()
    is_anywhere: bool = False

    def may_be(self, issue: ExistingIssue) -> bool:
        """Tell whether the rules of identity could say anything about an issue.

        They look at markers, even with the keys of others, and at declared titles and numbers.
        """
        is_named = folded(issue.title) in self.titles or issue.number in self.numbers
        return is_named or claim(issue) is not None

    def known(self, register: Register) -> Known:
        """Return the ids of the issues with their keys; empty where one of them is unknown."""
        known = {}
        for keys in self.keys:
            entry = next((register.entries[key] for key in keys if key in register.entries), None)
            if entry is None:
                return {}
            known[entry.id] = keys
        return known

    def registered(self, register: Register) -> set[str]:
        """Return the ids of the issues that the register knows, whatever they bear now."""
        every = (register.entries.get(key) for keys in self.keys for key in keys)
        return {entry.id for entry in every if entry is not None}


@dataclass(frozen=True)
class Scope:
    """The parts of the world to read: a repository, perhaps its issues, and a project by title.

    `pull_requests` asks for those that are linked to the issues, too; `files` are paths to look for
    on the default branch; `issue_types` are names of types, to be found also where disabled;
    `issue_fields` asks for the organization's issue fields and their values; `assignees` are
    logins; `references` name issues that are not declared, `contents` what cards show,
    `repositories` and `teams` what a board is linked to (None: nothing is about teams). Where
    issues are `sought`, the others may be left out if that saves requests; None means that all are
    wanted. `labels` is how many are declared. What `is_only_read` may be archived, or have no
    issues.
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
    sought: Sought | None = None
    labels: int = 0
    is_only_read: bool = False

    @property
    def variables(self) -> dict[str, Any]:
        """The variables of every document."""
        return {"owner": self.owner, "name": self.name}
