"""Modules: each compares things of its kind, and returns the operations that change them.

Modules are pure: they read the world and return changes. They never send, wait or print.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, ClassVar, Protocol, TypeVar

from gh_playbook.declaration.consistency.declarations import Declarations
from gh_playbook.declaration.declared import Declared
from gh_playbook.model.change import Action, Change, Created, Difference, Payload
from gh_playbook.model.existing import Repository
from gh_playbook.model.past import Past
from gh_playbook.model.world import World
from gh_playbook.modules.context import Context

Desired_contra = TypeVar("Desired_contra", contravariant=True)
After = TypeVar("After")


class Part(StrEnum):
    """A part of GitHub that is read only if a module needs it."""

    ISSUES = "issues"
    PROJECT = "project"
    PULL_REQUESTS = "pull requests"


class Mention(StrEnum):
    """How the implementation report mentions the things of a kind in its counts."""

    COUNTED = "counted"
    NAMED = "counted, and named"
    NOT = "not: they have a place of their own"


class Effect(StrEnum):
    """Things that a change alters beside the thing itself."""

    ANYWHERE = "things that its operations do not name"
    ISSUES = "issues and cards that its operations name, and those linked to them"
    NOTHING = "nothing: no other thing shows it"


# Stages, in order; each needs those before it: things that need nothing, the board's fields, its
# views, and issues with their links.
STAGES = GROUND, FIELDS, VIEWS, ISSUES = "ground", "fields", "views", "issues"


class Module(Protocol[Desired_contra, After]):
    """One kind of thing: how it is declared, compared and changed.

    Everything that other code must know about a kind is here, so that a new kind is one module.
    `name` is the word in playbooks, `title` what reports call all things of the kind, `argument`
    the model of one thing, `existing` the type of a change's state before and after.
    `is_in_repository` tells that changing one needs write access to the repository, or only Triage
    if `triage_suffices`; other things belong to its owner. `scope` is the scope that a classic
    token needs, and `permission` the permission that other tokens need, by GitHub's names. `reads`
    are the parts of GitHub that a comparison needs beside labels and milestones; `selection` is, in
    GraphQL, what it needs of the repository and nothing else reads: `world.selected` has the answer
    under the module's name, None if this login may not see it. `converges_with` names a module
    whose things wait for these, and these for them, so that steps of both converge together.
    Consecutive steps of modules that have a `stage` converge together too, which takes fewer
    requests: each of their changes says what it awaits. Undo goes stage by stage. `effect` tells
    what has to be read again to prove a change; changes of `own_fields` alone show nowhere else,
    whatever `effect` is. `makes_issues` tells that the things are the backlog's issues;
    `has_issue_key` that a key is that of an issue; `belongs_to_issue` that an issue has the thing,
    so that it is given to the older one of two equal issues. `may_double` tells that GitHub accepts
    a second one, and that nobody can ask for one by its number. `named_by` is the field with the
    name by which issues have such a thing, empty if they have none. `lost_by` names the module of
    the things that lose a value with a thing of the kind: the guard counts them. `counts_with`
    names a module whose things are of the same kind for the guard. A kind without `remove` or
    `restore` cannot be removed or restored.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    argument: ClassVar[type[Declared]]
    existing: ClassVar[Any] = Any
    is_in_repository: ClassVar[bool]
    triage_suffices: ClassVar[bool] = False
    scope: ClassVar[str] = "repo"
    permission: ClassVar[str] = "Issues"
    reads: ClassVar[frozenset[Part]] = frozenset()
    selection: ClassVar[str] = ""
    converges_with: ClassVar[str] = ""
    stage: ClassVar[str] = ""
    mention: ClassVar[Mention] = Mention.COUNTED
    effect: ClassVar[Effect] = Effect.ANYWHERE
    own_fields: ClassVar[frozenset[str]] = frozenset()
    makes_issues: ClassVar[bool] = False
    has_issue_key: ClassVar[bool] = False
    belongs_to_issue: ClassVar[bool] = False
    may_double: ClassVar[bool] = False
    named_by: ClassVar[str] = ""
    lost_by: ClassVar[str] = ""
    counts_with: ClassVar[str] = ""

    @property
    def is_of_board(self) -> bool:
        """Tell whether the things belong to the board, or are the board itself."""
        return self.scope == "project"

    @property
    def is_of_organization(self) -> bool:
        """Tell whether the things belong to the owner of the repository, and are shared."""
        return self.scope == "admin:org"

    def scopes(self, _key: str, _repository: Repository, /) -> tuple[str, ...]:
        """Return the scopes that a classic token needs to change a thing."""
        return (self.scope,)

    def key(self, desired: Desired_contra) -> str:
        """Return the name of the thing in reports."""
        ...

    def count(self, _world: World, /) -> int:
        """Return the number of existing things of the kind; 0 if there can only be one."""
        return 0

    def diff(self, desired: Desired_contra, world: World, context: Context, /) -> Change[After]:
        """Compare a declared thing with the world.

        After the change has been carried out, the thing is compared again, until nothing differs.
        """
        ...

    def record(self, change: Change[After], world: World, payload: Payload | None, /) -> None:
        """Update the world with a change: with its payload, or in a dry run without one.

        The payload is GitHub's answer to the last operation of the change.
        """
        ...

    def absent(self, desired: Desired_contra, world: World, context: Context, /) -> Change[After]:
        """Compare a thing that is declared absent."""
        return self.diff(desired, world, context)

    def undeclared(self, _declared: Declarations, _world: World, /) -> list[dict[str, Any]]:
        """Return the undeclared things, in the form of steps that declare them absent."""
        return []

    def listed(self, _world: World, _context: Context, /) -> Iterator[tuple[str, str, Any]]:
        """Yield the declared things that the register lists: kind, declared name, existing thing.

        By its id a thing is found again that people renamed. The existing thing may be None.
        """
        yield from ()

    def needs_lock(self, _change: Change[After], /) -> bool:
        """Tell whether another run that makes changes at the same time could do harm.

        It could if GitHub accepts the same thing a second time, if a change replaces a value that
        another run may write, or if undo has to know the earlier state exactly.
        """
        return True

    def landed(self, after: After, _payload: Payload, /) -> After:
        """Return the thing after a change, from GitHub's answer: with its ids."""
        return after

    def remove(self, key: str, existing: After, _world: World, /) -> Change[After]:
        """Remove a thing; the reason says what uses it. Closing counts as removing."""
        reason = "it cannot be removed"
        return Change(self.name, key, Action.UNSUPPORTED, reason, before=existing)

    def forget(self, change: Change[After], _world: World, /) -> None:
        """Update the world after the removal of a thing."""
        raise ValueError(f"{change.module} {change.key}: nothing takes it away")

    def restore(self, past: Past, _world: World, /) -> Change[After]:
        """Compare a thing with its state before a run.

        It is restored if it is still as the run left it; otherwise the change says that it is left.
        """
        reason = "it cannot be restored"
        return Change(self.name, past.key, Action.UNSUPPORTED, reason)

    def created(self, _key: str, _world: World, /) -> Created | None:
        """Return a thing that was just created, if GitHub accepts a second one; else None."""
        return None

    def twins(self, _key: str, _own: Created, _world: World, /) -> Sequence[Created]:
        """Return the equal things, the created one among them unless people have changed it."""
        return ()

    def withdraw(self, key: str, own: Created, older: Created, _world: World, /) -> Change[After]:
        """Withdraw a created thing, because another run has created an older one."""
        raise ValueError(f"{self.name} {key}: nothing withdraws {own.id} for {older.id}")

    def gathered(self, pasts: Sequence[Past], /) -> list[Past]:
        """Return things of the kind, newest first, in the order in which to restore them."""
        return list(pasts)


