"""The register's commit is made beside a document, if its text is certain by then."""

from collections.abc import Sequence

import pytest

from gh_playbook.github.early_commit import EarlyCommit, Version
from gh_playbook.github.error import UncertainError
from gh_playbook.github.pacing import BURST
from gh_playbook.github.run_end import RunEnd
from gh_playbook.github.sender import LiveSender
from gh_playbook.model.change import Action, Call, Change, Mutation, Operation
from gh_playbook.model.world import World
from tests.github.answers import Answering, answer
from tests.github.lock.held_lock import commit, held

DOCUMENT = Mutation("createIssue", {"title": "A"}, "issue { id }")
MILESTONE = Call("POST", "repos/acme/rocket/milestones", {"title": "v1"})
MADE = answer({"data": {"m0": {"issue": {"id": "I1"}}}})
COMMITS, GRAPHQL = "repos/acme/rocket/git/commits", "graphql"
REGISTER: Version = ("a register", "c1")


def read() -> World:
    raise AssertionError("nobody asked to read")


def sending(*answers: object, text: Version | None) -> tuple[LiveSender, EarlyCommit, Answering]:
    lock, gh, _ = held(*answers)
    run_end = RunEnd(lock)
    run_end.early.content = lambda: text
    return LiveSender(lock.writer, read, run_end=run_end), run_end.early, gh


def send(sender: LiveSender, *operations: Operation) -> None:
    changes = [Change("any", "a", Action.CREATE, "none", operations=(each,)) for each in operations]
    assert all(list(sender.send(changes)))


def paths(gh: Answering) -> Sequence[str]:
    return [path for _, path, _ in gh.asked]


def test_it_goes_beside_one_document_and_is_not_made_again() -> None:
    sender, early, gh = sending(commit("c2"), MADE, MADE, text=REGISTER)
    send(sender, DOCUMENT)
    send(sender, DOCUMENT)
    assert paths(gh) == [COMMITS, GRAPHQL, GRAPHQL]
    assert gh.asked[0][2] == {"message": "a register", "tree": "t0", "parents": ["c1"]}
    assert early.of(REGISTER) == "c2"
    assert early.of(("another", "c1")) is None


def test_it_waits_as_long_as_its_text_is_open() -> None:
    sender, early, gh = sending(MADE, commit("c2"), MADE, text=None)
    send(sender, DOCUMENT)
    early.content = lambda: REGISTER
    send(sender, DOCUMENT)
    assert paths(gh) == [GRAPHQL, COMMITS, GRAPHQL]


def test_it_goes_beside_no_other_rest_request() -> None:
    milestone = answer({"number": 1}, 201)
    sender, early, gh = sending(MADE, milestone, milestone, commit("c2"), MADE, text=REGISTER)
    send(sender, DOCUMENT, MILESTONE)
    send(sender, MILESTONE)
    send(sender, DOCUMENT)
    assert paths(gh) == [GRAPHQL, MILESTONE.path, MILESTONE.path, COMMITS, GRAPHQL]
    assert early.of(REGISTER) == "c2"


@pytest.mark.parametrize("lost", [UncertainError("no answer"), answer({"message": "No"}, 403)])
def test_one_that_was_not_made_does_no_harm(lost: object) -> None:
    sender, early, _ = sending(lost, MADE, text=REGISTER)
    send(sender, DOCUMENT)
    assert early.of(REGISTER) is None


def test_it_is_not_made_early_where_writes_are_paced() -> None:
    sender, early, gh = sending(MADE, text=REGISTER)
    for _ in range(BURST):
        sender.writer.pacer.before_write(0)
    send(sender, DOCUMENT)
    assert paths(gh) == [GRAPHQL]
    assert early.of(REGISTER) is None
