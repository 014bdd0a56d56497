"""What waits for what: things are compared no oftener than they must be, and go out together."""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.convergence.loop.engine import Engine
from gh_playbook.convergence.loop.group_convergence import converge
from gh_playbook.convergence.plan.dry_run import DryRun
from gh_playbook.declaration.backlog.backlog import Backlog, Label
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.playbook.expansion import Item
from gh_playbook.declaration.playbook.step import Step
from gh_playbook.declaration.template.render import Renderer
from gh_playbook.github.writer import HEAVY_BATCH
from gh_playbook.model.change import Change
from gh_playbook.model.outcome import Outcome
from gh_playbook.model.world import World
from gh_playbook.modules import MODULES, Context, Module
from tests.convergence.running import HERE, NOTHING, Runs, ended
from tests.support.github_in_memory import InMemory


@dataclass
class Counting:
    """A module that counts how often it compares."""

    module: Module[Any, Any]
    times: int = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.module, name)

    def diff(self, desired: Any, world: World, context: Context) -> Change:
        self.times += 1
        change: Change = self.module.diff(desired, world, context)
        return change


def compared(backlog: Backlog, github: InMemory) -> int:
    """Run once; return how often issues were compared."""
    issue = Counting(MODULES["issue"])
    runs = Runs(backlog, github, {**MODULES, "issue": issue})
    assert ended(runs.run()) <= {Outcome.CREATED, Outcome.SKIPPED}
    return issue.times


def chain(length: int) -> Backlog:
    """Issues of which each waits for the next."""
    waits = [(f"k{index + 1}",) if index + 1 < length else () for index in range(length)]
    return Backlog(
        issues=tuple(
            Issue(key=f"k{index}", title=f"T{index}", blocked_by=each)
            for index, each in enumerate(waits)
        )
    )


def test_of_waiting_issues_only_those_are_compared_again_whose_wants_have_landed() -> None:
    # At first, when it can go out, after it has landed, and when all have.
    assert compared(chain(30), InMemory()) <= 4 * 30
    assert compared(chain(60), InMemory()) <= 4 * 60


def test_issues_go_first_and_links_fill_up_their_requests() -> None:
    blockers = tuple(Issue(key=f"b{each}", title=f"B{each}") for each in range(30))
    last = Issue(key="y", title="Y", blocked_by=("a",))
    first = Issue(key="a", title="A", blocked_by=tuple(each.key for each in blockers))
    runs = Runs(Backlog(issues=(*blockers, first, last)), InMemory())
    dry = DryRun(runs.github.world())
    runs.run(dry, dry.reread())
    assert [Counter(change.module for change in changes) for changes in dry.rounds] == [
        {"issue": HEAVY_BATCH},
        {"issue": 30 - HEAVY_BATCH},
        {"issue": 1},
        {"issue": 1, "dependency": HEAVY_BATCH - 1},
        {"dependency": 31 - (HEAVY_BATCH - 1)},
    ]


@pytest.mark.parametrize(
    ("template", "issues"),
    [
        ("{{ issue.title }}", [HEAVY_BATCH, 4]),
        ("{% for each in blocked_by %}After {{ each.title }}{% endfor %}", [HEAVY_BATCH, 4]),
        ("{{ blocked_by | map(attribute='reference') | join }}", [1] * 20),
        ("{% for each in blocked_by %}{{ each.reference[1:] | int }}{% endfor %}", [1] * 20),
    ],
)
def test_issues_of_a_chain_go_together_if_their_texts_show_no_numbers(
    tmp_path: Path, template: str, issues: list[int]
) -> None:
    """Each is declared before the one that it waits for."""
    (tmp_path / "issue.md.j2").write_text(template)
    github = InMemory()
    runs = Runs(chain(20), github)
    runs.context = replace(runs.context, renderer=Renderer([tmp_path]))
    dry = DryRun(github.world())
    runs.run(dry, dry.reread())
    rounds = [sum(change.module == "issue" for change in changes) for changes in dry.rounds]
    assert [*filter(None, rounds)] == issues
    assert ended(runs.run()) == {Outcome.CREATED}
    declared = [issue.key for issue in runs.backlog.issues]
    assert github.keys() == (declared[::-1] if issues == [1] * 20 else declared)
    assert ended(runs.run()) == {Outcome.SKIPPED}


