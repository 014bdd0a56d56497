"""Labels, by name, ignoring case; one that bore a previous name is renamed in place."""

from dataclasses import replace

from gh_playbook.declaration.backlog import Label
from gh_playbook.declaration.name import is_same
from gh_playbook.github import parsing, selection
from gh_playbook.model.change import Action, Change, Mutation, Payload
from gh_playbook.model.world import UNBORN, ExistingLabel, World
from gh_playbook.modules.module import Context, Mention, Module, compare, describe, skipped, wanted


class LabelModule(Module[Label, ExistingLabel]):
    """A label of the repository."""

    name = "label"
    title = "Labels"
    argument = Label
    is_in_repository = True
    mention = Mention.NAMED

    def key(self, desired: Label) -> str:
        """Return the label's name."""
        return desired.name

    def count(self, world: World) -> int:
        """Return how many there are."""
        return len(world.labels)

    def diff(self, desired: Label, world: World, _context: Context) -> Change[ExistingLabel]:
        """Compare name, colour and description."""
        existing = world.label(desired.name)
        if existing is None:
            existing = _previous(desired, world)
        if existing is None:
            return _create(desired, world)
        values = wanted(desired, existing, ("name", "color", "description"))
        differences = compare(
            {name: (getattr(existing, name), value) for name, value in values.items()}
        )
        warnings = _left_over(desired, existing, world)
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
            (
                Mutation(
                    "updateLabel",
                    {"id": existing.id, **fields},
                    f"label {{ {selection.LABEL} }}",
                    light=True,
                ),
            ),
            before=existing,
            after=replace(existing, **fields),
            warnings=warnings,
        )

    def record(self, change: Change[ExistingLabel], world: World, payload: Payload | None) -> None:
        """Take in the label, renamed on its issues too."""
        label = parsing.label(payload["label"]) if payload else change.made
        before = change.before
        world.put_label(label, instead_of=before.name if before else None)


def _create(desired: Label, world: World) -> Change[ExistingLabel]:
    fields = {
        "name": desired.name,
        "color": desired.color,
        "description": desired.description,
    }
    return Change(
        LabelModule.name,
        desired.name,
        Action.CREATE,
        "no such label",
        desired.source,
        compare({name: (None, value) for name, value in fields.items()}),
        (
            Mutation(
                "createLabel",
                {"repositoryId": world.repository.id, **fields},
                f"label {{ {selection.LABEL} }}",
                light=True,
            ),
        ),
        after=ExistingLabel(UNBORN + desired.name, **fields),
    )


def _previous(desired: Label, world: World) -> ExistingLabel | None:
    for name in desired.previously:
        found = world.label(name)
        if found is not None:
            return found
    return None


def _left_over(desired: Label, existing: ExistingLabel, world: World) -> tuple[str, ...]:
    """Name labels of previous names that stay, because the new name exists beside them."""
    return tuple(
        f"label {name!r} is still there beside {desired.name!r}"
        for name in desired.previously
        if (found := world.label(name)) is not None and found.id != existing.id
    )
