"""The decisions of a pull: which changes were taken in, and which conflicts stay open."""

from gh_playbook.editing.yaml_edit import EditError
from gh_playbook.pulling.summary import Decide
from gh_playbook.pulling.three_way import Conflict, Taken


class Decisions:
    """Collects the changes that were `taken` and the `conflicts` that stay open."""

    def __init__(self, decide: Decide) -> None:
        self._decide = decide
        self.taken: list[Taken] = []
        self.conflicts: list[Conflict] = []

    def is_taken(self, conflict: Conflict) -> bool:
        """Tell whether GitHub's side is chosen and can be written; note an open conflict."""
        decided = self._decide(conflict)
        is_taken = bool(decided) and not conflict.is_by_hand
        if not is_taken and decided is not False:
            self.conflicts.append(conflict)
        return is_taken

    def leave(self, found: Taken, error: EditError) -> None:
        """Report a change that no edit of a file can take in: a person has to do it."""
        key, field, declared, existing = found.key, found.field, found.declared, found.existing
        reason = f"{error}: change it by hand"
        self.is_taken(Conflict(key, field, declared, existing, reason, is_by_hand=True))
