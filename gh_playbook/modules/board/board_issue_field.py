"""Issue fields of the organization on the board: columns whose values are the issues' own."""

from dataclasses import replace

from gh_playbook.declaration.backlog.project import ProjectField
from gh_playbook.declaration.name import folded
from gh_playbook.github.reading import selection
from gh_playbook.model.change import Action, Change, Difference, Mutation
from gh_playbook.model.existing import ExistingIssueField
from gh_playbook.model.project import ExistingProject
from gh_playbook.model.project_field import ExistingField
from gh_playbook.model.world import UNBORN, World

SHOWN = "the board shows the issue field of this name: write `type: issue_field`"


def are_possible(world: World) -> bool:
    """Tell whether boards can show issue fields here."""
    return world.features.issue_fields and world.features.board_issue_fields


def diff(
    change: Change[ExistingField],
    desired: ProjectField,
    existing: ExistingField | None,
    project: ExistingProject,
    world: World,
) -> Change[ExistingField]:
    """Compare whether the board shows the issue field of this name."""
    if existing is not None:
        if existing.is_issue_field:
            return change
        reason = "the board has a field of its own with this name: rename it, or the issue field"
        return replace(change, action=Action.CONFLICT, reason=reason)
    if not are_possible(world):
        reason = "there are no issue fields here that a board could show"
        return replace(change, action=Action.UNSUPPORTED, reason=reason)
    field = world.issue_field(desired.name)
    if field is None:
        reason = "there is no such issue field: `setup-types` makes it"
        awaits = (("issue_field", folded(desired.name)),)
        return replace(change, action=Action.BLOCK, reason=reason, awaits=awaits)
    return showing(change, field, project, world)


def showing(
    change: Change[ExistingField],
    field: ExistingIssueField,
    project: ExistingProject,
    world: World,
) -> Change[ExistingField]:
    """Complete the change that shows an issue field on the board."""
    wire = {"projectId": project.id, "issueFieldId": field.id}
    asked = selection.field(several=world.features.multi_selects, backed=True)
    return replace(
        change,
        action=Action.CREATE,
        reason="not shown on the board",
        differences=(Difference("issue field", None, field.name),),
        operations=(Mutation("createProjectV2IssueField", wire, f"projectV2Field {{ {asked} }}"),),
        after=ExistingField(UNBORN + field.name, field.name, field.type, is_issue_field=True),
    )
