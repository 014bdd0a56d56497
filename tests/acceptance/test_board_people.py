"""People work on the board: what is theirs stays, what the plan owns is kept, no value is lost."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import BACKLOG, REPOSITORY, Trial
from tests.acceptance.issue_by_hand import body, edit
from tests.acceptance.issue_by_hand import changed as backlog_changed
from tests.acceptance.project import OWNER, Project, changed, seed
from tests.support import quick_yaml

COLUMNS = ("Backlog", "Ready for Development", "In Progress", "Review/QA", "Done", "Blocked")
# One card for each column, in their order.
SPREAD = dict(zip(("#13", "#15", "#16", "#14", "#17", "#3"), COLUMNS, strict=True))


@pytest.fixture
def project(converged: Trial) -> Project:
    return Project(converged)


def move_cards(project: Project) -> None:
    for card, column in SPREAD.items():
        project.choose(card, "Status", column)
    project.edit("#22", "Status")
    # A card without a Status is one that nobody placed yet: the run does, so it is placed again.
    project.choose("#22", "Status", "Done")


def tick(project: Project) -> None:
    text = body(project.trial, 13)
    assert "- [ ] " in text
    edit(project.trial, 13, body=text.replace("- [ ] ", "- [x] ", 1))


def close_an_issue(project: Project) -> None:
    edit(project.trial, 13, state="closed")


def add_an_option_and_use_it(project: Project) -> None:
    options = project.options("Status")
    new = {"name": "On Hold", "color": "PINK", "description": "Whatever"}
    project.set_options("Status", [*options[:2], new, *options[2:]])
    Project(project.trial).choose("#13", "Status", "On Hold")


def archive_a_card(project: Project) -> None:
    project.trial.gh(
        *("project", "item-archive", "1", "--owner", OWNER, "--id", project.ids["#22"])
    )


def reorder_cards(project: Project) -> None:
    ids = project.ids
    for card, after in (("#13", "#22"), ("#3", "#21")):
        place = {"projectId": ids["project"], "itemId": ids[card], "afterId": ids[after]}
        project.mutate("updateProjectV2ItemPosition", place)


def add_a_field_and_fill_it(project: Project) -> None:
    project.gh("field-create", "--name", "Mood", "--data-type", "TEXT")
    Project(project.trial).edit("#13", "Mood", text="Good")


def add_a_view(project: Project) -> None:
    input = {"projectId": project.ids["project"], "name": "Mine", "layout": "BOARD_LAYOUT"}
    project.mutate("createProjectV2View", input)


def add_cards_of_their_own(project: Project) -> None:
    project.gh("item-add", "--url", f"https://github.com/{REPOSITORY}/issues/20")
    project.gh("item-add", "--url", f"https://github.com/{REPOSITORY}/pull/19")
    project.gh("item-create", "--title", "A draft", "--body", "For later")


def assign_and_comment(project: Project) -> None:
    project.trial.gh("issue", "edit", "13", "-R", REPOSITORY, "--add-assignee", "octocat")
    project.trial.gh("issue", "comment", "13", "-R", REPOSITORY, "--body", "On it")


BY_HAND = (
    move_cards,
    tick,
    close_an_issue,
    add_an_option_and_use_it,
    archive_a_card,
    reorder_cards,
    add_a_field_and_fill_it,
    add_a_view,
    add_cards_of_their_own,
    assign_and_comment,
)


def test_what_people_do_is_neither_undone_nor_drift(project: Project) -> None:
    for by_hand in BY_HAND:
        before = written(project.trial)
        by_hand(Project(project.trial))
        assert written(project.trial) > before
    theirs = project.everything
    done = project.trial.run()
    assert (done.code, done.writes) == (0, [])
    assert not changed(done), "the run's own verification has nothing to say"
    assert project.everything == theirs
    assert project.trial.invoke("verify").code == 0


def written(trial: Trial) -> int:
    return sum(each["write"] for each in trial.gh.log())


def test_a_card_that_has_no_status_gets_the_declared_one(project: Project) -> None:
    project.edit("#13", "Status")
    done = project.trial.run()
    assert changed(done) == {"dockerfile-matrix": "updated"}
    assert status(project, "Fix Dockerfile.matrix handling in GitHub Actions workflow") == (
        "Ready for Development"
    )


def status(project: Project, title: str) -> str:
    found: str = project.cards[title]["status"]
    return found


def with_options(change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]], to: Path) -> Path:
    """Write the backlog with other options of Status."""

    def of_status(declared: dict[str, Any]) -> None:
        field = declared["project"]["fields"][0]
        assert field["name"] == "Status"
        field["options"] = change(field["options"])

    return backlog_changed(to, of_status)


def repainted(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**each, "color": "pink", "description": "Other words"} for each in options]


def turned_round(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return options[::-1]


def with_a_new_one(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [*options[:3], {"name": "Waiting", "color": "purple"}, *options[3:]]


def without_a_used_one(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for each in options if each["name"] != "Review/QA"]


def in_another_case(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**each, "name": each["name"].upper()} for each in options[:1]] + options[1:]


def all_at_once(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return with_a_new_one(without_a_used_one(turned_round(repainted(options))))


@pytest.mark.parametrize(
    "change",
    [repainted, turned_round, with_a_new_one, without_a_used_one, all_at_once],
    ids=lambda change: change.__name__,
)
def test_changing_options_loses_no_value_with_cards_in_every_column(
    change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]],
    project: Project,
    tmp_path: Path,
) -> None:
    for card, column in SPREAD.items():
        project.choose(card, "Status", column)
    add_an_option_and_use_it_on(project, "#4")
    cards, options = project.everything["items"], ids(project.options("Status"))
    backlog = with_options(change, tmp_path)
    done = project.trial.run(backlog=backlog)
    assert done.code == 0
    assert project.everything["items"] == cards
    after = project.options("Status")
    assert ids(after).items() >= options.items()
    declared = quick_yaml.load(backlog.read_text())["project"]["fields"][0]["options"]
    names = [each["name"] for each in declared]
    assert [each["name"] for each in after if each["name"] in names] == names
    colors = {each["name"]: each["color"].lower() for each in after}
    assert colors.items() >= {each["name"]: each["color"] for each in declared}.items()
    assert set(changed(done).values()) <= {"updated"}, "verification has nothing to say"


def add_an_option_and_use_it_on(project: Project, card: str) -> None:
    new = {"name": "On Hold", "color": "PINK", "description": ""}
    project.set_options("Status", [*project.options("Status"), new])
    Project(project.trial).choose(card, "Status", "On Hold")


def ids(options: list[dict[str, Any]]) -> dict[str, str]:
    return {each["name"]: each["id"] for each in options}


def test_an_option_in_another_case_is_the_same_option(project: Project, tmp_path: Path) -> None:
    before = ids(project.options("Status"))
    assert project.trial.run(backlog=with_options(in_another_case, tmp_path)).code == 0
    after = ids(project.options("Status"))
    assert list(after.values()) == list(before.values())
    assert next(iter(after)) == "BACKLOG"
    assert status(project, "Implement Mistral AI Provider Support") == "BACKLOG"


def test_values_in_another_case_than_their_options_are_the_same(
    converged: Trial, tmp_path: Path
) -> None:
    backlog = tmp_path / "backlog.yml"
    backlog.write_text(BACKLOG.read_text().replace("priority: P0", "priority: p0"))
    done = converged.run(backlog=backlog)
    assert not done.writes
    assert not changed(done)


def test_sub_issues_that_github_adds_itself_are_not_added_twice(
    fresh: Trial, tmp_path: Path
) -> None:
    project = {
        "title": "LLuMinary",
        "repositories": ["LLuMinary"],
        "workflows": {"Auto-add sub-issues to project": True},
        "items": [{"repository": "LLuMinary", "number": number} for number in (13, 15, 3, 4)],
    }
    owner = {"login": OWNER, "projects": [project]}
    fresh.sandbox.reset(seed=seed(tmp_path, owners=[owner]))
    done = fresh.run()
    assert done.code == 0
    assert len(Project(fresh).cards) == 26
    # The four that were there are not put there again. The 17 came by themselves meanwhile:
    # GitHub answers with the card that it has.
    assert done.mutations["addProjectV2ItemById"] == 26 - 4
    second = fresh.run()
    assert (second.code, second.writes) == (0, [])
