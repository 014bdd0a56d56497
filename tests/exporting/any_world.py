"""Any worlds that an export may meet: generated repositories, with a board and issue fields."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from gh_playbook.model.author import Author
from gh_playbook.model.board_detail import BoardDetail
from gh_playbook.model.existing import (
    ExistingAccount,
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
    status_update_marker,
)
from gh_playbook.model.project_field import ExistingField, ExistingIteration, ExistingOption
from gh_playbook.model.world import World
from tests.support.github_in_memory import OWN, REPOSITORY

OUTSIDER = Author("somebody", "NONE")
NAMES = st.one_of(
    st.sampled_from(
        [
            "bug",
            "area:web",
            "priority:p0",
            "priority:p1",
            "yes",
            "12:30",
            "a, b",
            "Ünïcode",
            "#1",
            "\N{FIRE}",
        ]
    ),
    st.text(
        st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]), min_size=1, max_size=12
    ),
)
BODIES = st.sampled_from(
    [
        *(
            "",
            "Text.",
            "Text  \r\nof two lines\r\n",
            "```\nopen code",
            "<!-- open",
            "- [x] done\n\n",
        ),
        "See:\n\n```\n<!-- gh-playbook:issue key=x digest=0 -->\n```\n`<!-- gh-playbook:end -->`",
        *(
            "<details>\n<summary>x</summary>",
            "> quote",
            "\t tab",
            "<!-- gh-playbook:end -->",
            "---",
        ),
        *(
            "---\ntitle: not ours\n---\nText",
            "{{ 1 / 0 }} {% raw %}",
            "key: [a, {b: c}]  # no comment\n? !!x &y *z",
            "long " * 3_000,
            "\N{ROCKET}\N{ZERO WIDTH JOINER}\N{FIRE}\u2028end",
            "| a | b |\n|---|---|\n  trailing  \n\n\n",
        ),
        "<!-- gh-playbook:begin key=x -->\nSomebody's.\n<!-- gh-playbook:end -->\nmore",
    ]
)
OPTIONS = ("P0", "P1", "P2")
SPRINTS = (
    ExistingIteration("S0", "Old", date(2026, 1, 5), 14),
    ExistingIteration("S1", "S: 1", date(2026, 11, 2), 7),
)


_SELECTED = tuple(ExistingOption(f"O{name}", name, "gray", number=1) for name in ("P0", "P1"))
ISSUE_FIELDS = (
    ExistingIssueField("IF1", 1, "Severity", "single_select", "How bad", "all", _SELECTED),
    ExistingIssueField("IF2", 2, "Areas", "multi_select", options=_SELECTED),
    ExistingIssueField("IF3", 3, "Customer", "text"),
    ExistingIssueField("IF4", 4, "Ready", "date"),
    ExistingIssueField("IF5", 5, "Budget", "number"),
    ExistingIssueField("IF6", 6, "Odd", "reactions"),
)
# Cards of what is no issue here: drafts, a pull request, an issue elsewhere, and a hidden one.
OTHERS = {
    "D1": ExistingItem("C-D1", {"Priority": "P1"}, draft=ExistingDraft("D1", "Bug", "Or: blue\n")),
    "D2": ExistingItem("C-D2", draft=ExistingDraft("D2", "bug")),
    "D3": ExistingItem("C-D3", draft=ExistingDraft("D3", "Two", "lines\r\nof text")),
    "D4": ExistingItem("C-D4", is_archived=True, draft=ExistingDraft("D4", "Away")),
    "pull": ExistingItem("C-P", {"Due: on": "2026-12-31", "Status": "P0"}),
    "outer": ExistingItem("C-O", is_archived=True),
    "hidden": ExistingItem("C-H"),
}
NAMED = {"elsewhere": "acme/other#7", "outer": "acme/other#8", "pull": f"{REPOSITORY.name}#40"}
UPDATES = (
    ExistingStatusUpdate(
        *("U2", "one", "at_risk", date(2026, 1, 5), None),
        f"Text: a\nb\n\n{status_update_marker('one')}",
    ),
    ExistingStatusUpdate("U1", "", "on_track", body="People's."),
    ExistingStatusUpdate("U0", "one", "on_track", body=status_update_marker("one")),
)


def _labels(names: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(name.strip().casefold(), name.strip())
    return {name: f"L{index}" for index, name in enumerate(found.values())}


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A repository: issues of a few titles with any links, some of them on a board."""
    world = World(REPOSITORY, Features())
    labels = _labels(draw(st.lists(NAMES, max_size=5)))
    for name, id in labels.items():
        world.put_label(ExistingLabel(id, name, "d73a4a", draw(st.sampled_from(["", " a: b"]))))
    for index, title in enumerate(draw(st.lists(NAMES, max_size=2, unique_by=str.casefold))):
        due = draw(st.sampled_from([None, date(2026, 12, 31)]))
        state = draw(st.sampled_from(["open", "closed"]))
        milestone = ExistingMilestone(f"M{index}", index, title.strip(), "a\nb", due, state)
        world.milestones[milestone.title] = milestone
    world.accounts["octocat"] = ExistingAccount("U1", "octocat")
    world.put_issue_type(ExistingIssueType("T1", "Task", "", "gray"))
    count = draw(st.integers(0, 7))
    if draw(st.booleans()):
        world.features = replace(world.features, issue_fields=True, board_issue_fields=True)
        for each in ISSUE_FIELDS:
            world.put_issue_field(each)
    for number in range(1, count + 1):
        issue = draw(_issues(number, list(labels), list(world.milestones)))
        fields = draw(_issue_values()) if world.issue_fields else {}
        world.issues[f"I{number}"] = replace(issue, fields=fields)
    for number in range(2, count + 1):
        parent = draw(st.integers(0, number - 1))
        if parent and draw(st.booleans()):
            world.put_issue(_with(world, number, parent=f"I{parent}"))
    if count and draw(st.booleans()):
        world.issues["I1"] = _with(world, 1, sub_issues=(*world.issues["I1"].sub_issues, "outer"))
    if draw(st.booleans()):
        world.project = draw(_boards(count, has_issue_fields=bool(world.issue_fields)))
    return world


