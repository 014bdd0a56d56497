"""The board's rules, applied by hand or on a schedule: each card gets the Status of the rules."""

from collections.abc import Mapping
from dataclasses import replace

from gh_playbook.declaration.backlog.automation import Automations
from gh_playbook.model.change import Action, Change, Difference, Mutation, Payload
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.past import Past
from gh_playbook.model.project import ExistingItem, ExistingProject
from gh_playbook.model.project_field import ExistingField
from gh_playbook.model.world import World
from gh_playbook.modules import undo
from gh_playbook.modules.board.status_rule import status_by_rules
from gh_playbook.modules.board_module import BoardModule
from gh_playbook.modules.cards import card_undo
from gh_playbook.modules.cards.card_filling import setting
from gh_playbook.modules.context import Context
from gh_playbook.modules.module import Part
from gh_playbook.modules.project_access import open_project, status_field, without_project

# Cards, by the ids of their issues.
Cards = Mapping[str, ExistingItem]


class BoardRulesModule(BoardModule[Automations, Cards]):
    """The Status of all cards, according to the rules."""

    name = "board_rules"
    title = "Board rules"
    argument = Automations
    existing = dict[str, ExistingItem]
    reads = frozenset(Part)

    def key(self, _desired: Automations) -> str:
        """Return the name of the rules in reports."""
        return "rules"

    def diff(self, desired: Automations, world: World, context: Context) -> Change[Cards]:
        """Compare each card's Status with the rules."""
        change: Change[Cards] = Change(
            self.name, "rules", Action.SKIP, "all cards are in place", desired.source
        )
        project = open_project(world, context)
        if project is None:
            return without_project(change, world)
        field = status_field(project, context)
        if field is None:
            return replace(change, action=Action.BLOCK, reason="the board has no status field")
        moves = _moves(desired, project, field, world)
        if not moves:
            return change
        differences = tuple(
            Difference(f"#{issue.number}", item.values.get(field.name), wanted)
            for issue, item, wanted in moves
        )
        return replace(
            change,
            action=Action.UPDATE,
            reason=", ".join(f"{each.field} → {each.desired}" for each in differences),
            differences=differences,
            operations=tuple(
                moved
                for _, item, wanted in moves
                if (moved := setting(project, item, field, wanted)) is not None
            ),
            before={issue.id: item for issue, item, _ in moves},
            after={
                issue.id: replace(item, values={**item.values, field.name: wanted})
                for issue, item, wanted in moves
            },
        )

    def record(self, change: Change[Cards], world: World, _payload: Payload | None) -> None:
        """Put the moved cards into the world."""
        for issue, item in change.made.items():
            world.put_item(issue, item)

    def restore(self, past: Past, world: World) -> Change[Cards]:
        """Compare the Status of all moved cards with their Status before the run."""
        project = world.project
        if project is None:
            return undo.gone(past)
        differences: list[Difference] = []
        operations: list[Mutation] = []
        edited: list[str] = []
        before: dict[str, ExistingItem] = {}
        after: dict[str, ExistingItem] = {}
        for id, was in past.before.items():
            issue, now = world.issues.get(id), project.items.get(id)
            if issue is None or now is None:
                continue
            left = past.after[id].values
            found = card_undo.merge_values(was.values, left, now, project)
            name = f"#{issue.number}"
            differences += [replace(each, field=name) for each in found.differences]
            edited += [name] if found.edited else []
            operations += found.operations
            before[id], after[id] = now, replace(now, values=found.values)
        return undo.merged(
            past,
            undo.Merge(tuple(differences), tuple(edited)),
            operations=tuple(operations),
            before=before,
            after=after,
        )


def _moves(
    rules: Automations, project: ExistingProject, field: ExistingField, world: World
) -> list[tuple[ExistingIssue, ExistingItem, str]]:
    order = [option.name for option in field.options]
    moves = []
    for id, item in project.items.items():
        issue = world.issues.get(id)
        if issue is None or item.is_archived:
            continue
        now = item.values.get(field.name)
        wanted = status_by_rules(rules, issue, str(now) if now is not None else None, order)
        if wanted is not None and field.option(wanted) is not None:
            moves.append((issue, item, wanted))
    return sorted(moves, key=lambda move: move[0].number or 0)
