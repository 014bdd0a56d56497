"""What fails, is lost or is taken away: the engine says so, and does the rest."""

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Fields
from dataclasses import replace
from typing import Any

import pytest

from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.model.change import Change
from gh_playbook.model.existing import ExistingIssue, Features
from gh_playbook.model.outcome import Outcome
from gh_playbook.model.sending import InDoubt, NotSent, Sent, Stale
from gh_playbook.model.world import World
from tests.convergence.running import CHAIN, Runs, ended
from tests.support.github_in_memory import OWN, REPOSITORY, InMemory


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ({"state": "closed"}, "body, state"),
        (
            {"labels": ("bug",)},
            "body, labels; if a label, milestone or type was renamed meanwhile, run again",
        ),
    ],
    ids=["a state", "a label"],
)
def test_what_github_does_not_keep_fails_and_names_it(
    declared: Fields[str, Any], told: str
) -> None:
    class Forgetful(InMemory):
        def _updateIssue(self, given: Fields[str, Any]) -> Fields[str, Any]:  # noqa: N802
            return {"issue": self._node("I1")}

        def _addLabelsToLabelable(self, given: Fields[str, Any]) -> Fields[str, Any]:  # noqa: N802
            return {"labelable": self._node("I1")}

    github = Forgetful()
    runs = Runs(Backlog(issues=(Issue(key="a", title="A", **declared),)), github)
    github._createIssue({"title": "A", "body": ""})
    (result,) = runs.run()
    assert result.outcome is Outcome.FAILED
    assert result.reason.endswith(f"GitHub does not keep it: {told}")


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


def test_doubt_that_does_not_end_is_reported_with_its_reason() -> None:
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

    runs = Runs(Backlog(issues=(Issue(key="a", title="A"),)), Refusing())
    (result,) = runs.run()
    assert (result.outcome, result.reason) == (Outcome.BLOCKED, "not done, the run stopped")
    assert "GitHub carries out none" in str(runs.stopped)


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


def test_what_github_made_and_does_not_show_is_not_made_again() -> None:
    class Late(InMemory):
        def _send_batch(self, changes: Sequence[Change]) -> Iterator[Sent]:
            yield from super()._send_batch(changes[:1])
            yield from (InDoubt(index, "lost") for index in range(1, len(changes)))

        def world(self) -> World:
            return World(REPOSITORY, Features())

    two = tuple(Issue(key=each, title=each.upper()) for each in "ab")
    runs = Runs(Backlog(issues=two), Late())
    made, _ = runs.run()
    assert made.outcome is Outcome.FAILED
    assert "GitHub has made it, and does not show it yet" in made.reason
    assert [each.title for each in runs.github.issues.values()].count("A") == 1
