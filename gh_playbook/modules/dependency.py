"""Dependencies: GitHub's own "blocked by"."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from gh_playbook.backlog import Dependency
from gh_playbook.change import Action, Change, Difference, Mutation
from gh_playbook.declared import Declared
from gh_playbook.modules.module import Context, skipped
from gh_playbook.world import World


class DependencyModule:
    """One issue waits for another."""

    name: ClassVar[str] = "dependency"
    argument: ClassVar[type[Declared]] = Dependency
    reads_issues: ClassVar[bool] = True

    def key(self, desired: Dependency) -> str:
        """Return both issues' keys."""
        return desired.key

    def diff(self, desired: Dependency, world: World, _context: Context) -> Change:
        """Compare with the issues that block it now; those that people added stay."""
        if not world.features.dependencies:
            reason = "this GitHub has no dependencies: the body says it instead"
            return Change(self.name, desired.key, Action.UNSUPPORTED, reason, desired.source)
        waiting, blocking = world.issue(desired.issue), world.issue(desired.blocked_by)
        if waiting is None or blocking is None:
            return Change(
                self.name,
                desired.key,
                Action.UPDATE,
                "not linked",
                desired.source,
                needs=(desired.issue, desired.blocked_by),
            )
        place = {"number": waiting.number, "url": waiting.url}
        if blocking.id in waiting.blocked_by:
            return skipped(self.name, desired.key, "linked", source=desired.source, **place)
        return Change(
            self.name,
            desired.key,
            Action.CREATE,
            "not linked",
            desired.source,
            (Difference("blocked_by", None, desired.blocked_by),),
            (
                Mutation(
                    "addBlockedBy",
                    {"issueId": waiting.id, "blockingIssueId": blocking.id},
                    "issue { id }",
                ),
            ),
            after=(waiting.id, blocking.id),
            number=waiting.number,
            url=waiting.url,
        )

    def record(self, change: Change, world: World, _payload: Mapping[str, Any] | None) -> None:
        """Take in the link."""
        waiting, blocking = change.after
        issue = world.issues[waiting]
        world.put_issue(replace(issue, blocked_by=(*issue.blocked_by, blocking)))
