"""Open issues whose entries have left the backlog, in words."""

from gh_playbook.run.left_issue import warnings
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
