"""The engine on graphs of issues: it converges, and nothing is ever made twice."""

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gh_playbook.convergence.plan.dry_run import DryRun
from gh_playbook.declaration.backlog.backlog import Backlog, Label
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.model.outcome import Outcome
from tests.convergence.running import (
    Runs,
    backlogs,
    deterministic,
    ended,
)
from tests.support.github_in_memory import InMemory


@deterministic
@given(backlogs())
def test_an_empty_repository_converges_and_the_second_run_writes_nothing(backlog: Backlog) -> None:
    runs = Runs(backlog, InMemory())
    assert ended(runs.run()) == {Outcome.CREATED}
    runs.assert_all_is_there_once()
    before = runs.github.mutations
    assert ended(runs.run()) == {Outcome.SKIPPED}
    assert runs.github.mutations == before


@deterministic
@given(backlogs())
def test_the_dry_run_foretells_every_outcome(backlog: Backlog) -> None:
    runs = Runs(backlog, InMemory())
    world = runs.github.world()
    foretold = runs.run(DryRun(world), world)
    assert runs.github.mutations == 0
    assert [(each.module, each.key, each.outcome) for each in foretold] == [
        (each.module, each.key, each.outcome) for each in runs.run()
    ]


@deterministic
@given(backlogs(), st.integers(0, 2**32))
def test_lost_answers_and_cut_batches_never_make_anything_twice(
    backlog: Backlog, seed: int
) -> None:
    github = InMemory(random.Random(seed), lost_before=0.15, lost_after=0.15, cut=0.3)
    runs = Runs(backlog, github)
    for _ in range(4):
        runs.run()
        assert len(set(github.keys())) == len(github.issues)
    github.lost_before = github.lost_after = github.cut = 0.0
    runs.run()
    runs.assert_all_is_there_once()
    assert ended(runs.run()) == {Outcome.SKIPPED}


@deterministic
@given(backlogs(), st.randoms(use_true_random=False))
def test_shuffled_sub_issues_are_put_back_in_order(backlog: Backlog, chance: random.Random) -> None:
    runs = Runs(backlog, InMemory())
    runs.run()
    for id, issue in list(runs.github.issues.items()):
        children = list(issue.sub_issues)
        chance.shuffle(children)
        runs.github.issues[id] = replace(issue, sub_issues=tuple(children))
    runs.run()
    runs.assert_all_is_there_once()


@deterministic
@given(backlogs(), st.randoms(use_true_random=False))
def test_issues_that_people_made_by_title_are_adopted(
    backlog: Backlog, chance: random.Random
) -> None:
    github = InMemory()
    for issue in backlog.all_issues:
        if chance.random() < 0.5:
            github._createIssue({"title": issue.title.upper(), "body": "by hand"})
    made = set(github.issues)
    runs = Runs(backlog, github)
    results = runs.run()
    runs.assert_all_is_there_once()
    assert all(github.issues[id].body.startswith("by hand") for id in made)
    assert Outcome.FAILED not in ended(results)


def test_issues_that_name_each_other_are_both_made_with_real_numbers() -> None:
    backlog = Backlog(
        issues=(
            Issue(key="a", title="A", blocked_by=("b",)),
            Issue(key="b", title="B", sub_issues=(Issue(key="c", title="C", blocked_by=("a",)),)),
        )
    )
    runs = Runs(backlog, InMemory())
    assert ended(runs.run()) == {Outcome.CREATED}
    runs.assert_all_is_there_once()


def test_a_label_called_like_the_key_of_an_issue_has_not_its_number() -> None:
    backlog = Backlog(labels=(Label(name="bug"),), issues=(Issue(key="bug", title="A bug"),))
    label, issue = Runs(backlog, InMemory()).run()
    assert (label.module, label.number, label.url) == ("label", None, None)
    assert (issue.module, issue.number) == ("issue", 1)


def test_sub_issues_that_name_each_other_wait_for_their_parent_alone() -> None:
    children = (
        Issue(key="b", title="B", blocked_by=("c",)),
        Issue(key="c", title="C", blocked_by=("b",)),
    )
    runs = Runs(Backlog(issues=(Issue(key="a", title="A", sub_issues=children),)), InMemory())
    assert ended(runs.run()) == {Outcome.CREATED}
    runs.assert_all_is_there_once()


@deterministic
@given(backlogs(), st.randoms(use_true_random=False))
def test_texts_that_name_each_other_in_any_way_get_real_numbers(
    backlog: Backlog, chance: random.Random
) -> None:
    keys = [issue.key for issue in backlog.all_issues]

    def tangled(issue: Issue) -> Issue:
        others = [key for key in keys if key != issue.key and key not in issue.related_to]
        waits = tuple(chance.sample(others, k=min(len(others), chance.randint(0, 3))))
        below = tuple(tangled(child) for child in issue.sub_issues)
        return issue.model_copy(update={"blocked_by": waits, "sub_issues": below})

    issues = tuple(tangled(issue) for issue in backlog.issues)
    runs = Runs(Backlog(issues=issues), InMemory())
    assert ended(runs.run()) == {Outcome.CREATED}
    runs.assert_all_is_there_once()
    before = runs.github.mutations
    assert ended(runs.run()) == {Outcome.SKIPPED}
    assert runs.github.mutations == before
