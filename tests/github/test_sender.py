"""What became of changes: landed, refused, in doubt, or to be sent again."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from gh_playbook.github.error import GitHubError, UncertainError
from gh_playbook.github.sender import LiveSender
from gh_playbook.github.writer import (
    HEAVY_BATCH,
    Done,
    NotReachedError,
    PostponedError,
    Reply,
    Writer,
)
from gh_playbook.model.change import Action, Change, Mutation, Operation
from gh_playbook.model.sending import InDoubt, Landed, NotSent, Refused, Sent, Stale
from gh_playbook.model.world import World
from tests.github.answers import Answering, Time

PAYLOAD = {"issue": {"id": "I1"}}
DONE = Done(PAYLOAD)
DOUBT = UncertainError("no answer")
REFUSED = GitHubError("Title is too long", request="createIssue")
CUT = NotReachedError("limits")
WAITED = PostponedError("wait")


def a_change(key: str, operations: int = 1) -> Change:
    mutation = Mutation("createIssue", {"title": key}, "issue { id }")
    return Change("issue", key, Action.CREATE, "none", operations=(mutation,) * operations)


@dataclass
class Writing(Writer):
    """Gives replies in turn."""

    given: list[Reply] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)

    def send(
        self, operations: Sequence[Operation], *, are_last: bool = False, again: bool = True
    ) -> list[Reply]:
        self.sent.append(len(operations))
        if WAITED in self.given[: len(operations)]:
            self.pacer.waited += 60
        replies, self.given = self.given[: len(operations)], self.given[len(operations) :]
        return replies


def no_reading() -> World:
    raise AssertionError("nobody asked to read")


def sent(changes: list[Change], *replies: Reply) -> tuple[list[Sent], list[int]]:
    writer = Writing(Answering(), Time().pacer(), given=list(replies))
    batches = list(LiveSender(writer, no_reading).send(changes))
    return [each for batch in batches for each in batch], writer.sent


def test_a_payload_means_that_it_landed() -> None:
    assert sent([a_change("a")], DONE)[0] == [Landed(0, PAYLOAD)]


def test_a_refusal_is_reported_with_the_request_s_name() -> None:
    assert sent([a_change("a")], REFUSED)[0] == [Refused(0, "Title is too long (createIssue)")]


def test_what_was_not_reached_is_sent_again() -> None:
    results, requests = sent([a_change("a"), a_change("b")], DONE, CUT, DONE)
    assert results == [Landed(0, PAYLOAD), Landed(1, PAYLOAD)]
    assert requests == [2, 1]


def test_a_change_that_github_cut_in_two_goes_on_where_it_was_cut() -> None:
    results, requests = sent([a_change("a", 3), a_change("b")], DONE, CUT, CUT, CUT, *[DONE] * 3)
    assert results == [Landed(0, PAYLOAD), Landed(1, PAYLOAD)]
    assert requests == [4, 3]


def test_where_nothing_at_all_was_reached_the_rest_is_left() -> None:
    results, requests = sent([a_change("a"), a_change("b")], CUT, CUT)
    assert results == [NotSent(0), NotSent(1)]
    assert requests == [2]
    results, _ = sent([a_change("a", 2)], DONE, CUT, CUT)
    assert results == [InDoubt(0, "only part of it was answered")]


def test_after_a_wait_what_only_makes_something_is_sent_again() -> None:
    results, requests = sent([a_change("a"), a_change("b")], WAITED, WAITED, DONE, DONE)
    assert results == [Landed(0, PAYLOAD), Landed(1, PAYLOAD)]
    assert requests == [2, 2]


@pytest.mark.parametrize("fields", [{"overwrites": "I1"}, {"action": Action.REMOVE}], ids=str)
def test_after_a_wait_nothing_is_overwritten_or_removed_that_was_compared_before(
    fields: dict[str, Any],
) -> None:
    gone, cut = a_change("a").but(**fields), a_change("b", 2).but(**fields)
    assert sent([gone, a_change("c")], WAITED, WAITED) == (
        [NotSent(0, has_waited=True), NotSent(1, has_waited=True)],
        [2],
    )
    # What is begun is finished.
    results, requests = sent([cut, gone], DONE, WAITED, WAITED, DONE)
    assert (results, requests[0]) == ([NotSent(1, has_waited=True), Landed(0, PAYLOAD)], 3)


THERE = [
    GitHubError("Validation Failed: title already_exists", kind="already_exists"),
    GitHubError("Validation failed. Target issue has already been taken"),
    GitHubError("Issue may not contain duplicate sub-issues"),
    GitHubError('Invalid request.\n\n"sha" wasn\'t supplied.', request="PUT contents", status=422),
]


@pytest.mark.parametrize("outcome", [DOUBT, *THERE], ids=str)
def test_after_what_may_be_there_nothing_more_is_sent(outcome: GitHubError) -> None:
    changes = [a_change(str(index)) for index in range(20)]
    results, requests = sent(changes, outcome, *[DONE] * 19)
    assert results[0] == (InDoubt(0, "no answer") if outcome is DOUBT else Stale(0))
    assert len(results) == HEAVY_BATCH
    assert requests == [HEAVY_BATCH]


@pytest.mark.parametrize("there", THERE, ids=str)
def test_what_is_there_at_the_first_try_is_somebody_else_s_and_later_perhaps_one_s_own(
    there: GitHubError,
) -> None:
    def tried(*replies: Reply) -> list[Sent]:
        """Return what becomes of the same change, sent again and again by one run."""
        sender = LiveSender(Writing(Answering(), Time().pacer(), given=list(replies)), no_reading)
        return [each for _ in replies for batch in sender.send([a_change("a")]) for each in batch]

    assert tried(there, DONE) == [Stale(0), Landed(0, PAYLOAD)]
    assert tried(there, there) == [Stale(0), InDoubt(0, str(there), is_there=True)]
    assert tried(DOUBT, there)[1] == InDoubt(0, str(there), is_there=True)
    # What was cut in two has been carried out in part.
    assert sent([a_change("a", 2)], DONE, there)[0] == [InDoubt(0, str(there), is_there=True)]


def test_what_is_gone_since_the_reading_is_compared_again_and_then_refused() -> None:
    gone = GitHubError("Could not resolve to a node", request="updateLabel", kind="NOT_FOUND")
    change = replace(a_change("a"), action=Action.UPDATE, before="a label")

    def tried(change: Change, reply: GitHubError) -> list[Sent]:
        sender = LiveSender(Writing(Answering(), Time().pacer(), given=[reply] * 2), no_reading)
        return [each for _ in range(2) for batch in sender.send([change]) for each in batch]

    assert tried(change, gone) == [Stale(0), Refused(0, str(gone))]
    # A new issue may have the id of a label that somebody has removed since.
    assert tried(replace(change, before=None), gone) == [Stale(0), Refused(0, str(gone))]
    # By REST it may be the server that does not know how to create it.
    unknown = GitHubError("Not Found", request="POST views", status=404)
    assert tried(change, unknown) == [Stale(0), Refused(0, str(unknown))]
    assert tried(replace(change, before=None), unknown) == [Refused(0, str(unknown))] * 2
    # A file that somebody has written meanwhile, and a card that somebody has archived.
    for other in (
        GitHubError("plan does not match 5ha", request="PUT contents", status=409),
        GitHubError("The item is archived and cannot be updated", kind="VALIDATION"),
        GitHubError("The single select option Id does not belong to the field"),
        GitHubError(
            "Could not resolve to a node", kind="NOT_FOUND"
        ),  # A label that is gone by now.
    ):
        assert tried(change, other) == [Stale(0), Refused(0, str(other))]
        # What was cut in two has been carried out in part: it is read again.
        assert sent([a_change("a", 2)], DONE, other)[0] == [InDoubt(0, str(other))]


def test_a_change_of_several_operations_ends_with_its_last_one() -> None:
    first, second = a_change("a", 10), a_change("b", 10)
    results, requests = sent([first, second], *[DONE] * 20)
    assert results == [Landed(0, PAYLOAD), Landed(1, PAYLOAD)]
    assert requests == [HEAVY_BATCH, 20 - HEAVY_BATCH]


def test_a_change_that_doubt_cut_in_two_is_in_doubt() -> None:
    first, second = a_change("a", 10), a_change("b", 10)
    results, requests = sent([first, second], DOUBT, *[DONE] * 19)
    assert results == [InDoubt(0, "no answer"), InDoubt(1, "only part of it was answered")]
    assert requests == [HEAVY_BATCH]


def test_one_refused_operation_fails_its_change() -> None:
    results, _ = sent([a_change("a", 3)], DONE, REFUSED, REFUSED)
    assert results == [Refused(0, "Title is too long (createIssue)")]
