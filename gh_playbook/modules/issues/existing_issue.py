"""Changes of existing issues by number, without a marker in them: relabel, retype, close.

Only declared values change; the text is left alone. With a loop over `query(issues, …)` that is
bulk work, which the next run skips.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gh_playbook.declaration.backlog.existing_issue import IssueChange
from gh_playbook.declaration.consistency.card_value import fitted
from gh_playbook.declaration.name import folded, is_same
from gh_playbook.declaration.value import LABELS_LIMIT, Value
from gh_playbook.model.change import Action, Change, Difference, Mutation, Payload
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.past import Past
from gh_playbook.model.world import World
from gh_playbook.modules.context import Context
from gh_playbook.modules.issues import issue, issue_undo, issue_value, issue_wire
from gh_playbook.modules.module import Mention, Module, Part, describe, skipped

_LAST = ("closeIssue", "removeLabelsFromLabelable")


class ExistingIssueModule(Module[IssueChange, ExistingIssue]):
    """Changes of an issue that already exists, in the backlog or not."""

    name = "existing_issue"
    title = "Existing issues"
    argument = IssueChange
    existing = ExistingIssue
    is_in_repository = True
    triage_suffices = True
    reads = frozenset({Part.ISSUES})
    mention = Mention.COUNTED

    def key(self, desired: IssueChange) -> str:
        """Return the number of the issue, as `#13`."""
        return f"#{desired.number}"

    def count(self, world: World) -> int:
        """Return the number of issues."""
        return world.issue_total

    def diff(self, desired: IssueChange, world: World, context: Context) -> Change[ExistingIssue]:
        """Compare the declared values with the issue of this number."""
        existing = world.numbered(desired.number)
        change = skipped(self.name, self.key(desired), source=desired.source)
        if existing is None:
            reason = "there is no issue of this number: it may be a pull request, or deleted"
            return replace(change, action=Action.FAIL, reason=reason)
        change = replace(change, number=existing.number, url=existing.url, after=existing)
        kind = _unsupported(desired, world, context)
        if kind:
            reason = f"there are no {kind} here: nothing of the issue is changed"
            return replace(change, action=Action.UNSUPPORTED, reason=reason)
        values, lacking_fields = _values(desired, world, context)
        lacking = "; ".join([*_lacking(desired, world), *lacking_fields])
        if lacking:
            return replace(change, action=Action.BLOCK, reason=lacking)
        differences = tuple(_differences(desired, existing, values, world))
        if not differences:
            return change
        fields = {each.field: each.desired for each in differences}
        if len(fields.get("labels", ())) > LABELS_LIMIT:
            reason = f"it would have {len(fields['labels'])} labels; GitHub allows {LABELS_LIMIT}"
            return replace(change, action=Action.FAIL, reason=reason)
        return replace(
            change,
            action=Action.UPDATE,
            reason=describe(differences),
            differences=differences,
            operations=_ordered(issue_wire.updating(existing, fields, world)),
            before=existing,
            after=replace(existing, **_as_existing(existing, fields)),
        )

    def record(self, change: Change[ExistingIssue], world: World, payload: Payload | None) -> None:
        """Put the issue into the world."""
        world.put_issue(issue.landed(change.made, payload) if payload else change.made)

    def landed(self, after: ExistingIssue, payload: Payload) -> ExistingIssue:
        """Return the issue from GitHub's answer."""
        return issue.landed(after, payload)

    def restore(self, past: Past, world: World) -> Change[ExistingIssue]:
        """Compare the issue with its state before the run."""
        return issue_undo.restore(past, world)


def _unsupported(desired: IssueChange, world: World, context: Context) -> str:
    """Return the kind of things that this GitHub, or the owner, lacks; usually an empty text."""
    if desired.type is not None and not world.features.issue_types:
        return "issue types"
    # If none are declared, GitHub was not asked for them.
    is_asked = desired.fields and context.issue_fields
    return "issue fields" if is_asked and not world.features.issue_fields else ""


