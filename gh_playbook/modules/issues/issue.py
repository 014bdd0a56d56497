"""Issues: their differences, and the operations for them.

Adoption and update are one `updateIssue`, after the mutations for values that it cannot set.
`issue_creation` creates.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.value import ASSIGNEES_LIMIT, BODY_LIMIT, LABELS_LIMIT
from gh_playbook.github.reading import parsing
from gh_playbook.model.change import Action, Change, Created, Difference, Payload, Thing
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.past import Past
from gh_playbook.model.world import World
from gh_playbook.modules.context import Context
from gh_playbook.modules.issues import (
    issue_body,
    issue_creation,
    issue_difference,
    issue_hand,
    issue_removal,
    issue_twin,
    issue_undo,
    issue_value,
    issue_warning,
    issue_wire,
    text,
)
from gh_playbook.modules.module import ISSUES, Effect, Module, Part, describe


class IssueModule(Module[Issue, ExistingIssue]):
    """An issue of the repository."""

    name = "issue"
    effect = Effect.ISSUES
    title = "Issues"
    argument = Issue
    existing = ExistingIssue
    is_in_repository = True
    triage_suffices = True
    stage = ISSUES
    reads = frozenset({Part.ISSUES})
    makes_issues = has_issue_key = belongs_to_issue = True

    def key(self, desired: Issue) -> str:
        """Return the issue's key."""
        return desired.key

    def count(self, world: World) -> int:
        """Return the number of issues."""
        return world.issue_total

    def diff(self, desired: Issue, world: World, context: Context) -> Change[ExistingIssue]:
        """Compare title, managed block, labels, assignees, milestone, type, state, pin and lock."""
        return diff(self.name, desired, world, context)

    def record(self, change: Change[ExistingIssue], world: World, payload: Payload | None) -> None:
        """Put the issue into the world."""
        record(change, change.made, world, payload)

    def landed(self, after: ExistingIssue, payload: Payload) -> ExistingIssue:
        """Return the issue from GitHub's answer."""
        return landed(after, payload)

    def remove(self, key: str, existing: ExistingIssue, world: World) -> Change[ExistingIssue]:
        """Close the issue as not planned."""
        return issue_removal.remove(self.name, key, existing, world)

    def forget(self, change: Change[ExistingIssue], world: World) -> None:
        """Note that the issue was deleted."""
        issue_removal.forget(change, world)

    def restore(self, past: Past, world: World) -> Change[ExistingIssue]:
        """Compare the issue with its state before the run."""
        return issue_undo.restore(past, world)

    def created(self, key: str, world: World) -> Created | None:
        """Return the issue: GitHub accepts any number of equal ones."""
        return issue_twin.created(key, world)

    def twins(self, key: str, _own: Created, world: World) -> list[Created]:
        """Return the issues with this key's marker."""
        return issue_twin.twins(key, world)

    def withdraw(
        self, key: str, own: Created, older: Created, world: World
    ) -> Change[ExistingIssue]:
        """Close the younger one of two equal issues as a duplicate."""
        return issue_twin.withdraw(key, own, older, world)


def diff(module: str, desired: Issue, world: World, context: Context) -> Change[ExistingIssue]:
    """Compare a declared issue or sub-issue with the existing one, without links."""
    left_over = issue_warning.left_over(desired, world, context)
    warnings = (*issue_warning.warnings(desired, world), *left_over)
    change: Change[ExistingIssue] = Change(
        module, desired.key, Action.SKIP, "as declared", desired.source, warnings=warnings
    )
    if desired.key in world.conflicts:
        return change.but(action=Action.CONFLICT, reason=world.conflicts[desired.key])
    if desired.is_absent:
        return _absent(change, desired, world)
    change = change.but(awaits=_awaited(desired, world, context))
    trouble = world.trouble.get(desired.key) or _missing(desired, world, context)
    if trouble:
        action = Action.FAIL if desired.key in world.trouble else Action.BLOCK
        return change.but(action=action, reason=trouble)
    existing = world.issue(desired.key)
    if existing is None:
        return issue_creation.create(change, desired, world, context)
    change = change.but(number=existing.number, url=existing.url)
    written = text.write(desired, world, context)
    return _update(change, desired, existing, world, context, written)


