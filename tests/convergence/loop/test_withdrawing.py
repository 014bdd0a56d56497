"""Of two things that two runs made at the same time, the younger one is withdrawn by its maker."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pytest

from gh_playbook.convergence.loop.withdrawing import Made, withdraw
from gh_playbook.github.error import GitHubError
from gh_playbook.model import managed_block
from gh_playbook.model.change import Action, Change, Created, Mutation
from gh_playbook.model.marker import Marker
from gh_playbook.model.project import ExistingItem, ExistingProject, ExistingView
from gh_playbook.model.sending import Landed, Sent
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
    withdraw(Made({("issue", "a"): Created("I5")}), sender, told)
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


def test_an_older_one_stays_whatever_the_register_says() -> None:
    sender, told = Noting(a_twin_world(ours=3, theirs=4)), list[str]()
    withdraw(Made({("issue", "a"): Created("I3")}), sender, told)
    assert told == []
    assert sender.sent == []


def test_what_looks_like_it_without_a_marker_is_no_twin() -> None:
    world = a_twin_world(ours=5, theirs=4)
    world.put_issue(replace(world.issues["I4"], body="by hand"))
    sender, told = Noting(world), list[str]()
    withdraw(Made({("issue", "a"): Created("I5")}), sender, told)
    assert told == []


def test_what_was_withdrawn_is_told_even_if_nothing_can_be_read_afterwards() -> None:
    class Silent(Noting):
        def reread(self) -> World:
            if self.sent:
                raise GitHubError("no answer")
            return self.world

    sender, told = Silent(a_twin_world(ours=5, theirs=4)), list[str]()
    with pytest.raises(GitHubError, match="no answer"):
        withdraw(Made({("issue", "a"): Created("I5")}), sender, told)
    assert told == ["#5 is withdrawn, because another run created #4 of a"]


def test_a_younger_project_is_closed_under_another_title() -> None:
    world = a_world()
    world.project = ExistingProject("P1", 1, "Board", None)
    sender = Noting(world)
    withdraw(Made({("project", "Board"): Created("P2", 2)}), sender, [])
    assert sender.mutations == [
        ("unlinkProjectV2FromRepository", {"projectId": "P2", "repositoryId": "R1"}),
        (
            "updateProjectV2",
            {"projectId": "P2", "title": "Board (withdrawn for #1)", "closed": True},
        ),
    ]


def test_a_younger_view_is_deleted() -> None:
    world = a_world()
    views = tuple(ExistingView(f"V{number}", number, "Plan", "table") for number in (1, 2))
    world.project = ExistingProject("P1", 1, "Board", None, views=views)
    sender = Noting(world)
    withdraw(Made({("project_view", "Plan"): Created("V1")}), sender, [])
    assert sender.sent == []
    withdraw(Made({("project_view", "Plan"): Created("V2")}), sender, [])
    assert sender.mutations == [("deleteProjectV2View", {"viewId": "V2"})]


def test_what_a_run_made_is_noted_with_its_id() -> None:
    world, made = a_world(), Made()
    put(world, 4, "a")
    world.project = ExistingProject(
        "P1", 1, "Board", None, views=(ExistingView("V1", 1, "Plan", "table"),)
    )
    for module, key in (
        *(("issue", "a"), ("label", "bug"), ("project", "Board"), ("project_view", "Plan")),
    ):
        made.note(Change(module, key, Action.CREATE, ""), world)
    assert made == Made(
        {
            ("issue", "a"): Created("I4", 4),
            ("project", "Board"): Created("P1", 1),
            ("project_view", "Plan"): Created("V1", 1),
        }
    )
    made.clear()
    assert not made
