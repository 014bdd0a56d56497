"""Orphans: issues whose entries were removed are closed, unless somebody works on them.

A closed orphan keeps its marker, which says that it should be reopened; it is reopened when its
entry comes back. Undo reopens it and deletes the comment that says why it was closed.
"""

from dataclasses import replace
from functools import partial
from itertools import product

from gh_playbook.declaration import reference
from gh_playbook.declaration.backlog.orphan import Orphan
from gh_playbook.model import orphan
from gh_playbook.model.change import Change, Difference, Mutation, Operation, Payload
from gh_playbook.model.claim import claim
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.orphan import CLOSED, ExistingOrphan
from gh_playbook.model.past import Past
from gh_playbook.model.world import UNBORN, World
from gh_playbook.modules.cards import card_undo
from gh_playbook.modules.context import Context
from gh_playbook.modules.issues import issue, issue_removal, issue_undo, issue_use
from gh_playbook.modules.module import Module, Part, skipped

_COMMENT = f"{CLOSED}{{}}. It is opened again when the entry comes back."
_UNTOUCHED = ", and nobody has worked on it"


class OrphanModule(Module[Orphan, ExistingIssue]):
    """An issue whose entry was removed from the backlog."""

    name = "orphan"
    title = "Orphans"
    argument = Orphan
    existing = ExistingOrphan
    is_in_repository = True
    triage_suffices = True
    reads = frozenset({Part.ISSUES})

    def key(self, desired: Orphan) -> str:
        """Return the key in its marker."""
        return desired.key

    def count(self, world: World) -> int:
        """Return the number of issues: all of them could be orphans."""
        return world.issue_total

    def diff(self, desired: Orphan, world: World, context: Context) -> Change[ExistingIssue]:
        """Close it with a comment if nobody has worked on it, or anyway; otherwise report it."""
        existing = world.numbered(desired.number)
        if existing is None:
            return skipped(self.name, desired.key, "closed")
        where = {"number": existing.number, "url": existing.url}
        if existing.state == "closed":
            return skipped(self.name, desired.key, "closed", **where)
        if existing.number in world.renamed:
            # The conflict of that entry is the warning. Closed, the issue would be none any more.
            told = "its entry was removed from the backlog; left open: an entry may mean it under "
            return skipped(self.name, desired.key, f"{told}a new key", **where)
        by_hand = partial(context.history.changed_by_hand, desired.key, existing)
        work = []
        if not desired.anyway:
            work += orphan.work_on(existing, world, by_hand)
            is_own = partial(_is_own_link, desired.key, existing, world, context)
            work += issue_use.of_links(existing, world, is_own)
            work += _on_card(existing, world, context)
        if work:
            told = f"its entry was removed from the backlog; left open: {', '.join(work)}"
            return skipped(self.name, desired.key, told, warnings=(told,), **where)
        change = issue_removal.remove(
            self.name, desired.key, existing, world, if_unused=not desired.anyway
        )
        given = {
            "subjectId": existing.id,
            "body": _COMMENT.format("" if desired.anyway else _UNTOUCHED),
        }
        # The comment comes last: if the run is interrupted, a comment alone would keep the issue
        # open.
        comment = Mutation("addComment", given, "commentEdge { node { id } }")
        return replace(
            change,
            reason="its entry was removed from the backlog: closed as not planned",
            operations=(*map(_with_next, change.operations), comment),
        )

    def record(self, change: Change[ExistingIssue], world: World, payload: Payload | None) -> None:
        """Put the issue into the world."""
        world.put_issue(issue.landed(change.made, payload) if payload else change.made)

    def landed(self, after: ExistingIssue, payload: Payload) -> ExistingIssue:
        """Return the issue from GitHub's answer, with the comment that was written."""
        made = issue.landed(after, payload)
        comment = ((payload.get("commentEdge") or {}).get("node") or {}).get("id")
        return ExistingOrphan(**{**vars(made), "comment": comment}) if comment else made

    def restore(self, past: Past, world: World) -> Change[ExistingIssue]:
        """Compare the issue with its state before the run; nothing is said if it is open.

        A comment whose answer was lost is not known, and stays.
        """
        change = issue_undo.restore(past, world)
        comment = past.after.comment if isinstance(past.after, ExistingOrphan) else ""
        if not comment or "state" not in {each.field for each in change.differences}:
            return change
        deleting = Mutation("deleteIssueComment", {"id": comment}, "clientMutationId")
        differences = (*change.differences, Difference("comment", f"{CLOSED} …", None))
        return replace(
            change,
            reason=f"{change.reason}, comment",
            differences=differences,
            operations=(*map(_with_next, change.operations), deleting),
        )


def _is_own_link(
    key: str, issue: ExistingIssue, world: World, context: Context, other: str
) -> bool:
    """Tell whether a run linked an issue to another one, as far as that is known.

    If no journal of this machine tells, a link between two issues of backlogs is a run's, and a
    link to an issue of people's is one if it can be declared, and the text names that issue.
    """
    found = world.known(other)
    claimed = claim(found)
    keys = [key, claimed.key] if claimed else [key]
    linked = context.history.linked_by_runs(keys)
    if linked is not None:
        ends = product({issue.id, UNBORN + key}, {other, UNBORN + keys[-1]})
        return any(frozenset(each) in linked for each in ends)
    if claimed is not None:
        return True
    can_be_declared = other in (issue.parent, *issue.blocked_by, *issue.related_to)
    return can_be_declared and found is not None and _names(issue.body, found, world)


def _names(text: str, issue: ExistingIssue, world: World) -> bool:
    """Tell whether a text has a reference to an issue of this repository."""
    return any(
        each.number == issue.number
        and each.is_within(world.repository.name)
        and (each.host is None or f"//{each.host}/" in (issue.url or ""))
        for each in reference.mentioned(text)
    )


def _on_card(issue: ExistingIssue, world: World, context: Context) -> list[str]:
    """Return in words what people have changed on its card since a run wrote it, if known."""
    project = world.project
    card = project.items.get(issue.id) if project else None
    if project is None or card is None:
        return []
    left = context.history.left_on_card(issue.id)
    known = card if left is None else replace(card, values=left)
    edited = card_undo.edited_fields(known, card, project)
    return [f"another {', '.join(edited)} on its card"] if edited else []


def _with_next(operation: Operation) -> Operation:
    return replace(operation, with_next=True) if isinstance(operation, Mutation) else operation
