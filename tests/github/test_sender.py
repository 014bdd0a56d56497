"""What became of changes: landed, refused, in doubt, or to be sent again."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from gh_playbook.github.error import GitHubError, UncertainError
from gh_playbook.github.sender import LiveSender
from gh_playbook.github.writer import NotReachedError, Writer
from gh_playbook.model.change import Action, Change, Mutation
from gh_playbook.model.sending import Sent
from gh_playbook.model.world import World
from tests.github.answers import Answering, Time

PAYLOAD = {"issue": {"id": "I1"}}
DOUBT = UncertainError("no answer")
REFUSED = GitHubError("Title is too long", request="createIssue")
CUT = NotReachedError("limits")


def a_change(key: str, operations: int = 1) -> Change:
    mutation = Mutation("createIssue", {"title": key}, "issue { id }")
    return Change("issue", key, Action.CREATE, "none", operations=(mutation,) * operations)


@dataclass
class Writing(Writer):
    """Gives outcomes in turn."""

    outcomes: list[Any] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)

    def send(self, operations: Any) -> list[Any]:
        self.sent.append(len(operations))
        given, self.outcomes = self.outcomes[: len(operations)], self.outcomes[len(operations) :]
        return given


def sent(changes: list[Change], *outcomes: Any) -> tuple[list[Sent], list[int]]:
    writer = Writing(Answering(), Time().pacer(), outcomes=list(outcomes))

    def read() -> World:
        raise AssertionError("nobody asked to read")

    batches = list(LiveSender(writer, read).send(changes))
    return [each for batch in batches for each in batch], writer.sent


def test_a_payload_means_that_it_landed() -> None:
    change = a_change("a")
    assert sent([change], PAYLOAD)[0] == [Sent(change, payload=PAYLOAD)]


def test_a_refusal_is_told_with_the_request_s_name() -> None:
    ((result,), _) = sent([a_change("a")], REFUSED)
    assert result.error == "Title is too long (createIssue)"
    assert not result.in_doubt
    assert not result.again


def test_what_was_not_reached_is_sent_again() -> None:
    results, _ = sent([a_change("a"), a_change("b")], PAYLOAD, CUT)
    assert [(each.again, each.error) for each in results] == [(False, None), (True, None)]


@pytest.mark.parametrize(
    "outcome",
    [
        DOUBT,
        GitHubError("Validation Failed: title already_exists", kind="already_exists"),
        GitHubError("Validation failed. Target issue has already been taken"),
        GitHubError("Issue may not contain duplicate sub-issues"),
    ],
)
def test_what_may_be_there_is_in_doubt_and_nothing_more_is_sent(outcome: GitHubError) -> None:
    changes = [a_change(str(index)) for index in range(20)]
    results, requests = sent(changes, outcome, *[PAYLOAD] * 19)
    assert results[0].in_doubt
    assert outcome.message in str(results[0].error)
    assert len(results) == 15
    assert requests == [15]


def test_a_change_of_several_operations_ends_with_its_last_one() -> None:
    first, second = a_change("a", 10), a_change("b", 10)
    results, requests = sent([first, second], *[PAYLOAD] * 20)
    assert [each.change.key for each in results] == ["a", "b"]
    assert requests == [15, 5]


def test_a_change_that_doubt_cut_in_two_is_in_doubt() -> None:
    first, second = a_change("a", 10), a_change("b", 10)
    results, requests = sent([first, second], DOUBT, *[PAYLOAD] * 19)
    assert [(each.change.key, each.in_doubt) for each in results] == [("a", True), ("b", True)]
    assert requests == [15]


def test_one_refused_operation_fails_its_change() -> None:
    (result,), _ = sent([a_change("a", 3)], PAYLOAD, REFUSED, REFUSED)
    assert result.error == "Title is too long (createIssue)"
