"""What is exported is what is there: a run on it changes nothing but markers, and then nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from gh_playbook.convergence.binding import entries
from gh_playbook.convergence.location import DEFAULTS
from gh_playbook.convergence.plan import Plan, make_plan
from gh_playbook.convergence.preparation import prepare
from gh_playbook.declaration.yaml_value import scalar
from gh_playbook.exporting import PARTS, Choice, Exported, export
from gh_playbook.formatting import formatted
from gh_playbook.model.author import Author
from gh_playbook.model.existing import (
    Account,
    ExistingIssue,
    ExistingIssueType,
    ExistingLabel,
    ExistingMilestone,
    Features,
)
from gh_playbook.model.identity import identify
from gh_playbook.model.outcome import Outcome
from gh_playbook.model.project import (
    ExistingField,
    ExistingItem,
    ExistingIteration,
    ExistingOption,
    ExistingProject,
    ExistingView,
)
from gh_playbook.model.register import Register
from gh_playbook.model.world import World
from gh_playbook.run.adoption import is_adoption
from gh_playbook.run.export import referring
from gh_playbook.settings import Settings
from tests.github_in_memory import OWN, REPOSITORY

STRANGER = Author("somebody", "NONE")
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
        "<!-- gh-playbook:begin key=x -->\nSomebody's.\n<!-- gh-playbook:end -->\nmore",
    ]
)
OPTIONS = ("P0", "P1", "P2")
SPRINTS = (
    ExistingIteration("S0", "Old", date(2026, 1, 5), 14),
    ExistingIteration("S1", "S: 1", date(2026, 11, 2), 7),
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
    world.accounts["octocat"] = Account("U1", "octocat")
    world.put_issue_type(ExistingIssueType("T1", "Task", "", "gray"))
    count = draw(st.integers(0, 7))
    for number in range(1, count + 1):
        world.issues[f"I{number}"] = draw(_issues(number, list(labels), list(world.milestones)))
    for number in range(2, count + 1):
        parent = draw(st.integers(0, number - 1))
        if parent and draw(st.booleans()):
            world.put_issue(_with(world, number, parent=f"I{parent}"))
    if draw(st.booleans()):
        world.project = draw(_boards(count))
    return world


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
        author=draw(st.sampled_from([OWN, STRANGER])),
        assignees=draw(st.sampled_from([(), ("octocat",), ("octocat", "gone")])),
        lock=draw(st.one_of(st.booleans(), st.just("resolved"))),
        duplicate_of=draw(st.sampled_from([None, *others])) if reason == "duplicate" else None,
    )


@st.composite
def _boards(draw: st.DrawFn, count: int) -> Any:
    options = tuple(ExistingOption(f"O{name}", name, "gray") for name in OPTIONS)
    fields = (
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
    items = {}
    for number in draw(st.lists(st.integers(1, count), unique=True)) if count else []:
        values: dict[str, Any] = {
            "Status": draw(st.sampled_from([None, *OPTIONS])),
            "Priority": draw(st.sampled_from([None, *OPTIONS])),
            "Estimate": draw(st.sampled_from([None, 0.0, 2.5, 1e6, 1e-7])),
            "Teams": draw(st.sampled_from([None, ("P0",), ("P0", "P2")])),
            "Due: on": draw(st.sampled_from([None, "2026-12-31"])),
            "Sprint": draw(st.sampled_from([None, "S: 1", "Old"])),
            "Notes": draw(st.sampled_from([None, "yes", "a: b, {c}", "12"])),
        }
        said = {name: value for name, value in values.items() if value is not None}
        archived = draw(st.booleans())
        items[f"I{number}"] = ExistingItem(f"C{number}", said, is_archived=archived)
    views = (
        ExistingView("V1", 1, "View 1", "table", "", ("Title", "Teams"), (), ("Priority",)),
        ExistingView("V2", 2, "Board", "board", "is:open", ("Title",), ("Status",)),
    )
    return ExistingProject(
        "P1", 1, "Board", "https://p", "d ", "r\n", is_linked=True,
        fields=fields, views=views, items=items,
    )  # fmt: skip


def exported(world: World, choice: str = "all", parts: Sequence[str] = PARTS) -> Exported:
    def name(ids: Sequence[str]) -> dict[str, str]:
        return dict.fromkeys(ids, "acme/other#7")

    return export(world, Choice.parse(choice), frozenset(parts), name)


def planned(found: Exported, world: World, folder: Path) -> Plan:
    """Return what a run on an export would do."""
    path = folder / "backlog.yml"
    path.write_bytes(found.text.encode())
    prepared = prepare(Settings(DEFAULTS / "playbooks" / "all.yml", backlog=path))
    after = referring(world, found)
    identify(prepared.context.issues.values(), after)
    return make_plan(prepared, after)


def words(issue: ExistingIssue) -> str:
    """Return an issue's text without markers, and without space at its ends."""
    lines = issue.body.replace("\r\n", "\n").splitlines()
    return "\n".join(each for each in lines if "<!-- gh-playbook:" not in each).strip()


