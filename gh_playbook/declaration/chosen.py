"""What `--only` chooses: issues, and the names of what they wear."""

from dataclasses import dataclass

from gh_playbook.declaration import reference


@dataclass(frozen=True)
class Chosen:
    """The keys of issues, and the names of their labels, milestones and types, folded."""

    keys: frozenset[str]
    labels: frozenset[str] = frozenset()
    milestones: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()

    def holds(self, *keys: str) -> bool:
        """Tell whether these are among them; what the backlog does not own always is."""
        return all(key in self.keys or reference.parse(key) is not None for key in keys)
