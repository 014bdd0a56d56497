"""The board came true: what plain `gh project` shows after `invoke all`, against the plan."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import REPOSITORY, Trial, Twice
from tests.acceptance.project import OWNER, Project, drift
from tests.acceptance.test_plan import Planned, planned
from tests.support import quick_yaml

MODULES = ("project", "project_field", "project_view", "project_item", "file", "report")
REPORT, PICTURE = "BACKLOG_IMPLEMENTATION_REPORT.md", "board.svg"
_FOLDER = Path(__file__).parent
BOARD = quick_yaml.load((_FOLDER / "board.yml").read_text())
_PLAN = quick_yaml.load((_FOLDER / "plan.yml").read_text())["issues"]
ISSUES = [planned(issue) for issue in _PLAN] + [
    planned(sub, issue) for issue in _PLAN for sub in issue.get("sub_issues", [])
]
_SIZES = {"size:small": "S", "size:medium": "M", "size:large": "L"}


@pytest.fixture
def project(converged: Trial) -> Project:
    return Project(converged)


def test_the_board_is_made_and_then_left(twice: Twice) -> None:
    made = {each["module"] for each in twice.first.changes if each["outcome"] == "created"}
    assert set(MODULES) <= made
    assert not twice.second.writes


def test_a_run_that_wrote_ends_with_a_green_verification(twice: Twice) -> None:
    [verified] = [each for each in twice.first.changes if each["module"] == "verify"]
    assert verified["outcome"] == "verified"
    assert verified["reason"].endswith("properties are as declared")
    assert int(verified["reason"].split()[0]) > 500


def test_a_run_that_wrote_nothing_has_nothing_to_read_back(twice: Twice) -> None:
    [verified] = [each for each in twice.second.changes if each["module"] == "verify"]
    assert verified["outcome"] == "skipped"
    assert verified["reason"].startswith("nothing was written")


def test_verify_by_itself_is_green(project: Project) -> None:
    done = project.trial.invoke("verify", "--output", "json")
    assert (done.code, done.writes) == (0, [])
    assert not drift(project.trial)


def test_the_report_and_its_picture_are_written_and_the_same_again(converged: Trial) -> None:
    paths = [converged.sandbox.directory / name for name in (REPORT, PICTURE)]
    converged.run()
    first = [path.read_bytes() for path in paths]
    for path in paths:
        path.unlink()
    done = converged.run()
    assert [path.read_bytes() for path in paths] == first
    assert not done.writes
    for card in Project(converged).cards.values():
        assert f"]({card['content']['url']})" in first[0].decode()
    assert f"]({PICTURE})" in first[0].decode()


def test_a_dry_run_lists_the_board_as_the_real_run_makes_it(fresh: Trial, twice: Twice) -> None:
    dry = fresh.run(dry_run=True)
    assert not dry.writes
    for module in MODULES:
        foreseen, made = of(module, dry.changes), of(module, twice.first.changes)
        assert foreseen == made
        assert "created" in {outcome for _, outcome, _ in made}


def of(module: str, changes: list[dict[str, Any]]) -> list[tuple[str, str, list[str]]]:
    found = (each for each in changes if each["module"] == module)
    return [(each["key"], each["outcome"], list(each["desired"])) for each in found]


def test_the_project_is_found_where_people_look_for_it(project: Project) -> None:
    listed = json.loads(project.trial.gh("project", "list", "--owner", OWNER, "--format", "json"))
    assert [each["title"] for each in listed["projects"]] == ["LLuMinary"]
    shown = project.gh("view")
    assert (shown["title"], shown["closed"]) == ("LLuMinary", False)
    assert shown["items"]["totalCount"] == 26
    assert shown["shortDescription"]
    assert "**Status** is yours" in shown["readme"]
    linked = project.everything["repositories"]["nodes"]
    assert linked == [{"nameWithOwner": REPOSITORY}]


def test_the_fields_are_those_of_the_plan_with_options_in_their_order(project: Project) -> None:
    shown = {each["name"]: each for each in project.gh("field-list", "--limit", "50")["fields"]}
    types = {each["name"]: each["dataType"] for each in project.everything["fields"]["nodes"]}
    for name, expected in BOARD["fields"].items():
        if isinstance(expected, str):
            assert types[name] == expected
        else:
            assert [each["name"] for each in shown[name]["options"]] == expected
    assert types["Type"] == "ISSUE_TYPE"
    assert len(shown) == len(types) == 16, "no field is there twice, and none besides"


def test_no_option_is_gray_by_default_and_those_of_status_say_what_they_mean(
    project: Project,
) -> None:
    options = {name: project.options(name) for name in ("Status", "Priority", "Size", "Sprint")}
    for found in options.values():
        colors = [each["color"] for each in found]
        assert len(set(colors)) == len(colors)
    assert all(each["description"] for each in options["Status"])


@pytest.mark.parametrize("issue", ISSUES, ids=lambda issue: issue.title)
def test_every_issue_has_a_card_with_the_values_of_the_plan(
    issue: Planned, shown: dict[str, Any]
) -> None:
    cards, numbers, types = shown["cards"], shown["numbers"], shown["types"]
    card = cards[issue.title]
    assert card["content"]["repository"] == REPOSITORY
    status, priority, size, sprint = values(issue)
    assert card["status"] == status
    assert card["priority"] == priority
    assert card["size"] == size
    assert card["sprint"] == sprint
    assert card["estimate"] == issue.points
    links = {f"https://github.com/{REPOSITORY}/issues/{numbers[t]}" for t in issue.blocked_by}
    assert set(card.get("dependencies", "").split()) == links
    assert types[issue.title] == issue.type


@pytest.fixture(scope="module")
def shown(trial: Trial, twice: Twice) -> dict[str, Any]:
    trial.restore(twice.kept)
    cards = Project(trial).cards
    issues = ("issue", "list", "-R", REPOSITORY, "--limit", "100")
    listed = json.loads(trial.gh(*issues, "--json", "title,issueType"))
    return {
        "cards": cards,
        "numbers": {title: card["content"]["number"] for title, card in cards.items()},
        "types": {each["title"]: (each["issueType"] or {}).get("name") for each in listed},
    }


def values(issue: Planned) -> tuple[str, str, str, str]:
    """Return Status, Priority, Size and Sprint as the plan says them."""
    status, priority, size, sprint = BOARD["cards"][issue.parent or issue.title]
    if issue.parent is not None:
        size = next(_SIZES[label] for label in issue.labels if label in _SIZES)
        is_ready = status == "Ready for Development" and not issue.blocked_by
        status = "Ready for Development" if is_ready else "Backlog"
    return status, priority, size, sprint


def test_there_are_no_other_cards(project: Project) -> None:
    assert set(project.cards) == {issue.title for issue in ISSUES}


def test_the_views_are_a_board_by_status_and_a_table_with_the_fields_of_the_plan(
    project: Project,
) -> None:
    views = {each["name"]: each for each in project.everything["views"]["nodes"]}
    for name, (layout, fields) in BOARD["views"].items():
        assert views[name]["layout"] == layout
        assert named(views[name]["fields"]) == fields
    assert named(views["Board"]["verticalGroupByFields"]) == ["Status"]
    assert named(views["Plan"]["groupByFields"]) == ["Sprint"]


def named(connection: dict[str, Any]) -> list[str]:
    return [each["name"] for each in connection["nodes"]]
