"""The scope of a reading: the parts of GitHub to read."""

from collections.abc import Mapping
from typing import Any

from gh_playbook.declaration.name import folded
from gh_playbook.frozen import dataclass
from gh_playbook.model.claim import claim
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.register import Register

# The key of an issue, and its former keys.
Known = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Sought:
    """The signs by which the declared issues are found, if no other issues are wanted.

    `keys` are the present and former keys of each issue, `titles` are folded. `is_anywhere` means
    that the tool looks at all issues, whatever the register says.
    """

    keys: tuple[tuple[str, ...], ...]
    titles: frozenset[str] = frozenset()
    numbers: frozenset[int] = frozenset()
    is_anywhere: bool = False

    def may_be(self, issue: ExistingIssue) -> bool:
        """Tell whether the rules of identity could concern an issue.

        They look at markers, even with the keys of others, and at declared titles and numbers.
        """
        is_named = folded(issue.title) in self.titles or issue.number in self.numbers
        return is_named or claim(issue) is not None

    def known(self, register: Register) -> Known:
        """Return the ids of the issues with their keys; empty if one of them is unknown."""
        known = {}
        for keys in self.keys:
            entry = next((register.entries[key] for key in keys if key in register.entries), None)
            if entry is None:
                return {}
            known[entry.id] = keys
        return known

    def registered(self, register: Register) -> set[str]:
        """Return the ids of the issues that the register knows, whatever their markers say now."""
        every = (register.entries.get(key) for keys in self.keys for key in keys)
        return {entry.id for entry in every if entry is not None}


@dataclass(frozen=True)
class Scope:
    """The parts of the world to read: a repository, perhaps its issues, and a project by title.

    `pull_requests` also asks for the pull requests that are linked to the issues; `files` are paths
    on the default branch; `issue_types` are names of types, which may be disabled; `issue_fields`
    asks for the organization's issue fields and their values; `assignees` are logins; `references`
    name undeclared issues, `contents` the issues and pull requests on cards, `repositories` and
    `teams` the links of a board (None: nothing is about teams), `selections` what modules read of
    the repository themselves, with their names. If issues are `sought`, other issues may be left
    out to save requests; None means that all issues are wanted. `labels` is the number of declared
    labels. A repository that `is_only_read` may be archived, or have no issues.
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
    selections: tuple[tuple[str, str], ...] = ()
    sought: Sought | None = None
    labels: int = 0
    is_only_read: bool = False

    @property
    def variables(self) -> dict[str, Any]:
        """The variables of every document."""
        return {"owner": self.owner, "name": self.name}
