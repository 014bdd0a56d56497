"""What is asked before a run writes: another repository, much of people's at a first run."""

from dataclasses import replace
from pathlib import Path

import pytest

from gh_playbook.convergence import guard
from gh_playbook.convergence.plan.plan import make_plan
from gh_playbook.convergence.preparation import prepare
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.model import managed_block
from gh_playbook.model.author import Author
from gh_playbook.model.change import Action, Change, Difference
from gh_playbook.model.existing import (
    ExistingIssue,
    ExistingIssueField,
    ExistingIssueType,
    ExistingLabel,
    ExistingMilestone,
)
from gh_playbook.model.identity import identify
from gh_playbook.model.marker import Marker, title_digest
from gh_playbook.model.project import ExistingItem, ExistingProject
from gh_playbook.model.project_field import ExistingField, ExistingOption
from gh_playbook.model.register import Register, RegisterEntry
from gh_playbook.model.world import World
from gh_playbook.modules import MODULES
from gh_playbook.modules.issues.placement import Placement
from gh_playbook.settings import Settings
from tests.modules.worlds import a_world

PLAYBOOK = Path(__file__).parents[2] / "playbooks" / "all.yml"


def prepared(folder: Path, backlog: str, **options: object) -> tuple[Settings, Prepared]:
    path = folder / "backlog.yml"
    path.write_text(backlog)
    settings = replace(Settings(PLAYBOOK, backlog=path), **options)  # type: ignore[arg-type]
    return settings, prepare(settings)


def declared(count: int, more: str = "") -> str:
    issues = "".join(f"  - {{key: k{n}, title: Task {n}{more}}}\n" for n in range(1, count + 1))
    return f"repository: octo/demo\nlabels: []\nissues:\n{issues}"


def of_people(count: int, **more: object) -> World:
    world = a_world()
    for number in range(1, count + 1):
        author = Author("mona", "OWNER")
        issue = ExistingIssue(f"I{number}", number, f"Task {number}", "theirs", author=author)
        world.put_issue(replace(issue, **more))  # type: ignore[arg-type]
    return world


def asked(folder: Path, backlog: str, world: World, **options: object) -> list[str]:
    settings, made = prepared(folder, backlog, **options)
    identify(made.context.issues.values(), world)
    plan = make_plan(made, world)
    return [str(each) for each in guard.questions(settings, made, world, plan)]


@pytest.mark.parametrize("repo", [None, "octo/demo", "Octo/Demo"])
def test_the_backlogs_own_repository_is_not_asked_about(tmp_path: Path, repo: str | None) -> None:
    assert asked(tmp_path, declared(1), a_world(), repo=repo) == []


def test_another_one_is_with_the_place_that_says_which(tmp_path: Path) -> None:
    [told] = asked(tmp_path, declared(1), a_world(), repo="octo/demos")
    assert told.endswith(
        "backlog.yml:1:13: the backlog is for octo/demo, but --repo names octo/demos"
    )


def test_a_backlog_of_no_repository_goes_where_repo_says(tmp_path: Path) -> None:
    backlog = "issues: [{key: a, title: A}]\n"
    assert asked(tmp_path, backlog, a_world(), repo="octo/demos") == []


@pytest.mark.parametrize(("count", "asks"), [(10, False), (11, True)])
def test_a_first_run_asks_before_it_changes_more_than_ten(
    tmp_path: Path, count: int, asks: bool
) -> None:
    told = asked(tmp_path, declared(count), of_people(30))
    assert bool(told) == asks
    if asks:
        assert told[0].startswith(
            "no issue of octo/demo belongs to this backlog yet, and 11 existing issues"
        )
        assert told[0].endswith("would be changed: #1, #2, #3, #4, #5, …")


def test_what_it_only_creates_is_not_counted(tmp_path: Path) -> None:
    world = of_people(30, title="another")
    assert asked(tmp_path, declared(20), world) == []


def test_a_label_that_is_renamed_changes_the_issues_that_bear_it(tmp_path: Path) -> None:
    backlog = "repository: octo/demo\nlabels: [{name: kind, color: ffffff, previously: [Bug]}]\n"
    world = of_people(12, labels=("bug",))
    world.put_label(ExistingLabel("L1", "bug", "ffffff", ""))
    [told] = asked(tmp_path, backlog, world)
    assert "12 existing issues would be changed" in told


