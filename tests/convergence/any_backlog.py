"""Any repository with a history, and any backlog of the same names, for undo in memory."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from gh_playbook.model.author import Author
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
    ExistingStatusUpdate,
    ExistingView,
)
from gh_playbook.model.project_field import ExistingField, ExistingIteration, ExistingOption
from gh_playbook.model.world import World
from tests.support.github_in_memory import REPOSITORY

DRAFTS = ("Draft", "Sketch")
LABELS = ("bug", "docs", "area: x", "Old")
TITLES = ("One", "Two", "Three", "Four", "Five")
OPTIONS = ("High", "Medium", "Low")
COLORS = ("d73a4a", "0075ca")
ENDINGS: tuple[dict[str, str], ...] = (
    {},
    {"state": "open"},
    {"state": "closed"},
    {"state_reason": "not_planned"},
)
# Options of the board's own field: as they are, others, and one that is to go.
CHOICES: tuple[list[Any], ...] = (
    ["High", "Medium"],
    [{"name": "Medium", "color": "blue", "description": "ours"}, "High"],
    ["High", "Medium", {"name": "Low", "state": "absent"}],
)
# Sprints of the board: as they are, and moved, renamed and one more.
SPRINTS = (("One", date(2026, 11, 16)), ("Two", date(2026, 11, 30)))
ITERATIONS: tuple[list[dict[str, str]], ...] = (
    [{"title": title, "start": start.isoformat()} for title, start in SPRINTS],
    [
        {"title": "One", "start": "2026-11-09"},
        {"title": "Second", "start": "2026-11-30"},
        {"title": "Three", "start": "2026-12-14"},
    ],
)
# Issue fields: none, with another text and an option more, and one that is to go with its values.
_AREAS = {"name": "Areas", "type": "multi_select", "options": ["Docs", "Web"]}
ISSUE_FIELDS: tuple[list[dict[str, Any]], ...] = (
    [],
    [{"name": "Note", "type": "text", "description": "ours"}, _AREAS],
    [{"name": "Note", "type": "text", "state": "absent"}, _AREAS],
)
OWNER = Author("mona", "OWNER")


def subset(names: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), unique=True)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A repository with a history: people's labels, issues, links, perhaps a board."""
    world = World(REPOSITORY, Features(issue_fields=True, board_issue_fields=True))
    if draw(st.booleans()):
        world.put_issue_field(ExistingIssueField("IF1", 1, "Note", "text", "theirs"))
        docs = ExistingOption("A1", "Docs", "red", "", 1)
        areas = ExistingIssueField("IF2", 2, "Areas", "multi_select", options=(docs,))
        world.put_issue_field(areas)
    values: tuple[dict[str, Any], ...] = ({}, {"Note": "theirs", "Areas": ("Docs",)})
    for name in draw(subset(LABELS)):
        world.put_label(ExistingLabel(f"L{name}", name, draw(st.sampled_from(COLORS)), "theirs"))
    if draw(st.booleans()):
        world.put_milestone(ExistingMilestone("M1", 1, "v1", "theirs", None, "open"))
    if draw(st.booleans()):
        world.put_issue_type(ExistingIssueType("T1", "Task", "theirs", "red", draw(st.booleans())))
    there: list[str] = []
    for number, title in enumerate(draw(subset(TITLES)), 1):
        issue = ExistingIssue(
            f"I{number}",
            number,
            title,
            draw(st.sampled_from(["", "theirs", "- [x] done"])),
            labels=tuple(draw(subset((*world.labels,)))) if world.labels else (),
            milestone="v1" if draw(st.booleans()) and world.milestone("v1") else None,
            parent=draw(st.sampled_from([None, *there])),
            blocked_by=tuple(draw(subset((*there,)))) if there else (),
            fields=draw(st.sampled_from(values)) if world.issue_fields else {},
            author=OWNER,
        )
        world.put_issue(issue)
        there.append(issue.id)
    if draw(st.booleans()):
        world.project = board(draw, there)
    return world


def board(draw: st.DrawFn, issues: list[str]) -> ExistingProject:
    options = tuple(ExistingOption(f"O{each}", each, "red", "") for each in draw(subset(OPTIONS)))
    fields = [ExistingField("F0", "Title", "title")]
    if options:
        fields.append(ExistingField("F1", "Priority", "single_select", 1, options))
    cards = draw(subset((*issues,))) if issues else []
    sprints = draw(st.booleans())
    if sprints:
        iterations = tuple(ExistingIteration(f"S{t}", t, start, 14) for t, start in SPRINTS)
        fields.append(ExistingField("F2", "Sprint", "iteration", 2, iterations=iterations))

    def values() -> dict[str, Any]:
        own = {"Priority": draw(st.sampled_from(options)).name} if options else {}
        sprint = draw(st.sampled_from([None, *(title for title, _ in SPRINTS)]))
        return own | ({"Sprint": sprint} if sprints and sprint else {})

    items = {id: ExistingItem(f"C{id}", values()) for id in cards}
    for title in draw(subset(DRAFTS)):
        draft = ExistingDraft(f"D{title}", title, "theirs")
        items[draft.id] = ExistingItem(f"C{title}", values(), draft=draft)
    updates = (ExistingStatusUpdate("U1", "", "on_track", body="theirs"),)
    return ExistingProject(
        "P1",
        1,
        "Board",
        "https://p/1",
        "theirs",
        fields=tuple(fields),
        # A board has at least one view, always.
        views=(ExistingView("V1", 1, "View 1", "table"),),
        items=items,
        updates=updates if draw(st.booleans()) else (),
    )


