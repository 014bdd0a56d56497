"""Of two things that two runs made at the same time, the younger one is withdrawn by its maker."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from gh_playbook.convergence.loop.withdrawing import Made, withdraw
from gh_playbook.declaration.value import Value
from gh_playbook.github.error import GitHubError
from gh_playbook.model import managed_block
from gh_playbook.model.change import Action, Change, Created, Mutation
from gh_playbook.model.marker import Marker
from gh_playbook.model.project import (
    ExistingDraft,
    ExistingItem,
    ExistingProject,
    ExistingStatusUpdate,
    ExistingView,
)
from gh_playbook.model.project_field import ExistingField
from gh_playbook.model.sending import Landed, Sent, Stale
from gh_playbook.model.world import World
from tests.modules.worlds import a_world, put


@dataclass
class Noting:
    """A sender that notes what it is given, in a world that stays as it is."""

    world: World
    sent: list[Change] = field(default_factory=list)

    def send(self, changes: Sequence[Change]) -> Iterator[list[Sent]]:
        self.sent += changes
        yield [Landed(index) for index in range(len(changes))]

    def reread(self) -> World:
        return self.world

    def bind(self, _world: World) -> None:
        """Nothing is read again."""

    @property
    def mutations(self) -> list[tuple[str, dict[str, object]]]:
        operations = [each for change in self.sent for each in change.operations]
        return [(each.name, dict(each.input)) for each in operations if isinstance(each, Mutation)]


def no_numbers(ids: Sequence[str]) -> dict[str, int]:
    raise AssertionError(f"the numbers of {ids} are known")


def a_twin_world(*, ours: int, theirs: int) -> World:
    """Return a world where two issues bear one key; one waits for ours, and ours for another."""
    world = a_world()
    body = managed_block.compose(Marker("a"), "text")
    first = put(world, theirs, "a", body=body)
    put(world, ours, "a", body=f"People's.\n\n{body}", blocked_by=("I7",))
    put(world, 7, "b", content="")
    put(world, 8, "c", content="", blocked_by=(f"I{ours}",))
    world.bound["a"] = first
    world.surplus["a"] = (world.issues[f"I{ours}"],)
    return world


def test_a_younger_issue_loses_its_marker_its_links_and_its_card() -> None:
    world = a_twin_world(ours=5, theirs=4)
    card = ExistingItem("C5")
    world.project = ExistingProject("P1", 1, "Board", None, items={"I5": card})
    sender = Noting(world)
    told: list[str] = []
    withdraw(Made({("issue", "a"): Created("I5")}), sender, no_numbers, told)
    assert told[0] == "#5 is withdrawn, because another run created #4 of a"
    assert sender.mutations == [
        ("removeBlockedBy", {"issueId": "I5", "blockingIssueId": "I7"}),
        ("removeBlockedBy", {"issueId": "I8", "blockingIssueId": "I5"}),
        ("deleteProjectV2Item", {"projectId": "P1", "itemId": "C5"}),
        (
            "updateIssue",
            {
                "id": "I5",
                "body": (
                    "People's.\n\nWithdrawn: #4 is the same; two runs created it at the same time."
                ),
            },
        ),
        (
            "closeIssue",
            {"issueId": "I5", "stateReason": "DUPLICATE", "duplicateIssueId": "I4"},
        ),
    ]


@pytest.mark.parametrize(("times", "tries"), [(1, 2), (9, 2)])
def test_one_that_people_change_meanwhile_is_tried_once_more(times: int, tries: int) -> None:
    class Busy(Noting):
        def send(self, changes: Sequence[Change]) -> Iterator[list[Sent]]:
            outcome = Stale if len(self.sent) < times else Landed
            self.sent += changes
            yield [outcome(index) for index in range(len(changes))]

    sender, told = Busy(a_twin_world(ours=5, theirs=4)), list[str]()
    withdraw(Made({("issue", "a"): Created("I5")}), sender, no_numbers, told)
    assert (len(sender.sent), len(told)) == (tries, 1 if times == 1 else 0)


def test_an_older_one_stays_whatever_the_register_says() -> None:
    sender, told = Noting(a_twin_world(ours=3, theirs=4)), list[str]()
    withdraw(Made({("issue", "a"): Created("I3")}), sender, no_numbers, told)
    assert told == []
    assert sender.sent == []


def test_what_looks_like_it_without_a_marker_is_no_twin() -> None:
    world = a_twin_world(ours=5, theirs=4)
    world.put_issue(replace(world.issues["I4"], body="by hand"))
    sender, told = Noting(world), list[str]()
    withdraw(Made({("issue", "a"): Created("I5")}), sender, no_numbers, told)
    assert told == []


def test_what_was_withdrawn_is_named_even_if_nothing_can_be_read_afterwards() -> None:
    class Silent(Noting):
        def reread(self) -> World:
            if self.sent:
                raise GitHubError("no answer")
            return self.world

    sender, told = Silent(a_twin_world(ours=5, theirs=4)), list[str]()
    with pytest.raises(GitHubError, match="no answer"):
        withdraw(Made({("issue", "a"): Created("I5")}), sender, no_numbers, told)
    assert told == ["#5 is withdrawn, because another run created #4 of a"]


@pytest.mark.parametrize(
    "board",
    [
        ExistingProject("P1", 1, "Board", None, namesakes=(2, 3)),
        # The other run has closed its own by now, as declared.
        ExistingProject("P2", 2, "Board", None, closed_namesakes=(1,)),
        ExistingProject("P1", 1, "Board", None, is_closed=True, closed_namesakes=(2,)),
    ],
    ids=["both open", "the other one closed", "both closed"],
)
def test_a_younger_project_is_closed_under_another_title(board: ExistingProject) -> None:
    world = a_world()
    world.project = board
    sender = Noting(world)
    withdraw(Made({("project", "Board"): Created("P1", 1)}), sender, no_numbers, [])
    assert sender.sent == []
    withdraw(Made({("project", "Board"): Created("P2", 2)}), sender, no_numbers, [])
    assert sender.mutations == [
        ("unlinkProjectV2FromRepository", {"projectId": "P2", "repositoryId": "R1"}),
        (
            "updateProjectV2",
            {"projectId": "P2", "title": "Board (#2, withdrawn for #1)", "closed": True},
        ),
    ]


def test_what_the_older_board_has_twice_is_seen_once_the_younger_one_is_withdrawn() -> None:
    """A closed board is read only if no open one has its title."""
    older = a_board(updates=(an_update(2), an_update(1)))

    class Reading(Noting):
        def reread(self) -> World:
            return older if self.sent else self.world

    own = ExistingProject("P2", 2, "Board", None, closed_namesakes=(1,))
    sender = Reading(a_world())
    sender.world.project = own
    made = Made(
        {
            ("project", "board"): Created("P2", 2),
            ("status_update", "w1"): Created("U2", left=an_update(2)),
        }
    )
    told: list[str] = []
    withdraw(made, sender, lambda _ids: {"U1": 8, "U2": 9}, told)
    assert [each.split(" is ")[0] for each in told] == ["project #2", "a second status update 'w1'"]
    assert not made


def test_a_project_that_somebody_has_renamed_since_stays() -> None:
    world = a_world()
    world.project = ExistingProject("P1", 1, "Board", None)
    sender = Noting(world)
    withdraw(Made({("project", "Board"): Created("P2", 2)}), sender, no_numbers, [])
    assert sender.sent == []


def a_board(**parts: Any) -> World:
    world = a_world()
    world.project = ExistingProject("P1", 1, "Board", None, **parts)
    return world


def a_draft(number: int, title: str = "Paint", **values: Value) -> tuple[str, ExistingItem]:
    draft = ExistingDraft(f"D{number}", title, "Red.")
    return f"D{number}", ExistingItem(f"C{number}", values, draft=draft)


def archived(id: str, item: ExistingItem) -> tuple[str, ExistingItem]:
    return id, replace(item, is_archived=True)


def an_update(number: int, key: str = "w1", **more: Any) -> ExistingStatusUpdate:
    return ExistingStatusUpdate(f"U{number}", key, "on_track", body="Begun", **more)


def a_view(number: int, **more: Any) -> ExistingView:
    return ExistingView(f"V{number}", number, "Plan", "table", **more)


@dataclass(frozen=True)
class Kind:
    """Things of which two runs have made two: the first one is older, though a list may differ.

    `edited` are the same with an edit of the second one by people.
    """

    thing: tuple[str, str]
    left: Any
    both: World
    edited: World
    own: str
    deletion: tuple[str, dict[str, object]]
    numbers: Mapping[str, int] = field(default_factory=dict)


DRAFT: dict[str, object] = {"projectId": "P1", "itemId": "C2"}
KINDS = {
    "view": Kind(
        ("project_view", "Plan"),
        a_view(2),
        a_board(views=(a_view(2), a_view(1))),
        a_board(views=(a_view(2, filter="is:open"), a_view(1))),
        "V2",
        ("deleteProjectV2View", {"viewId": "V2"}),
    ),
    "draft": Kind(
        ("draft", "Paint"),
        a_draft(2, Team="Hull"),
        a_board(items=dict([a_draft(3, "Sand"), a_draft(2, Team="Hull"), a_draft(1)])),
        a_board(
            items=dict([a_draft(2, Team="Hull", Start="today"), a_draft(1)]),
            fields=(ExistingField("F1", "Start", "text"),),
        ),
        "C2",
        ("deleteProjectV2Item", DRAFT),
        {"C1": 71, "C2": 72},
    ),
    "draft that is called otherwise by now": Kind(
        ("draft", "Paint"),
        a_draft(2),
        a_board(items=dict([a_draft(2), a_draft(1)])),
        a_board(items=dict([a_draft(2, "Paint it"), a_draft(1)])),
        "C2",
        ("deleteProjectV2Item", DRAFT),
        {"C1": 71, "C2": 72},
    ),
    "draft that is archived by now": Kind(
        ("draft", "Paint"),
        a_draft(2),
        a_board(items=dict([a_draft(2), a_draft(1)])),
        a_board(items=dict([archived(*a_draft(2)), a_draft(1)])),
        "C2",
        ("deleteProjectV2Item", DRAFT),
        {"C1": 71, "C2": 72},
    ),
    "status update": Kind(
        ("status_update", "w1"),
        an_update(2),
        a_board(updates=(an_update(3, "w2"), an_update(2), an_update(1))),
        a_board(updates=(replace(an_update(2), status="at_risk"), an_update(1))),
        "U2",
        ("deleteProjectV2StatusUpdate", {"statusUpdateId": "U2"}),
        {"U1": 8, "U2": 9},
    ),
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_younger_thing_is_deleted_unless_people_have_changed_it(kind: Kind) -> None:
    def sent(world: World, numbers: Mapping[str, int]) -> list[tuple[str, dict[str, object]]]:
        made, sender = Made({kind.thing: Created(kind.own, left=kind.left)}), Noting(world)
        withdraw(made, sender, lambda ids: {each: numbers[each] for each in ids}, [])
        return sender.mutations

    assert sent(kind.both, kind.numbers) == [kind.deletion]
    assert sent(kind.edited, {}) == []
    swapped = {id: 100 - number for id, number in kind.numbers.items()}
    assert not swapped or sent(kind.both, swapped) == []


def test_the_older_one_of_two_views_stays() -> None:
    sender = Noting(KINDS["view"].both)
    made = Made({("project_view", "Plan"): Created("V1", 1, left=a_view(1))})
    withdraw(made, sender, no_numbers, [])
    assert sender.sent == []


def test_what_github_does_not_tell_the_number_of_stays() -> None:
    kind = KINDS["draft"]
    sender = Noting(kind.both)
    made = Made({kind.thing: Created(kind.own, left=kind.left)})
    withdraw(made, sender, lambda _ids: {"C2": 72}, [])
    assert sender.sent == []


def test_an_equal_update_from_before_another_one_is_no_twin() -> None:
    """The backlog says again what it said at first: the latest update said something else."""
    other = replace(an_update(2), status="at_risk")
    sender = Noting(a_board(updates=(an_update(3), other, an_update(1))))
    made = Made({("status_update", "w1"): Created("U3", left=an_update(3))})
    withdraw(made, sender, no_numbers, [])
    assert sender.sent == []


def test_what_a_run_made_is_noted_with_its_id_and_as_it_left_it() -> None:
    id, item = a_draft(2)
    world = a_board(
        views=(a_view(1),),
        updates=(an_update(1),),
        items={**dict([a_draft(1)]), id: replace(item, is_new=True)},
    )
    put(world, 4, "a")
    made = Made()
    for module, key in (
        *(("issue", "a"), ("label", "bug"), ("project", "Board"), ("project_view", "Plan")),
        *(("draft", "Paint"), ("status_update", "w1")),
    ):
        made.note(Change(module, key, Action.CREATE, ""), world)
    filled = a_draft(2, Team="Hull")
    made.note(Change("draft", "Paint", Action.UPDATE, "", before=a_draft(2), after=filled), world)
    # Once it has read again, the run may complete the other one.
    other = a_draft(1, Team="Hull")
    made.note(Change("draft", "Paint", Action.UPDATE, "", before=a_draft(1), after=other), world)
    made.note(Change("issue", "a", Action.UPDATE, "", after=world.issues["I4"]), world)
    assert made == Made(
        {
            ("issue", "a"): Created("I4", 4),
            ("project", "Board"): Created("P1", 1),
            ("project_view", "Plan"): Created("V1", 1, left=a_view(1)),
            ("draft", "Paint"): Created("C2", left=filled),
            ("status_update", "w1"): Created("U1", left=an_update(1)),
        }
    )
    made.clear()
    assert not made
