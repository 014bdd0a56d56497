"""Relations: GitHub's own "related to", where it exists; elsewhere the bodies mention them."""

from typing import Any

from gh_playbook.declaration.backlog.issue import Relation
from gh_playbook.declaration.consistency.declarations import Declarations
from gh_playbook.model.change import Change, Mutation, Payload
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.world import World
from gh_playbook.modules.link_module import Linked, LinkModule


class RelationModule(LinkModule[Relation]):
    """A relation between two issues; neither waits for the other."""

    name = "relation"
    title = "Relations"
    argument = Relation
    field = "related_to"
    unsupported = 'this GitHub has no "related to": the text names it'

    def has_feature(self, world: World) -> bool:
        """Tell whether this server has relations."""
        return world.features.relations

    def is_linked(self, one: ExistingIssue, other: ExistingIssue) -> bool:
        """Tell whether two issues are related, on either side."""
        return other.id in one.related_to or one.id in other.related_to

    def adding(self, one: str, other: str) -> Mutation:
        """Return the mutation that relates two issues."""
        ends = {"issueId": one, "relatedIssueId": other}
        return Mutation("addRelatesTo", ends, "clientMutationId")

    def removing(self, one: str, other: str) -> Mutation:
        """Return the mutation after which two issues are no longer related."""
        ends = {"issueId": one, "relatedIssueId": other}
        return Mutation("removeRelatesTo", ends, "clientMutationId")

    def count(self, world: World) -> int:
        """Return the number of relations."""
        return sum(len(issue.related_to) for issue in world.issues.values()) // 2

    def record(self, change: Change[Linked], world: World, _payload: Payload | None) -> None:
        """Put the relation into the world, on both sides."""
        world.relate(*change.made)

    def undeclared(self, declared: Declarations, world: World) -> list[dict[str, Any]]:
        """Return the undeclared links between declared issues, each once."""
        said = [(each.issue, each.related_to) for each in declared.relations]
        said += [(other, one) for one, other in said]
        found = self.undeclared_links(said, declared, world)
        return [*{frozenset((each["issue"], each["related_to"])): each for each in found}.values()]

    def forget(self, change: Change[Linked], world: World) -> None:
        """Note that the two are no longer related, on both sides."""
        if change.before is not None:
            world.unrelate(*change.before)
