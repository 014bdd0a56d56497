"""Links between two issues, declared by the keys of both."""

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar

from gh_playbook.declaration.backlog.issue import Dependency, Relation
from gh_playbook.declaration.consistency.declarations import Declarations
from gh_playbook.model.change import Action, Change, Difference, Mutation
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.past import Past
from gh_playbook.model.world import World
from gh_playbook.modules import undo
from gh_playbook.modules.context import Context
from gh_playbook.modules.module import ISSUES, Effect, Module, Part, skipped

DesiredT = TypeVar("DesiredT", Dependency, Relation)
# The ids of the two issues.
Linked = tuple[str, str]


class LinkModule(Module[DesiredT, Linked]):
    """A kind of link; links that people added stay.

    `field` is the field of the first issue that contains the second one, in the backlog and on
    GitHub. `unsupported` says what happens instead if a server has no such links.
    """

    existing = Linked
    is_in_repository = True
    triage_suffices = True
    stage = ISSUES
    effect = Effect.ISSUES
    reads = frozenset({Part.ISSUES})
    belongs_to_issue = True
    field: ClassVar[str]
    unsupported: ClassVar[str]

    @abstractmethod
    def has_feature(self, world: World) -> bool:
        """Tell whether this server has such links."""

    @abstractmethod
    def is_linked(self, one: ExistingIssue, other: ExistingIssue) -> bool:
        """Tell whether two issues are linked."""

    @abstractmethod
    def adding(self, one: str, other: str) -> Mutation:
        """Return the mutation that links two issues, by their ids."""

    @abstractmethod
    def removing(self, one: str, other: str) -> Mutation:
        """Return the mutation that removes the link of two issues."""

    def key(self, desired: DesiredT) -> str:
        """Return both issues' keys."""
        return desired.key

    def diff(self, desired: DesiredT, world: World, _context: Context) -> Change[Linked]:
        """Compare with the links of the issues now; both issues must exist."""
        change: Change[Linked] = Change(
            self.name, desired.key, Action.UNSUPPORTED, self.unsupported, desired.source
        )
        if not self.has_feature(world):
            return change
        ends: tuple[str, str] = (desired.issue, getattr(desired, self.field))
        one, other = world.issue(ends[0]), world.issue(ends[1])
        if one is None or other is None:
            change = change.but(reason="not linked", action=Action.SKIP)
            return change if desired.is_absent else change.but(action=Action.UPDATE, needs=ends)
        change = change.but(number=one.number, url=one.url)
        linked = (one.id, other.id)
        if self.is_linked(one, other) is not desired.is_absent:
            reason = "not linked" if desired.is_absent else "linked"
            return change.but(action=Action.SKIP, reason=reason)
        if desired.is_absent:
            return self._removing(change, linked, world)
        return self._opposite(change, one, other) or self._adding(change, linked, ends[1])

    def _opposite(
        self, change: Change[Linked], one: ExistingIssue, other: ExistingIssue
    ) -> Change[Linked] | None:
        """Return a conflict if the opposite link exists, with which GitHub allows no second."""
        if not self.is_linked(other, one):
            return None
        reason = f"#{other.number} has the same link to #{one.number} on GitHub: remove that one"
        return change.but(action=Action.CONFLICT, reason=reason)

    def remove(self, key: str, existing: Linked, world: World) -> Change[Linked]:
        """Remove the link."""
        return self._removing(Change(self.name, key, Action.REMOVE, ""), existing, world)

    def restore(self, past: Past, world: World) -> Change[Linked]:
        """Compare the link with its state before the run."""
        linked: Linked = past.latest
        one, other = world.known(linked[0]), world.known(linked[1])
        if one is None:
            return skipped(past.module, past.key, "its issue no longer exists")
        # An issue of another repository was read only if it is to be linked again.
        is_linked = self.is_linked(one, other) if other else linked[1] in getattr(one, self.field)
        change = skipped(past.module, past.key, "as before the run")
        change = change.but(number=one.number, url=one.url)
        if past.before is None and is_linked:
            return self._removing(change, linked, world)
        if past.before is not None and not is_linked:
            if other is None:
                return skipped(past.module, past.key, f"the other issue {undo.GONE_OR_HIDDEN}")
            return self._adding(change, linked, _named(linked[1], world))
        return change

    def _adding(self, change: Change[Linked], linked: Linked, other: str) -> Change[Linked]:
        return change.but(
            action=Action.CREATE,
            reason="not linked",
            differences=(Difference(self.field, None, other),),
            operations=(self.adding(*linked),),
            completes=True,
            after=linked,
        )

    def _removing(self, change: Change[Linked], linked: Linked, world: World) -> Change[Linked]:
        return change.but(
            action=Action.REMOVE,
            reason="not linked any more",
            differences=(Difference(self.field, _named(linked[1], world), None),),
            operations=(self.removing(*linked),),
            before=linked,
        )

    def undeclared_links(
        self, links: Iterable[tuple[str, str]], declared: Declarations, world: World
    ) -> list[dict[str, Any]]:
        """Return the undeclared links between declared issues, by their keys.

        `links` are the declared ones: the issue, and the key or reference that it names. Links to
        issues outside the backlog belong to people.
        """
        said = {(_id(one, world), _id(other, world)) for one, other in links}
        keys = {id: each.key for each in declared.issues if (id := world.bound.get(each.key))}
        found = []
        for id, key in keys.items():
            issue = world.issues.get(id)
            others = [each for each in getattr(issue, self.field, ()) if each in keys]
            found += [
                {"issue": key, self.field: keys[other], "state": "absent"}
                for other in others
                if (id, other) not in said
            ]
        return found


def _id(name: str, world: World) -> str | None:
    """Return the id of the issue that a key or a reference names."""
    issue = world.issue(name)
    return issue.id if issue else None


def _named(id: str, world: World) -> str:
    issue = world.known(id)
    return f"#{issue.number}" if issue else id
