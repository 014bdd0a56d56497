"""Two equal issues that two runs created at the same time: the younger one is withdrawn.

It is closed as a duplicate, without its marker and its links.
"""

from collections.abc import Iterator
from dataclasses import replace

from gh_playbook.github.reading import selection
from gh_playbook.model import managed_block
from gh_playbook.model.change import Action, Change, Created, Difference, Mutation
from gh_playbook.model.claim import claim
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.world import World


def created(key: str, world: World) -> Created | None:
    """Return the issue that a run has just created."""
    issue = world.issue(key)
    return Created(issue.id, issue.number) if issue else None


def twins(key: str, world: World) -> list[Created]:
    """Return the trusted issues with the marker of a key."""
    bound = world.issue(key)
    found = [*([bound] if bound else []), *world.surplus.get(key, ())]
    bearing = [each for each in found if (mark := claim(each)) is not None and mark.key == key]
    return [Created(each.id, each.number) for each in bearing]


def withdraw(key: str, made: Created, older: Created, world: World) -> Change[ExistingIssue]:
    """Return the change that withdraws an issue, because another run created an older one."""
    own, twin = world.issues[made.id], world.issues[older.id]
    text = f"Withdrawn: #{twin.number} is the same; two runs created it at the same time."
    after = replace(own, body=_without_block(own.body, text), state="closed", reason="duplicate")
    return Change(
        "issue",
        key,
        Action.UPDATE,
        f"#{own.number} is withdrawn, because another run created #{twin.number} of {key}",
        differences=(
            Difference("body", own.body, after.body),
            Difference("state", own.state, after.state),
        ),
        operations=tuple(_operations(own, twin, after.body, world)),
        before=own,
        after=after,
        number=own.number,
        url=own.url,
    )


def _without_block(body: str, text: str) -> str:
    """Return the text around the block, which people wrote, with a notice in place of the block."""
    block = managed_block.find(body)
    return f"{block.before}{text}{block.after}" if block else f"{body}\n\n{text}"


def _operations(
    own: ExistingIssue, twin: ExistingIssue, text: str, world: World
) -> Iterator[Mutation]:
    """Yield the operations that withdraw an issue: links first, for a closed issue still blocks."""
    nothing = "clientMutationId"
    if own.parent is not None:
        yield Mutation("removeSubIssue", {"issueId": own.parent, "subIssueId": own.id}, nothing)
    blocked = [each.id for each in world.issues.values() if own.id in each.blocked_by]
    links = [(own.id, each) for each in own.blocked_by] + [(each, own.id) for each in blocked]
    for waiting, blocking in links:
        given = {"issueId": waiting, "blockingIssueId": blocking}
        yield Mutation("removeBlockedBy", given, nothing)
    card = world.project.items.get(own.id) if world.project else None
    if card is not None and world.project is not None:
        given = {"projectId": world.project.id, "itemId": card.id}
        yield Mutation("deleteProjectV2Item", given, "deletedItemId")
    yield Mutation("updateIssue", {"id": own.id, "body": text}, "issue { id }")
    given = {"issueId": own.id, "stateReason": "DUPLICATE", "duplicateIssueId": twin.id}
    yield Mutation("closeIssue", given, f"issue {{ {selection.issue(world.features)} }}")
