"""The text of a declared issue: rendered from its template, with numbers resolved."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeGuard

from gh_playbook.declaration import reference
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.declaration.value import BODY_LIMIT, KEY_LIMIT
from gh_playbook.frozen import dataclass
from gh_playbook.model import managed_block
from gh_playbook.model.existing import Features
from gh_playbook.model.marker import Marker, title_digest
from gh_playbook.model.world import World
from gh_playbook.modules.context import Context
from gh_playbook.modules.text_draft import Linked, TextDraft, numbered, place

# More than the markers around a text take, even with the longest key.
_MARKERS = 2 * KEY_LIMIT


@dataclass(frozen=True)
class Text:
    """A rendered body; `wants` are the keys of mentioned issues that do not exist yet."""

    content: str
    wants: tuple[str, ...]


def awaited(desired: Issue, world: World, context: Context) -> tuple[str, ...]:
    """Return the issues without which a text is not written: it certainly shows their numbers.

    The shipped templates show all references. What another template shows, its text tells.
    """
    if not context.renderer.is_shipped(_template(desired)):
        return ()
    return _unborn(desired, world, context)


def write(desired: Issue, world: World, context: Context) -> Text:
    """Render the text of an issue. Raises InputError for a faulty template."""
    named = [desired.parent] if desired.parent else []
    blocked_by, related_to = _others(desired, context)
    links = {key: _linked(key, world, context) for key in (*named, *blocked_by, *related_to)}
    around = _around(
        desired,
        world.features,
        context,
        parent=links[desired.parent] if desired.parent else None,
        blocked_by=[links[key] for key in blocked_by],
        related_to=[links[key] for key in related_to],
    )
    content = _rendered(desired, around, context)
    wants = _unborn(desired, world, context)
    if wants and not _shows(wants, desired, around, content, context):
        wants = ()
    return Text(content, wants)


def _others(desired: Issue, context: Context) -> tuple[list[str], list[str]]:
    """Return the issues that block it and those that it is related to, as a text mentions them."""
    blocked_by = [key for key in desired.blocked_by if key not in context.without]
    return blocked_by, [key for key in desired.related_to if key not in context.without]


def _unborn(desired: Issue, world: World, context: Context) -> tuple[str, ...]:
    """Return the issues of which a text speaks and that do not exist yet."""
    named = [desired.parent] if desired.parent else []
    blocked_by, related_to = _others(desired, context)
    spoken = [] if world.features.relations else related_to
    return tuple(key for key in (*named, *blocked_by, *spoken) if world.issue(key) is None)


def _shows(
    keys: Sequence[str], desired: Issue, around: Mapping[str, Any], content: str, context: Context
) -> bool:
    """Tell whether a text shows references to these issues, so that it has to wait for them.

    The shipped templates show all references. A text of another template shows none of them if it
    is the same with numbers.
    """
    if context.renderer.is_shipped(_template(desired)):
        return True
    return _made(desired, numbered(around, keys), context) != content


def check(desired: Issue, context: Context) -> list[Fault]:
    """Return the faults of an issue's text before anything is known about GitHub."""
    faults = []
    try:
        if _is_surely_right(desired, context):
            return []
        content = _longest(desired, context)
    except InputError as error:
        place = desired.place("template") if desired.template else desired.source
        return [fault if fault.source else Fault(fault.message, place) for fault in error.faults]
    length = _block_length(desired, content)
    if length > BODY_LIMIT:
        message = f"the body of {desired.key!r} has {length} characters; GitHub allows {BODY_LIMIT}"
        faults.append(Fault(message, desired.source))
    if managed_block.holds_marker(content):
        message = f"the text of {desired.key!r} contains a marker of this tool: remove it"
        faults.append(Fault(message, desired.source))
    return faults