@st.composite
def backlogs(draw: st.DrawFn) -> dict[str, Any]:
    """A backlog of the same names as what is there, more or less."""
    labels = draw(subset(LABELS[:3]))
    issues: list[dict[str, Any]] = []
    for key, title in zip("abcde", draw(subset(TITLES)), strict=False):
        issue: dict[str, Any] = {
            "key": key,
            "title": title,
            "labels": draw(subset((*labels,))) if labels else [],
        }
        earlier = [each["key"] for each in issues]
        if earlier:
            issue["blocked_by"] = draw(subset((*earlier,)))
            above = draw(st.sampled_from([None, *earlier]))
            issue |= {"parent": above} if above else {}
        issue |= {"milestone": "v1"} if draw(st.booleans()) else {}
        issue |= {"type": "Task"} if draw(st.booleans()) else {}
        issue |= {"priority": draw(st.sampled_from(OPTIONS[:2]))} if draw(st.booleans()) else {}
        issue |= draw(st.sampled_from(ENDINGS))
        if earlier:
            related = [each for each in earlier if each not in issue["blocked_by"]]
            issue |= {"related_to": related[:1]} if draw(st.booleans()) else {}
            duplicate = {"duplicate_of": earlier[0]}
            issue |= duplicate if issue.get("state") == "closed" and draw(st.booleans()) else {}
        issue |= {"archived": True} if draw(st.booleans()) else {}
        issues.append(issue)
    board = on_board(draw)
    declared: list[dict[str, Any]] = [
        {"name": name, "color": draw(st.sampled_from(COLORS))} for name in labels
    ]
    if draw(st.booleans()) and declared:
        declared[0]["previously"] = ["Old"]
    gone = [each for each in LABELS[:3] if each not in labels]
    if draw(st.booleans()) and gone:
        declared.append({"name": gone[0], "state": "absent"})
    more = draw(st.sampled_from(({}, {"due_on": "2026-12-31"}, {"state": "closed"})))
    milestone = {"title": "v1", "description": "ours", **more}
    return {
        "repository": REPOSITORY.name,
        "labels": declared,
        "milestones": [milestone],
        "issue_types": [{"name": "Task", "description": "ours", "color": "blue"}],
        "issues": issues,
        "project": {
            "title": "Board",
            "readme": "ours",
            **draw(st.sampled_from([{}, {"description": "ours", "public": True}])),
            "fields": [
                {
                    "name": "Priority",
                    "value": "priority",
                    "options": draw(st.sampled_from(CHOICES)),
                }
            ],
            "views": [{"name": "Table", "fields": ["Title", "Priority"], "sort_by": ["Title"]}],
            **board,
        },
    }


def on_board(draw: st.DrawFn) -> dict[str, Any]:
    """Return drafts and status updates of a board."""
    drafts = [
        {"title": title, "body": draw(st.sampled_from(("ours", "theirs")))}
        for title in draw(subset(DRAFTS))
    ]
    updates = [{"key": "week", "status": "at_risk"}] if draw(st.booleans()) else []
    return {"drafts": drafts, "status_updates": updates}


@st.composite
def richer(draw: st.DrawFn) -> dict[str, Any]:
    """A backlog that also has sprints, and the organization's own fields of issues."""
    declared = draw(backlogs())
    issues, fields = declared["issues"], draw(st.sampled_from(ISSUE_FIELDS))
    declared["issue_fields"] = fields
    names = {each["name"] for each in fields if "state" not in each}
    ours = {"Note": "ours", "Areas": ["Web", "Docs"]}
    for each in issues if draw(st.booleans()) else ():
        each["fields"] = {name: value for name, value in ours.items() if name in names}
    if draw(st.booleans()):
        iterations = draw(st.sampled_from(ITERATIONS))
        declared["project"]["fields"].append(
            {"name": "Sprint", "value": "sprint", "iterations": iterations}
        )
        for each in issues:
            each.update({"sprint": iterations[0]["title"]} if draw(st.booleans()) else {})
    return declared
