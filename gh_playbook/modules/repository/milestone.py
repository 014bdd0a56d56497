"""Milestones, by title, ignoring case, open or closed. GitHub writes them through REST only."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from gh_playbook.declaration.backlog.backlog import Milestone
from gh_playbook.declaration.consistency.declarations import Declarations
from gh_playbook.declaration.name import folded
from gh_playbook.github.reading import parsing
from gh_playbook.model.change import Action, Call, Change, Difference, Payload
from gh_playbook.model.existing import ExistingMilestone
from gh_playbook.model.past import Past
from gh_playbook.model.world import UNBORN, World
from gh_playbook.modules import old_name, undo, use, used_undo
from gh_playbook.modules.context import Context
from gh_playbook.modules.module import (
    GROUND,
    Mention,
    Module,
    compare,
    describe,
    desired_fields,
    skipped,
    taken_away,
)
from gh_playbook.modules.undo import Merge

_FIELDS = ("title", "description", "due_on", "state")


class MilestoneModule(Module[Milestone, ExistingMilestone]):
    """A milestone of the repository."""

    name = "milestone"
    named_by = "title"
    lost_by = "issue"
    own_fields = frozenset({"description", "due_on", "state"})
    title = "Milestones"
    argument = Milestone
    existing = ExistingMilestone
    stage = GROUND
    is_in_repository = True
    mention = Mention.NAMED

    def key(self, desired: Milestone) -> str:
        """Return the milestone's title."""
        return desired.title

    def count(self, world: World) -> int:
        """Return the number of milestones."""
        return len(world.milestones)

    def listed(
        self, world: World, context: Context
    ) -> Iterator[tuple[str, str, ExistingMilestone | None]]:
        """Yield the declared milestones."""
        for each in context.milestones:
            yield self.name, each.title, world.milestone(each.title)

    def diff(self, desired: Milestone, world: World, context: Context) -> Change[ExistingMilestone]:
        """Compare title, description, due date and state."""
        existing = world.milestone(desired.title)
        declared = {folded(each.title) for each in context.milestones}
        theirs = None if existing else _renamed_by_people(desired, world, declared)
        existing = existing or theirs
        if existing is None:
            made = _create(desired, world)
            return replace(made, warnings=_likely_renamed(desired, world, context))
        values = desired_fields(desired, existing, _FIELDS)
        differences = compare(
            {name: (getattr(existing, name), value) for name, value in values.items()}
        )
        change = skipped(self.name, desired.title, source=desired.source)
        change = replace(change, number=existing.number, url=existing.url)
        if not differences:
            return change
        return replace(
            change,
            action=Action.UPDATE,
            reason=f"renamed from {theirs.title!r}" if theirs else describe(differences),
            differences=differences,
            operations=(Call("PATCH", _path(world, existing), _wired(differences)),),
            before=existing,
            after=replace(existing, **values),
            warnings=(old_name.told(theirs.title),) if theirs else (),
        )

    def absent(
        self, desired: Milestone, world: World, context: Context
    ) -> Change[ExistingMilestone]:
        """Compare an absent declaration with what exists."""
        change = taken_away(self, desired.title, world.milestone(desired.title), world)
        swap = _swap(world, context)
        if swap is None or swap[0] != desired.title:
            return change
        told = f"{swap[1]!r} is new, and the only one: if it is this milestone, rename it on GitHub"
        return replace(change, warnings=(told,))

    def record(
        self, change: Change[ExistingMilestone], world: World, payload: Payload | None
    ) -> None:
        """Put the milestone into the world."""
        milestone = self.landed(change.made, payload) if payload else change.made
        before = change.before
        world.put_milestone(milestone, instead_of=before.title if before else None)
        use.give(world, "milestone", change.used_by)

    def undeclared(self, declared: Declarations, world: World) -> list[dict[str, Any]]:
        """Return the undeclared milestones, closed ones too."""
        known = {folded(each.title) for each in declared.milestones}
        for each in declared.milestones:
            if world.milestone(each.title) is None:
                theirs = _renamed_by_people(each, world, known)
                known |= {folded(theirs.title)} if theirs else set()
        titles = sorted(title for title in world.milestones if folded(title) not in known)
        return [{"title": title, "state": "absent"} for title in titles]

    def landed(self, after: ExistingMilestone, payload: Payload) -> ExistingMilestone:
        """Return the milestone from GitHub's answer."""
        return parsing.milestone(payload) if "title" in payload else after

    def remove(
        self, key: str, existing: ExistingMilestone, world: World
    ) -> Change[ExistingMilestone]:
        """Remove the milestone, also from the issues that are in it."""
        used_by = use.uses(world, "milestone", existing.title)
        return Change(
            self.name,
            key,
            Action.REMOVE,
            use.told(used_by, world.pull_requests),
            differences=(Difference("title", existing.title, None),),
            operations=(Call("DELETE", _path(world, existing)),),
            before=existing,
            number=existing.number,
            url=existing.url,
            used_by=used_by,
        )

    def forget(self, change: Change[ExistingMilestone], world: World) -> None:
        """Note that the milestone no longer exists."""
        if change.before is not None:
            del world.milestones[change.before.title]
        use.take(world, "milestone", change.used_by)

    def restore(self, past: Past, world: World) -> Change[ExistingMilestone]:
        """Compare the milestone with its state before the run."""

        def update(now: ExistingMilestone, found: Merge) -> Change[ExistingMilestone]:
            wire = {name: _wire(value) for name, value in found.fields.items()}
            return undo.merged(
                past,
                found,
                operations=(Call("PATCH", _path(world, now), wire),),
                before=now,
                after=replace(now, **found.fields),
                number=now.number,
                url=now.url,
            )

        return used_undo.restore(
            past,
            "milestone",
            world.milestones,
            world,
            _FIELDS,
            make=lambda milestone: _make(past, milestone, world),
            remove=lambda milestone: self.remove(past.key, milestone, world),
            update=update,
        )


