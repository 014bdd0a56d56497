"""The removal of issues: one is closed as not planned, or deleted.

A closed issue keeps its marker, which says that it should be reopened: a run that still declares it
reopens it, and so does an undo of the undo.
"""

from dataclasses import replace

from gh_playbook.declaration.name import folded
from gh_playbook.github.reading import selection
from gh_playbook.model.change import Action, Change, Difference, Mutation
from gh_playbook.model.claim import to_be_opened_again
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.past import Past
from gh_playbook.model.world import World


def remove(
    module: str,
    key: str,
    existing: ExistingIssue,
    world: World,
    *,
    parent: str | None = None,
    if_unused: bool = False,
) -> Change[ExistingIssue]:
    """Close an issue as not planned, and remove it from its parent; perhaps only if unused."""
    body = to_be_opened_again(existing.body)
    differences = [Difference("state", existing.state, "closed")]
    operations = []
    if parent is not None and existing.parent == parent:
        link = {"issueId": parent, "subIssueId": existing.id}
        operations.append(Mutation("removeSubIssue", link, "issue { id }", with_next=True))
        differences.append(Difference("parent", existing.parent_name or parent, None))
    else:
        parent = None
    payload = f"issue {{ {selection.updated_issue(world.features)} }}"
    if body != existing.body:
        text = {"id": existing.id, "body": body}
        operations.append(Mutation("updateIssue", text, payload, with_next=True))
    operations.append(closing(existing, "not_planned", world))
    return Change(
        module,
        key,
        Action.REMOVE,
        "closed as not planned",
        differences=tuple(differences),
        operations=tuple(operations),
        before=existing,
        overwrites=existing.id if body != existing.body or if_unused else None,
        if_unused=if_unused,
        referring=_referring(existing, world),
        after=replace(
            existing,
            body=body,
            state="closed",
            reason="not_planned",
            parent=None if parent else existing.parent,
            parent_name=None if parent else existing.parent_name,
        ),
        number=existing.number,
        url=existing.url,
    )


def delete(past: Past, now: ExistingIssue, world: World) -> Change[ExistingIssue]:
    """Delete an issue; nothing can restore it.

    Its links and its card go first: afterwards GitHub would not find them.
    """
    own = (past.module, folded(past.key))
    return Change(
        past.module,
        past.key,
        Action.REMOVE,
        "deleted",
        differences=(Difference("title", now.title, None),),
        operations=(Mutation("deleteIssue", {"issueId": now.id}, "clientMutationId"),),
        awaits=tuple(each for each in past.ties.things.get(now.id, ()) if each != own),
        before=now,
        overwrites=now.id,
        if_unused=True,
        referring=_referring(now, world),
        number=now.number,
        url=now.url,
        advice="only an admin of the repository can delete an issue: leave --delete out",
    )


def _referring(issue: ExistingIssue, world: World) -> frozenset[str]:
    return frozenset(each.id for each in world.referring(issue.id))


def forget(change: Change[ExistingIssue], world: World) -> None:
    """Note that an issue no longer exists, with its links."""
    if change.before is not None:
        world.remove_issue(change.before.id)


def closing(
    issue: ExistingIssue, reason: str, world: World, original: str | None = None
) -> Mutation:
    """Return the mutation that closes an issue; `original` is the id of the one it duplicates."""
    given = {"issueId": issue.id, "stateReason": reason.upper()}
    given |= {"duplicateIssueId": original} if original else {}
    return Mutation("closeIssue", given, f"issue {{ {selection.issue(world.features)} }}")
