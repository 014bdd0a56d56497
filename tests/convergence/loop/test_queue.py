"""Which changes go into the next request, and which wait for more."""

from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gh_playbook.convergence.loop.progress import Progress
from gh_playbook.convergence.loop.queue import Queue, weighed
from gh_playbook.github.writer import FULL, HEAVY_BATCH, LIGHT_BATCH
from gh_playbook.model.change import Action, Call, Change, Mutation, Operation

HEAVY = Mutation("addBlockedBy", {}, "issue { id }")
LIGHT = Mutation("updateProjectV2ItemFieldValue", {}, "clientMutationId", light=True)
MILESTONE = Call("POST", "repos/octo/demo/milestones", {"title": "v1"})
DELETION = Call("DELETE", "repos/octo/demo/milestones/3")


def queue(*given: tuple[Operation, ...], urgent: tuple[int, ...] = (), **more: Any) -> Queue:
    """Return a queue of changes by their operations; more is about all that have mutations."""
    found = Queue(lambda item, _change: item.index in urgent)
    for index, operations in enumerate(given):
        is_call = isinstance(operations[0], Call)
        module = getattr(operations[0], "path", "").rpartition("/")[2]
        change = Change(module, str(index), Action.CREATE, "none", operations=operations)
        if not is_call and more:
            change = Change("any", str(index), Action.UPDATE, "", operations=operations, **more)
        found.add(Progress(index, str(index), cast("Any", None)), change)
    return found


def rounds(queue: Queue) -> list[list[int]]:
    """Return the places of what is taken together, until nothing is left."""
    found = []
    while taken := [item.index for item, _ in queue.take()]:
        found.append(taken)
    return found


def test_what_something_waits_for_goes_first_and_others_fill_the_request() -> None:
    found = rounds(queue(*[(HEAVY,)] * (HEAVY_BATCH + 2), urgent=(HEAVY_BATCH + 1,)))
    assert found == [[*range(HEAVY_BATCH - 1), HEAVY_BATCH + 1], [HEAVY_BATCH - 1, HEAVY_BATCH]]


def test_what_nothing_waits_for_fills_a_request_as_full_as_it_can_be() -> None:
    """Six cards of six values leave room for four values, five of them for two cards of five."""
    six, five = (LIGHT,) * 6, (LIGHT,) * 5
    first, *_ = rounds(queue(*[six] * 6, *[five] * 6))
    assert len(first) == 5 + 2
    assert LIGHT_BATCH == 5 * 6 + 2 * 5


def test_things_of_one_kind_keep_their_order() -> None:
    found = rounds(queue(*[(HEAVY,), (LIGHT,) * 3] * 20))
    heavy = [index for each in found for index in each if index % 2 == 0]
    assert heavy == sorted(heavy)


@given(st.lists(st.lists(st.sampled_from([HEAVY, LIGHT]), min_size=1, max_size=50), max_size=40))
def test_everything_is_taken_once_and_nothing_is_too_much(given: list[list[Mutation]]) -> None:
    changes = queue(*map(tuple, given))
    taken = []
    while ready := changes.take():
        weights = [weighed(change) for _, change in ready]
        assert sum(weights) <= FULL or len(weights) == 1
        taken += [item.index for item, _ in ready]
    assert sorted(taken) == list(range(len(given)))


def test_a_milestone_goes_beside_each_document() -> None:
    found = rounds(queue(*[(HEAVY,)] * (HEAVY_BATCH + 1), (MILESTONE,), (MILESTONE,)))
    first, second = HEAVY_BATCH + 1, HEAVY_BATCH + 2
    assert found == [[*range(HEAVY_BATCH), first], [HEAVY_BATCH, second]]


def test_a_document_with_much_room_waits_for_the_last_milestone_that_others_wait_for() -> None:
    little = queue((MILESTONE,), (MILESTONE,), (MILESTONE,), (HEAVY,), urgent=(0, 1, 2))
    assert rounds(little) == [[0], [1], [3, 2]]
    much = queue((MILESTONE,), (MILESTONE,), *[(HEAVY,)] * HEAVY_BATCH, urgent=(0, 1))
    assert rounds(much) == [[*range(2, 2 + HEAVY_BATCH), 0], [1]]


@pytest.mark.parametrize(
    ("held_up_by", "expected"),
    [(HEAVY_BATCH, [[HEAVY_BATCH], [*range(HEAVY_BATCH)]]), (None, [[*range(HEAVY_BATCH + 1)]])],
)
def test_what_overwrites_waits_while_others_like_it_may_join(
    held_up_by: int | None, expected: list[list[int]]
) -> None:
    changes = queue(*[(HEAVY,)] * HEAVY_BATCH, (MILESTONE,), urgent=(HEAVY_BATCH,), overwrites="I1")
    changes.holds_up = lambda item: item.index == held_up_by
    assert rounds(changes) == expected


def test_a_milestone_that_others_wait_for_goes_before_views_and_after_milestones() -> None:
    view = Call("POST", "orgs/octo/projectsV2/7/views", {"name": "Plan"})
    changes = queue((view,), (MILESTONE,), (MILESTONE,), urgent=(2,))
    assert rounds(changes) == [[1], [2], [0]]


@pytest.mark.parametrize("given", [(DELETION,), (MILESTONE, MILESTONE)])
def test_all_else_goes_after_the_document(given: tuple[Operation, ...]) -> None:
    assert rounds(queue((MILESTONE,), given, (HEAVY,))) == [[2, 0, 1]]
