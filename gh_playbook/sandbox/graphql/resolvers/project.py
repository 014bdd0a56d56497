"""Projects: there are none in the sandbox yet, so that nothing is on one.

The types are as far as `gh issue view` asks for them. Classic projects are gone from GitHub.
"""

from typing import Any

from gh_playbook.sandbox.graphql.entity import Entity
from gh_playbook.sandbox.graphql.page import Page
from gh_playbook.sandbox.graphql.registry import columns, resolves
from gh_playbook.sandbox.graphql.resolvers.common import Info, loader

columns("ProjectCard", "id project column")
columns("Project", "id name closed closedAt")
columns("ProjectColumn", "id name")
columns("ProjectV2", "id title closed closedAt")
columns("ProjectV2Item", "id project fieldValueByName")
columns("ProjectV2ItemFieldSingleSelectValue", "id name optionId")


@resolves(
    "Issue.projectCards",
    "PullRequest.projectCards",
    "Issue.projectItems",
    "PullRequest.projectItems",
)
def nothing(_issue: Entity, info: Info, **args: Any) -> Page:
    """Answer an empty connection."""
    return loader(info).list_page(info, args, "issue", [])


@resolves("ReactionGroup.users")
def no_users(_group: object, info: Info, **args: Any) -> Page:
    """Answer an empty connection: nobody reacts in the sandbox."""
    return loader(info).list_page(info, args, "owner", [])