@settings(derandomize=True, deadline=None, max_examples=20, phases=[Phase.generate])
@given(world=worlds(), choice=st.sampled_from(["all", "open", "label:bug", "#1"]))
def test_a_run_on_an_export_writes_markers_and_a_second_one_nothing(
    tmp_path_factory: Any, world: World, choice: str
) -> None:
    if choice == "#1" and "I1" not in world.issues:
        return
    folder = tmp_path_factory.mktemp("export")
    found = exported(world, choice)
    first = planned(found, world, folder)
    assert [
        each for each in first.results if each.outcome not in {Outcome.SKIPPED, Outcome.UPDATED}
    ] == []
    assert [each for each in first.changes if not is_adoption(each)] == []
    for issue in world.issues.values():
        assert words(first.world.issues[issue.id]) == words(issue)
    assert formatted(found.text, "backlog.yml") == found.text
    second = planned(found, first.world, folder)
    assert second.changes == ()
    after = first.world
    after.register = Register(entries(after, after.bound), is_found=True)
    assert exported(after, choice).text == found.text


def test_what_cannot_be_declared_is_left_out_and_named() -> None:
    world = World(REPOSITORY, Features())
    world.put_label(ExistingLabel("L1", "\N{FIRE}", "d73a4a", ""))
    world.put_label(ExistingLabel("L2", "\N{FIRE} hot", "d73a4a", ""))
    for id, title in (("M1", "v1"), ("M2", "V1")):
        world.milestones[title] = ExistingMilestone(id, 1, title, "", None, "open")
    found = exported(world)
    assert found.left_out == (
        *("the label \N{FIRE}: GitHub would not take its name any more",),
        *("the milestone V1: it differs from v1 in case alone",),
    )
    assert all(f"# left out: {each}" in found.text for each in found.left_out)
    assert "\N{FIRE} hot" in found.text


def test_numbers_have_no_exponents_which_a_loader_takes_for_texts() -> None:
    assert scalar(1e6) == "1000000"
    assert scalar(1e-7) == "0.0000001"
    assert scalar(2.5) == "2.5"


def test_defaults_stand_in_the_order_that_fmt_has() -> None:
    world = World(REPOSITORY, Features())
    world.put_label(ExistingLabel("L1", "bug", "d73a4a", ""))
    world.put_issue_type(ExistingIssueType("T1", "Task", "", "gray"))
    world.milestones["v1"] = ExistingMilestone("M1", 1, "v1", "", None, "open")
    for number in range(1, 5):
        world.issues[f"I{number}"] = ExistingIssue(
            f"I{number}", number, f"T {number}", "", labels=("bug",), milestone="v1", type="Task"
        )
    text = exported(world).text
    assert "  type: Task\n  labels: [bug]\n  milestone: v1\n" in text
    assert formatted(text, "backlog.yml") == text