def _renamed_by_people(
    desired: Milestone, world: World, declared: Collection[str]
) -> ExistingMilestone | None:
    """Return the milestone that had the declared title and that people renamed."""
    id = world.register.thing(MilestoneModule.name, desired.title)
    return old_name.renamed_by_people(id, world.milestones, declared)


def _likely_renamed(desired: Milestone, world: World, context: Context) -> tuple[str, ...]:
    """Report an undeclared milestone that is probably this one under its old title."""
    declared = (each.title for each in context.milestones)

    def is_twin(title: str) -> bool:
        other = world.milestones[title]
        is_told = desired.due_on is not None and desired.due_on == other.due_on
        return is_told and desired.description == other.description

    found = old_name.likely(desired.title, old_name.undeclared(world.milestones, declared), is_twin)
    return old_name.hints(
        "milestone",
        desired.title,
        found,
        lambda: _swap(world, context),
        lambda _title: "rename it on GitHub, and issues keep it",
    )


def _swap(world: World, context: Context) -> tuple[str, str] | None:
    """Return the only milestone that was removed from the backlog, and the only new one in it."""
    known = world.register.things.get(MilestoneModule.name, {})
    declared = (each.title for each in context.milestones if not each.is_absent)
    mentioned = {folded(each.title) for each in context.milestones}
    return old_name.swap(known, world.milestones, declared, mentioned)


def _path(world: World, milestone: ExistingMilestone | None = None) -> str:
    path = f"repos/{world.repository.name}/milestones"
    return path if milestone is None else f"{path}/{milestone.number}"


def _create(desired: Milestone, world: World) -> Change[ExistingMilestone]:
    change = _creating(desired.title, desired, world)
    return replace(change, reason="no such milestone", source=desired.source)


def _make(past: Past, milestone: ExistingMilestone, world: World) -> Change[ExistingMilestone]:
    """Return the change that creates a milestone again which a run removed."""
    return replace(_creating(past.key, milestone, world), reason="as before the run")


def _creating(
    key: str, milestone: Milestone | ExistingMilestone, world: World
) -> Change[ExistingMilestone]:
    fields = {name: getattr(milestone, name) for name in _FIELDS}
    differences = compare({name: (None, value) for name, value in fields.items()})
    return Change(
        MilestoneModule.name,
        key,
        Action.CREATE,
        "",
        None,
        differences,
        (Call("POST", _path(world), _wired(differences)),),
        after=ExistingMilestone(UNBORN + milestone.title, number=None, **fields),
    )


def _wired(differences: Sequence[Difference]) -> dict[str, object]:
    """Return the desired values for the API."""
    return {each.field: _wire(each.desired) for each in differences}


def _wire(value: object) -> object:
    """Return a value for the API; GitHub keeps the day of a due date, at noon in any time zone."""
    return f"{value.isoformat()}T12:00:00Z" if isinstance(value, date) else value
