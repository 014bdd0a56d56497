"""Which REST request may go out at the same time as a document."""

import pytest

from gh_playbook.github.simultaneous_write import are_apart, makes_new
from gh_playbook.model.change import Action, Call, Change, Mutation, Operation

MILESTONE = Call("POST", "repos/octo/demo/milestones", {"title": "v1"})
VIEW = Call("POST", "orgs/octo/projectsV2/7/views", {"name": "Plan"})
OF_A_USER = Call("POST", "users/7/projectsV2/7/views", {"name": "Plan"})


def a_change(*operations: Operation) -> Change:
    return Change("any", "a", Action.CREATE, "none", operations=operations)


@pytest.mark.parametrize("call", [MILESTONE, VIEW, OF_A_USER])
def test_it_is_one_request_that_makes_a_milestone_or_a_view(call: Call) -> None:
    assert makes_new(a_change(call))
    assert not makes_new(a_change(call, call))


@pytest.mark.parametrize(
    "call",
    [
        Call("PATCH", "repos/octo/demo/milestones/3", {"title": "v1"}),
        Call("DELETE", "repos/octo/demo/milestones/3"),
        Call("PUT", "repos/octo/demo/contents/a.txt", {}),
        Call("POST", "repos/octo/demo/issues", {"title": "A"}),
    ],
)
def test_what_others_can_refer_to_goes_by_itself(call: Call) -> None:
    assert not makes_new(a_change(call))


@pytest.mark.parametrize(
    ("name", "apart"),
    [
        ("createProjectV2Field", False),
        ("createProjectV2IssueField", False),
        ("updateProjectV2", False),
        ("updateProjectV2View", False),
        ("updateProjectV2ItemFieldValue", True),
        ("addProjectV2ItemById", True),
        ("createIssue", True),
    ],
)
def test_a_view_goes_beside_no_change_of_what_its_board_is_made_of(name: str, apart: bool) -> None:
    document = [Mutation("createIssue", {}, "issue { id }"), Mutation(name, {}, "clientMutationId")]
    assert are_apart(VIEW, document) is apart
    assert are_apart(OF_A_USER, document) is apart
    assert are_apart(MILESTONE, document)
