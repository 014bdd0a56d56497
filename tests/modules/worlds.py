"""A small world to compare with."""

from collections.abc import Mapping
from typing import Any

from gh_playbook.convergence.location import DEFAULTS
from gh_playbook.declaration.backlog.backlog import SetOnce
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.template.render import Renderer
from gh_playbook.model import managed_block
from gh_playbook.model.existing import (
    ExistingIssue,
    ExistingIssueType,
    ExistingLabel,
    ExistingMilestone,
    Features,
)
from gh_playbook.model.marker import Marker
from gh_playbook.model.world import World
from gh_playbook.modules import Context, DeclaredIssues
from tests.support.github_in_memory import REPOSITORY

RENDERER = Renderer([DEFAULTS / "templates"])


def a_world(**features: bool) -> World:
    """A repository with the labels bug and task, the milestone v1, and the type Task."""
    world = World(REPOSITORY, Features(**features))
    for name in ("bug", "task", "status:ready"):
        world.put_label(ExistingLabel(f"L-{name}", name, "d73a4a", ""))
    world.put_milestone(ExistingMilestone("M1", 1, "v1", "", None, "open", "https://m/1"))
    world.put_issue_type(ExistingIssueType("T1", "Task", "", "gray"))
    return world


def a_context(*issues: Issue, set_once: SetOnce | None = None, force: bool = False) -> Context:
    declared = DeclaredIssues({issue.key: issue for issue in issues})
    return Context(declared, RENDERER, set_once or SetOnce(), force=force)


def put(world: World, number: int, key: str, content: str | None = None, **more: Any) -> str:
    """Put an issue into the world, bound to a key; `content` is that of its block."""
    fields: Mapping[str, Any] = {"title": key.upper(), "body": "by hand", **more}
    if content is not None:
        fields = {**fields, "body": managed_block.compose(Marker(key), content)}
    id = f"I{number}"
    world.put_issue(ExistingIssue(id, number, url=f"https://i/{number}", **fields), key=key)
    return id
