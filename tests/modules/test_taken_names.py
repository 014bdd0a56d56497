"""Undo where people have made something of the name that is to come back: theirs is left."""

from dataclasses import replace
from typing import Any

import pytest

from gh_playbook.model.change import Action, Mutation
from gh_playbook.model.existing import (
    ExistingIssue,
    ExistingIssueField,
    ExistingIssueType,
    ExistingLabel,
    ExistingMilestone,
    Features,
)
from gh_playbook.model.past import Past
from gh_playbook.model.project import (
    ExistingDraft,
    ExistingItem,
    ExistingProject,
    ExistingStatusUpdate,
    ExistingView,
)
from gh_playbook.model.project_field import ExistingField, ExistingOption
from gh_playbook.model.world import World
from gh_playbook.modules import MODULES
from tests.modules.worlds import a_world

LABEL = ExistingLabel("1", "old", "d73a4a", "theirs")
MILESTONE = ExistingMilestone("1", 7, "old", "theirs", None, "open")
TYPE = ExistingIssueType("1", "old", "theirs", "red")
ISSUE_FIELD = ExistingIssueField("1", 1, "old", "text", "theirs")
HULL = (ExistingOption("O1", "Hull", "red"),)
FIELD = ExistingField("1", "old", "single_select", 1, HULL)
VIEW = ExistingView("1", 2, "old", "table", "is:open", ("Title",))
DRAFT = ("1", ExistingItem("1", draft=ExistingDraft("1", "old", "theirs")))
BOARD = ExistingProject("1", 1, "old", "https://p/1", "theirs", "readme")
# Each with another one of that name, unlike it, and what is said of that.
OTHERS: list[tuple[str, Any, Any, str]] = [
    ("label", LABEL, replace(LABEL, id="2", color="0075ca"), "another color"),
    ("milestone", MILESTONE, replace(MILESTONE, id="2", description="Hm"), "another description"),
    ("issue_type", TYPE, replace(TYPE, id="2", color="blue"), "another color"),
    ("issue_field", ISSUE_FIELD, replace(ISSUE_FIELD, id="2", type="date"), "another type"),
    ("project_field", FIELD, replace(FIELD, id="2", options=()), "with other options"),
    ("project_field", FIELD, replace(FIELD, id="2", type="text"), "another field of this name"),
    ("project_view", VIEW, replace(VIEW, id="2", filter=""), "another filter"),
    ("project", BOARD, replace(BOARD, id="2", readme="Hm"), "another project of that title"),
]


def holding(*things: Any) -> World:
    """Return a world that holds these things; all but a board are on one or beside one."""
    world = a_world()
    world.project = ExistingProject(
        "P1", 1, "Board", None, fields=(ExistingField("F0", "Title", "title"),)
    )
    for each in things:
        match each:
            case ExistingLabel():
                world.put_label(each)
            case ExistingMilestone():
                world.put_milestone(each)
            case ExistingIssueType():
                world.put_issue_type(each)
            case ExistingIssueField():
                world.put_issue_field(each)
            case ExistingField():
                world.project = world.project.with_field(each)
            case ExistingView():
                world.project = world.project.with_view(each)
            case ExistingProject():
                world.project = each
            case (str(id), ExistingItem() as item):
                world.put_item(id, item)
    return world


@pytest.mark.parametrize(
    ("module", "before", "theirs", "told"), OTHERS, ids=[f"{each[0]}-{each[3]}" for each in OTHERS]
)
def test_what_was_removed_and_people_made_again_is_theirs(
    module: str, before: Any, theirs: Any, told: str
) -> None:
    past = Past(module, "old", before, None)
    change = MODULES[module].restore(past, holding(theirs))
    assert (change.action, change.operations) == (Action.CONFLICT, ())
    assert told in change.reason
    # Just as it was, an undo that broke off has made it.
    again = MODULES[module].restore(past, holding(replace(before, id="2")))
    assert again.action in {Action.SKIP, Action.UPDATE}


def test_a_draft_of_that_title_is_theirs() -> None:
    theirs = ("2", ExistingItem("2", draft=ExistingDraft("2", "old", "Hm")))
    change = MODULES["draft"].restore(Past("draft", "old", DRAFT, None), holding(theirs))
    assert change.reason == "created again since then, with another body: left as it is"


@pytest.mark.parametrize(
    ("module", "before", "name"),
    [
        ("label", LABEL, "name"),
        ("milestone", MILESTONE, "title"),
        ("issue_type", TYPE, "name"),
        ("issue_field", ISSUE_FIELD, "name"),
        ("project_field", replace(FIELD, options=()), "name"),
    ],
)
def test_what_was_renamed_keeps_its_name_where_another_one_has_the_old_one(
    module: str, before: Any, name: str
) -> None:
    after = replace(before, **{name: "new"})
    past = Past(module, "new", before, after)
    change = MODULES[module].restore(past, holding(after, replace(before, id="2")))
    told = f"edited since, and left: {name}, because another one is called 'old' now"
    assert (change.action, change.reason) == (Action.CONFLICT, told)
    # Its own old spelling is no other's.
    respelt = Past(module, "new", replace(before, **{name: "NEW"}), after)
    assert MODULES[module].restore(respelt, holding(after)).action is Action.UPDATE


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (replace(FIELD, name="Theirs"), "edited since, and left: name"),
        (replace(FIELD, options=()), "edited since, and left: options"),
    ],
)
def test_a_field_that_the_run_made_and_people_changed_is_left(
    now: ExistingField, told: str
) -> None:
    change = MODULES["project_field"].restore(
        Past("project_field", "old", None, FIELD), holding(now)
    )
    assert (change.action, change.reason) == (Action.CONFLICT, told)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (replace(BOARD, readme="Hm"), "edited since, and left: readme"),
        (replace(BOARD, fields=(FIELD,)), "it has the field old: left as it is"),
        (replace(BOARD, views=(VIEW,)), "it has the view old: left as it is"),
        (
            replace(BOARD, updates=(ExistingStatusUpdate("U1", "", "on_track"),)),
            "it has a status update: left as it is",
        ),
        (replace(BOARD, items=dict([DRAFT])), "1 card is still on it: left as it is"),
        (
            replace(BOARD, linked=frozenset({"R2"})),
            "it has a link to another repository or a team: left as it is",
        ),
    ],
)
def test_a_board_that_the_run_made_and_people_use_is_left(now: ExistingProject, told: str) -> None:
    past = Past("project", "old", None, BOARD)
    change = MODULES["project"].restore(past, holding(now))
    assert (change.action, change.reason) == (Action.CONFLICT, told)
    first = replace(BOARD, views=(replace(VIEW, number=1),))
    assert MODULES["project"].restore(past, holding(first)).action is Action.REMOVE