def _lacking(desired: IssueChange, world: World) -> Iterator[str]:
    """Yield the things that the repository lacks and that an issue should have."""
    for name in desired.labels:
        if world.label(name) is None:
            yield f"needs the label {name!r}: `setup-labels` makes it"
    if desired.milestone and world.milestone(desired.milestone) is None:
        yield f"needs the milestone {desired.milestone!r}: `setup-milestones` makes it"
    found = world.issue_type(desired.type) if desired.type else None
    if desired.type and (found is None or not found.is_enabled):
        yield f"needs the issue type {desired.type!r}: `setup-types` makes or enables it"


def _values(
    desired: IssueChange, world: World, context: Context
) -> tuple[dict[str, Value | None], list[str]]:
    """Return the desired values of issue fields, and the reasons that prevent them."""
    values: dict[str, Value | None] = {}
    wrong = []
    declared = {folded(each.name): each for each in context.issue_fields}
    for name, given in desired.fields.items():
        field, existing = declared.get(folded(name)), world.issue_field(name)
        if field is None or existing is None or field.type != existing.type:
            wrong.append(f"needs the issue field {name!r}: declare it in `issue_fields`")
            continue
        try:
            value = None if given is None else fitted(field, given)
        except ValueError as error:
            wrong.append(f"{field.name}: {error}")
            continue
        values[existing.name] = issue_value.spelt(existing, value)
        missing = issue_value.missing_option(existing, value)
        wrong += [f"needs the option {missing!r} of the issue field {name!r}"] if missing else []
    return values, wrong


def _differences(
    desired: IssueChange,
    existing: ExistingIssue,
    values: Mapping[str, Value | None],
    world: World,
) -> Iterator[Difference]:
    labels = _labels(desired, existing)
    if labels != existing.labels:
        yield Difference("labels", existing.labels, labels)
    if desired.milestone and not is_same(existing.milestone or "", desired.milestone):
        milestone = world.milestone(desired.milestone)
        yield Difference("milestone", existing.milestone, milestone.title if milestone else None)
    if desired.type and not is_same(existing.type or "", desired.type):
        issue_type = world.issue_type(desired.type)
        yield Difference("type", existing.type, issue_type.name if issue_type else None)
    now = {name: existing.fields.get(name) for name in values}
    changed = {name: value for name, value in values.items() if value != now[name]}
    if changed:
        yield Difference("fields", {name: now[name] for name in changed}, changed)
    state = "closed" if desired.state_reason else desired.state
    if state is not None and state != existing.state:
        yield Difference("state", existing.state, state)
    if desired.state_reason is not None and desired.state_reason != existing.reason:
        yield Difference("state_reason", existing.reason, desired.state_reason)


def _ordered(operations: Sequence[Mutation]) -> tuple[Mutation, ...]:
    """Return operations in order: closing comes late, and removing labels comes last.

    Issues are mostly found by a label: as long as the issue has it, the next run finds it again
    after an interruption.
    """
    others = [each for each in operations if each.name not in _LAST]
    last = [each for name in _LAST for each in operations if each.name == name]
    ordered = [*others, *last]
    end = len(ordered) - 1
    return tuple(replace(each, with_next=at != end) for at, each in enumerate(ordered))


def _labels(desired: IssueChange, existing: ExistingIssue) -> tuple[str, ...]:
    removed = {folded(name) for name in desired.remove_labels}
    kept = [name for name in existing.labels if folded(name) not in removed]
    there = {folded(name) for name in kept}
    return (*kept, *(name for name in desired.labels if folded(name) not in there))


def _as_existing(existing: ExistingIssue, fields: dict[str, Any]) -> dict[str, Any]:
    """Return fields by their names in an existing issue."""
    if "fields" in fields:
        fields = {**fields, "fields": issue_value.merged(existing.fields, fields["fields"])}
    renamed = {("reason" if name == "state_reason" else name): fields[name] for name in fields}
    if fields.get("state") == "open":
        renamed["reason"] = None
    elif fields.get("state") == "closed":
        renamed.setdefault("reason", "completed")
    return renamed
