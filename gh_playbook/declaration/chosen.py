"""What `--only` chooses: issues, and the names of what they wear."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Chosen:
    """The keys of issues, and the names of their labels, milestones and types, folded."""

    keys: frozenset[str]
    labels: frozenset[str] = frozenset()
    milestones: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
