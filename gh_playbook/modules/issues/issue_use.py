"""The use of an issue since a run created it: ties that others have made keep it open.

Its own title, text, labels and so on are compared elsewhere with the state that the run left.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from gh_playbook.declaration.wording import counted
from gh_playbook.model import orphan
from gh_playbook.model.claim import claim
from gh_playbook.model.existing import Activity, ExistingIssue
from gh_playbook.model.identity_advice import named
from gh_playbook.model.past import Past
from gh_playbook.model.project import ExistingItem
from gh_playbook.model.world import World
from gh_playbook.modules.cards import card_undo


def told(past: Past, now: ExistingIssue, world: World) -> str:
    """Return in words the ties that others have made to an issue, as far as read; empty if none.

    Others are people, and runs other than the one that created the issue.
    """
    found = [*_of_activity(now, world), *_of_links(past, now, world), *_of_card(past, now, world)]
    return f"used since, and left: {'; '.join(found)}" if found else ""


def _of_activity(now: ExistingIssue, world: World) -> Iterator[str]:
    """Yield comments, linked pull requests and so on."""
    activity = world.activities.get(now.id, Activity(0, 0))
    yield from orphan.told(activity)
    if activity.reactions:
        yield counted(activity.reactions, "reaction")


def _of_links(past: Past, now: ExistingIssue, world: World) -> Iterator[str]:
    """Yield the links to other issues that the run did not make."""

    def is_own(other: str) -> bool:
        return (
            other == past.after.parent == now.parent
            or _is_own(past, now.id, other)
            or (other in now.sub_issues and _is_unknown(past, other, world))
        )

    return of_links(now, world, is_own)


def of_links(now: ExistingIssue, world: World, is_own: Callable[[str], bool]) -> Iterator[str]:
    """Yield in words the links to other issues, in both directions, but for those that are own."""

    def of_others(ids: Iterable[str]) -> list[str]:
        return [each for each in ids if not is_own(each)]

    if now.parent and not is_own(now.parent):
        yield f"put under {_names([now.parent], world)}"
    if below := of_others(now.sub_issues):
        yield f"{counted(len(below), 'sub-issue')}: {_names(below, world)}"
    if blocking := of_others(now.blocked_by):
        yield f"blocked by {_names(blocking, world)}"
    referring = world.referring(now.id)
    if waiting := of_others(each.id for each in referring if now.id in each.blocked_by):
        yield f"blocking {_names(waiting, world)}"
    if related := of_others(now.related_to):
        yield f"related to {_names(related, world)}"
    copies = [each for each in referring if each.duplicate_of == now.id and claim(each) is None]
    if copies:
        yield f"{counted(len(copies), 'duplicate')}: {named(copies)}"


def _of_card(past: Past, now: ExistingIssue, world: World) -> Iterator[str]:
    """Yield the changes on its card, if it has one."""
    project = world.project
    item = project.items.get(now.id) if project else None
    if project is None or item is None:
        return
    card = past.ties.cards.get(now.id)
    if card is not None and card.after is None:
        return
    # A card that the run did not add can have a Status from a workflow of the board.
    left = ExistingItem(item.id) if card is None else card_undo.as_left(card, item)
    is_closed = now.state == "closed"
    edited = card_undo.edited_fields(left, item, project, is_closed=is_closed)
    if edited:
        yield f"another {', '.join(edited)} on its card"


def _is_own(past: Past, one: str, other: str) -> bool:
    """Tell whether the run linked two issues, in either direction."""
    return (one, other) in past.ties.links or (other, one) in past.ties.links


def _is_unknown(past: Past, id: str, world: World) -> bool:
    """Tell whether an issue may be one that the run created without an answer."""
    found = claim(world.issues.get(id))
    return found is not None and found.key in past.ties.keys


def _names(ids: Sequence[str], world: World) -> str:
    """Return issues in words; for issues of other repositories only their number."""
    known = [issue for each in ids if (issue := world.known(each)) is not None]
    elsewhere = f"{counted(len(ids) - len(known), 'issue')} of another repository"
    told = [named(known)] if known else []
    return ", ".join(told + [elsewhere] * (len(known) < len(ids)))
