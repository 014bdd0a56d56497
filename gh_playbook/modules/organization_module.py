"""Kinds of things that belong to an organization, for the issues of all its repositories."""

from abc import abstractmethod
from typing import TypeVar

from gh_playbook.declaration.backlog.backlog import IssueType
from gh_playbook.declaration.backlog.issue_field import IssueField
from gh_playbook.declaration.name import Named
from gh_playbook.model.change import Change
from gh_playbook.model.existing import ExistingIssueField, ExistingIssueType, Repository
from gh_playbook.model.world import World
from gh_playbook.modules.context import Context
from gh_playbook.modules.module import GROUND, Mention, Module, Part, skipped, taken_away

DesiredT = TypeVar("DesiredT", IssueType, IssueField)
ExistingT = TypeVar("ExistingT", ExistingIssueType, ExistingIssueField)


class OrganizationModule(Module[DesiredT, ExistingT]):
    """A kind of thing that belongs to an organization; not every server or owner has it."""

    is_in_repository = False
    scope = "admin:org"
    stage = GROUND
    reads = frozenset({Part.ISSUES})
    mention = Mention.NAMED

    def scopes(self, _key: str, repository: Repository) -> tuple[str, ...]:
        """Return the scopes that a token needs: a user's own things need another one."""
        return (self.scope,) if repository.owner_is_organization else ("user",)

    @abstractmethod
    def has_feature(self, world: World) -> bool:
        """Tell whether this server and owner have such things."""

    @abstractmethod
    def things(self, world: World) -> Named[ExistingT]:
        """Return the existing things."""

    def key(self, desired: DesiredT) -> str:
        """Return the thing's name."""
        return desired.name

    def count(self, world: World) -> int:
        """Return the number of things."""
        return len(self.things(world))

    def absent(self, desired: DesiredT, world: World, _context: Context) -> Change[ExistingT]:
        """Compare an absent declaration with what exists."""
        if not self.has_feature(world):
            return skipped(self.name, desired.name, f"there are no {self.title.lower()} here")
        return taken_away(self, desired.name, self.things(world).find(desired.name), world)

    def why_unsupported(self, world: World) -> str:
        """Return the reason why there are no such things: the server or the owner has none."""
        owner = world.repository.owner
        who = "this GitHub" if world.repository.owner_is_organization else f"the user {owner}"
        return f"{who} has no {self.title.lower()}"


def told_with_others(uses: str) -> str:
    """Return the reason of a removal: the uses here, and that there may be others."""
    return f"{uses} here; those of the owner's other repositories are not counted"
