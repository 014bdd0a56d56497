"""A project that is there already is adopted, and nothing that people have in it is lost."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.acceptance.conftest import Trial
from tests.acceptance.issue_by_hand import changed as backlog_changed
from tests.acceptance.project import OWNER, Project, drift, seed, told

THEIRS = {
    "title": "LLuMinary",
    "number": 7,
    "short_description": "Ours",
    "fields": [
        {
            "name": "Status",
            "options": ["Todo", {"name": "In Progress", "color": "pink"}, "Done", "Shipped"],
        },
        {"name": "Priority", "type": "single_select", "options": ["Urgent", "P1"]},
        {"name": "Mood", "type": "text"},
    ],
    "views": [{"name": "Everything", "layout": "table", "filter": "is:open"}],
    "items": [
        {
            "repository": "LLuMinary",
            "number": 13,
            "values": {"Status": "Shipped", "Mood": "Good", "Priority": "Urgent"},
        },
        {"repository": "LLuMinary", "number": 20, "values": {"Status": "Todo"}},
        {"repository": "LLuMinary", "number": 19, "values": {"Status": "In Progress"}},
        {"title": "A draft", "values": {"Status": "Done", "Mood": "Well"}},
    ],
}


def with_project(trial: Trial, folder: Path, **more: Any) -> Project:
    """Reset to a repository whose owner has a project of that title already."""
    owner = {"login": OWNER, "projects": [{**THEIRS, **more}]}
    trial.sandbox.reset(seed=seed(folder, owners=[owner]))
    return Project(trial, 7)


def test_a_project_of_that_title_is_adopted_and_nothing_of_it_is_lost(
    fresh: Trial, tmp_path: Path
) -> None:
    project = with_project(fresh, tmp_path)
    before = project.everything
    done, lines = told(fresh)
    assert (done.code, lines) == (0, [])
    after = project.everything
    assert [each["title"] for each in listed(fresh)] == ["LLuMinary"]
    assert [each["nameWithOwner"] for each in after["repositories"]["nodes"]] == [
        f"{OWNER}/LLuMinary"
    ]
    for field in before["fields"]["nodes"]:
        [now] = [each for each in after["fields"]["nodes"] if each["id"] == field["id"]]
        kept = {each["id"]: each["name"] for each in field.get("options", ())}
        assert {each["id"]: each["name"] for each in now.get("options", ())}.items() >= kept.items()
    views = {each["id"]: each for each in after["views"]["nodes"]}
    for view in before["views"]["nodes"]:
        assert views[view["id"]] == view
    cards = {each["id"]: values(each) for each in after["items"]["nodes"]}
    for card in before["items"]["nodes"]:
        theirs = values(card)
        if card["content"].get("number") == 13:
            assert theirs.pop("Priority") == "Urgent"
            assert cards[card["id"]]["Priority"] == "P0", "that is the plan's"
        assert cards[card["id"]].items() >= theirs.items()
    assert len(cards) == 26 + 3
    second, again = told(fresh)
    assert (second.code, second.writes, again) == (0, [], [])


def listed(trial: Trial) -> list[dict[str, Any]]:
    shown = trial.gh("project", "list", "--owner", OWNER, "--format", "json")
    found: list[dict[str, Any]] = json.loads(shown)["projects"]
    return found


def values(card: dict[str, Any]) -> dict[str, Any]:
    """Return a card's values by field, but those of the issue itself."""
    return {
        value["field"]["name"]: next(
            value[key] for key in ("name", "text", "number") if key in value
        )
        for value in card["fieldValues"]["nodes"]
        if value.get("field") and {"name", "text", "number"} & value.keys()
    }


def test_a_project_is_found_among_many_of_a_like_title(fresh: Trial, tmp_path: Path) -> None:
    alike = [{"title": f"LLuMinary retrospective {index}"} for index in range(101)]
    same = [{"title": "lluminary", "number": 200}, {"title": "LLuMinary", "number": 201}]
    closed = {"title": "LLuMinary", "number": 150, "closed": True}
    owner = {"login": OWNER, "projects": [*alike, closed, *same]}
    fresh.sandbox.reset(seed=seed(tmp_path, owners=[owner]))
    done = fresh.run("setup-project")
    assert done.code == 0
    found = done.change("LLuMinary")
    assert (found["outcome"], found["number"]) == ("updated", 201)
    assert found["warnings"] == ["has that title too: #200"]
    assert "createProjectV2" not in done.mutations
    assert not fresh.run("setup-project").writes


def test_a_board_with_drafts_only_keeps_their_columns(fresh: Trial, tmp_path: Path) -> None:
    draft = {"title": "A draft", "values": {"Status": "Todo"}}
    project = with_project(fresh, tmp_path, fields=[], items=[draft])
    assert fresh.run("setup-project").code == 0
    assert [values(card)["Status"] for card in project.everything["items"]["nodes"]] == ["Todo"]