def _is_surely_right(desired: Issue, context: Context) -> bool:
    """Tell whether a shipped template makes a text that cannot become too long.

    The text is the one for a GitHub with all features; it is kept as a draft.
    """
    if not context.renderer.is_shipped(_template(desired)):
        return False
    named = [key for key in (desired.parent, *desired.blocked_by, *desired.related_to) if key]
    if not all(_is_known(key, context) for key in named):
        return False
    links = {
        key: Linked(key, "" if reference.parse(key) else context.issues[key].title, place(index))
        for index, key in enumerate(named)
    }
    around = _around(
        desired,
        Features(),
        context,
        parent=links[desired.parent] if desired.parent else None,
        blocked_by=[links[key] for key in desired.blocked_by],
        related_to=[links[key] for key in desired.related_to],
    )
    draft = TextDraft(desired, around, _made(desired, around, context))
    # A missing feature of a server makes a text longer, and so does a reference to another
    # repository.
    more = [f"- Related to {each.key}: {each.title}" for each in links.values()]
    more += ["Type:", desired.type or "", "## Related", ""]
    longest = "\n\n".join([draft.text, *more])
    if not draft.is_complete or len(longest) + _MARKERS > BODY_LIMIT:
        return False
    context.drafts[desired.key] = draft
    return not managed_block.holds_marker(longest)


def _longest(desired: Issue, context: Context) -> str:
    """Render the text as long as it can become. Raises InputError for a faulty template."""

    def linked(key: str) -> Linked:
        # As long as a reference can become.
        if reference.parse(key) is not None:
            return Linked(key, "", key)
        return Linked(key, context.issues[key].title, "#0000000")

    around = _around(
        desired,
        # Missing features of a server make a text longer; if they do not matter, this text is the
        # final one, and is not rendered again.
        Features(issue_types=desired.type is None, relations=not desired.related_to),
        context,
        parent=linked(desired.parent) if _is_known(desired.parent, context) else None,
        blocked_by=[linked(key) for key in desired.blocked_by if _is_known(key, context)],
        related_to=[linked(key) for key in desired.related_to if _is_known(key, context)],
    )
    return _rendered(desired, around, context)


def _is_known(key: str | None, context: Context) -> TypeGuard[str]:
    return key is not None and (key in context.issues or reference.parse(key) is not None)


def _block_length(desired: Issue, content: str) -> int:
    made = Marker(desired.key, number=9_999_999, title=title_digest(desired.title))
    return managed_block.length(made, content)


def _rendered(desired: Issue, around: dict[str, Any], context: Context) -> str:
    """Return the text with these variables; it is rendered again only if one of them differs."""
    last = context.texts.get(desired.key)
    if last is not None and last[0] is desired and last[1] == around:
        return last[2]
    draft = context.drafts.get(desired.key)
    text = draft.completed(desired, around) if draft is not None else None
    if text is None:
        text = _made(desired, around, context)
    context.texts[desired.key] = (desired, around, text)
    return text


def _around(
    desired: Issue,
    features: Features,
    context: Context,
    *,
    parent: Linked | None,
    blocked_by: list[Linked],
    related_to: list[Linked],
) -> dict[str, Any]:
    """Return the variables that a template sees beside the issue."""
    return {
        **context.variables(desired),
        "parent": parent,
        "blocked_by": blocked_by,
        "related_to": related_to,
        "features": _spoken_of(features.issue_types, features.relations),
    }


@cache
def _spoken_of(issue_types: bool, relations: bool) -> Features:
    """Return the features that templates speak of; there are four of them for all issues."""
    return Features(issue_types=issue_types, relations=relations)


def _made(desired: Issue, around: Mapping[str, Any], context: Context) -> str:
    return context.renderer.template(_template(desired), {**around, "issue": desired.shown})


def _template(desired: Issue) -> str:
    return desired.template or ("sub-issue.md.j2" if desired.parent else "issue.md.j2")


def _linked(key: str, world: World, context: Context) -> Linked:
    named = reference.parse(key)
    if named is not None:
        return Linked(key, "", named.within(world.repository.name))
    existing = world.issue(key)
    declared = context.issues.get(key)
    title = declared.title if declared else existing.title if existing else key
    number = existing.number if existing else None
    return Linked(key, title, f"#{key if number is None else number}")
