"""What a new thing may have been called before: a renamed entry is no second thing."""

from dataclasses import replace
from datetime import date

import pytest
from pytest_mock import MockerFixture

from gh_playbook.declaration import name
from gh_playbook.declaration.backlog.backlog import Label, Milestone
from gh_playbook.declaration.backlog.project import Project, ProjectField
from gh_playbook.model.existing import ExistingLabel, ExistingMilestone
from gh_playbook.model.project import ExistingProject
from gh_playbook.model.project_field import ExistingField, ExistingOption
from gh_playbook.model.world import World
from gh_playbook.modules import MODULES, old_name
from gh_playbook.modules.repository import label
from tests.modules.worlds import a_context, a_world


@pytest.mark.parametrize(
    ("name", "others", "old"),
    [
        ("documentation", ["documentaton", "bug"], "documentaton"),
        ("area:engines", ["area:engine"], "area:engine"),
        ("area:hull", ["area:engine"], None),
        ("area:web", ["area:app"], None),
        ("Sprint 2", ["Sprint 1"], None),
        ("v1.0", ["v1.1"], None),
        ("type:bug", ["bug"], None),
        ("area:infrastructure", ["infrastructure"], None),
        ("engines", ["engine", "engined"], None),
        ("engines", [*map("x{}".format, range(60)), "engine"], None),
    ],
)
def test_one_name_that_is_alike_is_the_old_one(
    name: str, others: list[str], old: str | None
) -> None:
    assert old_name.likely(name, others) == old


def test_a_thing_like_the_new_one_in_all_but_its_name_is_the_old_one() -> None:
    assert old_name.likely("body", ["hull", "wing"], lambda name: name == "hull") == "hull"
    assert old_name.likely("body", ["hull", "wing"], lambda _name: True) is None


@pytest.mark.parametrize(
    ("known", "declared", "swap"),
    [
        (("old", "kept"), ["Kept", "New"], ("old", "New")),
        # The first run, two new ones, two that left, and one that is gone from GitHub.
        ((), ["New"], None),
        (("old", "kept"), ["kept", "new", "newer"], None),
        (("old", "older"), ["new"], None),
        (("gone", "kept"), ["kept", "new"], None),
        (("old", "kept"), ["kept"], None),
    ],
)
def test_the_one_that_left_and_the_one_that_came_are_perhaps_the_same(
    known: tuple[str, ...], declared: list[str], swap: tuple[str, str] | None
) -> None:
    there = {name: ExistingLabel(name, name, "", "") for name in ("old", "older", "kept", "theirs")}
    assert old_name.swap({name: name for name in known}, there, declared) == swap


def test_many_new_labels_are_looked_at_once_each(mocker: MockerFixture) -> None:
    """Not once for each other one: a first run of a thousand would compare a million names."""
    folds = [mocker.spy(each, "folded") for each in (name, old_name, label)]
    count = 300
    labels = tuple(Label(name=f"area:{number}") for number in range(count))
    world = with_labels(a_world(), "there", count)
    context = replace(a_context(), labels=labels)
    for each in labels:
        assert MODULES["label"].diff(each, world, context).warnings == ()
    assert sum(each.call_count for each in folds) < 12 * count


def with_labels(world: World, name: str, count: int) -> World:
    for number in range(count):
        world.put_label(ExistingLabel(f"L{number}", f"{name}:{number}", "ededed", ""))
    return world


def told(desired: Label | Milestone | ProjectField, module: str, world: World) -> str:
    fields = (desired,) if isinstance(desired, ProjectField) else ()
    context = replace(
        a_context(),
        labels=(desired,) if isinstance(desired, Label) else (),
        milestones=(desired,) if isinstance(desired, Milestone) else (),
        project=Project(title="Board", fields=fields),
    )
    return " ".join(MODULES[module].diff(desired, world, context).warnings)


def test_a_new_label_tells_the_likely_old_one() -> None:
    world = a_world()
    world.put_label(ExistingLabel("L9", "area:hull", "0366D6", "What it is made of"))
    text = "What it is made of"
    renamed = Label(name="area: body", color="0366d6", description=text)
    assert told(renamed, "label", world) == (
        "'area:hull' looks like this label under an old name: "
        "`previously: [area:hull]` renames it, and issues keep it"
    )
    assert told(replaced(renamed, color="ff0000"), "label", world) == ""
    assert told(replaced(renamed, previously=("area:hull",)), "label", world) == ""


def replaced(label: Label, **more: object) -> Label:
    return Label.model_validate({**label.model_dump(exclude={"source", "places"}), **more})


def test_a_new_milestone_tells_the_likely_old_one() -> None:
    world, day = a_world(), date(2026, 12, 18)
    world.put_milestone(ExistingMilestone("M2", 2, "First flight", "", day, "open", "https://m/2"))
    assert "'First flight' looks like this milestone" in told(
        Milestone(title="Maiden voyage", due_on=day), "milestone", world
    )
    assert told(Milestone(title="Landing"), "milestone", world) == ""


def test_a_new_field_of_the_board_tells_the_likely_old_one() -> None:
    world = a_world()
    options = tuple(ExistingOption(name, name) for name in ("High", "Low"))
    field = ExistingField("F1", "Priority", "single_select", None, options)
    world.project = ExistingProject("P1", 1, "Board", None, fields=(field,), is_linked=True)
    made = {"name": "Urgency", "type": "single_select"}
    same = ProjectField.model_validate({**made, "options": ["High", "Low"]})
    assert "'Priority' looks like this field" in told(same, "project_field", world)
    other = ProjectField.model_validate({**made, "options": ["Now", "Later"]})
    assert told(other, "project_field", world) == ""
