"""What an export leaves out is told in its output, and stands as a comment in the file."""

from collections.abc import Sequence
from datetime import date

import pytest

from gh_playbook.exporting import PARTS, Choice, export
from gh_playbook.model.board_detail import BoardDetail
from gh_playbook.model.existing import (
    ExistingIssue,
    ExistingIssueField,
    ExistingIssueType,
    ExistingLabel,
    ExistingMilestone,
    Features,
)
from gh_playbook.model.project import (
    ExistingDraft,
    ExistingItem,
    ExistingProject,
    ExistingSorting,
    ExistingStatusUpdate,
    ExistingView,
)
from gh_playbook.model.project_field import ExistingField, ExistingIteration, ExistingOption
from gh_playbook.model.world import World
from tests.support.github_in_memory import REPOSITORY

DOWN = (ExistingSorting("Mood", direction="desc"),)
SEES_NO_TEAMS = BoardDetail(sees_teams=False, sortings={"V3": DOWN})
TWICE = (ExistingOption("O1", "a"), ExistingOption("O2", "A"))
SPRINTS = (
    ExistingIteration("S1", "One", date(2026, 1, 5), 14),
    ExistingIteration("S2", "Two", date(2026, 1, 12), 14),
)


def a_world() -> World:
    """A repository in which each kind of thing has something that a backlog cannot contain."""
    world = World(REPOSITORY, Features(issue_fields=True))
    world.put_label(ExistingLabel("L1", "bug", "d73a4a", "blank "))
    world.milestones["v1"] = ExistingMilestone("M1", 1, "v1", "text\n", None, "open")
    world.put_issue_type(ExistingIssueType("T1", "Old", "", "gray", is_enabled=False))
    world.put_issue_field(ExistingIssueField("F1", 1, "Mood", "emoji"))
    world.put_issue_field(ExistingIssueField("F2", 2, "Note", "text", "\x07"))
    issues = [
        ExistingIssue("I1", 1, "A", "", type="Old", assignees=("gone",), blocked_by=("hidden",)),
        ExistingIssue("I2", 2, "B", "", sub_issues=("far", "hidden"), fields={"Note": "\x07"}),
        ExistingIssue("I3", 3, "C", "", blocked_by=("I4",), state="closed", reason="duplicate"),
        ExistingIssue("I4", 4, "D", "", blocked_by=("I3",), parent="hidden"),
        ExistingIssue("I5", 5, "\x07", ""),
        *(ExistingIssue(f"I{each}", each, "E", "", assignees=("left",)) for each in range(6, 13)),
    ]
    world.issues = {each.id: each for each in issues}
    world.project = a_board()
    return world


def a_board() -> ExistingProject:
    fields = (
        ExistingField("P1", "Twice", "single_select", 1, TWICE),
        ExistingField("P2", "Empty", "single_select", 2),
        ExistingField("P3", "Sprint", "iteration", 3, iterations=SPRINTS),
        ExistingField("P4", "N", "number", 4),
        ExistingField("P5", "Note", "text", 5),
        ExistingField("P6", "Mood", "emoji", 6),
        ExistingField("P7", "Shown", "text", 7, is_issue_field=True),
        ExistingField("P8", "Milestone", "milestone"),
    )
    views = (
        ExistingView("V1", 1, "Cal", "calendar"),
        ExistingView("V2", 2, "\x07", "table"),
        ExistingView("V3", 3, "Plan", "table", "", ("Title", "Mood"), (), ("Empty", "N")),
        ExistingView("V4", 4, "plan", "table"),
    )
    items = {
        "I1": ExistingItem("C1", {"N": 1e17}),
        "I2": ExistingItem("C2"),
        "D1": ExistingItem("C3", {"N": 1e17}, draft=ExistingDraft("D1", "Draft", "\x07")),
        "D2": ExistingItem("C4", draft=ExistingDraft("D2", "draft")),
        "hidden": ExistingItem("C5"),
    }
    updates = (ExistingStatusUpdate("U1", "", "on_track", body="Hm"),)
    return ExistingProject(
        "B1", 1, "Plan", None, "x ", "y\x07", fields=fields, views=views, items=items,
        updates=updates,
    )  # fmt: skip


_UNFAITHFUL = "it has blanks at its ends, or characters that a backlog cannot contain"
LEFT_OUT = [
    f"the description of the label bug: {_UNFAITHFUL}",
    f"the description of the milestone v1: {_UNFAITHFUL}",
    "the issue type Old: it is disabled",
    "the issue field Mood: a backlog has no issue fields of the type emoji",
    f"the description of the issue field Note: {_UNFAITHFUL}",
    "#5 \x07: its title has characters that a backlog cannot contain",
    "the field Twice: two of its options differ only in case",
    "the field Empty: it has no options",
    "the field Sprint: its iterations overlap, or two have one title",
    "the field Note: an issue field has that name, too",
    "the field Mood: a backlog has no fields of the type emoji",
    "the field Shown: it shows an issue field that the file does not declare",
    "the order of the cards belongs to people; --card-order declares it",
    f"the description of the board: {_UNFAITHFUL}",
    f"the readme of the board: {_UNFAITHFUL}",
    "the teams that show the board: this login sees them with the scope read:org",
    "the draft Draft: its value of N: a backlog cannot contain its characters, or so many",
    f"the text of the draft Draft: {_UNFAITHFUL}",
    "the draft draft: another one has that title",
    "a card of things that this login may not see",
    "a status update of people: a run would post it again as its own",
    "the view Cal: a backlog has no layout calendar",
    "the view \x07: its name has characters that a backlog cannot contain",
    "group_by of the view Plan: Empty, N",
    "sort_by of the view Plan: Mood desc",
    "the fields of the view Plan: Mood among them",
    "the view plan: another one has that name",
]
OF_ISSUES = {
    "#1: blocked by an issue that this login may not see",
    "#1: the assignee gone, who cannot be assigned any more",
    "#1: the type Old, which is disabled",
    "#1: its value of N: a backlog cannot contain its characters, or so many",
    "#2: its value of Note: a backlog cannot contain its characters, or so many",
    "#2: sub-issues of other repositories: acme/far#1, one that this login may not see",
    "#3: closed as a duplicate of an issue that is not in this repository",
    "#4: also blocked by c, which would form a cycle",
    "#4: a sub-issue of one that this login may not see",
    "#6, #7, #8, #9, #10 and 2 more: the assignee left, who cannot be assigned any more",
}


@pytest.fixture(scope="module")
def exported() -> tuple[str, tuple[str, ...]]:
    def name(ids: Sequence[str]) -> dict[str, str]:
        return {id: "acme/far#1" for id in ids if id == "far"}

    found = export(a_world(), Choice("all"), frozenset(PARTS), name, SEES_NO_TEAMS)
    return found.text, found.left_out


def test_nothing_is_left_out_without_a_word(exported: tuple[str, tuple[str, ...]]) -> None:
    _, told = exported
    of_issues = {each for each in told if each.startswith("#") and not each.startswith("#5")}
    assert of_issues == OF_ISSUES
    assert sorted(set(told) - of_issues) == sorted(LEFT_OUT)


def test_all_of_it_stands_in_the_file_too(exported: tuple[str, tuple[str, ...]]) -> None:
    text, told = exported
    comments = " ".join(
        line.strip().removeprefix("# ") for line in text.splitlines() if line.strip()[:1] == "#"
    )
    for each in told:
        what = each.partition(": ")[2] if each in OF_ISSUES else each
        assert " ".join(what.replace("\x07", "\\u0007").split()) in comments, what