def test_where_nothing_lands_everything_is_compared_once() -> None:
    github = InMemory()
    compared(chain(20), github)
    assert compared(chain(20), github) == 20


def test_an_existing_sub_issue_whose_parent_cannot_be_made_says_so() -> None:
    github = InMemory()
    github._createIssue({"title": "B", "body": "by hand"})
    parent = Issue(
        key="a", title="A", labels=("no-such-label",), sub_issues=(Issue(key="b", title="B"),)
    )
    results = {result.key: result for result in Runs(Backlog(issues=(parent,)), github).run()}
    assert {key: each.outcome for key, each in results.items()} == dict.fromkeys(
        "ab", Outcome.BLOCKED
    )
    assert results["b"].reason == "needs a, which could not be created"


def test_issues_that_wait_for_their_parents_do_not_hold_up_the_turn() -> None:
    """The first issue waits for a label, all others for their turn; then each level goes out."""

    def family(key: str, labels: tuple[str, ...] = ()) -> Issue:
        last = Issue(key=f"{key}11", title=f"{key}11")
        below = Issue(key=f"{key}1", title=f"{key}1", sub_issues=(last,))
        return Issue(key=key, title=key, labels=labels, sub_issues=(below,))

    families = (family("a", ("new",)), family("b"), family("c"))
    runs = Runs(Backlog(labels=(Label(name="new"),), issues=families), InMemory())
    dry = DryRun(runs.github.world())
    assert ended(runs.run(dry, dry.reread())) == {Outcome.CREATED}
    levels = [[change.key for change in changes] for changes in dry.rounds]
    assert levels == [["new"], ["a", "b", "c"], ["a1", "b1", "c1"], ["a11", "b11", "c11"]]


def test_what_needs_several_issues_names_all_that_could_not_be_created() -> None:
    """It says the same whichever is decided first, and what is given up meanwhile is known."""
    below = tuple(
        Issue(key=f"b{index}", title=f"B{index}", blocked_by=waits)
        for index, waits in enumerate([(), ("b0",), ("c",)])
    )
    parent = Issue(key="a", title="A", labels=("no-such-label",), sub_issues=below)
    backlog = Backlog(issues=(parent, Issue(key="c", title="C", blocked_by=("b1",))))
    reasons = {each.key: each.reason for each in Runs(backlog, InMemory()).run()}
    lost = "which could not be created"
    assert {key: reasons[key] for key in reasons if key not in "ac"} == {
        **dict.fromkeys(("b0", "b1", "b2"), f"needs a, {lost}"),
        "b1 ← b0": f"needs b1, b0, {lost}",
        "b2 ← c": f"needs b2, {lost}",
        "c ← b1": f"needs b1, {lost}",
    }
    assert reasons["c"] == "no such issue"


def test_a_new_issue_goes_out_though_a_label_before_it_ends_while_both_are_compared() -> None:
    """One that awaits the label holds back those after it only while that is still to come."""
    issues = (Issue(key="a", title="A", labels=("new",)), Issue(key="b", title="B"))
    runs = Runs(Backlog(issues=issues), InMemory())
    world = runs.github.world()
    # Who may triage makes issues, and no labels.
    world.repository = replace(world.repository, permission="TRIAGE")
    engine = Engine(world, MODULES, runs.context, runs.github)
    steps = {name: Step(name, name, None, HERE, {}, NOTHING) for name in ("issue", "label")}
    label = Item(steps["label"], Label(name="new"))
    first, second = (Item(steps["issue"], each) for each in issues)
    results = converge(engine, [first, label, second])
    assert [each.outcome for each in results] == [
        *(Outcome.BLOCKED, Outcome.BLOCKED, Outcome.CREATED)
    ]
