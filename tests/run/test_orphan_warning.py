"""Open issues whose entries have left the backlog, in words."""

from gh_playbook.run.orphan_warning import warnings
from tests.modules.worlds import a_world


def test_several_are_named_in_one_warning_and_a_large_number_in_part() -> None:
    few = [("#2", "pump"), ("#5", "hull")]
    many = [(f"#{number}", f"k{number}") for number in range(1, 31)]
    world = a_world()
    assert warnings([], world) == ()
    (told,) = warnings(few, world)
    assert told == (
        "2 issues are still open, and their entries have left the backlog: #2 'pump', #5 'hull'. "
        "Close them, or write `orphans: close`, unless another backlog declares them"
    )
    (told,) = warnings(many, world)
    assert "#20 'k20' and 10 more. Close them" in told
    world.renamed = {2, 5}
    assert warnings(few, world) == ()


def test_an_issue_to_be_made_may_be_one_that_left_under_a_new_key() -> None:
    world = a_world()
    (told,) = warnings([("#2", "pump")], world, ["new-pump"])
    assert told.endswith("; if it is 'new-pump' under a new key, write `previously: [pump]` there")
    told_of_several = "; if an entry has only a new key, write its old one as `previously` there"
    for left, to_make in (([("#2", "a"), ("#3", "b")], ["c"]), ([("#2", "a")], ["c", "d"])):
        (told,) = warnings(left, world, to_make)
        assert told.endswith(told_of_several)
