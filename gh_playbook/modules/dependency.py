"""Dependencies: GitHub's own "blocked by"."""

from dataclasses import replace
from typing import Any

from gh_playbook.declaration.declarations import Declarations
from gh_playbook.declaration.issue import Dependency
from gh_playbook.model.change import Action, Change, Mutation, Payload
from gh_playbook.model.past import Past
from gh_playbook.model.world import World
from gh_playbook.modules import link
from gh_playbook.modules.link import Kind, Linked
from gh_playbook.modules.module import ISSUES, Context, Module, Part

_KIND = Kind(
    "blocked_by",
    is_linked=lambda waiting, blocking: blocking.id in waiting.blocked_by,
    adding=lambda waiting, blocking: Mutation(
        "addBlockedBy", {"issueId": waiting, "blockingIssueId": blocking}, "issue { id }"
    ),
    removing=lambda waiting, blocking: Mutation(
        "removeBlockedBy", {"issueId": waiting, "blockingIssueId": blocking}, "issue { id }"
    ),
)


class DependencyModule(Module[Dependency, Linked]):
    """One issue waits for another."""

    name = "dependency"
    title = "Dependencies"
    argument = Dependency
    existing = Linked
    is_in_repository = True
    triage_suffices = True
    stage = ISSUES
    reads = frozenset({Part.ISSUES})

    def key(self, desired: Dependency) -> str:
        """Return both issues' keys."""
        return desired.key

    def count(self, world: World) -> int:
        """Return how many there are."""
        return sum(len(issue.blocked_by) for issue in world.issues.values())

    def diff(self, desired: Dependency, world: World, _context: Context) -> Change[Linked]:
        """Compare with the issues that block it now; dependencies that people added stay."""
        reason = "this GitHub has no dependencies: the text names it"
        change = Change[Linked](self.name, desired.key, Action.UNSUPPORTED, reason, desired.source)
        if not world.features.dependencies:
            return change
        ends = (desired.issue, desired.blocked_by)
        return link.compare(change, _KIND, ends, world, is_absent=desired.is_absent)

    def record(self, change: Change[Linked], world: World, _payload: Payload | None) -> None:
        """Put the dependency into the world."""
        waiting, blocking = change.made
        issue = world.issues[waiting]
        world.put_issue(replace(issue, blocked_by=(*issue.blocked_by, blocking)))

    def undeclared(self, declared: Declarations, world: World) -> list[dict[str, Any]]:
        """Return the links between declared issues that nothing declares."""
        said = [(each.issue, each.blocked_by) for each in declared.dependencies]
        return link.undeclared("blocked_by", said, declared, world)

    def remove(self, key: str, existing: Linked, world: World) -> Change[Linked]:
        """Remove the dependency."""
        return link.remove(Change(self.name, key, Action.REMOVE, ""), _KIND, existing, world)

    def forget(self, change: Change[Linked], world: World) -> None:
        """Note that one issue no longer waits for the other."""
        if change.before is not None:
            waiting, blocking = change.before
            issue = world.issues[waiting]
            left = tuple(each for each in issue.blocked_by if each != blocking)
            world.put_issue(replace(issue, blocked_by=left))

    def restore(self, past: Past, world: World) -> Change[Linked]:
        """Compare the dependency with its state before the run."""
        return link.restore(past, _KIND, world)