def _absent(change: Change[ExistingIssue], desired: Issue, world: World) -> Change[ExistingIssue]:
    """Return the change that closes an issue which is declared absent."""
    trouble, existing = world.trouble.get(desired.key), world.issue(desired.key)
    if trouble:
        return change.but(action=Action.FAIL, reason=trouble)
    if existing is None:
        return change.but(reason="is not there, as declared")
    if existing.state == "closed":
        return change.but(reason="closed, as declared", number=existing.number, url=existing.url)
    return issue_removal.remove(change.module, change.key, existing, world)


def record(change: Change, after: ExistingIssue, world: World, payload: Payload | None) -> None:
    """Put an issue into the world: from a mutation's payload, or from the change itself."""
    made = landed(after, payload) if payload else _with_present_parts(change, after, world)
    world.put_issue(made, key=change.key)
    node = (payload or {}).get("issue") or {}
    family = node.get("parent") or {}
    if "subIssues" in family and family["id"] in world.issues:
        world.set_sub_issues(family["id"], parsing.ids(family, "subIssues"))


def _with_present_parts(change: Change, after: ExistingIssue, world: World) -> ExistingIssue:
    """Return the issue after a change, with everything else that has changed since it was compared.

    These are links, and names of its labels and the like. GitHub's answers contain them; a dry run
    compares many changes at once and has no answers.
    """
    now, before = world.issues.get(after.id), change.before
    if now is None or not isinstance(before, ExistingIssue):
        return after
    is_same_parent = after.parent == before.parent
    added = [each for each in after.labels if each not in {*before.labels, *now.labels}]
    gone = {*before.labels} - {*after.labels}
    return replace(
        after,
        parent=now.parent if is_same_parent else after.parent,
        parent_name=now.parent_name if is_same_parent else after.parent_name,
        sub_issues=now.sub_issues,
        blocked_by=now.blocked_by,
        related_to=now.related_to,
        labels=(*(each for each in now.labels if each not in gone), *added),
        milestone=now.milestone if after.milestone == before.milestone else after.milestone,
        type=now.type if after.type == before.type else after.type,
    )


def landed(after: ExistingIssue, payload: Payload) -> ExistingIssue:
    """Return an issue from a mutation's payload; some payloads name only its parent."""
    nodes = [payload[name] for name in issue_wire.PAYLOADS if payload.get(name)]
    return parsing.issue(nodes[0]) if nodes and "title" in nodes[0] else after


def _update(
    change: Change[ExistingIssue],
    desired: Issue,
    existing: ExistingIssue,
    world: World,
    context: Context,
    written: text.Text,
) -> Change[ExistingIssue]:
    body = issue_body.compose(
        desired,
        existing,
        written.content,
        force=context.force,
        known=context.history.taken_in(desired.key),
        is_bound=_was_bound(desired, existing, world),
    )
    if body.is_damaged:
        return change.but(action=Action.CONFLICT, reason=body.conflict)
    differences = issue_difference.differences(desired, existing, body, world, context)
    if body.moved_from and not body.conflict:
        differences = (Difference("key", body.moved_from, desired.key), *differences)
    if body.conflict:
        if body.edited is not None:
            differences = (*differences, Difference("body", body.edited, written.content))
        return change.but(action=Action.CONFLICT, reason=body.conflict, differences=differences)
    if not differences:
        return change
    fields = {each.field: each.desired for each in differences if each.field != "key"}
    problem = _too_much(fields)
    if problem:
        return change.but(action=Action.FAIL, reason=problem)
    return change.but(
        action=Action.UPDATE,
        reason=_reason(body, differences),
        differences=differences,
        warnings=(*change.warnings, *issue_hand.told(desired, existing, differences, context)),
        operations=issue_wire.updating(existing, fields, world),
        needs=_needed(fields, desired, world),
        wants=written.wants if "body" in fields else (),
        before=existing,
        overwrites=existing.id if "body" in fields else None,
        after=replace(existing, **_as_existing(existing, fields, world)),
    )


