"""Relations: GitHub's own "related to", where it exists; elsewhere the bodies mention them."""

from typing import Any

from gh_playbook.declaration.declarations import Declarations
from gh_playbook.declaration.issue import Relation
from gh_playbook.model.change import Action, Change, Mutation, Payload
from gh_playbook.model.past import Past
from gh_playbook.model.world import World
from gh_playbook.modules import link
from gh_playbook.modules.link import Kind, Linked
from gh_playbook.modules.module import ISSUES, Context, Module, Part

_KIND = Kind(
    "related_to",
    is_linked=lambda one, other: other.id in one.related_to or one.id in other.related_to,
    adding=lambda one, other: Mutation(
        "addRelatesTo", {"issueId": one, "relatedIssueId": other}, "clientMutationId"
    ),
    removing=lambda one, other: Mutation(
        "removeRelatesTo", {"issueId": one, "relatedIssueId": other}, "clientMutationId"
    ),
)


class RelationModule(Module[Relation, Linked]):
    """A relation between two issues; neither waits for the other."""

    name = "relation"
    title = "Relations"
    argument = Relation
    existing = Linked
    is_in_repository = True
    triage_suffices = True
    stage = ISSUES
    reads = frozenset({Part.ISSUES})

    def key(self, desired: Relation) -> str:
        """Return both issues' keys."""
        return desired.key

    def count(self, world: World) -> int:
        """Return how many there are."""
        return sum(len(issue.related_to) for issue in world.issues.values()) // 2

    def diff(self, desired: Relation, world: World, _context: Context) -> Change[Linked]:
        """Compare with the relations of the issue now; relations that people added stay."""
        reason = 'this GitHub has no "related to": the text names it'
        change = Change[Linked](self.name, desired.key, Action.UNSUPPORTED, reason, desired.source)
        if not world.features.relations:
            return change
        ends = (desired.issue, desired.related_to)
        return link.compare(change, _KIND, ends, world, is_absent=desired.is_absent)

    def record(self, change: Change[Linked], world: World, _payload: Payload | None) -> None:
        """Put the relation into the world, on both sides."""
        world.relate(*change.made)

    def undeclared(self, declared: Declarations, world: World) -> list[dict[str, Any]]:
        """Return the links between declared issues that nothing declares, each once."""
        said = [(each.issue, each.related_to) for each in declared.relations]
        said += [(other, one) for one, other in said]
        found = link.undeclared("related_to", said, declared, world)
        return [*{frozenset((each["issue"], each["related_to"])): each for each in found}.values()]

    def remove(self, key: str, existing: Linked, world: World) -> Change[Linked]:
        """Remove the relation."""
        return link.remove(Change(self.name, key, Action.REMOVE, ""), _KIND, existing, world)

    def forget(self, change: Change[Linked], world: World) -> None:
        """Note that the two are no longer related, on both sides."""
        if change.before is not None:
            world.unrelate(*change.before)

    def restore(self, past: Past, world: World) -> Change[Linked]:
        """Compare the relation with its state before the run."""
        return link.restore(past, _KIND, world)
