"""Labels, by name, ignoring case; a label with a previous name is renamed in place."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from gh_playbook.declaration.backlog.backlog import Label
from gh_playbook.declaration.consistency.declarations import Declarations
from gh_playbook.declaration.name import folded, is_same
from gh_playbook.declaration.yaml.yaml_value import scalar
from gh_playbook.github.reading import parsing, selection
from gh_playbook.model.change import Action, Change, Difference, Mutation, Payload
from gh_playbook.model.existing import ExistingLabel
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

_FIELDS = ("name", "color", "description")


class LabelModule(Module[Label, ExistingLabel]):
    """A label of the repository."""

    name = "label"
    named_by = "name"
    lost_by = "issue"
    own_fields = frozenset({"color", "description"})
    title = "Labels"
    argument = Label
    existing = ExistingLabel
    stage = GROUND
    is_in_repository = True
    mention = Mention.NAMED

    def key(self, desired: Label) -> str:
        """Return the label's name."""
        return desired.name

    def count(self, world: World) -> int:
        """Return the number of labels."""
        return len(world.labels)

    def listed(
        self, world: World, context: Context
    ) -> Iterator[tuple[str, str, ExistingLabel | None]]:
        """Yield the declared labels."""
        yield from ((self.name, each.name, world.label(each.name)) for each in context.labels)

    def diff(self, desired: Label, world: World, context: Context) -> Change[ExistingLabel]:
        """Compare name, colour and description."""
        existing = world.label(desired.name) or _previous(desired, world)
        theirs = None if existing else _renamed_by_people(desired, world, context.label_names)
        existing = existing or theirs
        if existing is None:
            made = _create(desired, world)
            return replace(made, warnings=_likely_renamed(desired, world, context))
        values = desired_fields(desired, existing, _FIELDS)
        differences = compare(
            {name: (getattr(existing, name), value) for name, value in values.items()}
        )
        warnings = _left_over(desired, existing, world)
        warnings += (old_name.told(theirs.name),) if theirs else ()
        if not differences:
            return skipped(
                self.name, desired.name, source=desired.source, warnings=warnings, after=existing
            )
        renamed = not is_same(existing.name, desired.name)
        rename = f"renamed from {existing.name!r}; " if renamed else ""
        fields = {each.field: each.desired for each in differences}
        return Change(
            self.name,
            desired.name,
            Action.UPDATE,
            rename + describe(differences),
            desired.source,
            differences,
            (_updating(existing, fields),),
            before=existing,
            after=replace(existing, **fields),
            warnings=warnings,
        )

    def absent(self, desired: Label, world: World, context: Context) -> Change[ExistingLabel]:
        """Compare an absent declaration with what exists."""
        change = taken_away(self, desired.name, world.label(desired.name), world)
        swap = _swap(world, context)
        if swap is None or not is_same(swap[0], desired.name):
            return change
        told = f"{swap[1]!r} is new, and the only one: if it is this label, {_previously(swap[0])}"
        return replace(change, warnings=(told,))

    def record(self, change: Change[ExistingLabel], world: World, payload: Payload | None) -> None:
        """Put the label into the world; a new name also changes the issues that have it."""
        label = self.landed(change.made, payload) if payload else change.made
        before = change.before
        world.put_label(label, instead_of=before.name if before else None)
        use.give(world, "label", change.used_by)

    def undeclared(self, declared: Declarations, world: World) -> list[dict[str, Any]]:
        """Return the undeclared labels; a label that will still be renamed counts as declared."""
        known = {folded(each.name) for each in declared.labels}
        unborn = (each for each in declared.labels if world.label(each.name) is None)
        for each in unborn:
            known |= {folded(name) for name in each.previously}
            theirs = _renamed_by_people(each, world, known)
            known |= {folded(theirs.name)} if theirs else set()
        names = sorted(name for name in world.labels if folded(name) not in known)
        return [{"name": name, "state": "absent"} for name in names]

    def needs_lock(self, change: Change[ExistingLabel]) -> bool:
        """Tell whether an existing label would lose its name, by which issues are known.

        Otherwise two runs do no harm: GitHub refuses a second label with the same name, in any case
        of letters (`already_exists`), and setting a colour twice is the same as setting it once.
        """
        before, after = change.before, change.after
        return before is not None and (after is None or before.name != after.name)

    def landed(self, after: ExistingLabel, payload: Payload) -> ExistingLabel:
        """Return the label from GitHub's answer."""
        return parsing.label(payload["label"]) if "label" in payload else after

    def remove(self, key: str, existing: ExistingLabel, world: World) -> Change[ExistingLabel]:
        """Remove the label, also from the issues that have it."""
        used_by = use.uses(world, "label", existing.name)
        return Change(
            self.name,
            key,
            Action.REMOVE,
            use.told(used_by, world.pull_requests),
            differences=(Difference("name", existing.name, None),),
            operations=(
                Mutation("deleteLabel", {"id": existing.id}, "clientMutationId", light=True),
            ),
            before=existing,
            used_by=used_by,
        )

    def forget(self, change: Change[ExistingLabel], world: World) -> None:
        """Note that the label no longer exists."""
        if change.before is not None:
            del world.labels[change.before.name]
        use.take(world, "label", change.used_by)

    def restore(self, past: Past, world: World) -> Change[ExistingLabel]:
        """Compare the label with its state before the run."""

        def update(now: ExistingLabel, found: Merge) -> Change[ExistingLabel]:
            return undo.merged(
                past,
                found,
                operations=(_updating(now, found.fields),),
                before=now,
                after=replace(now, **found.fields),
            )

        return used_undo.restore(
            past,
            "label",
            world.labels,
            world,
            _FIELDS,
            make=lambda label: _make(past, label, world),
            remove=lambda label: self.remove(past.key, label, world),
            update=update,
        )


