"""Relations: GitHub's own "related to", where it has that; otherwise the bodies say it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from gh_playbook.backlog import Relation
from gh_playbook.change import Action, Change, Difference, Mutation
from gh_playbook.declared import Declared
from gh_playbook.modules.module import Context, skipped
from gh_playbook.world import World


class RelationModule:
    """Two issues have to do with each other; neither waits."""

    name: ClassVar[str] = "relation"
    argument: ClassVar[type[Declared]] = Relation
    reads_issues: ClassVar[bool] = True

    def key(self, desired: Relation) -> str:
        """Return both issues' keys."""
        return desired.key

    def diff(self, desired: Relation, world: World, _context: Context) -> Change:
        """Compare with the issue's relations now; those that people added stay."""
        if not world.features.relations:
            reason = 'this GitHub has no "related to": the body says it instead'
            return Change(self.name, desired.key, Action.UNSUPPORTED, reason, desired.source)
        one, other = world.issue(desired.issue), world.issue(desired.related_to)
        if one is None or other is None:
            return Change(
                self.name,
                desired.key,
                Action.UPDATE,
                "not linked",
                desired.source,
                needs=(desired.issue, desired.related_to),
            )
        if other.id in one.related_to or one.id in other.related_to:
            place = {"number": one.number, "url": one.url}
            return skipped(self.name, desired.key, "linked", source=desired.source, **place)
        return Change(
            self.name,
            desired.key,
            Action.CREATE,
            "not linked",
            desired.source,
            (Difference("related_to", None, desired.related_to),),
            (
                Mutation(
                    "addRelatesTo",
                    {"issueId": one.id, "relatedIssueId": other.id},
                    "clientMutationId",
                ),
            ),
            after=(one.id, other.id),
            number=one.number,
            url=one.url,
        )

    def record(self, change: Change, world: World, _payload: Mapping[str, Any] | None) -> None:
        """Take in the link, on both sides."""
        world.relate(*change.after)