def ours(count: int, of: int) -> World:
    """Return a world of so many issues, the first ones as the backlog has written them."""
    world = of_people(of)
    for number in range(1, count + 1):
        issue = world.issues[f"I{number}"]
        made = Marker(f"k{number}", number, title_digest(issue.title))
        world.put_issue(replace(issue, body=managed_block.compose(made, "as it was")))
    return world


@pytest.mark.parametrize(
    ("count", "of", "asks"),
    [
        (3, 10, False),
        (4, 10, True),
        (9, 9, False),
        (12, 40, False),
        (12, 39, True),
        (15, 50, False),
    ],
)
def test_a_later_run_asks_before_it_changes_more_than_a_share(
    tmp_path: Path, count: int, of: int, asks: bool
) -> None:
    told = asked(tmp_path, declared(count), ours(count, of))
    named = f"{count} of {of} issues in octo/demo would lose a present value: #1, #2, #3, #4"
    assert [each.partition(", #5")[0] for each in told] == ([named] if asks else [])


@pytest.mark.parametrize(("count", "asks"), [(10, False), (11, True)])
def test_the_run_after_a_first_one_that_was_killed_asks_as_that_did(
    tmp_path: Path, count: int, *, asks: bool
) -> None:
    """Some issues of the backlog are there already, so that it is no first run any more."""
    world = of_people(count, body="other")
    world.put_issue(replace(ours(1, 1).issues["I1"], id="I99", number=99, title="Task 99"))
    backlog = declared(count, ", description: d").replace("{key: k1,", "{key: a,")
    told = asked(tmp_path, backlog + "  - {key: k1, title: Task 99}\n", world)
    assert bool(told) == asks
    if asks:
        assert "11 issues of octo/demo that do not belong to this backlog yet" in told[0]


def test_issues_that_were_not_read_are_there_all_the_same(tmp_path: Path) -> None:
    world = ours(12, 12)
    world.is_whole, world.issue_count = False, 50
    assert asked(tmp_path, declared(12), world) == []


@pytest.mark.parametrize(
    ("options", "asks"),
    [
        ({"guard_share": 40}, False),
        ({"guard_from": 37}, False),
        ({"guard_from": 36}, True),
        ({}, True),
    ],
)
def test_both_bounds_are_settings(tmp_path: Path, options: dict[str, object], asks: bool) -> None:
    assert bool(asked(tmp_path, declared(12), ours(12, 36), **options)) == asks


def test_each_kind_is_counted_by_itself(tmp_path: Path) -> None:
    world = a_world()
    for number in range(1, 13):
        world.put_label(ExistingLabel(f"L{number}", f"l{number}", "ffffff", ""))
    labels = "".join(f"  - {{name: l{n}, color: 000000}}\n" for n in range(1, 13))
    [told] = asked(tmp_path, f"repository: octo/demo\nlabels:\n{labels}", world)
    named = "l1, l2, l3, l4, l5, …"
    assert told == f"12 of 15 labels in octo/demo would lose a present value: {named}"


def test_what_only_fills_in_what_was_empty_is_not_asked_about(tmp_path: Path) -> None:
    world = a_world()
    for number in range(1, 13):
        world.put_label(ExistingLabel(f"L{number}", f"l{number}", "ffffff", ""))
    labels = "".join(f"  - {{name: l{n}, description: Filled}}\n" for n in range(1, 13))
    assert asked(tmp_path, f"repository: octo/demo\nlabels:\n{labels}", world) == []


@pytest.mark.parametrize(
    ("was", "to_be", "asks"),
    [
        ((), ("bug",), False),
        (("bug",), ("bug", "docs"), False),
        (("bug",), ("docs",), True),
        (("bug", "docs"), ["docs"], True),
        ("bug", "bug and docs", True),
        (["High"], ["High", "Low"], False),
    ],
)
def test_what_is_added_to_a_list_is_not_asked_about(was: object, to_be: object, asks: bool) -> None:
    differences = (Difference("labels", was, to_be),)
    changes = [
        Change("issue", f"k{n}", Action.UPDATE, "", differences=differences, number=n)
        for n in range(1, 13)
    ]
    assert bool([*guard.extent(Settings(PLAYBOOK), changes, of_people(12))]) == asks