def _updating(existing: ExistingLabel, fields: Mapping[str, Any]) -> Mutation:
    payload = f"label {{ {selection.LABEL} }}"
    return Mutation("updateLabel", {"id": existing.id, **fields}, payload, light=True)


def _create(desired: Label, world: World) -> Change[ExistingLabel]:
    change = _creating(desired.name, desired, world)
    return replace(change, reason="no such label", source=desired.source)


def _make(past: Past, label: ExistingLabel, world: World) -> Change[ExistingLabel]:
    """Return the change that creates a label again which a run removed."""
    return replace(_creating(past.key, label, world), reason="as before the run")


def _creating(key: str, label: Label | ExistingLabel, world: World) -> Change[ExistingLabel]:
    fields = {name: getattr(label, name) for name in _FIELDS}
    return Change(
        LabelModule.name,
        key,
        Action.CREATE,
        "",
        None,
        compare({name: (None, value) for name, value in fields.items()}),
        (
            Mutation(
                "createLabel",
                {"repositoryId": world.repository.id, **fields},
                f"label {{ {selection.LABEL} }}",
                light=True,
            ),
        ),
        after=ExistingLabel(UNBORN + label.name, **fields),
    )


def _previous(desired: Label, world: World) -> ExistingLabel | None:
    for name in desired.previously:
        found = world.label(name)
        if found is not None:
            return found
    return None


def _renamed_by_people(
    desired: Label, world: World, declared: Collection[str]
) -> ExistingLabel | None:
    """Return the label that had the declared name and that people renamed to an undeclared one."""
    id = world.register.thing(LabelModule.name, desired.name)
    return old_name.renamed_by_people(id, world.labels, declared)


def _likely_renamed(desired: Label, world: World, context: Context) -> tuple[str, ...]:
    """Report an undeclared label that is probably this one under its old name."""
    left = world.labels.beside(context.label_names)

    def is_twin(name: str) -> bool:
        other = world.labels[name]
        is_told = bool(desired.description) and desired.description == other.description
        return is_told and is_same(other.color, desired.color)

    found = old_name.likely(desired.name, left, is_twin)
    return old_name.hints("label", desired.name, found, lambda: _swap(world, context), _previously)


def _swap(world: World, context: Context) -> tuple[str, str] | None:
    """Return the only label that was removed from the backlog, and the only new one in it."""
    known = world.register.things.get(LabelModule.name, {})
    declared = (each.name for each in context.labels if not each.is_absent)
    return old_name.swap(known, world.labels, declared, context.label_names)


def _previously(name: str) -> str:
    return f"`previously: [{scalar(name, in_flow=True)}]` renames it, and issues keep it"


def _left_over(desired: Label, existing: ExistingLabel, world: World) -> tuple[str, ...]:
    """Report labels with previous names that stay, because the new name exists beside them."""
    return tuple(
        f"label {name!r} is still there beside {desired.name!r}"
        for name in desired.previously
        if (found := world.label(name)) is not None and found.id != existing.id
    )
