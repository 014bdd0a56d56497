"""Cards that the backlog declares twice: with their issue, and among the cards of other things."""

from collections.abc import Iterator

from gh_playbook.declaration.backlog.board_card import BoardCard
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.consistency.card_value import card_values
from gh_playbook.model.world import World
from gh_playbook.modules.context import Context


def contradiction(desired: BoardCard, content: str, world: World, context: Context) -> str:
    """Return why an entry of the board's `cards` cannot be meant; usually an empty text.

    Its issue is one of the backlog's own, whose entry says something else about the card: two runs
    would write one after the other what each entry says.
    """
    if context.project is None or desired not in context.project.cards:
        return ""
    key = next((key for key, id in world.bound.items() if id == content), None)
    issue = context.issues.get(key) if key else None
    what = ", ".join(_differing(desired, issue, context)) if issue else ""
    return what and (
        f"it is the card of the issue {key!r} of the backlog, whose entry says otherwise: {what}; "
        "declare it there, and remove this entry"
    )


def _differing(desired: BoardCard, issue: Issue, context: Context) -> Iterator[str]:
    """Yield the keys in which both entries differ."""
    if desired.is_absent is (issue.card and not issue.is_absent):
        yield "card"
        return
    if None not in (desired.archived, issue.archived) and desired.archived != issue.archived:
        yield "archived"
    for field, wanted in card_values(desired, context.project.fields if context.project else ()):
        declared = context.values.declared(field, issue)
        if declared is not None and declared.value != wanted.value:
            yield field.name