def test_a_closed_project_of_that_title_is_a_conflict_and_left_alone(
    fresh: Trial, tmp_path: Path
) -> None:
    project = with_project(fresh, tmp_path, closed=True)
    before = theirs(project)
    done, lines = told(fresh)
    assert done.code == 1
    reason = (
        "the project is closed: reopen it, give the backlog another title, or write `closed: true` "
        "or `closed: false`"
    )
    part = "the project is closed: reopen it, or declare `closed`"
    assert [line for line in lines if "verify" not in line] == [
        f"conflict project LLuMinary #7 {reason}",
        f"blocked project field all 7 {part}",
        f"blocked project view Board {part}",
        f"blocked project view Plan {part}",
        f"blocked project item all 26 {part}",
        f"blocked built in workflows workflows {part}",
    ]
    assert theirs(project) == before


def theirs(project: Project) -> dict[str, Any]:
    """Return what is the board's own, not its issues'."""
    found = project.everything
    cards = {card["id"]: values(card) for card in found["items"]["nodes"]}
    return {**found, "items": cards}


def test_a_field_of_that_name_and_another_type_is_a_conflict_and_left_alone(
    fresh: Trial, tmp_path: Path
) -> None:
    fields = [{"name": "Priority", "type": "text"}]
    card = {"repository": "LLuMinary", "number": 13, "values": {"Priority": "Very"}}
    project = with_project(fresh, tmp_path, fields=fields, items=[card])
    done, lines = told(fresh, only=("dockerfile-matrix",))
    assert done.code == 0
    reason = "there is a text field of this name: rename it, or declare that type"
    assert lines == [f"conflict project field Priority {reason}"]
    found = project.everything["items"]["nodes"]
    assert [values(card)["Priority"] for card in found] == ["Very"]


def sprints(*days: tuple[str, str, int]) -> dict[str, Any]:
    """Return a field of iterations."""
    iterations = [{"title": t, "start": start, "duration": length} for t, start, length in days]
    return {"name": "Sprint", "type": "iteration", "value": "sprint", "iterations": iterations}


def with_sprints(folder: Path, *days: tuple[str, str, int]) -> Path:
    """Write the backlog with sprints that have dates."""

    def change(declared: dict[str, Any]) -> None:
        fields = declared["project"]["fields"]
        fields[:] = [field if field["name"] != "Sprint" else sprints(*days) for field in fields]

    return backlog_changed(folder, change)


DAYS = (("Current", "2026-11-23", 14), ("Next", "2026-12-07", 7), ("Future", "2026-12-21", 21))


def test_sprints_with_dates_are_iterations(fresh: Trial, tmp_path: Path) -> None:
    backlog = with_sprints(tmp_path, *DAYS)
    done, lines = told(fresh, backlog=backlog)
    assert (done.code, lines) == (0, [])
    assert iterations(Project(fresh)) == {title: (start, days) for title, start, days in DAYS}
    cards = Project(fresh).cards
    assert cards["Implement Mistral AI Provider Support"]["sprint"]["title"] == "Future"
    assert {card["sprint"]["title"] for card in cards.values()} == {"Current", "Next", "Future"}
    second = fresh.run(backlog=backlog)
    assert (second.code, second.writes) == (0, [])
    assert not drift(fresh, backlog=backlog)
    more = with_sprints(tmp_path, *DAYS, ("Later", "2027-01-11", 14))
    third, said = told(fresh, backlog=more)
    assert (third.code, said) == (0, [])
    assert "Later" in iterations(Project(fresh))
    kept = {title: card["sprint"]["title"] for title, card in Project(fresh).cards.items()}
    assert kept == {title: card["sprint"]["title"] for title, card in cards.items()}
    assert not drift(fresh, backlog=more)


def test_iterations_change_while_no_card_has_one_and_those_of_people_stay(
    fresh: Trial, tmp_path: Path
) -> None:
    theirs = {
        "name": "Sprint",
        "type": "iteration",
        "start_date": "2026-11-23",
        "iterations": [
            {"title": "Current", "start_date": "2026-11-23", "duration": 7},
            {"title": "Cleaning", "start_date": "2027-03-01", "duration": 7},
        ],
    }
    project = with_project(fresh, tmp_path, fields=[theirs], items=[])
    backlog = with_sprints(tmp_path, *DAYS)
    assert fresh.run("setup-project", backlog=backlog).code == 0
    declared = {title: (start, days) for title, start, days in DAYS}
    assert iterations(project) == declared | {"Cleaning": ("2027-03-01", 7)}
    assert not fresh.run("setup-project", backlog=backlog).writes


def iterations(project: Project) -> dict[str, tuple[str, int]]:
    [found] = [each for each in project.everything["fields"]["nodes"] if "configuration" in each]
    both: Sequence[Any] = (
        found["configuration"]["completedIterations"] + found["configuration"]["iterations"]
    )
    return {each["title"]: (each["startDate"], each["duration"]) for each in both}