def test_so_is_one_where_people_changed_what_github_had_given_it() -> None:
    status = replace(FIELD, name="Status")
    made = replace(BOARD, fields=(status,), views=(replace(VIEW, number=1),))
    past = Past("project", "old", None, made)
    assert MODULES["project"].restore(past, holding(made)).action is Action.REMOVE
    for fields in (("Title", "Status"), ("Status", "Title")):
        view = replace(made.views[0], fields=fields)
        made_so = Past("project", "old", None, replace(made, views=(view,)))
        other = replace(made, views=(replace(view, fields=fields[::-1]),))
        assert MODULES["project"].restore(made_so, holding(other)).action is Action.REMOVE
    more = (*status.options, ExistingOption("O9", "Mine", "red"))
    changed = replace(
        made, fields=(replace(status, options=more),), views=(replace(made.views[0], name="Mine"),)
    )
    told = "it has the option Mine of Status, another first view: left as it is"
    assert MODULES["project"].restore(past, holding(changed)).reason == told


def test_the_removal_of_a_board_counts_the_cards_that_went_before_it() -> None:
    world = holding(BOARD)
    card = ("I1", ExistingItem("C1"))
    world.put_item(*card)
    past = Past("card", "#1", None, card)
    MODULES["card"].forget(MODULES["card"].restore(past, world), world)
    change = MODULES["project"].restore(Past("project", "old", None, BOARD), world.copy())
    assert (change.action, change.reason) == (Action.REMOVE, "with 1 card")


def test_a_card_that_people_gave_another_value_is_left() -> None:
    world = holding(FIELD, replace(FIELD, id="2", name="Status"))
    left = ExistingItem("C1", {})
    past = Past("card", "#1", None, ("I1", left))
    world.put_item("I1", replace(left, values={"Status": "Hull"}))
    assert MODULES["card"].restore(past, world).action is Action.REMOVE
    world.put_issue(ExistingIssue("I1", 1, "One", "", state="closed"))
    moved = Past("card", "#1", None, ("I1", replace(left, values={"Status": "Open"})))
    assert MODULES["card"].restore(moved, world).action is Action.REMOVE
    world.put_item("I1", replace(left, values={"old": "Hull"}))
    change = MODULES["card"].restore(past, world)
    assert (change.action, change.reason) == (Action.CONFLICT, "edited since, and left: old")


def test_a_card_that_people_put_back_keeps_their_values() -> None:
    power = replace(FIELD, options=(*HULL, ExistingOption("O2", "Power", "red")))
    world = holding(power, replace(power, id="2", name="Team"))
    was = ExistingItem("C1", {"old": "Hull", "Team": "Hull"})
    world.put_item("I1", ExistingItem("C2", {"old": "Power"}))
    change = MODULES["card"].restore(Past("card", "#1", ("I1", was), None), world)
    assert change.reason == "as before the run: Team"
    assert change.warnings == ("edited since, and left: old",)


def test_a_column_of_an_issue_field_shows_it_again() -> None:
    shown = ExistingField("1", "old", "text", 1, is_issue_field=True)
    past = Past("project_field", "old", shown, None)
    (operation,) = MODULES["project_field"].restore(past, holding(ISSUE_FIELD)).operations
    assert isinstance(operation, Mutation)
    assert operation.name == "createProjectV2IssueField"
    change = MODULES["project_field"].restore(past, holding())
    assert change.reason == "the issue field that it showed no longer exists"


@pytest.mark.parametrize(
    ("now", "has_lost"),
    [(None, True), (("A",), True), (("A", "B"), False), (("C",), False), (("A", "B", "C"), False)],
)
def test_one_of_several_options_is_given_back_too(now: Any, *, has_lost: bool) -> None:
    """To an issue, and to a card: both have other options still."""
    options = tuple(ExistingOption(name, name) for name in "ABC")
    issue_field = ExistingIssueField("F1", 1, "Areas", "multi_select", options=options)
    field = ExistingField("F2", "Areas", "multi_select", 1, options)
    world = holding(issue_field, field)
    world.features = Features(issue_fields=True)
    values = {} if now is None else {"Areas": now}
    world.put_issue(ExistingIssue("I1", 1, "One", "", fields=values))
    world.put_item("I1", ExistingItem("C1", values))
    for module, thing in (("issue_field", issue_field), ("project_field", field)):
        past = Past(module, "Areas", thing, None, {"I1": ("A", "B")})
        change = MODULES[module].restore(past, world)
        assert bool(change.operations) == has_lost, module
