"""Issue types, by name, ignoring case; they belong to an organization, or to a user.

GitHub's REST description has an operation to create types of a user, but none to change them.
GraphQL has a mutation for that, but its schema does not say whose types it may change [unverified].
"""

from dataclasses import replace
from typing import Any

from gh_playbook.declaration.backlog.backlog import IssueType
from gh_playbook.declaration.name import Named
from gh_playbook.github.reading import parsing, selection
from gh_playbook.model.change import Action, Call, Change, Difference, Mutation, Operation, Payload
from gh_playbook.model.existing import ExistingIssueType
from gh_playbook.model.past import Past
from gh_playbook.model.world import UNBORN, World
from gh_playbook.modules import undo, use, used_undo
from gh_playbook.modules.context import Context
from gh_playbook.modules.module import compare, describe, desired_fields, skipped
from gh_playbook.modules.organization_module import OrganizationModule, told_with_others
from gh_playbook.modules.undo import Merge

_FIELDS = ("name", "description", "color", "is_enabled")
_ADVICE = (
    "types belong to the organization: this needs a login that owns it, with the scope `admin:org` "
    "(`gh auth refresh -s admin:org`), also to enable a disabled one"
)


class IssueTypeModule(OrganizationModule[IssueType, ExistingIssueType]):
    """An issue type of the organization."""

    name = "issue_type"
    named_by = "name"
    lost_by = "issue"
    title = "Issue types"
    argument = IssueType
    existing = ExistingIssueType
    permission = "Issue types of the organization"

    def has_feature(self, world: World) -> bool:
        """Tell whether there are issue types here."""
        return world.features.issue_types

    def things(self, world: World) -> Named[ExistingIssueType]:
        """Return the existing types."""
        return world.issue_types

    def diff(
        self, desired: IssueType, world: World, _context: Context
    ) -> Change[ExistingIssueType]:
        """Compare name, description and colour; a declared type is also enabled."""
        if not self.has_feature(world):
            reason = f"{self.why_unsupported(world)}: the issues' texts name the type"
            return Change(self.name, desired.name, Action.UNSUPPORTED, reason, desired.source)
        existing = world.issue_type(desired.name)
        values = desired_fields(desired, existing, ("name", "description", "color")) | {
            "is_enabled": True
        }
        differences = compare(
            {name: (getattr(existing, name, None), value) for name, value in values.items()}
        )
        id = existing.id if existing else UNBORN + desired.name
        after = ExistingIssueType(id, **values)
        if not differences:
            return skipped(self.name, desired.name, source=desired.source)
        operation = _writing(existing, differences, world)
        return Change(
            self.name,
            desired.name,
            Action.UPDATE if existing else Action.CREATE,
            describe(differences) if existing else "no such type",
            desired.source,
            differences,
            (operation,),
            before=existing,
            after=after,
            advice=_ADVICE,
        )

    def record(
        self, change: Change[ExistingIssueType], world: World, payload: Payload | None
    ) -> None:
        """Put the type into the world."""
        world.put_issue_type(self.landed(change.made, payload) if payload else change.made)
        use.give(world, "type", change.used_by)

    def landed(self, after: ExistingIssueType, payload: Payload) -> ExistingIssueType:
        """Return the type from GitHub's answer."""
        if "node_id" in payload:
            wire = {"id": payload["node_id"], "isEnabled": payload["is_enabled"]}
            return parsing.issue_type({**payload, **wire})
        return parsing.issue_type(payload["issueType"]) if "issueType" in payload else after

    def remove(
        self, key: str, existing: ExistingIssueType, world: World
    ) -> Change[ExistingIssueType]:
        """Remove the type, from the organization's other repositories too."""
        used_by = use.uses(world, "type", existing.name)
        wire = {"issueTypeId": existing.id}
        return Change(
            self.name,
            key,
            Action.REMOVE,
            told_with_others(use.told(used_by)),
            differences=(Difference("name", existing.name, None),),
            operations=(Mutation("deleteIssueType", wire, "clientMutationId"),),
            before=existing,
            used_by=used_by,
            advice=_ADVICE,
        )

    def forget(self, change: Change[ExistingIssueType], world: World) -> None:
        """Note that the type no longer exists."""
        if change.before is not None:
            del world.issue_types[change.before.name]
        use.take(world, "type", change.used_by)

    def restore(self, past: Past, world: World) -> Change[ExistingIssueType]:
        """Compare the type with its state before the run."""

        def update(now: ExistingIssueType, found: Merge) -> Change[ExistingIssueType]:
            return undo.merged(
                past,
                found,
                operations=(_writing(now, found.differences, world),),
                before=now,
                after=replace(now, **found.fields),
                advice=_ADVICE,
            )

        return used_undo.restore(
            past,
            "type",
            world.issue_types,
            world,
            _FIELDS,
            make=lambda issue_type: _make(past, issue_type, world),
            remove=lambda issue_type: self.remove(past.key, issue_type, world),
            update=update,
        )


def _make(past: Past, issue_type: ExistingIssueType, world: World) -> Change[ExistingIssueType]:
    """Return the change that creates a type again which a run removed."""
    differences = compare({name: (None, getattr(issue_type, name)) for name in _FIELDS})
    return Change(
        past.module,
        past.key,
        Action.CREATE,
        "as before the run",
        differences=differences,
        operations=(_writing(None, differences, world),),
        after=replace(issue_type, id=UNBORN + issue_type.name),
        advice=_ADVICE,
    )


def _writing(
    existing: ExistingIssueType | None, differences: tuple[Difference, ...], world: World
) -> Operation:
    fields = dict(map(_wire, differences))
    payload = f"issueType {{ {selection.ISSUE_TYPE} }}"
    if existing is None and not world.repository.owner_is_organization:
        given = {each.field: each.desired for each in differences}
        return Call("POST", "user/issue-types", given)
    if existing is None:
        fields["ownerId"] = world.repository.owner_id
        return Mutation("createIssueType", fields, payload)
    return Mutation("updateIssueType", {"issueTypeId": existing.id} | fields, payload)


def _wire(difference: Difference) -> tuple[str, Any]:
    """Return a field's name and value as GraphQL's inputs have them."""
    match difference.field:
        case "color":
            return "color", difference.desired.upper()
        case "is_enabled":
            return "isEnabled", difference.desired
        case field:
            return field, difference.desired
