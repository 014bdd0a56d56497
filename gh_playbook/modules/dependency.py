"""Dependencies: GitHub's own "blocked by"."""

from dataclasses import replace

from gh_playbook.declaration.issue import Dependency
from gh_playbook.model.change import Action, Change, Mutation, Payload
from gh_playbook.model.world import World
from gh_playbook.modules import link
from gh_playbook.modules.link import Linked
from gh_playbook.modules.module import Context, Module, Part


class DependencyModule(Module[Dependency, Linked]):
    """One issue waits for another."""

    name = "dependency"
    title = "Dependencies"
    argument = Dependency
    is_in_repository = True
    reads = frozenset({Part.ISSUES})

    def key(self, desired: Dependency) -> str:
        """Return both issues' keys."""
        return desired.key

    def count(self, world: World) -> int:
        """Return how many there are."""
        return sum(len(issue.blocked_by) for issue in world.issues.values())

    def diff(self, desired: Dependency, world: World, _context: Context) -> Change[Linked]:
        """Compare with the issues that block it now; those that people added stay."""
        reason = "this GitHub has no dependencies: the body says it instead"
        change = Change[Linked](self.name, desired.key, Action.UNSUPPORTED, reason, desired.source)
        if not world.features.dependencies:
            return change
        return link.compare(
            change,
            (desired.issue, desired.blocked_by),
            world,
            field="blocked_by",
            is_linked=lambda waiting, blocking: blocking.id in waiting.blocked_by,
            mutation=lambda waiting, blocking: Mutation(
                "addBlockedBy",
                {"issueId": waiting.id, "blockingIssueId": blocking.id},
                "issue { id }",
            ),
        )

    def record(self, change: Change[Linked], world: World, _payload: Payload | None) -> None:
        """Take in the link."""
        waiting, blocking = change.made
        issue = world.issues[waiting]
        world.put_issue(replace(issue, blocked_by=(*issue.blocked_by, blocking)))
