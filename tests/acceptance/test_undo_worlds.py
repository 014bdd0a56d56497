"""Undo on generated repositories, end to end: after `all` and `undo` all is as it was.

What `tests/convergence/test_undo_input.py` tries in memory is tried here with the sandbox itself,
on fewer worlds: read by plain `gh` before and after, apart from closed issues and used numbers.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.acceptance.conftest import Done, Trial
from tests.acceptance.test_undo import undone
from tests.acceptance.whole import as_before, unlike, whole
from tests.convergence.any_backlog import COLORS, LABELS, OPTIONS, TITLES, backlogs, subset

REPOSITORY = "acme/rocket"
WORLDS = 6
SPRINT = {
    "name": "Sprint",
    "type": "iteration",
    "duration": 7,
    "iterations": [
        {"title": "One", "start_date": date(2026, 11, 16)},
        {"title": "Two", "start_date": date(2026, 11, 30)},
    ],
}
# One is moved, Two has another name, and Three is new.
ITERATIONS = [
    {"title": "One", "start": "2026-11-09"},
    {"title": "Second", "start": "2026-11-30"},
    {"title": "Three", "start": "2026-12-14"},
]

_AREAS = {"name": "Areas", "type": "multi_select", "options": ["Web", "Docs"]}
# As they are, with another option, and one that is to go with its values.
ISSUE_FIELDS: tuple[list[dict[str, Any]], ...] = (
    [],
    [{"name": "Note", "type": "text", "description": "ours"}, _AREAS],
    [{"name": "Note", "type": "text", "state": "absent"}, _AREAS],
)


@st.composite
def seeds(draw: st.DrawFn) -> dict[str, Any]:
    """An organization with a repository that has a history, and perhaps a board."""
    labels = draw(subset(LABELS))
    titles = draw(subset(TITLES))
    issues: list[dict[str, Any]] = []
    for number, title in enumerate(titles, 1):
        issue: dict[str, Any] = {"title": title}
        issue["body"] = draw(st.sampled_from(["", "theirs", "- [x] done"]))
        issue["labels"] = draw(subset((*labels,))) if labels else []
        if draw(st.booleans()):
            issue["milestone"] = "v1"
        if number > 1 and draw(st.booleans()):
            issue["parent"] = draw(st.integers(1, number - 1))
        issue["state"] = draw(st.sampled_from(["open", "closed"]))
        issue |= {"type": "Task"} if draw(st.booleans()) else {}
        issue |= {"assignees": ["octocat"]} if draw(st.booleans()) else {}
        issue |= {"comments": [{"body": "theirs"}]} if draw(st.booleans()) else {}
        earlier = tuple(range(1, number))
        if earlier:
            issue["blocked_by"] = draw(st.lists(st.sampled_from(earlier), unique=True, max_size=2))
            others = [each for each in earlier if each not in issue["blocked_by"]]
            issue["relates_to"] = others[:1] if draw(st.booleans()) else []
        issues.append(issue)
    pull = {"title": "Pull", "labels": labels[:1], "milestone": "v1", "pull_request": {}}
    issues += [pull] if draw(st.booleans()) else []
    rocket = {
        "name": "rocket",
        "default_labels": False,
        "labels": [
            {"name": name, "color": draw(st.sampled_from(COLORS)), "description": "theirs"}
            for name in labels
        ],
        "milestones": [
            {"title": "v1", "description": "theirs", "due_on": date(2026, 12, 24)},
            {"title": "v0", "state": draw(st.sampled_from(["open", "closed"]))},
        ],
        "files": {"README.md": "theirs"},
        "issues": issues,
    }
    acme: dict[str, Any] = {
        "login": "acme",
        "type": "Organization",
        "members": {"octocat": "ADMIN"},
        "issue_types": [{"name": "Task", "description": "theirs", "color": "yellow"}],
    }
    if draw(st.booleans()):
        acme["issue_fields"] = [
            {"name": "Note", "type": "text"},
            {"name": "Areas", "type": "multi_select", "options": ["Docs", "Code"]},
        ]
        for each in issues:
            if "pull_request" not in each:
                each["fields"] = draw(st.sampled_from([{}, {"Note": "theirs", "Areas": ["Docs"]}]))
    acme |= {"repositories": [rocket]}
    if draw(st.booleans()):
        acme["projects"] = [draw(boards(len(issues)))]
    return {"owners": [{"login": "octocat"}, acme]}


@st.composite
def boards(draw: st.DrawFn, issues: int) -> dict[str, Any]:
    """A board with cards, drafts and a status update."""
    options = draw(subset(OPTIONS))
    values = (
        st.sampled_from(options).map(lambda each: {"Priority": each}) if options else st.just({})
    )
    cards = draw(st.sets(st.integers(1, issues))) if issues else set()
    sprints = st.sampled_from([{}, {"Sprint": "One"}, {"Sprint": "Two"}])
    items: list[dict[str, Any]] = [
        {"repository": "rocket", "number": number, "values": {**draw(values), **draw(sprints)}}
        for number in cards
    ]
    items += [
        {"title": title, "body": "theirs", "values": draw(values)}
        for title in draw(subset(("Draft", "Sketch")))
    ]
    fields: list[dict[str, Any]] = [SPRINT]
    if options:
        fields.append({"name": "Priority", "type": "single_select", "options": options})
    views = [
        {"name": "Theirs", "layout": "board", "filter": "is:open", "sort_by": {"Title": "asc"}}
    ]
    updates = [{"status": "on_track", "body": "theirs"}] if draw(st.booleans()) else []
    # What a workflow of the board does in answer to a run is not the run's to take back.
    off = {"Item closed": False}
    board = {
        "title": "Board",
        "workflows": off,
        "readme": "theirs",
        "repositories": ["rocket"],
        "fields": fields,
        "views": draw(st.sampled_from([[], views])),
    }
    return {**board, "items": draw(st.permutations(items)), "status_updates": updates}


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Any]:
    """A backlog of the same names as what is there, more or less, drafts and updates too."""
    declared = draw(backlogs())
    declared["repository"] = REPOSITORY
    declared["project"]["drafts"] = [
        {"title": title, "body": draw(st.sampled_from(["ours", "theirs"]))}
        for title in draw(subset(("Draft", "Outline")))
    ]
    project = declared["project"]
    if draw(st.booleans()):
        project["status_updates"] = [{"key": "week", "status": "at_risk"}]
    if draw(st.booleans()):
        project["fields"].append({"name": "Sprint", "value": "sprint", "iterations": ITERATIONS})
    if draw(st.booleans()):
        other = draw(st.sampled_from([{"filter": "is:closed"}, {"state": "absent"}]))
        project["views"].append({"name": "Theirs", **other})
    keys = [each["key"] for each in declared["issues"]]
    project["card_order"] = draw(st.permutations(keys))
    for each in declared["issues"]:
        each.update({"assignees": ["octocat"]} if draw(st.booleans()) else {})
        each.update({"pinned": True} if draw(st.booleans()) and each["key"] in keys[:3] else {})
        each.update({"locked": "resolved"} if draw(st.booleans()) else {})
    declared["issue_fields"] = draw(st.sampled_from(ISSUE_FIELDS))
    names = {each["name"] for each in declared["issue_fields"] if "state" not in each}
    values = {"Note": "ours", "Areas": ["Web", "Docs"]}
    for each in declared["issues"] if draw(st.booleans()) else ():
        each["fields"] = {name: value for name, value in values.items() if name in names}
    declared["prune"] = draw(subset(("labels", "milestones", "links", "cards", "issues")))
    if draw(st.booleans()):
        declared["milestones"].append({"title": "v0", "state": "absent"})
    return declared


def left(done: Done) -> list[str]:
    """Return what a run could not do, with the reasons."""
    fine = {"created", "updated", "removed", "skipped", "verified"}
    return [
        f"{each['module']} {each['key']}: {each['reason']}"
        for each in done.changes
        if each["outcome"] not in fine
    ]


def foretold(trial: Trial, **options: Any) -> Done:
    """Undo the latest run; hold that its dry run has told all that it does."""
    dry, done = undone(trial, dry_run=True, **options), undone(trial, **options)
    one, other = (
        sorted((each["module"], each["key"], each["outcome"]) for each in run.changes)
        for run in (dry, done)
    )
    assert one == other
    return done


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("worlds")


@settings(
    max_examples=WORLDS,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(seed=seeds(), declared=plans())
def test_after_all_and_undo_everything_is_as_it_was(
    trial: Trial, folder: Path, seed: dict[str, Any], declared: dict[str, Any]
) -> None:
    path = folder / "seed.yml"
    path.write_text(yaml.safe_dump(seed))
    trial.sandbox.reset(seed=path)
    backlog = folder / "backlog.json"
    backlog.write_text(json.dumps(declared))
    before = whole(trial.gh, REPOSITORY)
    done = trial.run(backlog=backlog, yes=True)
    # What is there may forbid a link: a parent that is below its sub-issue.
    failed = {each["module"] for each in done.changes if each["outcome"] == "failed"}
    assert failed <= {"sub_issue", "dependency"}
    between = whole(trial.gh, REPOSITORY)
    if not done.writes:
        return
    back = foretold(trial)
    assert (back.code, left(back)) == (0, [])
    assert unlike(as_before(before, whole(trial.gh, REPOSITORY)), before) == []
    if back.writes:
        assert foretold(trial).code == 0
        assert unlike(in_any_order(whole(trial.gh, REPOSITORY)), in_any_order(between)) == []


def in_any_order(state: dict[str, Any]) -> dict[str, Any]:
    """Return a state with sub-issues sorted: it takes a run to put them back in their order."""
    issues = {
        number: {**each, "subIssues": sorted(each["subIssues"], key=lambda one: one["number"])}
        for number, each in state["issues"].items()
    }
    return {**state, "issues": issues}


def restored(trial: Trial, folder: Path, rocket: dict[str, Any], declared: dict[str, Any]) -> None:
    """Hold that a repository is as it was after undo, and as it became after another undo."""
    before = begun(trial, folder, rocket, declared)
    between = in_any_order(whole(trial.gh, REPOSITORY))
    back = foretold(trial)
    assert (back.code, left(back)) == (0, [])
    assert unlike(as_before(before, whole(trial.gh, REPOSITORY)), before) == []
    again = foretold(trial)
    assert (again.code, left(again)) == (0, [])
    assert unlike(in_any_order(whole(trial.gh, REPOSITORY)), between) == []
    assert foretold(trial).code == 0
    assert unlike(as_before(before, whole(trial.gh, REPOSITORY)), before) == []


def begun(
    trial: Trial, folder: Path, rocket: dict[str, Any], declared: dict[str, Any]
) -> dict[str, Any]:
    """Carry out a backlog in a repository; return the whole state before it."""
    acme = {"login": "acme", "type": "Organization", "members": {"octocat": "ADMIN"}}
    rocket = {"name": "rocket", "default_labels": False, **rocket}
    seed = {"owners": [{"login": "octocat"}, {**acme, "repositories": [rocket]}]}
    (folder / "seed.yml").write_text(yaml.safe_dump(seed))
    trial.sandbox.reset(seed=folder / "seed.yml")
    before = whole(trial.gh, REPOSITORY)
    (folder / "backlog.json").write_text(json.dumps({"repository": REPOSITORY, **declared}))
    assert trial.run(backlog=folder / "backlog.json", yes=True).code == 0
    return before


def test_an_issue_that_was_put_under_another_one_is_taken_off_it_again(
    trial: Trial, folder: Path
) -> None:
    issues = [{"title": "Four"}, {"title": "Three"}]
    child = {"key": "b", "title": "Four", "parent": "a"}
    restored(trial, folder, {"issues": issues}, {"issues": [{"key": "a", "title": "Three"}, child]})


def test_it_is_taken_off_one_that_is_deleted_before_that_is_gone(
    trial: Trial, folder: Path
) -> None:
    issues = [{"title": title} for title in ("Four", "Six")]
    copy = {"state": "closed", "state_reason": "duplicate", "duplicate_of": "d"}
    links = {"blocked_by": ["a"], "related_to": ["d"]}
    children = [{"key": "b", "title": "Four", **copy}, {"key": "c", "title": "Six", **links}]
    parent = {"key": "a", "title": "Three", "blocked_by": ["d"], "sub_issues": children}
    declared = {"issues": [parent, {"key": "d", "title": "Seven"}]}
    before = begun(trial, folder, {"issues": issues}, declared)
    assert foretold(trial, deletes=True).outcomes == {"updated": 2, "removed": 7}
    assert unlike(whole(trial.gh, REPOSITORY), before) == []
    again = foretold(trial)
    deleted = "it was deleted, and GitHub cannot restore issues"
    gone = "no longer exists, or this login may not see it"
    above = f"the issue above it {gone}"
    lost = f"state, because the issue that it duplicates {gone}"
    assert again.code == 0
    assert sorted(left(again)) == [
        f"issue a: {deleted}",
        f"issue d: {deleted}",
        f"sub_issue b: as before the run: body; edited since, and left: {lost}",
        f"sub_issue b: {above}",
        f"sub_issue c: {above}",
    ]


def test_a_board_without_the_view_that_github_gave_it_is_removed(
    trial: Trial, folder: Path
) -> None:
    views = [{"name": "View 1", "state": "absent"}, {"name": "Plan"}]
    restored(trial, folder, {}, {"project": {"title": "Board", "views": views}})


def test_an_issue_gets_a_label_again_that_the_run_renamed(trial: Trial, folder: Path) -> None:
    labels = [{"name": "docs", "previously": ["Old"]}]
    declared = [{"key": "a", "title": "One", "labels": ["docs"]}]
    rocket = {"labels": [{"name": "Old", "color": "0075ca"}], "issues": [{"title": "One"}]}
    restored(trial, folder, rocket, {"labels": labels, "issues": declared})


def test_an_issue_keeps_a_label_that_the_run_renamed(trial: Trial, folder: Path) -> None:
    """It may have been compared before the label had its new name, and landed after."""
    issues = [{"title": title, "labels": ["Old"]} for title in ("One", "Two")]
    labels = [{"name": "docs", "previously": ["Old"]}]
    declared = [{"key": "a", "title": "One"}, {"key": "b", "title": "Two", "labels": ["docs"]}]
    rocket = {"labels": [{"name": "Old", "color": "0075ca"}], "issues": issues}
    restored(trial, folder, rocket, {"labels": labels, "issues": declared})


def test_an_issue_gets_back_what_it_lost_before_the_run_gave_it_another(
    trial: Trial, folder: Path
) -> None:
    """The milestone goes, and the issue loses it, before its new one exists."""
    titles = ("One", "Two")
    issues = [{"title": title, "milestone": "v1"} for title in titles]
    milestones = [{"title": "v1", "state": "absent"}, {"title": "v2"}, {"title": "v3"}]
    declared = [
        {"key": key, "title": title, "milestone": milestone}
        for key, title, milestone in zip("ab", titles, ("v2", "v3"), strict=True)
    ]
    rocket = {"milestones": [{"title": "v1"}, {"title": "v3"}], "issues": issues}
    restored(trial, folder, rocket, {"milestones": milestones, "issues": declared})


def test_no_sub_issue_is_moved_to_a_place_beside_one_that_goes(trial: Trial, folder: Path) -> None:
    issues = [{"title": "Parent"}, {"title": "Old", "parent": 1}, {"title": "Alone"}]
    children = [{"key": "a", "title": "Alone"}, {"key": "b", "title": "New"}]
    parent = {
        "key": "p",
        "title": "Parent",
        "sub_issues": [*children, {"key": "o", "title": "Old"}],
    }
    restored(trial, folder, {"issues": issues}, {"issues": [parent]})


def test_a_sub_issue_that_the_run_made_and_moved_is_not_moved_back(
    trial: Trial, folder: Path
) -> None:
    """Its neighbour leaves the parent in the same request: GitHub would refuse the move."""
    issues = [{"title": "Four", "state": "closed"}]
    declared = [
        {"key": "b", "title": "Three"},
        {"key": "c", "title": "Four", "parent": "b", "pinned": True},
        {"key": "e", "title": "One", "parent": "b", "state": "closed"},
    ]
    restored(trial, folder, {"issues": issues}, {"issues": declared})
