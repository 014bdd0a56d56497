"""Places of cards that a run removed from the board: each goes back behind its predecessor."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from gh_playbook.model.change import Action, Change, Difference, Mutation
from gh_playbook.model.past import Past
from gh_playbook.model.project import ExistingItem, ExistingProject
from gh_playbook.model.world import World

# The id of an issue, and its card.
Card = tuple[str, ExistingItem]


def put_behind(
    change: Change[Card], past: Past, card: Card, project: ExistingProject, world: World
) -> Change[Card]:
    """Complete the change of a card that was put back: it goes behind its predecessor again."""
    id, item = card
    behind = past.used_by.get(past.before[0]) if _is_taken_off(past) else None
    is_known = behind == "" or behind in project.items
    if behind is None or not is_known or item.is_archived:
        return change
    # A new card is always moved: cards after it in the same request rely on that.
    if project.before(id) == behind and not item.is_new:
        return change
    return change.but(
        action=Action.UPDATE,
        reason="as before the run: position",
        differences=(Difference("position", None, _named(behind, project, world)),),
        operations=(positioning(project, item, project.items.get(behind)),),
        before=card,
        after=(id, replace(item, behind=behind, is_new=False)),
    )


def positioning(
    project: ExistingProject, item: ExistingItem, behind: ExistingItem | None
) -> Mutation:
    """Return the mutation that puts a card behind another one, or first of all."""
    wire = {"projectId": project.id, "itemId": item.id}
    wire |= {"afterId": behind.id} if behind else {}
    return Mutation("updateProjectV2ItemPosition", wire, "clientMutationId", light=True)


def gathered(pasts: Sequence[Past]) -> list[Past]:
    """Return cards in the order in which to restore them: removed cards by their places.

    Each card was behind a card that may have been removed too, earlier or later: its place follows
    from the card that is finally before it.
    """
    taken_off = {past.before[0]: past for past in pasts if _is_taken_off(past)}
    following: dict[str, str] = {}
    for id, past in taken_off.items():
        _follow(following, past.used_by[id], id)
    rest = [past for past in pasts if not _is_taken_off(past)]
    return [*rest, *(_behind(taken_off[id], before) for before, id in _in_order(following))]


def _is_taken_off(past: Past) -> bool:
    return past.after is None and past.before is not None and past.before[0] in past.used_by


def _follow(following: dict[str, str], before: str, id: str) -> None:
    """Put a card, with those that follow it, right behind another one."""
    last = id
    while last in following:
        last = following[last]
    if last == before:
        return
    displaced = following.get(before)
    following[before] = id
    if displaced is not None:
        following[last] = displaced


def _in_order(following: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each card with the card before it, beginning with cards that follow none."""
    followers = set(following.values())
    for first in [each for each in following if each not in followers]:
        before = first
        while before in following:
            yield before, following[before]
            before = following[before]


def _behind(past: Past, behind: str) -> Past:
    return replace(past, used_by={past.before[0]: behind})


def _named(card: str, project: ExistingProject, world: World) -> str:
    """Return a place in the form of reports."""
    item, issue = project.items.get(card), world.issues.get(card)
    if item is None:
        return "first"
    title = item.draft.title if item.draft else str(item.values.get("Title", card))
    return f"behind #{issue.number}" if issue and issue.number else f"behind {title}"
