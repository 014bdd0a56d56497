"""The choice of `--only`: issues, and the names of their labels, milestones and types."""

from gh_playbook.declaration import reference
from gh_playbook.frozen import dataclass


@dataclass(frozen=True)
class Chosen:
    """The keys of issues, and the folded names of their labels, milestones and types."""

    keys: frozenset[str]
    labels: frozenset[str] = frozenset()
    milestones: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()

    def holds(self, *keys: str) -> bool:
        """Tell whether these are chosen; references to issues outside the backlog always are."""
        return all(key in self.keys or reference.parse(key) is not None for key in keys)
