"""What is asked before a run writes: another repository, much of people's at a first run."""

from dataclasses import replace
from pathlib import Path

import pytest

from gh_playbook.convergence import guard
from gh_playbook.convergence.preparation import Prepared, prepare
from gh_playbook.model.author import Author
from gh_playbook.model.identity import identify
from gh_playbook.model.register import Entry, Register
from gh_playbook.model.world import ExistingIssue, ExistingLabel, World
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
    return [str(each) for each in guard.questions(settings, made, world)]


@pytest.mark.parametrize("repo", [None, "octo/demo", "Octo/Demo"])
def test_the_backlogs_own_repository_is_not_asked_about(tmp_path: Path, repo: str | None) -> None:
    assert asked(tmp_path, declared(1), a_world(), repo=repo) == []


def test_another_one_is_with_the_place_that_says_which(tmp_path: Path) -> None:
    [told] = asked(tmp_path, declared(1), a_world(), repo="octo/demos")
    assert told.endswith(
        "backlog.yml:1:13: the backlog is about octo/demo, and --repo says octo/demos"
    )


def test_a_backlog_of_no_repository_goes_where_it_is_told(tmp_path: Path) -> None:
    backlog = "issues: [{key: a, title: A}]\n"
    assert asked(tmp_path, backlog, a_world(), repo="octo/demos") == []


@pytest.mark.parametrize(("count", "asks"), [(10, False), (11, True)])
def test_a_first_run_asks_before_it_changes_more_than_ten(
    tmp_path: Path, count: int, asks: bool
) -> None:
    told = asked(tmp_path, declared(count), of_people(30))
    assert bool(told) == asks
    if asks:
        assert told[0].startswith("no issue of octo/demo is this backlog's yet, and 11 of people's")
        assert told[0].endswith("would be changed: #1, #2, #3, #4, #5, …")


def test_what_it_only_creates_is_not_counted(tmp_path: Path) -> None:
    world = of_people(30, title="another")
    assert asked(tmp_path, declared(20), world) == []


def test_a_label_that_is_renamed_changes_the_issues_that_bear_it(tmp_path: Path) -> None:
    backlog = "repository: octo/demo\nlabels: [{name: kind, color: ffffff, previously: [Bug]}]\n"
    world = of_people(12, labels=("bug",))
    world.put_label(ExistingLabel("L1", "bug", "ffffff", ""))
    [told] = asked(tmp_path, backlog, world)
    assert "12 of people's would be changed" in told


def test_a_later_run_does_not_ask(tmp_path: Path) -> None:
    world = of_people(30)
    body = "<!-- gh-playbook:begin key=k1 -->\nx\n<!-- gh-playbook:end -->"
    world.put_issue(replace(world.issues["I1"], body=body))
    assert asked(tmp_path, declared(20), world) == []
    world = of_people(30)
    world.register = Register({"k1": Entry(1, "I1")}, is_found=True)
    assert asked(tmp_path, declared(20), world) == []


def test_a_marker_of_another_backlog_is_none_of_this_one(tmp_path: Path) -> None:
    world = of_people(30)
    body = "<!-- gh-playbook:begin key=theirs -->\nx\n<!-- gh-playbook:end -->"
    world.put_issue(replace(world.issues["I30"], body=body))
    world.register = Register({"theirs": Entry(30, "I30")}, is_found=True)
    assert len(asked(tmp_path, declared(20), world)) == 1


@pytest.mark.parametrize("options", [{"plan": Path("plan.json")}, {"checksum": "abc"}])
def test_a_plan_that_people_have_seen_is_not_asked_about(
    tmp_path: Path, options: dict[str, object]
) -> None:
    assert asked(tmp_path, declared(20), of_people(30), repo="a/b", **options) == []
