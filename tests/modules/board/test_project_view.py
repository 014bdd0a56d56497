"""Views: which fields they wait for, and which they can never have here."""

from dataclasses import replace

from gh_playbook.declaration.backlog.project import Project, ProjectField, ProjectView
from gh_playbook.model.change import Action, Call, Change
from gh_playbook.model.existing import Features
from gh_playbook.model.past import Past
from gh_playbook.model.project import ExistingProject, ExistingSorting, ExistingView
from gh_playbook.model.project_field import ExistingField
from gh_playbook.model.world import World
from gh_playbook.modules.board.project_view import ProjectViewModule
from tests.modules.worlds import a_context
from tests.support.github_in_memory import REPOSITORY

VIEWS = (
    ProjectView(name="Grouped", group_by="Areas", fields=("Title", "Severity", "Team")),
    ProjectView(name="Plain"),
)
PROJECT = Project(
    title="Plan",
    views=VIEWS,
    fields=(
        ProjectField(name="Team", type="text"),
        ProjectField(name="Areas", type="multi_select", options=["Docs"]),
        ProjectField(name="Severity", type="issue_field"),
    ),
)


def board(*names: str, **features: bool) -> World:
    """Return a world whose board has these fields."""
    world = World(REPOSITORY, Features(**features))
    fields = [ExistingField(f"F{n}", name, "text", n) for n, name in enumerate(names)]
    world.project = ExistingProject("P1", 1, "Plan", "https://p/1", fields=tuple(fields))
    return world


def compared(view: ProjectView, world: World) -> Change[ExistingView]:
    return ProjectViewModule().diff(view, world, replace(a_context(), project=PROJECT))


def test_a_view_waits_for_its_fields_and_for_those_of_the_views_before_it() -> None:
    world = board("Title", "Team", issue_fields=True, board_issue_fields=True, multi_selects=True)
    awaited = (("project_field", "severity"), ("project_field", "areas"))
    grouped, plain = (compared(view, world) for view in VIEWS)
    assert (grouped.action, grouped.awaits) == (Action.BLOCK, awaited)
    assert (plain.action, plain.awaits) == (Action.CREATE, awaited)


def test_a_view_is_made_without_fields_that_this_github_cannot_have() -> None:
    world = board("Title", "Team", issue_fields=False, multi_selects=False)
    change = compared(VIEWS[0], world)
    (operation,) = change.operations
    assert isinstance(operation, Call)
    assert operation.body == {"name": "Grouped", "layout": "table", "visible_fields": [0, 1]}
    ProjectViewModule().record(change, world, None)
    assert compared(VIEWS[0], world).action is Action.SKIP
    assert compared(VIEWS[1], world).awaits == ()


def test_a_view_that_is_made_again_is_sorted_as_it_was() -> None:
    sorted_by = (ExistingSorting("Team", "desc"), ExistingSorting("Title"))
    was = ExistingView("V1", 1, "Sorted", "table", sort_by=sorted_by)
    past = Past("project_view", "Sorted", was, None)
    change = ProjectViewModule().restore(past, board("Title", "Team"))
    (operation,) = change.operations
    assert isinstance(operation, Call)
    body = {"name": "Sorted", "layout": "table", "sort_by": [[1, "desc"], [0, "asc"]]}
    assert (operation.body, change.made.sort_by) == (body, sorted_by)