def _was_bound(desired: Issue, existing: ExistingIssue, world: World) -> bool:
    """Tell whether the register says that an earlier run bound the issue; undo takes it out."""
    keys = (desired.key, *desired.previously)
    return any(world.register.names(key, existing.number, existing.id) for key in keys)


def _reason(body: issue_body.Body, differences: tuple[Difference, ...]) -> str:
    names = describe(tuple(each for each in differences if each.field != "key"))
    if body.moved_from:
        return f"moved from the key {body.moved_from!r}: {names}"
    if body.restores:
        return f"marker restored: {names}"
    return f"adopted: {names}" if body.adopts else names


def _needed(fields: Mapping[str, Any], desired: Issue, world: World) -> tuple[str, ...]:
    original = desired.duplicate_of if "duplicate_of" in fields else None
    return (original,) if original and world.issue(original) is None else ()


def _as_existing(
    existing: ExistingIssue, fields: Mapping[str, Any], world: World
) -> dict[str, Any]:
    """Return fields by the names of an existing issue's attributes."""
    names = {"state_reason": "reason", "pinned": "is_pinned", "locked": "lock"}
    original = world.issue(fields.get("duplicate_of") or "")
    if original is not None:
        fields = {**fields, "duplicate_of": original.id}
    if "fields" in fields:
        fields = {**fields, "fields": issue_value.merged(existing.fields, fields["fields"])}
    return {names.get(name, name): value for name, value in fields.items()}


def _missing(desired: Issue, world: World, context: Context) -> str | None:
    missing = [repr(name) for name in desired.labels if world.label(name) is None]
    if missing:
        return f"needs the label {', '.join(missing)}: `setup-labels` makes it"
    unknown = [repr(login) for login in desired.assignees if world.account(login) is None]
    if unknown:
        return f"cannot be assigned to {', '.join(unknown)}: they have no access to the repository"
    if desired.milestone and world.milestone(desired.milestone) is None:
        return f"needs the milestone {desired.milestone!r}: `setup-milestones` makes it"
    lacking = issue_value.lacking(desired, world, context)
    return f"{lacking}: `setup-types` makes it" if lacking else None


def _awaited(desired: Issue, world: World, context: Context) -> tuple[Thing, ...]:
    """Return the desired things of an issue that do not exist yet, or may still change."""
    things = [("label", folded(name)) for name in desired.labels if world.label(name) is None]
    # A label that goes leaves the issue by itself: taking it off afterwards would fail.
    removed = map(folded, desired.remove_labels) if context.absent_labels else ()
    things += [("label", name) for name in removed if name in context.absent_labels]
    if desired.milestone and world.milestone(desired.milestone) is None:
        things.append(("milestone", folded(desired.milestone)))
    if desired.type and issue_difference.type_of(desired, world) is None:
        things.append(("issue_type", folded(desired.type)))
    things += [("issue_field", folded(each.name)) for each in context.issue_fields]
    return tuple(things)


def _too_much(fields: Mapping[str, Any]) -> str | None:
    """Return the limits of GitHub that the new fields of an issue exceed, if any."""
    limits = {"labels": LABELS_LIMIT, "assignees": ASSIGNEES_LIMIT}
    if len(fields.get("body", "")) > BODY_LIMIT:
        return f"its body would have {len(fields['body'])} characters; GitHub allows {BODY_LIMIT}"
    for name, limit in limits.items():
        if len(fields.get(name, ())) > limit:
            return f"it would have {len(fields[name])} {name}; GitHub allows {limit}"
    return None
