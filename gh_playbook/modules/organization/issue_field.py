"""Issue fields, by name, ignoring case. They belong to the organization, and to all its issues.

An update replaces the options. Only REST accepts their ids, by which issues keep their values
(GitHub's REST description and GraphQL schema): so options go through REST, and GraphQL then returns
the ids that it uses.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gh_playbook.declaration.backlog.issue_field import IssueField
from gh_playbook.declaration.name import Named, folded
from gh_playbook.github.reading import parsing, selection
from gh_playbook.model.change import Action, Call, Change, Difference, Mutation, Operation, Payload
from gh_playbook.model.existing import ExistingIssueField
from gh_playbook.model.past import Past
from gh_playbook.model.world import UNBORN, World
from gh_playbook.modules import use
from gh_playbook.modules.board import field_wire, project_option
from gh_playbook.modules.context import Context
from gh_playbook.modules.module import compare, describe, desired_fields, skipped
from gh_playbook.modules.organization import issue_field_undo
from gh_playbook.modules.organization_module import OrganizationModule, told_with_others

_SHOWN_OTHERWISE = (
    "people's options hold control characters, which `gh` shows as ^[ and the like, and would "
    "write so: take them out in the organization's settings"
)
_PAYLOAD = f"issueField {{ {selection.ISSUE_FIELD} }}"
ADVICE = (
    "issue fields belong to the organization: this needs a login that owns it, with the scope "
    "`admin:org` (`gh auth refresh -s admin:org`)"
)


class IssueFieldModule(OrganizationModule[IssueField, ExistingIssueField]):
    """An issue field of the organization."""

    name = "issue_field"
    lost_by = "issue"
    title = "Issue fields"
    argument = IssueField
    existing = ExistingIssueField
    permission = "Issue Fields of the organization"

    def has_feature(self, world: World) -> bool:
        """Tell whether there are issue fields here."""
        return world.features.issue_fields

    def things(self, world: World) -> Named[ExistingIssueField]:
        """Return the existing fields."""
        return world.issue_fields

    def diff(
        self, desired: IssueField, world: World, _context: Context
    ) -> Change[ExistingIssueField]:
        """Compare type, description, visibility and options; people's options stay."""
        change: Change[ExistingIssueField] = skipped(self.name, desired.name, source=desired.source)
        if not self.has_feature(world):
            reason = f"{self.why_unsupported(world)}: their values are left out"
            return replace(change, action=Action.UNSUPPORTED, reason=reason)
        if desired.type == "multi_select" and not world.features.multi_selects:
            reason = "this GitHub has no issue fields with several options"
            return replace(change, action=Action.UNSUPPORTED, reason=reason)
        change = replace(change, advice=ADVICE)
        existing = world.issue_field(desired.name)
        if existing is None:
            return _create(change, desired, world)
        if existing.type != desired.type:
            what = f"there is a {existing.type} issue field of this name"
            reason = f"{what}: rename it, or declare that type"
            return replace(change, action=Action.CONFLICT, reason=reason)
        return _update(change, desired, existing, world)

    def record(
        self, change: Change[ExistingIssueField], world: World, payload: Payload | None
    ) -> None:
        """Put the field into the world, with the values that issues lose or get back."""
        world.put_issue_field(self.landed(change.made, payload) if payload else change.made)
        if change.after is change.before:
            issue_field_undo.give(world, change.made.name, change.used_by)
        else:
            issue_field_undo.take(world, change.made.name, change.used_by)

    def landed(self, after: ExistingIssueField, payload: Payload) -> ExistingIssueField:
        """Return the field from GitHub's answer."""
        node = payload.get("issueField")
        return parsing.issue_field(node) if node and "dataType" in node else after

    def remove(
        self, key: str, existing: ExistingIssueField, world: World
    ) -> Change[ExistingIssueField]:
        """Remove the field, with the values of all the organization's issues."""
        used_by = issue_field_undo.uses(world, existing)
        return Change(
            self.name,
            key,
            Action.REMOVE,
            told_with_others(use.told(used_by)),
            differences=(Difference("name", existing.name, None),),
            operations=(
                Mutation("deleteIssueField", {"fieldId": existing.id}, "clientMutationId"),
            ),
            before=existing,
            used_by=used_by,
            advice=ADVICE,
        )

    def forget(self, change: Change[ExistingIssueField], world: World) -> None:
        """Note that the field no longer exists."""
        if change.before is not None:
            del world.issue_fields[change.before.name]
            issue_field_undo.take(world, change.before.name, change.used_by)

    def restore(self, past: Past, world: World) -> Change[ExistingIssueField]:
        """Compare the field with its state before the run."""
        return issue_field_undo.restore(
            past,
            world,
            make=lambda field: creating(self.name, past.key, field, world),
            remove=lambda field: self.remove(past.key, field, world),
            write=lambda field, changes: writing(field, changes, world),
        )


