"""Modules: each compares things of its kind, and returns the operations that change them.

Modules are pure: they read the world and return changes. They never send, wait or print.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar, Protocol, TypeVar

from gh_playbook.declaration.backlog import Label, Milestone, SetOnce
from gh_playbook.declaration.card_value import CardValues
from gh_playbook.declaration.declarations import Declarations
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.issue import Issue
from gh_playbook.declaration.issue_field import IssueField
from gh_playbook.declaration.name import folded, matches
from gh_playbook.declaration.project import Project
from gh_playbook.declaration.render import Renderer
from gh_playbook.frozen import dataclass
from gh_playbook.model.change import Action, Change, Created, Difference, Payload, Thing
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.marker import Marker
from gh_playbook.model.past import Past
from gh_playbook.model.world import World
from gh_playbook.modules.text_draft import Draft

Desired_contra = TypeVar("Desired_contra", contravariant=True)
After = TypeVar("After")


class DeclaredIssues(dict[str, Issue]):
    """All declared issues, by key."""

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The keys of each issue's sub-issues, in order; computed once."""
        found: dict[str, list[str]] = defaultdict(list)
        for issue in self.values():
            if issue.parent is not None:
                found[issue.parent].append(issue.key)
        return {key: tuple(children) for key, children in found.items()}


def _none_outdated(_issue: Issue, _worn: Iterable[str]) -> frozenset[str]:
    return frozenset()


def _none_left(_issue: Issue) -> frozenset[str]:
    return frozenset()


def _nothing_changed(_key: str, _issue: ExistingIssue) -> frozenset[str]:
    return frozenset()


def _nothing_written(_issue: Issue, _marker: Marker) -> bool:
    return False


@dataclass(frozen=True)
class Context:
    """The data that a comparison needs beside the two sides.

    `issues` are all declared ones, `project` is the declared board. `without` are keys whose
    numbers texts cannot contain yet, because their issues wait for the one being compared. `force`
    means that people's edits inside managed blocks are overwritten. `extra_variables` are the
    variables of the command line, `step_variables` those of the steps that declare issues, by the
    issues' keys. `taken_in` are digests of people's edits that the backlog has taken in, by the
    issues' keys. `texts` are the last rendered texts with their inputs, by key, so that a text is
    rendered again only if an input has changed; `drafts` are texts that lack only numbers.
    `outdated_labels` returns the outdated labels of an issue, folded; `left_labels` those that
    `labels_from` makes from values which the issue ignores. `changed_by_hand` returns,
    folded, the labels and milestones of the issue with a key that came or went between the runs.
    `has_written` tells whether the file of an issue wrote a marker.
    """

    issues: DeclaredIssues
    renderer: Renderer
    set_once: SetOnce = field(default_factory=SetOnce)
    project: Project | None = None
    labels: tuple[Label, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    issue_fields: tuple[IssueField, ...] = ()
    without: frozenset[str] = frozenset()
    force: bool = False
    extra_variables: Mapping[str, Any] = field(default_factory=dict)
    step_variables: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    taken_in: Mapping[str, str] = field(default_factory=dict)
    texts: dict[str, tuple[Issue, Mapping[str, Any], str]] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    outdated_labels: Callable[[Issue, Iterable[str]], frozenset[str]] = _none_outdated
    left_labels: Callable[[Issue], frozenset[str]] = _none_left
    changed_by_hand: Callable[[str, ExistingIssue], frozenset[str]] = _nothing_changed
    has_written: Callable[[Issue, Marker], bool] = _nothing_written

    def variables(self, issue: Issue) -> dict[str, Any]:
        """Return the variables that an issue's template sees; those of the command line win."""
        of_step = self.step_variables.get(issue.key, {})
        return {**of_step, **issue.vars, **self.extra_variables}

    @cached_property
    def values(self) -> CardValues:
        """The desired values of cards."""
        return CardValues.of(self.renderer, self.issues, self.milestones)

    @cached_property
    def board_fields(self) -> tuple[Thing, ...]:
        """The declared fields of the board, as the things that cards wait for."""
        fields = self.project.fields if self.project is not None else ()
        return tuple(("project_field", folded(each.name)) for each in fields)

    @cached_property
    def label_names(self) -> frozenset[str]:
        """The present and previous names of the declared labels, in lower case."""
        names = (name for each in self.labels for name in (each.name, *each.previously))
        return frozenset(map(folded, names))

    @cached_property
    def absent_labels(self) -> frozenset[str]:
        """The names of the labels that are declared absent, in lower case."""
        return frozenset(folded(each.name) for each in self.labels if each.is_absent)

    def is_set_once(self, label: str) -> bool:
        """Tell whether a label is set once and belongs to people afterwards."""
        return any(matches(label, pattern) for pattern in self.set_once.labels)

    def is_set_once_on_board(self, field: str) -> bool:
        """Tell whether a field of the board is set once and belongs to people afterwards."""
        return folded(field) in {folded(name) for name in self.set_once.board}


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
    are the parts of GitHub that a comparison needs beside labels and milestones. `converges_with`
    names a module whose things wait for these, and these for them, so that steps of both converge
    together. Consecutive steps of modules that have a `stage` converge together too, which takes
    fewer requests: each of their changes says what it awaits. Undo goes stage by stage. `effect`
    tells what has to be read again to prove a change; changes of `own_fields` alone show nowhere
    else, whatever `effect` is. `has_issue_key` tells that a key is that of an issue;
    `belongs_to_issue` that an issue has the thing, so that it is given to the older one of two
    equal issues. `may_double` tells that GitHub accepts a second one, and that nobody can ask for
    one by its number. `lost_by` names the module of the things that lose a value with a thing of
    the kind: the guard counts them. A kind without `remove` or `restore` cannot be removed or
    restored.
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
    converges_with: ClassVar[str] = ""
    stage: ClassVar[str] = ""
    mention: ClassVar[Mention] = Mention.COUNTED
    effect: ClassVar[Effect] = Effect.ANYWHERE
    own_fields: ClassVar[frozenset[str]] = frozenset()
    has_issue_key: ClassVar[bool] = False
    belongs_to_issue: ClassVar[bool] = False
    may_double: ClassVar[bool] = False
    lost_by: ClassVar[str] = ""

    @property
    def is_of_board(self) -> bool:
        """Tell whether the things belong to the board, or are the board itself."""
        return self.scope == "project"

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

    def withdraw(self, _key: str, _own: Created, _world: World, /) -> Change[After] | None:
        """Return the change that withdraws a created thing, if another run made an older one."""
        return None

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
