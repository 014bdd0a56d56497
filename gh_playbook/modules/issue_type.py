"""Issue types, by name, ignoring case. They belong to the organization; users have none."""

from typing import Any

from gh_playbook.declaration.backlog import IssueType
from gh_playbook.github import parsing, selection
from gh_playbook.model.change import Action, Change, Difference, Mutation, Payload
from gh_playbook.model.world import UNBORN, ExistingIssueType, World
from gh_playbook.modules.module import (
    Context,
    Mention,
    Module,
    Part,
    compare,
    describe,
    skipped,
    wanted,
)


class IssueTypeModule(Module[IssueType, ExistingIssueType]):
    """An issue type of the organization."""

    name = "issue_type"
    title = "Issue types"
    argument = IssueType
    is_in_repository = False
    scope = "admin:org"
    permission = "Issue types of the organization"
    reads = frozenset({Part.ISSUES})
    mention = Mention.NAMED

    def key(self, desired: IssueType) -> str:
        """Return the type's name."""
        return desired.name

    def count(self, world: World) -> int:
        """Return how many there are."""
        return len(world.issue_types)

    def diff(
        self, desired: IssueType, world: World, _context: Context
    ) -> Change[ExistingIssueType]:
        """Compare name, description and colour; a declared type is an enabled one."""
        if not world.features.issue_types:
            owner = world.repository.owner
            who = "this GitHub" if world.repository.owner_is_organization else f"the user {owner}"
            reason = f"{who} has no issue types: bodies name the type instead"
            return Change(self.name, desired.name, Action.UNSUPPORTED, reason, desired.source)
        existing = world.issue_type(desired.name)
        values = wanted(desired, existing, ("name", "description", "color")) | {"is_enabled": True}
        differences = compare(
            {name: (getattr(existing, name, None), value) for name, value in values.items()}
        )
        id = existing.id if existing else UNBORN + desired.name
        after = ExistingIssueType(id, **values)
        if not differences:
            return skipped(self.name, desired.name, source=desired.source)
        fields = dict(map(_wire, differences))
        payload = f"issueType {{ {selection.ISSUE_TYPE} }}"
        if existing is None:
            fields["ownerId"] = world.repository.owner_id
            operation = Mutation("createIssueType", fields, payload)
        else:
            operation = Mutation("updateIssueType", {"issueTypeId": existing.id} | fields, payload)
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
            advice=(
                "types are the organization's: it takes an owner of it, with the scope "
                "`admin:org` (`gh auth refresh -s admin:org`), also to enable a disabled one"
            ),
        )

    def record(
        self, change: Change[ExistingIssueType], world: World, payload: Payload | None
    ) -> None:
        """Take in the type."""
        world.put_issue_type(parsing.issue_type(payload["issueType"]) if payload else change.made)


def _wire(difference: Difference) -> tuple[str, Any]:
    """Return a field's name and value as GraphQL's inputs have them."""
    match difference.field:
        case "color":
            return "color", difference.desired.upper()
        case "is_enabled":
            return "isEnabled", difference.desired
        case field:
            return field, difference.desired
