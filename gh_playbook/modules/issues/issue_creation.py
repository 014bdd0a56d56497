"""Creating an issue: one `createIssue` with all fields, so that no crash leaves it incomplete."""

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.github.reading import selection
from gh_playbook.model import managed_block
from gh_playbook.model.author import Author
from gh_playbook.model.change import Action, Change, Difference, Mutation
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.marker import Marker, title_digest
from gh_playbook.model.world import UNBORN, World
from gh_playbook.modules.context import Context
from gh_playbook.modules.issues import issue_difference, issue_value, issue_wire, text

_FIELDS = ("title", "body", "labels", "milestone", "type", "fields", "assignees")


def create(
    change: Change[ExistingIssue], desired: Issue, world: World, context: Context
) -> Change[ExistingIssue]:
    """Return the change that creates an issue.

    While it waits for a parent that does not exist yet, or certainly for an issue that its text
    shows, its text is not written.
    """
    change = change.but(action=Action.CREATE, reason="no such issue")
    parent = world.issue(desired.parent) if desired.parent else None
    if desired.parent and parent is None:
        return change.but(needs=(desired.parent,))
    awaited = text.awaited(desired, world, context)
    if awaited:
        return change.but(wants=awaited)
    is_below = parent is not None and _is_family(parent, world)
    above = parent.id if parent and is_below else None
    written = text.write(desired, world, context)
    after = _made(desired, world, context, written, parent=above)
    fields = {name: getattr(after, name) for name in _FIELDS}
    fields["parent"] = desired.parent if is_below else None
    wire = {"repositoryId": world.repository.id} | issue_wire.inputs(fields, world)
    if after.parent:
        wire["parentIssueId"] = after.parent
    asked = selection.created_issue(world.features)
    return change.but(
        differences=tuple(Difference(name, None, value) for name, value in fields.items() if value),
        operations=(Mutation("createIssue", wire, f"issue {{ {asked} }}"),),
        wants=written.wants,
        completes=_has_all(desired, context) and (is_below or parent is None),
        after=after,
    )


def _made(
    desired: Issue, world: World, context: Context, written: text.Text, *, parent: str | None
) -> ExistingIssue:
    """Return the issue as `createIssue` makes it, below a parent of this id."""
    # `createIssue` takes no state. Until that is set, the marker says so.
    pending = "closed" if desired.state == "closed" else ""
    marker = Marker(desired.key, title=title_digest(desired.title), pending=pending)
    return ExistingIssue(
        id=UNBORN + desired.key,
        number=None,
        title=desired.title,
        body=managed_block.compose(marker, written.content),
        labels=desired.labels,
        milestone=desired.milestone,
        type=issue_difference.type_of(desired, world),
        fields=issue_value.created(desired, world, context),
        assignees=issue_wire.logins(desired, world),
        author=Author(is_viewer=True),
        parent=parent,
    )


def _has_all(desired: Issue, context: Context) -> bool:
    """Tell whether nothing is left to do for an issue itself once it is created.

    What `createIssue` does not take is set afterwards, and so is a text without an issue that it
    should mention.
    """
    later = (desired.state_reason, desired.duplicate_of, desired.pinned, desired.locked)
    return desired.state != "closed" and not any((*later, desired.remove_labels, context.without))


def _is_family(parent: ExistingIssue, world: World) -> bool:
    """Tell whether an issue is created below its parent directly.

    An issue is put below a parent in another repository afterwards: whether GitHub would create it
    there is not documented [unverified].
    """
    return world.features.sub_issues and parent.id in world.issues
