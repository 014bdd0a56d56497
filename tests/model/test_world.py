"""What exists, kept true as changes land."""

from gh_playbook.model.existing import (
    ExistingAccount,
    ExistingIssue,
    ExistingLabel,
    Features,
    Login,
)
from gh_playbook.model.project import ExistingItem, ExistingProject
from gh_playbook.model.world import World
from tests.support.github_in_memory import REPOSITORY


def a_world(*issues: ExistingIssue) -> World:
    world = World(REPOSITORY, Features())
    for issue in issues:
        world.put_issue(issue)
    return world


def issue(number: int, **more: object) -> ExistingIssue:
    return ExistingIssue(f"I{number}", number, f"T{number}", "", **more)  # type: ignore[arg-type]


def test_open_issues_come_first_each_by_number() -> None:
    world = a_world(issue(3), issue(1, state="closed"), issue(2), issue(4, state="closed"))
    assert [each.number for each in world.open_first()] == [2, 3, 1, 4]


def test_an_issue_that_moves_leaves_its_parent_s_list() -> None:
    world = a_world(issue(1), issue(2), issue(3, parent="I1"))
    assert world.issues["I1"].sub_issues == ("I3",)
    world.put_issue(issue(3, parent="I2"))
    assert not world.issues["I1"].sub_issues
    assert world.issues["I2"].sub_issues == ("I3",)
    world.put_issue(issue(3, parent="I2"))
    assert world.issues["I2"].sub_issues == ("I3",)


def test_a_list_of_sub_issues_tells_each_its_parent() -> None:
    world = a_world(issue(1), issue(2), issue(3))
    world.set_sub_issues("I1", ["I3", "I2", "elsewhere"])
    assert world.issues["I1"].sub_issues == ("I3", "I2", "elsewhere")
    assert (world.issues["I2"].parent, world.issues["I3"].parent) == ("I1", "I1")


def test_a_relation_is_on_both_sides_once() -> None:
    world = a_world(issue(1), issue(2))
    world.relate("I1", "I2")
    world.relate("I2", "I1")
    assert (world.issues["I1"].related_to, world.issues["I2"].related_to) == (("I2",), ("I1",))


def test_names_ignore_case() -> None:
    world = a_world()
    world.put_label(ExistingLabel("L1", "Bug", "d73a4a", ""))
    assert world.label("bUG") == world.label("Bug")
    assert world.label("bug") is not None
    world.put_label(ExistingLabel("L1", "Defect", "d73a4a", ""), instead_of="BUG")
    assert (world.label("bug"), world.label("defect") is None) == (None, False)


def test_a_copy_changes_apart() -> None:
    world = a_world(issue(1))
    copy = world.copy()
    copy.put_issue(issue(2), key="b")
    copy.put_label(ExistingLabel("L1", "Bug", "d73a4a", ""))
    assert (list(world.issues), world.bound, list(world.labels)) == (["I1"], {}, [])


def test_the_cards_of_a_copy_change_apart() -> None:
    world = a_world(issue(1))
    world.put_item("I1", ExistingItem("C0"))
    assert world.project is None, "without a project there are no cards"
    world.project = ExistingProject("P1", 1, "Board", None)
    copy = world.copy()
    copy.put_item("I1", ExistingItem("C1"))
    copy.put_item("I1", ExistingItem("C1", {"Status": "Done"}))
    assert copy.project
    assert copy.project.items == {"I1": ExistingItem("C1", {"Status": "Done"})}
    assert world.project.items == {}


def test_worlds_with_the_same_cards_in_another_order_are_not_equal() -> None:
    worlds = [a_world(issue(1), issue(2)) for _ in range(3)]
    for world, order in zip(worlds, ("12", "12", "21"), strict=True):
        world.project = ExistingProject("P1", 1, "Board", None)
        for each in order:
            world.put_item(f"I{each}", ExistingItem(f"C{each}"))
    one, same, other = worlds
    assert (one.equals(same), one.equals(other)) == (True, False)
    same.put_label(ExistingLabel("L1", "Bug", "d73a4a", ""))
    assert not one.equals(same)


def test_the_login_that_runs_can_be_assigned_unless_it_is_an_app() -> None:
    world = World(REPOSITORY, Features(), login=Login("octocat", id="U1"))
    assert world.account("@me") == world.account("OctoCat") == ExistingAccount("U1", "octocat")
    assert world.account("hubot") is None
    world.login = Login("github-actions[bot]", id="B1")
    assert world.account("@me") is None
