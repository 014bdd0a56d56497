"""Orphans: issues whose entries have left the backlog are closed, unless somebody works on them.

A closed one keeps its marker, which says that it is to be reopened; it is reopened when its entry
comes back.
"""

from dataclasses import replace

from gh_playbook.declaration.orphan import Orphan
from gh_playbook.model import orphan
from gh_playbook.model.change import Change, Mutation, Operation, Payload
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.past import Past
from gh_playbook.model.world import World
from gh_playbook.modules import issue, issue_restoring
from gh_playbook.modules.module import Context, Module, Part, skipped

_COMMENT = (
    "Closed as not planned: its entry has left the backlog{}. "
    "It is opened again when the entry comes back."
)
_UNTOUCHED = ", and nobody has worked on it"


class OrphanModule(Module[Orphan, ExistingIssue]):
    """An issue whose entry has left the backlog."""

    name = "orphan"
    title = "Orphans"
    argument = Orphan
    existing = ExistingIssue
    is_in_repository = True
    triage_suffices = True
    reads = frozenset({Part.ISSUES})

    def key(self, desired: Orphan) -> str:
        """Return the key in its marker."""
        return desired.key

    def count(self, world: World) -> int:
        """Return how many issues there are, which all could be orphans."""
        return world.issue_total

    def diff(self, desired: Orphan, world: World, _context: Context) -> Change[ExistingIssue]:
        """Close it with a comment if nobody has worked on it, or anyway; otherwise report it."""
        existing = world.numbered(desired.number)
        if existing is None or existing.state == "closed":
            return skipped(self.name, desired.key, "closed")
        where = {"number": existing.number, "url": existing.url}
        work = [] if desired.anyway else orphan.work_on(existing, world)
        if work:
            told = f"has left the backlog, and is left open: {', '.join(work)}"
            return skipped(self.name, desired.key, told, warnings=(told,), **where)
        change = issue_restoring.remove(self.name, desired.key, existing, world)
        given = {
            "subjectId": existing.id,
            "body": _COMMENT.format("" if desired.anyway else _UNTOUCHED),
        }
        # Last, for a comment is what would keep the issue open if the run were broken off.
        comment = Mutation("addComment", given, "clientMutationId")
        return replace(
            change,
            reason="has left the backlog: closed as not planned",
            operations=(*map(_with_next, change.operations), comment),
        )

    def record(self, change: Change[ExistingIssue], world: World, payload: Payload | None) -> None:
        """Put the issue into the world."""
        world.put_issue(issue.landed(change.made, payload) if payload else change.made)

    def landed(self, after: ExistingIssue, payload: Payload) -> ExistingIssue:
        """Return the issue from GitHub's answer."""
        return issue.landed(after, payload)

    def restore(self, past: Past, world: World) -> Change[ExistingIssue]:
        """Compare the issue with its state before the run."""
        return issue_restoring.restore(past, world)


def _with_next(operation: Operation) -> Operation:
    return replace(operation, with_next=True) if isinstance(operation, Mutation) else operation
