"""What links between two issues have in common, whatever they mean."""

from collections.abc import Callable
from dataclasses import replace

from gh_playbook.model.change import Action, Change, Difference, Mutation
from gh_playbook.model.world import ExistingIssue, World

# The ids of the two issues.
Linked = tuple[str, str]


def compare(
    change: Change[Linked],
    ends: tuple[str, str],
    world: World,
    *,
    field: str,
    is_linked: Callable[[ExistingIssue, ExistingIssue], bool],
    mutation: Callable[[ExistingIssue, ExistingIssue], Mutation],
) -> Change[Linked]:
    """Complete the change of a link: which both ends must exist for, and which is made once.

    `ends` are the issues' keys, `field` is the first one's; what the change has `after` are ids.
    """
    one, other = world.issue(ends[0]), world.issue(ends[1])
    if one is None or other is None:
        return replace(change, action=Action.UPDATE, reason="not linked", needs=ends)
    change = replace(change, number=one.number, url=one.url)
    if is_linked(one, other):
        return replace(change, action=Action.SKIP, reason="linked")
    return replace(
        change,
        action=Action.CREATE,
        reason="not linked",
        differences=(Difference(field, None, ends[1]),),
        operations=(mutation(one, other),),
        after=(one.id, other.id),
    )