def describe(differences: tuple[Difference, ...]) -> str:
    """Return the names of the differing fields, as a reason."""
    return named(each.field for each in differences)


def named(fields: Iterable[str]) -> str:
    """Return people's names of fields: `is_closed` becomes `closed`."""
    return ", ".join(each.removeprefix("is_") for each in fields)


def compare(pairs: Mapping[str, tuple[Any, Any]]) -> tuple[Difference, ...]:
    """Return the differences among pairs of existing and desired."""
    return tuple(
        Difference(name, existing, desired)
        for name, (existing, desired) in pairs.items()
        if existing != desired
    )


def desired_fields(
    desired: Declared, existing: Any | None, fields: Sequence[str]
) -> dict[str, Any]:
    """Return the desired fields of a thing; undeclared fields of an existing thing stay."""
    return {
        name: getattr(desired if existing is None or desired.says(name) else existing, name)
        for name in fields
    }


def skipped(module: str, key: str, reason: str = "as declared", **more: Any) -> Change[Any]:
    """Return the change of a thing that already is as declared."""
    return Change(module, key, Action.SKIP, reason, **more)


def taken_away(
    module: Module[Any, After], key: str, existing: After | None, world: World
) -> Change[After]:
    """Return the change that removes a thing."""
    if existing is None:
        return skipped(module.name, key, "is not there, as declared")
    return module.remove(key, existing, world)
