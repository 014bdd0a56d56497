"""The text of a declared issue: rendered from its template, with numbers resolved."""

from dataclasses import dataclass

from gh_playbook.declaration import reference
from gh_playbook.declaration.issue import Issue
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.declaration.value import BODY_LIMIT
from gh_playbook.model import managed_block
from gh_playbook.model.existing import Features
from gh_playbook.model.marker import Marker, title_digest
from gh_playbook.model.world import World
from gh_playbook.modules.module import Context


@dataclass(frozen=True)
class Linked:
    """A linked issue, as templates see it; `reference` is `#13`, or `#key` before it exists.

    An issue outside the backlog has no title here, because others may change it.
    """

    key: str
    title: str
    reference: str


@dataclass(frozen=True)
class Text:
    """A rendered body; `wants` are the keys of mentioned issues that do not exist yet."""

    content: str
    wants: tuple[str, ...]


def write(desired: Issue, world: World, context: Context) -> Text:
    """Render the text of an issue. Raises InputError for a faulty template."""
    named = [desired.parent] if desired.parent else []
    blocked_by = [key for key in desired.blocked_by if key not in context.without]
    related_to = [key for key in desired.related_to if key not in context.without]
    spoken = [] if world.features.relations else related_to
    links = {key: _linked(key, world, context) for key in (*named, *blocked_by, *related_to)}
    content = _render(
        desired,
        world.features,
        context,
        parent=links[desired.parent] if desired.parent else None,
        blocked_by=[links[key] for key in blocked_by],
        related_to=[links[key] for key in related_to],
    )
    wants = [key for key in (*named, *blocked_by, *spoken) if world.issue(key) is None]
    return Text(content, tuple(wants))


def check(desired: Issue, context: Context) -> list[Fault]:
    """Return the faults of an issue's text before anything is known of GitHub."""

    def linked(key: str) -> Linked:
        # The longest possible reference.
        if reference.parse(key) is not None:
            return Linked(key, "", key)
        return Linked(key, context.issues[key].title, "#0000000")

    def is_known(key: str | None) -> bool:
        return key is not None and (key in context.issues or reference.parse(key) is not None)

    faults = []
    try:
        content = _render(
            desired,
            # What a server may lack makes a text longer; where it does not matter, this text is the
            # one that is written, and need not be rendered again.
            Features(issue_types=desired.type is None, relations=not desired.related_to),
            context,
            parent=linked(desired.parent or "") if is_known(desired.parent) else None,
            blocked_by=[linked(key) for key in desired.blocked_by if is_known(key)],
            related_to=[linked(key) for key in desired.related_to if is_known(key)],
        )
    except InputError as error:
        place = desired.place("template") if desired.template else desired.source
        return [fault if fault.source else Fault(fault.message, place) for fault in error.faults]
    made = Marker(desired.key, number=9_999_999, title=title_digest(desired.title))
    length = managed_block.length(made, content)
    if length > BODY_LIMIT:
        message = f"the body of {desired.key!r} has {length} characters; GitHub allows {BODY_LIMIT}"
        faults.append(Fault(message, desired.source))
    if managed_block.holds_marker(content):
        message = f"the text of {desired.key!r} holds a marker of this tool's: remove it"
        faults.append(Fault(message, desired.source))
    return faults


def _render(
    desired: Issue,
    features: Features,
    context: Context,
    *,
    parent: Linked | None,
    blocked_by: list[Linked],
    related_to: list[Linked],
) -> str:
    default = "sub-issue.md.j2" if desired.parent else "issue.md.j2"
    around = {
        **context.variables(desired),
        "parent": parent,
        "blocked_by": blocked_by,
        "related_to": related_to,
        "features": Features(issue_types=features.issue_types, relations=features.relations),
    }
    last = context.texts.get(desired.key)
    if last is not None and last[0] is desired and last[1] == around:
        return last[2]
    text = context.renderer.template(desired.template or default, {**around, "issue": desired})
    context.texts[desired.key] = (desired, around, text)
    return text


def _linked(key: str, world: World, context: Context) -> Linked:
    named = reference.parse(key)
    if named is not None:
        return Linked(key, "", named.within(world.repository.name))
    existing = world.issue(key)
    declared = context.issues.get(key)
    title = declared.title if declared else existing.title if existing else key
    number = existing.number if existing else None
    return Linked(key, title, f"#{key if number is None else number}")
