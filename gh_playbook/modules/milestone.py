"""Milestones, by title, ignoring case, open or closed. GitHub writes them through REST only."""

from datetime import date

from gh_playbook.declaration.backlog import Milestone
from gh_playbook.github import parsing
from gh_playbook.model.change import Action, Call, Change, Payload
from gh_playbook.model.world import UNBORN, ExistingMilestone, World
from gh_playbook.modules.module import Context, Mention, Module, compare, describe, skipped, wanted


class MilestoneModule(Module[Milestone, ExistingMilestone]):
    """A milestone of the repository."""

    name = "milestone"
    title = "Milestones"
    argument = Milestone
    is_in_repository = True
    mention = Mention.NAMED

    def key(self, desired: Milestone) -> str:
        """Return the milestone's title."""
        return desired.title

    def count(self, world: World) -> int:
        """Return how many there are."""
        return len(world.milestones)

    def diff(
        self, desired: Milestone, world: World, _context: Context
    ) -> Change[ExistingMilestone]:
        """Compare title, description, due date and state."""
        existing = world.milestone(desired.title)
        path = f"repos/{world.repository.name}/milestones"
        values = wanted(desired, existing, ("title", "description", "due_on", "state"))
        differences = compare(
            {name: (getattr(existing, name, None), value) for name, value in values.items()}
        )
        fields = {each.field: _wire(each.desired) for each in differences}
        after = ExistingMilestone(
            id=existing.id if existing else UNBORN + desired.title,
            number=existing.number if existing else None,
            url=existing.url if existing else None,
            **values,
        )
        if existing is None:
            return Change(
                self.name,
                desired.title,
                Action.CREATE,
                "no such milestone",
                desired.source,
                differences,
                (Call("POST", path, fields),),
                after=after,
            )
        if not differences:
            return skipped(
                self.name,
                desired.title,
                source=desired.source,
                number=existing.number,
                url=existing.url,
            )
        return Change(
            self.name,
            desired.title,
            Action.UPDATE,
            describe(differences),
            desired.source,
            differences,
            (Call("PATCH", f"{path}/{existing.number}", fields),),
            before=existing,
            after=after,
            number=existing.number,
            url=existing.url,
        )

    def record(
        self, change: Change[ExistingMilestone], world: World, payload: Payload | None
    ) -> None:
        """Take in the milestone."""
        world.put_milestone(parsing.milestone(payload) if payload else change.made)


def _wire(value: object) -> object:
    """Return a value as the API takes it; GitHub keeps a due date's day, at noon in any zone."""
    return f"{value.isoformat()}T12:00:00Z" if isinstance(value, date) else value