def _create(
    change: Change[ExistingIssueField], desired: IssueField, world: World
) -> Change[ExistingIssueField]:
    options = project_option.merged(desired.options, (), untouched=False)
    if desired.is_select and not options:
        reason = "there is no such issue field, and one that is made needs `options`"
        return replace(change, action=Action.FAIL, reason=reason)
    texts = {name: getattr(desired, name) for name in ("description", "visibility")}
    made = ExistingIssueField("", None, desired.name, desired.type, **texts, options=options)
    return replace(creating(change.module, change.key, made, world), source=change.source)


def creating(
    module: str, key: str, field: ExistingIssueField, world: World
) -> Change[ExistingIssueField]:
    """Return the change that creates a field; the ids of its options are new."""
    wire: dict[str, Any] = {
        "ownerId": world.repository.owner_id,
        "name": field.name,
        "dataType": field.type.upper(),
        "description": field.description,
        "visibility": "ALL" if field.visibility == "all" else "ORG_ONLY",
    }
    if field.options:
        wire["options"] = [
            {
                "name": each.name,
                "color": each.color.upper(),
                "description": each.description,
                "priority": priority,
            }
            for priority, each in enumerate(field.options, 1)
        ]
    told = {
        "type": field.type,
        "description": field.description,
        "visibility": field.visibility,
        "options": field_wire.shown(field.options),
    }
    options = tuple(replace(each, id=UNBORN + each.name, number=None) for each in field.options)
    return Change(
        module,
        key,
        Action.CREATE,
        "no such issue field",
        differences=tuple(Difference(name, None, value) for name, value in told.items() if value),
        operations=(Mutation("createIssueField", wire, _PAYLOAD),),
        after=replace(field, id=UNBORN + field.name, number=None, options=options),
        advice=ADVICE,
    )


def _update(
    change: Change[ExistingIssueField],
    desired: IssueField,
    existing: ExistingIssueField,
    world: World,
) -> Change[ExistingIssueField]:
    values = desired_fields(desired, existing, ("name", "description", "visibility"))
    options = existing.options
    if desired.options:
        options = project_option.merged(desired.options, existing.options, untouched=False)
    if options != existing.options and not existing.is_exact:
        return replace(change, action=Action.CONFLICT, reason=_SHOWN_OTHERWISE)
    values["options"] = options
    differences = compare({name: (getattr(existing, name), values[name]) for name in values})
    if not differences:
        return change
    left = {folded(each.name) for each in options}
    lost = tuple(each for each in existing.options if folded(each.name) not in left)
    used_by = issue_field_undo.uses(world, existing, lost) if lost else {}
    reason = describe(differences)
    return replace(
        change,
        action=Action.UPDATE,
        reason=f"{reason}; {use.told(used_by)}" if used_by else reason,
        differences=tuple(map(issue_field_undo.shown, differences)),
        operations=writing(existing, {each.field: each.desired for each in differences}, world),
        before=existing,
        overwrites=existing.id if options != existing.options else None,
        after=replace(existing, **values),
        used_by=used_by,
    )


def writing(
    existing: ExistingIssueField, changes: Mapping[str, Any], world: World
) -> tuple[Operation, ...]:
    """Return the operation that changes a field; its options are sent with their ids."""
    wire = {name: changes[name] for name in ("name", "description") if name in changes}
    if "visibility" in changes:
        wire["visibility"] = "ALL" if changes["visibility"] == "all" else "ORG_ONLY"
    options = changes.get("options")
    asked = Mutation("updateIssueField", {"id": existing.id, **wire}, _PAYLOAD)
    if options is None:
        return (asked,)
    given = [
        {
            **({"id": each.number} if each.number else {}),
            "name": each.name,
            "color": each.color,
            "description": each.description,
            "priority": priority,
        }
        for priority, each in enumerate(options, 1)
    ]
    path = f"orgs/{world.repository.owner}/issue-fields/{existing.number}"
    if not wire:
        asked = replace(asked, input={"id": existing.id, "name": existing.name})
    return (Call("PATCH", path, {"options": given}), asked)
