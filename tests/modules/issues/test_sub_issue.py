"""Sub-issues: under their parent, in the declared order, with the fewest moves."""

from dataclasses import replace
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.model.change import Action, Mutation
from gh_playbook.model.past import Past
from gh_playbook.model.world import World
from gh_playbook.modules.issues.placement import Placement
from gh_playbook.modules.issues.sub_issue import SubIssueModule
from gh_playbook.modules.issues.text import write
from gh_playbook.modules.subsequence import in_order
from tests.modules.worlds import a_context, a_world, put

deterministic = settings(derandomize=True, deadline=None, max_examples=80)


@deterministic
@given(st.permutations(range(8)).map(lambda numbers: numbers[:7]))
def test_what_stays_is_a_longest_increasing_subsequence(numbers: list[int]) -> None:
    staying = in_order(numbers)
    assert staying == sorted(set(staying))
    rest = iter(numbers)
    assert all(each in rest for each in staying), "not a subsequence"
    longest = max(
        size
        for size in range(len(numbers) + 1)
        for chosen in combinations(numbers, size)
        if list(chosen) == sorted(chosen)
    )
    assert len(staying) == longest


def test_nothing_stays_of_nothing() -> None:
    assert in_order([]) == []


def test_what_is_in_order_stays() -> None:
    assert in_order([0, 1, 2]) == [0, 1, 2]


MODULE = SubIssueModule()
PARENT = Issue(key="p", title="P")
CHILDREN = tuple(Issue(key=key, title=key.upper(), parent="p") for key in ("a", "b", "c"))
CONTEXT = a_context(PARENT, *CHILDREN)


def a_family(order: str, **features: bool) -> World:
    """A parent, #1, with sub-issues in this order; theirs is one that people added."""
    world = a_world(**features)
    put(world, 1, "p", "")
    for index, child in enumerate(CHILDREN):
        content = write(child, world, CONTEXT).content
        put(world, 2 + index, child.key, content, parent="I1" if child.key in order else None)
    ids = {"a": "I2", "b": "I3", "c": "I4"}
    world.set_sub_issues("I1", [ids.get(each, "theirs") for each in order])
    return world


def sent(world: World) -> list[tuple[str, dict[str, object]]]:
    """Make all the changes there are, one after the other; return the mutations."""
    found = []
    for child in CHILDREN:
        change = MODULE.diff(child, world, CONTEXT)
        for operation in change.operations:
            assert isinstance(operation, Mutation)
            found.append((operation.name, dict(operation.input)))
            MODULE.record(change, world, None)
    return found


def test_a_list_that_does_not_show_the_children_yet_moves_none_of_them() -> None:
    """Another run has just put them there; GitHub's answer has the parent as it was before."""
    world = a_family("abc")
    world.set_sub_issues("I1", [])
    for id in ("I2", "I3", "I4"):
        world.put_issue(replace(world.issues[id], parent="I1"))
    assert sent(world) == []


def test_in_its_place_it_is_skipped() -> None:
    assert sent(a_family("abc")) == []
    assert sent(a_family("xabxc")) == []


def test_only_what_must_move_moves() -> None:
    moved = {"issueId": "I1", "subIssueId": "I2", "beforeId": "I3"}
    assert sent(a_family("bca")) == [("reprioritizeSubIssue", moved)]
    moved = {"issueId": "I1", "subIssueId": "I4", "afterId": "I3"}
    assert sent(a_family("cab")) == [("reprioritizeSubIssue", moved)]


def test_one_without_its_parent_is_put_under_it_and_then_in_its_place() -> None:
    world = a_family("bc")
    first = {"issueId": "I1", "subIssueId": "I2", "replaceParent": True}
    assert sent(world) == [("addSubIssue", first)]
    second = {"issueId": "I1", "subIssueId": "I2", "beforeId": "I3"}
    assert sent(world) == [("reprioritizeSubIssue", second)]
    assert world.issues["I1"].sub_issues == ("I2", "I3", "I4")


def test_one_under_another_parent_is_moved_and_the_reason_says_from_where() -> None:
    world = a_family("bc")
    put(world, 9, "q", "")
    world.set_sub_issues("I9", ["I2"])
    change = MODULE.diff(CHILDREN[0], world, CONTEXT)
    assert (change.action, change.reason) == (Action.UPDATE, "moved from #9 to p")


def test_without_sub_issues_the_body_says_what_it_is_part_of() -> None:
    world = a_family("", sub_issues=False)
    change = MODULE.diff(CHILDREN[0], world, CONTEXT)
    assert change.action is Action.UNSUPPORTED
    assert "Part of #1: P" in world.issues["I2"].body


def test_one_that_no_list_shows_yet_is_placed_all_the_same() -> None:
    world = a_family("bc")
    put(world, 2, "a", write(CHILDREN[0], world, CONTEXT).content)
    world.issues["I2"] = replace(world.issues["I2"], parent="I1")
    change = MODULE.diff(CHILDREN[0], world, CONTEXT)
    assert (change.action, change.differences[0].existing) == (Action.UPDATE, None)


def test_the_families_are_found_once_whatever_a_comparison_does_without() -> None:
    other = replace(CONTEXT, without=frozenset({"b"}))
    assert other.issues.children is CONTEXT.issues.children
    assert CONTEXT.issues.children == {"p": ("a", "b", "c")}


def test_undo_moves_no_sub_issue_that_the_run_made() -> None:
    world = a_family("ab")
    new, other = world.issues["I3"], world.issues["I2"]
    before = Placement("I1", new.id, siblings=(other.id, new.id))
    moved = Past("sub_issue", "b", before, Placement("I1", new.id, before=other.id))
    made = Past("sub_issue", "b", None, new)
    updated = Past("sub_issue", "a", other, replace(other, title="A"))
    assert MODULE.gathered([updated, moved, made]) == [updated, made]
    assert MODULE.gathered([moved, made]) == [made]
    assert MODULE.gathered([moved]) == [moved]
