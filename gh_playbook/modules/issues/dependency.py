"""Dependencies: GitHub's own "blocked by"."""

from dataclasses import replace
from typing import Any

from gh_playbook.declaration.backlog.issue import Dependency
from gh_playbook.declaration.consistency.declarations import Declarations
from gh_playbook.model.change import Change, Mutation, Payload
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.world import World
from gh_playbook.modules.link_module import Linked, LinkModule


class DependencyModule(LinkModule[Dependency]):
    """One issue waits for another."""

    name = "dependency"
    title = "Dependencies"
    argument = Dependency
    field = "blocked_by"
    unsupported = "this GitHub has no dependencies: the text names it"

    def has_feature(self, world: World) -> bool:
        """Tell whether this server has dependencies."""
        return world.features.dependencies

    def is_linked(self, one: ExistingIssue, other: ExistingIssue) -> bool:
        """Tell whether one issue waits for the other."""
        return other.id in one.blocked_by

    def adding(self, one: str, other: str) -> Mutation:
        """Return the mutation that makes one issue wait for the other."""
        return Mutation("addBlockedBy", {"issueId": one, "blockingIssueId": other}, "issue { id }")

    def removing(self, one: str, other: str) -> Mutation:
        """Return the mutation after which one issue no longer waits for the other."""
        ends = {"issueId": one, "blockingIssueId": other}
        return Mutation("removeBlockedBy", ends, "issue { id }")

    def count(self, world: World) -> int:
        """Return the number of dependencies."""
        return sum(len(issue.blocked_by) for issue in world.issues.values())

    def record(self, change: Change[Linked], world: World, _payload: Payload | None) -> None:
        """Put the dependency into the world."""
        waiting, blocking = change.made
        issue = world.issues[waiting]
        world.put_issue(replace(issue, blocked_by=(*issue.blocked_by, blocking)))

    def undeclared(self, declared: Declarations, world: World) -> list[dict[str, Any]]:
        """Return the undeclared links between declared issues."""
        said = [(each.issue, each.blocked_by) for each in declared.dependencies]
        return self.undeclared_links(said, declared, world)

    def forget(self, change: Change[Linked], world: World) -> None:
        """Note that one issue no longer waits for the other."""
        if change.before is not None:
            waiting, blocking = change.before
            issue = world.issues[waiting]
            left = tuple(each for each in issue.blocked_by if each != blocking)
            world.put_issue(replace(issue, blocked_by=left))
