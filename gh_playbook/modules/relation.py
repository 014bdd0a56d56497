"""Relations: GitHub's own "related to", where it has that; otherwise the bodies say it."""

from gh_playbook.declaration.issue import Relation
from gh_playbook.model.change import Action, Change, Mutation, Payload
from gh_playbook.model.world import World
from gh_playbook.modules import link
from gh_playbook.modules.link import Linked
from gh_playbook.modules.module import Context, Module, Part


class RelationModule(Module[Relation, Linked]):
    """Two issues have to do with each other; neither waits."""

    name = "relation"
    title = "Relations"
    argument = Relation
    is_in_repository = True
    reads = frozenset({Part.ISSUES})

    def key(self, desired: Relation) -> str:
        """Return both issues' keys."""
        return desired.key

    def count(self, world: World) -> int:
        """Return how many there are."""
        return sum(len(issue.related_to) for issue in world.issues.values()) // 2

    def diff(self, desired: Relation, world: World, _context: Context) -> Change[Linked]:
        """Compare with the issue's relations now; those that people added stay."""
        reason = 'this GitHub has no "related to": the body says it instead'
        change = Change[Linked](self.name, desired.key, Action.UNSUPPORTED, reason, desired.source)
        if not world.features.relations:
            return change
        return link.compare(
            change,
            (desired.issue, desired.related_to),
            world,
            field="related_to",
            is_linked=lambda one, other: other.id in one.related_to or one.id in other.related_to,
            mutation=lambda one, other: Mutation(
                "addRelatesTo", {"issueId": one.id, "relatedIssueId": other.id}, "clientMutationId"
            ),
        )

    def record(self, change: Change[Linked], world: World, _payload: Payload | None) -> None:
        """Take in the link, on both sides."""
        world.relate(*change.made)