def test_issues_that_lost_their_markers_still_belong_to_the_backlog() -> None:
    world = of_people(12)
    there = {f"k{each.number}": each for each in world.issues.values()}
    changes = [
        Change("issue", key, Action.UPDATE, "", before=each, number=each.number)
        for key, each in there.items()
    ]
    [told] = guard.extent(Settings(PLAYBOOK), changes, world)
    assert "12 issues of octo/demo that do not belong to this backlog yet" in str(told)
    entries = {key: RegisterEntry(each.number or 0, each.id) for key, each in there.items()}
    world.register = Register(entries)
    assert not [*guard.extent(Settings(PLAYBOOK), changes, world)]


@pytest.mark.parametrize(("count", "asks"), [(3, False), (4, True)])
def test_to_take_away_is_asked_about_as_to_change_is(count: int, asks: bool) -> None:
    world = a_world()
    for number in range(1, 8):
        world.put_label(ExistingLabel(f"L{number}", f"l{number}", "ffffff", ""))
    changes = [
        Change("label", f"l{n}", Action.REMOVE, "", before=world.label(f"l{n}"))
        for n in range(1, count + 1)
    ]
    told = [str(each) for each in guard.extent(Settings(PLAYBOOK), changes, world)]
    named = "4 of 10 labels in octo/demo would be removed: l1, l2, l3, l4"
    assert told == ([named] if asks else [])


def test_an_issue_that_is_removed_by_closing_would_be_closed() -> None:
    world = of_people(10)
    before = [*world.issues.values()]
    changes = [
        Change(
            *("issue", f"k{each.number}", Action.REMOVE, ""),
            number=each.number,
            before=each,
            after=replace(each, state="closed"),
        )
        for each in before[:5]
    ]
    [told] = guard.extent(Settings(PLAYBOOK), changes, world)
    assert str(told).startswith("5 of 10 issues in octo/demo would be closed: #1, #2")
    some = replace(Settings(PLAYBOOK), guard_from=4)
    [first] = guard.extent(some, changes, world, is_first=True)
    assert "and 5 existing issues would be changed, 5 of them closed: #1, #2" in str(first)


def test_an_orphan_that_is_closed_is_an_issue_and_one_that_loses_its_parent_loses_a_value() -> None:
    world = of_people(10)
    one, *others = world.issues.values()
    place = Placement("I9", one.id)
    changes: list[Change[object]] = [
        Change("sub_issue", "k1", Action.REMOVE, "", number=one.number, before=place),
        *(
            Change("orphan", f"k{each.number}", Action.REMOVE, "", number=each.number, before=each)
            for each in others[:4]
        ),
    ]
    changes = [each.but(after=each.before) if each.module == "orphan" else each for each in changes]
    [told] = guard.extent(Settings(PLAYBOOK), changes, world)
    counted = "4 of 10 issues in octo/demo would be closed and 1 would lose a present value"
    assert str(told).startswith(f"{counted}: #2, #3")


def test_a_label_that_is_taken_away_changes_the_issues_that_wear_it() -> None:
    world = of_people(12, labels=("Bug",))
    change = Change("label", "bug", Action.REMOVE, "", before=world.label("bug"))
    [told] = guard.extent(Settings(PLAYBOOK), [change], world)
    assert str(told).startswith("12 of 12 issues in octo/demo would lose a present value: #1, #2")


def losing(module: str, before: object, after: object = None) -> list[str]:
    """Return what is asked where every issue, or its card, loses something with a thing."""
    world = of_people(12)
    world.project = ExistingProject("P1", 1, "Board", None)
    for id in world.issues:
        world.put_item(id, ExistingItem(f"C{id}", {"Team": "Hull"}))
    action = Action.UPDATE if after else Action.REMOVE
    used_by = dict.fromkeys(world.issues, "x")
    change = Change(module, "x", action, "", before=before, after=after, used_by=used_by)
    return [str(each) for each in guard.extent(Settings(PLAYBOOK), [change], world)]


