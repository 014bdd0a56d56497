"""The engine on graphs of issues: it converges, and nothing is ever made twice."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Fields
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gh_playbook.convergence.dry_run import DryRun
from gh_playbook.convergence.engine import Engine
from gh_playbook.convergence.group_convergence import converge
from gh_playbook.convergence.location import DEFAULTS
from gh_playbook.declaration.backlog import Backlog, Label, SetOnce
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.expansion import Item
from gh_playbook.declaration.issue import Issue
from gh_playbook.declaration.located import LocatedMapping
from gh_playbook.declaration.render import Renderer
from gh_playbook.declaration.source import Source
from gh_playbook.declaration.step import Step
from gh_playbook.github.writer import HEAVY_BATCH
from gh_playbook.model.change import Change
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.identity import identify
from gh_playbook.model.outcome import Outcome, Result
from gh_playbook.model.sending import InDoubt, NotSent, Sender, Sent, Stale
from gh_playbook.model.world import World
from gh_playbook.modules import MODULES, Context, DeclaredIssues, Module
from tests.github_in_memory import OWN, InMemory

deterministic = settings(derandomize=True, deadline=None, max_examples=50)
RENDERER = Renderer([DEFAULTS / "templates"])
LABELS = ("bug", "area:core", "status:ready")
HERE = Source("backlog.yml", 1, 1)
NOTHING = LocatedMapping(HERE)
CHAIN = Backlog(
    issues=(
        Issue(key="a", title="A", blocked_by=("b",), sub_issues=(Issue(key="c", title="C"),)),
        Issue(key="b", title="B"),
    )
)


@st.composite
def backlogs(draw: st.DrawFn) -> Backlog:
    """Parents with sub-issues; each may wait for what comes before it, and relate to anything."""
    keys: list[str] = []

    def an_issue(sub_issues: tuple[Issue, ...] = ()) -> Issue:
        key = f"k{len(keys)}"
        waits = draw(st.lists(st.sampled_from(keys), unique=True, max_size=3)) if keys else []
        others = [each for each in keys if each not in waits]
        related = draw(st.lists(st.sampled_from(others), unique=True, max_size=2)) if others else []
        keys.append(key)
        return Issue(
            key=key,
            title=draw(st.sampled_from([f"Issue {key}", f"{key} of many"])),
            labels=tuple(draw(st.lists(st.sampled_from(LABELS), unique=True))),
            acceptance_criteria=("done", "tested"),
            blocked_by=tuple(waits),
            related_to=tuple(related),
            sub_issues=sub_issues,
        )

    def a_family() -> Issue:
        return an_issue(tuple(an_issue() for _ in range(draw(st.integers(0, 3)))))

    issues = [a_family() for _ in range(draw(st.integers(1, 4)))]
    # Who is declared first is not who is waited for.
    return Backlog(issues=tuple(draw(st.permutations(issues))))


@dataclass
class Runs:
    """Runs of one backlog against one GitHub."""

    backlog: Backlog
    github: InMemory
    modules: Fields[str, Any] = field(default_factory=lambda: MODULES)

    def __post_init__(self) -> None:
        issues = {issue.key: issue for issue in self.backlog.all_issues}
        self.context = Context(DeclaredIssues(issues), RENDERER, SetOnce())
        self.github.labels = LABELS
        self.github.declared = self.backlog.all_issues

    def run(self, sender: Sender | None = None, world: World | None = None) -> list[Result]:
        world = world or self.github.world()
        identify(self.context.issues.values(), world)
        engine = Engine(world, self.modules, self.context, sender or self.github)
        group: Fields[str, Sequence[Declared]] = {
            "label": self.backlog.labels,
            "issue": self.backlog.issues,
            "sub_issue": self.backlog.sub_issues,
            "dependency": self.backlog.dependencies,
            "relation": self.backlog.relations,
        }
        steps = {module: Step(module, module, None, HERE, {}, NOTHING) for module in group}
        return converge(
            engine,
            [Item(steps[module], each) for module, things in group.items() for each in things],
        )

    def assert_all_is_there_once(self) -> None:
        """Check GitHub's state against the backlog, from the bodies' markers."""
        found = dict(zip(self.github.keys(), self.github.issues.values(), strict=True))
        declared = self.context.issues
        assert sorted(map(str, self.github.keys())) == sorted(declared)
        for key, issue in declared.items():
            existing = found[key]
            assert existing.title == issue.title
            assert set(existing.labels) == set(issue.labels)
            waits = {found[each].id for each in issue.blocked_by}
            assert set(existing.blocked_by) == waits
            assert len(existing.blocked_by) == len(waits)
            assert existing.parent == (found[issue.parent].id if issue.parent else None)
            children = tuple(found[child.key].id for child in issue.sub_issues)
            assert existing.sub_issues == children
            for each in issue.related_to:
                assert found[each].id in existing.related_to
            for other in (*issue.blocked_by, *([issue.parent] if issue.parent else [])):
                assert f"#{found[other].number}" in existing.body


def ended(results: list[Result]) -> set[Outcome]:
    return {result.outcome for result in results}


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


def test_where_nothing_lands_everything_is_compared_once() -> None:
    github = InMemory()
    compared(chain(20), github)
    assert compared(chain(20), github) == 20


def test_what_waits_for_an_issue_that_cannot_be_made_says_for_which() -> None:
    github = InMemory()
    github._createIssue({"title": "B", "body": "by hand"})
    parent = Issue(
        key="a", title="A", labels=("no-such-label",), sub_issues=(Issue(key="b", title="B"),)
    )
    results = {result.key: result for result in Runs(Backlog(issues=(parent,)), github).run()}
    assert {key: each.outcome for key, each in results.items()} == dict.fromkeys(
        "ab", Outcome.BLOCKED
    )
    assert results["b"].reason == "waits for a"


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


def test_what_github_does_not_keep_fails_and_names_it() -> None:
    class Forgetful(InMemory):
        def _updateIssue(self, given: Fields[str, Any]) -> Fields[str, Any]:  # noqa: N802
            return {"issue": self._node("I1")}

    github = Forgetful()
    runs = Runs(Backlog(issues=(Issue(key="a", title="A", state="closed"),)), github)
    github._createIssue({"title": "A", "body": ""})
    (result,) = runs.run()
    assert result.outcome is Outcome.FAILED
    assert result.reason.endswith("GitHub does not keep it: body, state")


def test_a_lost_answer_is_no_reason_to_say_that_nothing_was_done() -> None:
    class Losing(InMemory):
        def _send_batch(self, changes: Sequence[Change]) -> Iterator[Sent]:
            self.lost_after, lost = 0.0, self.lost_after
            for sent in super()._send_batch(changes):
                yield InDoubt(sent.index, "lost") if lost else sent

    runs = Runs(CHAIN, Losing(lost_after=1.0))
    assert ended(runs.run()) == {Outcome.CREATED}
    runs.assert_all_is_there_once()


def test_what_another_run_takes_away_while_this_one_waits_for_the_lock_is_made_again() -> None:
    class Waiting(InMemory):
        def _send_batch(self, changes: Sequence[Change]) -> Iterator[Sent]:
            if "I1" in self.issues and len(self.issues) == 1:
                del self.issues["I1"]
                self.issues["I0"] = ExistingIssue("I0", 2, "Somebody's", "", "", author=OWN)
                yield from (Stale(index) for index in range(len(changes)))
            else:
                yield from super()._send_batch(changes)

    family = Issue(key="a", title="A", sub_issues=(Issue(key="c", title="C"),))
    runs = Runs(Backlog(issues=(Issue(key="a", title="A"),)), Waiting())
    assert ended(runs.run()) == {Outcome.CREATED}
    after = Runs(Backlog(issues=(family,)), runs.github)
    assert ended(after.run()) == {Outcome.CREATED}
    assert sorted(map(str, after.github.keys())) == ["None", "a", "c"]


def test_doubt_that_does_not_end_is_told_with_its_reason() -> None:
    class Silent(InMemory):
        def _send_batch(self, changes: Sequence[Change]) -> Iterator[Sent]:
            yield from (InDoubt(index, "no answer: EOF") for index in range(len(changes)))

    (result,) = Runs(Backlog(issues=(Issue(key="a", title="A"),)), Silent()).run()
    assert result.outcome is Outcome.FAILED
    assert result.reason == "sent 7 times, and no answer says that it was done: no answer: EOF"


def test_a_batch_that_is_cut_off_again_and_again_still_gets_done() -> None:
    class Narrow(InMemory):
        def _send_batch(self, changes: Sequence[Change]) -> Iterator[Sent]:
            yield from super()._send_batch(changes[:1])
            yield from (NotSent(index) for index in range(1, len(changes)))

    many = tuple(Issue(key=f"k{index}", title=f"T{index}") for index in range(12))
    runs = Runs(Backlog(issues=many), Narrow(batch=12))
    assert ended(runs.run()) == {Outcome.CREATED}
    runs.assert_all_is_there_once()


def test_a_github_that_carries_out_nothing_stops_the_run() -> None:
    class Refusing(InMemory):
        def _send_batch(self, changes: Sequence[Change]) -> Iterator[Sent]:
            yield from (NotSent(index) for index in range(len(changes)))

    (result,) = Runs(Backlog(issues=(Issue(key="a", title="A"),)), Refusing()).run()
    assert result.outcome is Outcome.BLOCKED
    assert "GitHub carries out none" in result.reason


def test_a_new_issue_that_is_declared_closed_is_closed_once() -> None:
    runs = Runs(Backlog(issues=(Issue(key="a", title="A", state="closed"),)), InMemory())
    assert ended(runs.run()) == {Outcome.CREATED}
    (issue,) = runs.github.issues.values()
    assert issue.state == "closed"
    runs.github.issues[issue.id] = replace(issue, state="open")
    assert ended(runs.run()) == {Outcome.SKIPPED}


def test_one_failure_does_not_stop_what_does_not_need_it() -> None:
    backlog = Backlog(
        issues=(
            Issue(key="a", title="A", labels=("no-such-label",)),
            Issue(key="b", title="B", blocked_by=("a",)),
            Issue(key="c", title="C"),
        )
    )
    runs = Runs(backlog, InMemory())
    results = {result.key: result for result in runs.run()}
    assert {key: result.outcome for key, result in results.items()} == {
        "a": Outcome.BLOCKED,
        "b": Outcome.CREATED,
        "c": Outcome.CREATED,
        "b ← a": Outcome.BLOCKED,
    }
    assert results["b ← a"].reason == "needs a, which could not be created"
