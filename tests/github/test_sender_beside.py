"""A document and a REST request that go out at the same time: what became of both."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from gh_playbook.github.answer import Answer
from gh_playbook.github.error import AuthenticationError, GitHubError, UncertainError
from gh_playbook.github.pacing import BURST
from gh_playbook.github.process.gh import Underway
from gh_playbook.github.sender import LiveSender
from gh_playbook.github.writer import Writer
from gh_playbook.model.change import Action, Call, Change, Mutation, Operation
from gh_playbook.model.sending import InDoubt, Landed, Sent
from gh_playbook.model.world import World
from tests.github.answers import Answering, Time, answer

ISSUE = {"issue": {"id": "I1"}}
MADE = answer({"data": {"m0": ISSUE}})
MILESTONE = answer({"number": 1}, 201)
LIMITED = answer({"message": "secondary rate limit"}, 403, {"retry-after": "30"})
LOST = UncertainError("no answer")
DOCUMENT, CALL = "graphql", "repos/octo/demo/milestones"


@dataclass
class Telling(Answering):
    """Notes what begins, what is answered, and what is given up."""

    told: list[str] = field(default_factory=list)
    is_interrupted: bool = False

    def begin(self, method: str, path: str, body: object = None, **more: Any) -> Underway:
        underway = super().begin(method, path, body, **more)
        self.told.append(f"begin {path}")

        def answered() -> Answer:
            self.told.append(f"answer {path}")
            if self.is_interrupted:
                raise KeyboardInterrupt
            return underway.answer()

        return Underway(answered, lambda: self.told.append(f"end {path}"))


def a_change(operation: Operation) -> Change:
    return Change("any", "a", Action.CREATE, "none", operations=(operation,))


ISSUES = a_change(Mutation("createIssue", {"title": "A"}, "issue { id }"))
VERSION = a_change(Call("POST", CALL, {"title": "v1"}))
PAIR = [ISSUES, VERSION]


def a_sender(*answers: Answer | Exception, time: Time | None = None) -> tuple[LiveSender, Telling]:
    def read() -> World:
        raise AssertionError("nobody asked to read")

    gh = Telling(answers=list(answers))
    return LiveSender(Writer(gh, (time or Time()).pacer()), read), gh


def outcomes(sender: LiveSender, changes: list[Change]) -> list[Sent]:
    return [each for batch in sender.send(changes) for each in batch]


def begun(gh: Telling) -> list[str]:
    return [each for each in gh.told if each.startswith("begin")]


def test_both_are_sent_before_either_is_answered_and_the_document_is_taken_first() -> None:
    sender, gh = a_sender(MADE, MILESTONE)
    assert outcomes(sender, PAIR) == [Landed(0, ISSUE), Landed(1, {"number": 1})]
    assert gh.told == [f"begin {DOCUMENT}", f"begin {CALL}", f"answer {DOCUMENT}", f"answer {CALL}"]
    assert sender.writer.requests == 2


def test_of_two_rest_requests_only_one_goes_beside_the_document() -> None:
    sender, gh = a_sender(MADE, MILESTONE, MILESTONE)
    assert len(outcomes(sender, [*PAIR, VERSION])) == 3
    assert gh.told[4:] == [f"begin {CALL}", f"answer {CALL}"]


def test_one_that_may_have_to_do_with_the_document_goes_after_it() -> None:
    removal = a_change(Call("DELETE", f"{CALL}/3"))
    sender, gh = a_sender(MADE, answer("", 204))
    assert len(outcomes(sender, [ISSUES, removal])) == 2
    assert gh.told[:2] == [f"begin {DOCUMENT}", f"answer {DOCUMENT}"]


@pytest.mark.parametrize("answers", [(LIMITED, MILESTONE, MADE), (MADE, LIMITED, MILESTONE)])
def test_what_a_limit_refused_is_sent_again_alone_and_from_then_on_all(
    answers: tuple[Answer, ...],
) -> None:
    sender, gh = a_sender(*answers, MADE, MILESTONE)
    found = sorted(outcomes(sender, PAIR), key=lambda each: each.index)
    assert found == [Landed(0, ISSUE), Landed(1, {"number": 1})]
    del gh.told[:]
    outcomes(sender, PAIR)
    assert gh.told == [f"begin {DOCUMENT}", f"answer {DOCUMENT}", f"begin {CALL}", f"answer {CALL}"]


def test_where_one_has_no_answer_that_of_the_other_counts() -> None:
    sender, _ = a_sender(LOST, MILESTONE)
    assert outcomes(sender, PAIR) == [InDoubt(0, "no answer"), Landed(1, {"number": 1})]
    sender, _ = a_sender(MADE, LOST)
    assert outcomes(sender, PAIR) == [Landed(0, ISSUE), InDoubt(1, "no answer")]


def test_after_a_document_without_an_answer_nothing_more_is_sent() -> None:
    sender, gh = a_sender(LOST, MILESTONE)
    assert len(outcomes(sender, [*PAIR, VERSION])) == 2
    assert len(begun(gh)) == 2


@pytest.mark.parametrize("place", [0, 1])
def test_an_error_that_ends_the_run_takes_no_outcome_away(place: int) -> None:
    answers: list[Answer | Exception] = [MADE, MILESTONE]
    answers[place] = AuthenticationError("who are you", status=401)
    sender, _ = a_sender(*answers)
    taken: list[Sent] = []
    with pytest.raises(GitHubError, match="who are you"):
        taken.extend(each for batch in sender.send(PAIR) for each in batch)
    assert [each.index for each in taken] == [1 - place]


def test_one_that_cannot_be_started_takes_no_outcome_of_the_document_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sender, gh = a_sender(MADE)
    begin = gh.begin

    def exhausted(method: str, path: str, *given: Any, **more: Any) -> Underway:
        if path == CALL:
            raise GitHubError("`gh` cannot be started: Too many open files")
        return begin(method, path, *given, **more)

    monkeypatch.setattr(gh, "begin", exhausted)
    taken: list[Sent] = []
    with pytest.raises(GitHubError, match="cannot be started"):
        taken.extend(each for batch in sender.send(PAIR) for each in batch)
    assert taken == [Landed(0, ISSUE)]


def test_one_after_the_other_where_writes_are_paced() -> None:
    time = Time()
    sender, gh = a_sender(MADE, MILESTONE, time=time)
    for _ in range(BURST - 1):
        sender.writer.pacer.before_write(0)
    outcomes(sender, PAIR)
    assert gh.told[:2] == [f"begin {DOCUMENT}", f"answer {DOCUMENT}"]
    assert time.slept == [1.0]


def test_what_github_did_not_reach_is_sent_again_without_it() -> None:
    errors = [{"path": ["m1"], "type": "RESOURCE_LIMITS_EXCEEDED", "message": "limits"}]
    cut = answer({"data": {"m0": ISSUE, "m1": None}, "errors": errors})
    sender, gh = a_sender(cut, MILESTONE, MADE)
    assert [each.index for each in outcomes(sender, [ISSUES, ISSUES, VERSION])] == [0, 2, 1]
    assert begun(gh) == [f"begin {DOCUMENT}", f"begin {CALL}", f"begin {DOCUMENT}"]


def test_an_interruption_gives_both_up() -> None:
    sender, gh = a_sender(MADE, MILESTONE)
    gh.is_interrupted = True
    with pytest.raises(KeyboardInterrupt):
        outcomes(sender, PAIR)
    assert gh.told[-2:] == [f"end {DOCUMENT}", f"end {CALL}"]
