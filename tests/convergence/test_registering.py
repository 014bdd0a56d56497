"""The register that a run will write, known from its plan: until then the lock is kept."""

from dataclasses import replace
from pathlib import Path

import pytest

from gh_playbook.convergence import locking, registering
from gh_playbook.convergence.plan.plan import make_plan
from gh_playbook.convergence.preparation import prepare
from gh_playbook.model.existing import ExistingIssue, ExistingLabel, ExistingMilestone, Features
from gh_playbook.model.managed_block import compose
from gh_playbook.model.marker import Marker
from gh_playbook.model.project import ExistingProject
from gh_playbook.model.world import World
from gh_playbook.settings import Settings
from tests.support.github_in_memory import OWN, REPOSITORY

PLAYBOOK = Path(__file__).parents[2] / "playbooks" / "all.yml"
KNOWN = "repository: octo/demo\nlabels: [{name: bug, color: d73a4a}]\nissues: [{key: a, title: A}"


def planned(tmp_path: Path, more: str) -> tuple[bool, bool]:
    """Plan a backlog where the register knows all of KNOWN.

    Tell whether the register will be written, and whether nothing else would show the changes.
    """
    (tmp_path / "backlog.yml").write_text(KNOWN + more)
    prepared = prepare(Settings(PLAYBOOK, backlog=tmp_path / "backlog.yml"))
    world = World(replace(REPOSITORY, tree="t", permission="WRITE"), Features())
    world.put_label(ExistingLabel("L1", "bug", "d73a4a", ""))
    body = compose(Marker("a"), "")
    world.put_issue(ExistingIssue("I1", 1, "A", body, "https://i/1", author=OWN), key="a")
    if "project" in more:
        world.project = ExistingProject("P1", 1, "Plan", "https://p/1", is_linked=True)
    found = registering.bound(prepared, world, undoes=False)

    world.register = registering.known(prepared, world, found)
    plan = make_plan(prepared, world)
    return registering.is_renewed(prepared, plan), locking.is_unnoticed(plan.changes)


def test_it_is_complete_once_everything_exists_that_the_plan_expects(tmp_path: Path) -> None:
    (tmp_path / "backlog.yml").write_text(f"{KNOWN}, {{key: b, title: B}}]\nmilestones: [v1]\n")
    prepared = prepare(Settings(PLAYBOOK, backlog=tmp_path / "backlog.yml"))
    world = World(replace(REPOSITORY, tree="t", permission="WRITE"), Features())
    expected = registering.names(prepared, make_plan(prepared, world).world)
    assert expected == {("label", "bug"), ("milestone", "v1"), ("issue", "a"), ("issue", "b")}

    def is_complete() -> bool:
        return registering.is_complete(prepared, world, expected)

    body = compose(Marker("b"), "")
    world.put_issue(ExistingIssue("I2", 2, "B", body, "https://i/2", author=OWN), key="b")
    world.put_label(ExistingLabel("L1", "bug", "d73a4a", ""))
    world.put_milestone(ExistingMilestone("M1", 1, "v1", "", None, "open"))
    assert not is_complete()
    body = compose(Marker("a"), "")
    world.put_issue(ExistingIssue("I1", 1, "A", body, "https://i/1", author=OWN), key="a")
    assert is_complete()


def test_it_is_not_complete_before_the_last_issue_is_adopted_and_the_last_thing_removed(
    tmp_path: Path,
) -> None:
    """Otherwise the register's commit is made too early, and another one at the end."""
    absent = "]\nmilestones: [{title: v1, state: absent}]\n"
    (tmp_path / "backlog.yml").write_text(KNOWN + absent)
    prepared = prepare(Settings(PLAYBOOK, backlog=tmp_path / "backlog.yml"))
    world = World(replace(REPOSITORY, tree="t", permission="WRITE"), Features())
    issue = ExistingIssue("I1", 1, "A", "By hand.", "https://i/1", author=OWN)
    world.put_issue(issue, key="a")
    world.put_label(ExistingLabel("L1", "bug", "d73a4a", ""))
    world.put_milestone(ExistingMilestone("M1", 1, "v1", "", None, "open"))
    expected = registering.names(prepared, make_plan(prepared, world).world)
    assert expected == {("label", "bug"), ("issue", "a")}

    def is_complete() -> bool:
        return registering.is_complete(prepared, world, expected)

    del world.milestones["v1"]
    assert not is_complete()
    world.put_issue(replace(issue, body=compose(Marker("a"), "")), key="a")
    assert is_complete()
    world.put_milestone(ExistingMilestone("M1", 1, "v1", "", None, "open"))
    assert not is_complete()


@pytest.mark.parametrize(
    ("more", "is_renewed", "is_unnoticed"),
    [
        ("]\n", False, False),
        # It has no number yet, so the planned register cannot have it.
        (", {key: b, title: B}]\n", True, False),
        ("]\nmilestones: [v1]\n", True, False),
        ("]\nproject: {title: Plan, drafts: [{title: D}]}\n", True, False),
        # A run of an earlier version posts it without a word in the register.
        ("]\nproject: {title: Plan, status_updates: [{key: w, status: on_track}]}\n", True, True),
    ],
    ids=["nothing", "issue", "milestone", "draft", "status update"],
)
def test_what_is_new_shows_in_the_register_or_nowhere(
    tmp_path: Path, more: str, *, is_renewed: bool, is_unnoticed: bool
) -> None:
    assert planned(tmp_path, more) == (is_renewed, is_unnoticed)