@pytest.mark.parametrize(
    ("module", "before", "after"),
    [
        ("milestone", ExistingMilestone("M1", 1, "x", "", None, "open"), None),
        ("issue_type", ExistingIssueType("T1", "x", "", "red"), None),
        ("issue_field", ExistingIssueField("F1", 1, "x", "text"), None),
        ("project_field", ExistingField("F1", "x", "text"), None),
        (
            "project_field",
            ExistingField("F1", "x", "single_select", options=(ExistingOption("O", "A"),)),
            ExistingField("F1", "x", "single_select"),
        ),
    ],
)
def test_what_loses_a_value_with_a_thing_counts(module: str, before: object, after: object) -> None:
    [told] = losing(module, before, after)
    what = "cards on the board" if module == "project_field" else "issues"
    assert told.startswith(f"12 of 12 {what} in octo/demo would lose a present value: #1, #2")


@pytest.mark.parametrize(("count", "touched"), [(9, 9), (10, 3), (10, 4), (40, 12)])
def test_pull_requests_are_a_kind_of_their_own(count: int, touched: int) -> None:
    """Ten of them are no share of the issues, and their number is none of issues."""
    world = of_people(12)
    world.pull_request_count = count
    for number in range(101, 101 + touched):
        world.pull_requests[f"P{number}"] = ExistingIssue(f"P{number}", number, "", "")
    before = ExistingMilestone("M1", 1, "x", "", None, "open")
    used_by = dict.fromkeys([*world.pull_requests, "I1"], "x")
    change = Change("milestone", "x", Action.REMOVE, "", before=before, used_by=used_by)
    told = [str(each) for each in guard.extent(Settings(PLAYBOOK), [change], world)]
    named = "#101, #102, #103, #104"
    asks = (count, touched) == (10, 4)
    what = f"4 of 10 pull requests in octo/demo would lose a present value: {named}"
    assert told == ([what] if asks else [])


def test_cards_of_declared_issues_and_of_others_are_one_kind() -> None:
    world = of_people(12)
    world.project = ExistingProject("P1", 1, "Board", None)
    for id in world.issues:
        world.put_item(id, ExistingItem(f"C{id}", {"Team": "Hull"}))
    other = (Difference("Team", "Hull", "Fins"),)
    changes = [
        Change("project_item", "k1", Action.UPDATE, "", number=1, differences=other),
        Change("project_item", "k2", Action.UPDATE, "", number=2, differences=other),
        Change("card", "#2", Action.UPDATE, "", differences=other),
        Change("card", "#3", Action.REMOVE, ""),
        Change("card", "#4", Action.REMOVE, ""),
    ]
    [told] = [str(each) for each in guard.extent(Settings(PLAYBOOK), changes, world)]
    what = "2 of 12 cards on the board in octo/demo would be removed and 2 would lose a present"
    assert told.startswith(what)


def test_what_is_given_back_or_kept_is_no_loss() -> None:
    milestone = ExistingMilestone("M1", 1, "x", "", None, "open")
    assert losing("milestone", milestone, milestone) == []
    sprint = ExistingField("F1", "x", "iteration")
    assert losing("project_field", sprint, replace(sprint, duration=7)) == []


def test_a_marker_of_another_backlog_is_none_of_this_one(tmp_path: Path) -> None:
    world = of_people(30)
    body = "<!-- gh-playbook:begin key=theirs -->\nx\n<!-- gh-playbook:end -->"
    world.put_issue(replace(world.issues["I30"], body=body))
    world.register = Register({"theirs": RegisterEntry(30, "I30")}, is_found=True)
    assert len(asked(tmp_path, declared(20), world)) == 1


@pytest.mark.parametrize("options", [{"plan": Path("plan.json")}, {"checksum": "abc"}])
def test_a_plan_that_people_have_seen_is_not_asked_about(
    tmp_path: Path, options: dict[str, object]
) -> None:
    assert asked(tmp_path, declared(20), of_people(30), repo="a/b", **options) == []


def test_the_things_of_a_kind_are_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """To count the links of 5,000 issues for each of 5,000 changes took seconds."""
    counted: list[World] = []

    def count(world: World) -> int:
        counted.append(world)
        return 20

    monkeypatch.setattr(MODULES["dependency"], "count", count)
    changes = [Change("dependency", f"k{each}", Action.REMOVE, "") for each in range(3)]
    assert [*guard.extent(Settings(PLAYBOOK), changes, of_people(12))] == []
    assert len(counted) == 1