DETAIL = BoardDetail(
    repositories={"R1": REPOSITORY.name, "R2": "acme/base"},
    teams={"T1": "crew"},
    sortings={
        "V1": (ExistingSorting("Estimate"),),
        "V2": (ExistingSorting("Status", direction="desc"), ExistingSorting("Estimate")),
    },
)


@st.composite
def _issue_values(draw: st.DrawFn) -> dict[str, Any]:
    values: dict[str, Any] = {
        "Severity": draw(st.sampled_from([None, "P0", "P1"])),
        "Areas": draw(st.sampled_from([None, ("P1",), ("P0", "P1")])),
        "Customer": draw(st.sampled_from([None, " a: b ", "{{ x }}", "null"])),
        "Ready": draw(st.sampled_from([None, "2026-12-31"])),
        "Budget": draw(st.sampled_from([None, 0.0, 2.5])),
        "Odd": draw(st.sampled_from([None, "x"])),
    }
    return {name: value for name, value in values.items() if value is not None}


def _with(world: World, number: int, **fields: Any) -> ExistingIssue:
    return replace(world.issues[f"I{number}"], **fields)


@st.composite
def _issues(draw: st.DrawFn, number: int, labels: list[str], milestones: list[str]) -> Any:
    others = [f"I{each}" for each in range(1, number)] + ["elsewhere"]
    state, reason = draw(
        st.sampled_from(
            [
                *(("open", None), ("open", "reopened"), ("closed", "completed")),
                *(("closed", "not_planned"), ("closed", "duplicate")),
            ]
        )
    )
    return ExistingIssue(
        f"I{number}",
        number,
        draw(st.one_of(st.sampled_from(["Bug", "A: b", "{{ x }} " + "long " * 50]), NAMES)).strip(),
        draw(BODIES),
        url=f"https://i/{number}",
        state=state,
        reason=reason,
        labels=tuple(draw(st.lists(st.sampled_from(labels), unique=True))) if labels else (),
        milestone=draw(st.sampled_from([None, *milestones])),
        type=draw(st.sampled_from([None, "Task"])),
        blocked_by=tuple(draw(st.lists(st.sampled_from(others), max_size=2, unique=True))),
        related_to=tuple(draw(st.lists(st.sampled_from(others), max_size=2, unique=True))),
        author=draw(st.sampled_from([OWN, OUTSIDER])),
        assignees=draw(st.sampled_from([(), ("octocat",), ("octocat", "gone")])),
        lock=draw(st.one_of(st.booleans(), st.just("resolved"))),
        duplicate_of=draw(st.sampled_from([None, *others])) if reason == "duplicate" else None,
    )


@st.composite
def _boards(draw: st.DrawFn, count: int, *, has_issue_fields: bool) -> Any:
    options = tuple(ExistingOption(f"O{name}", name, "gray") for name in OPTIONS)
    fields: tuple[ExistingField, ...] = (
        ExistingField("F0", "Title", "title"),
        ExistingField("F1", "Status", "single_select", 1, options),
        ExistingField("F2", "Priority", "single_select", 2, options),
        ExistingField("F3", "Estimate", "number", 3),
        ExistingField("F4", "Teams", "multi_select", 4, options),
        ExistingField("F5", "Empty", "single_select", 5),
        ExistingField("F6", "Due: on", "date", 6),
        ExistingField("F7", "Notes", "text", 7),
        ExistingField("F8", "Sprint", "iteration", 8, iterations=SPRINTS),
    )
    if has_issue_fields:
        fields += (ExistingField("F9", "Severity", "single_select", 9, is_issue_field=True),)
    items = {}
    for number in draw(st.lists(st.integers(1, count), unique=True)) if count else []:
        values: dict[str, Any] = {
            "Status": draw(st.sampled_from([None, *OPTIONS])),
            "Priority": draw(st.sampled_from([None, *OPTIONS])),
            "Estimate": draw(st.sampled_from([None, 0.0, 2.5, 1e6, 1e-7])),
            "Teams": draw(st.sampled_from([None, ("P0",), ("P0", "P2")])),
            "Due: on": draw(st.sampled_from([None, "2026-12-31"])),
            "Sprint": draw(st.sampled_from([None, "S: 1", "Old"])),
            "Notes": draw(st.sampled_from([None, "yes", "a: b, {c}", "12", " blank ", "\x07"])),
        }
        said = {name: value for name, value in values.items() if value is not None}
        archived = draw(st.booleans())
        items[f"I{number}"] = ExistingItem(f"C{number}", said, is_archived=archived)
    if draw(st.booleans()):
        items |= OTHERS
    views = (
        ExistingView("V1", 1, "View 1", "table", "", ("Title", "Teams"), (), ("Priority",)),
        ExistingView("V2", 2, "Board", "board", "is:open", ("Title",), ("Status",)),
    )
    return ExistingProject(
        "P1", 1, "Board", "https://p", "d ", "r\n", is_linked=True, linked=frozenset({"R2", "T1"}),
        public=draw(st.booleans()), is_closed=draw(st.booleans()), updates=UPDATES,
        fields=fields, views=views, items=items,
    )  # fmt: skip
