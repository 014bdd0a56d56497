"""Things as they were before a run and as it left them: what undo declares of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gh_playbook.declaration.declared import Declared


@dataclass(frozen=True)
class Past:
    """What a run did to one thing, from its first change of it to its last.

    `before` is None of what the run has made, `after` None of what it took away. `used_by` is what
    that took from issues, by their ids. `is_known` tells that GitHub answered, so that `after` is
    what it said; else it is what the run wanted. `deletes` says to delete what otherwise is closed.
    `is_masked` tells that a token stood in its texts, in whose place the journal has a mask.
    """

    module: str
    key: str
    before: Any
    after: Any
    used_by: Mapping[str, Any] = field(default_factory=dict)
    is_known: bool = True
    deletes: bool = False
    is_masked: bool = False

    @property
    def latest(self) -> Any:
        """What tells which thing it is: the one that the run left, else the one it took away."""
        return self.before if self.after is None else self.after


class Reversal(Declared):
    """That a thing is to be as it was before a run: what an item of undo declares."""

    past: Past

    @property
    def key(self) -> str:
        """What reports call the thing."""
        return self.past.key
