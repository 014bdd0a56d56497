"""What is exported is what is there: a run on it changes nothing but markers, and then nothing."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from gh_playbook.convergence.location import DEFAULTS
from gh_playbook.convergence.plan.plan import Plan, make_plan
from gh_playbook.convergence.preparation import prepare
from gh_playbook.convergence.registering import entries
from gh_playbook.declaration.yaml.yaml_value import scalar
from gh_playbook.exporting import PARTS, Choice, Exported, export
from gh_playbook.formatting import formatted
from gh_playbook.model.board_detail import BoardDetail
from gh_playbook.model.existing import (
    ExistingIssue,
    ExistingIssueType,
    ExistingLabel,
    ExistingMilestone,
    Features,
)
from gh_playbook.model.identity import identify
from gh_playbook.model.outcome import Outcome
from gh_playbook.model.register import Register
from gh_playbook.model.world import World
from gh_playbook.run.adoption import is_adoption
from gh_playbook.run.export import referring
from gh_playbook.settings import Settings
from tests.exporting.any_world import DETAIL, NAMED, worlds
from tests.support.github_in_memory import REPOSITORY


def exported(
    world: World, choice: str = "all", parts: Sequence[str] = PARTS, *, has_order: bool = False
) -> Exported:
    def name(ids: Sequence[str]) -> dict[str, str]:
        return {id: NAMED[id] for id in ids if id in NAMED}

    detail = DETAIL if world.project else BoardDetail()
    return export(world, Choice.parse(choice), frozenset(parts), name, detail, has_order=has_order)


def planned(found: Exported, world: World, folder: Path) -> Plan:
    """Return what a run on an export would do."""
    path = folder / "backlog.yml"
    path.write_bytes(found.text.encode())
    prepared = prepare(Settings(DEFAULTS / "playbooks" / "all.yml", backlog=path))
    after = referring(world, found, DETAIL)
    identify(prepared.context.issues.values(), after)
    return make_plan(prepared, after)


def words(issue: ExistingIssue) -> str:
    """Return an issue's text without markers, and without space at its ends."""
    lines = issue.body.replace("\r\n", "\n").splitlines()
    return "\n".join(each for each in lines if "<!-- gh-playbook:" not in each).strip()


@settings(derandomize=True, deadline=None, max_examples=20, phases=[Phase.generate])
@given(
    world=worlds(),
    choice=st.sampled_from(["all", "open", "label:bug", "#1"]),
    has_order=st.booleans(),
)
def test_a_run_on_an_export_writes_markers_and_a_second_one_nothing(
    tmp_path_factory: Any, world: World, choice: str, *, has_order: bool
) -> None:
    if choice == "#1" and "I1" not in world.issues:
        return
    folder = tmp_path_factory.mktemp("export")
    found = exported(world, choice, has_order=has_order)
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
    assert exported(after, choice, has_order=has_order).text == found.text


def test_what_cannot_be_declared_is_left_out_and_named() -> None:
    world = World(REPOSITORY, Features())
    world.put_label(ExistingLabel("L1", "\N{FIRE}", "d73a4a", ""))
    world.put_label(ExistingLabel("L2", "\N{FIRE} hot", "d73a4a", ""))
    for id, name in (
        ("L3", "\N{LATIN SMALL LETTER E WITH ACUTE}"),
        ("L4", "\N{LATIN CAPITAL LETTER E WITH ACUTE}"),
    ):
        world.put_label(ExistingLabel(id, name, "d73a4a", ""))
    for id, title in (("M1", "v1"), ("M2", "V1")):
        world.milestones[title] = ExistingMilestone(id, 1, title, "", None, "open")
    found = exported(world)
    assert found.left_out == (
        *("the label é: it differs from É only in case",),
        *("the label \N{FIRE}: GitHub would not take its name any more",),
        *("the milestone V1: it differs from v1 only in case",),
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
