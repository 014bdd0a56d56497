"""What counts as the creation of content: one rule, for the tool and for the local GitHub."""

import pytest

from gh_playbook.github.creation import MUTATIONS, ROUTES, creates
from gh_playbook.model.change import Call, Mutation
from gh_sandbox.limits import secondary


def test_the_tool_counts_what_the_sandbox_counts() -> None:
    assert MUTATIONS == secondary.CONTENT_MUTATIONS
    assert ROUTES == secondary.CONTENT_ROUTES


@pytest.mark.parametrize(
    ("operation", "is_content"),
    [
        (Mutation("createIssue", {}, "issue { id }"), True),
        (Mutation("addBlockedBy", {}, "issue { id }"), True),
        (Mutation("createLabel", {}, "label { id }"), False),
        (Mutation("addProjectV2ItemById", {}, "item { id }"), False),
        (Call("POST", "repos/acme/rocket/issues", {}), True),
        (Call("POST", "repos/acme/rocket/issues/7/sub_issues", {}), True),
        (Call("POST", "repos/acme/rocket/milestones", {}), False),
        (Call("GET", "repos/acme/rocket/issues", {}), False),
    ],
)
def test_issues_comments_and_links_are_content_and_labels_are_not(
    operation: Mutation | Call, is_content: bool
) -> None:
    assert creates(operation) is is_content
