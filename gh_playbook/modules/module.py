"""What a module is: it says how its kind differs, and which operations make the difference.

Modules are pure: they read the world and return changes. They never send, wait or print.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar, Protocol, TypeVar

from gh_playbook.declaration.backlog import SetOnce
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.issue import Issue
from gh_playbook.declaration.name import folded, matches
from gh_playbook.declaration.project import Project
from gh_playbook.declaration.render import Renderer
from gh_playbook.model.change import Action, Change, Difference, Payload
from gh_playbook.model.world import World

Desired_contra = TypeVar("Desired_contra", contravariant=True)
After = TypeVar("After")


class DeclaredIssues(dict[str, Issue]):
    """All declared issues, by key."""

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The keys of each issue's sub-issues, in order; computed once, however often asked for."""
        found: dict[str, list[str]] = defaultdict(list)
        for issue in self.values():
            if issue.parent is not None:
                found[issue.parent].append(issue.key)
        return {key: tuple(children) for key, children in found.items()}


@dataclass(frozen=True)
class Context:
    """What a comparison may know beside the two sides.

    `issues` are all declared ones, `project` is the declared board. `without` are keys that
    texts must do without for now: their issues wait for the one being compared. `force` says that
    people's edits inside managed blocks are to be overwritten. `extra_variables` are those of the
    command line, `step_variables` those of the steps that declare issues, by the issues' keys.
    """

    issues: DeclaredIssues
    renderer: Renderer
    set_once: SetOnce = field(default_factory=SetOnce)
    project: Project | None = None
    without: frozenset[str] = frozenset()
    force: bool = False
    extra_variables: Mapping[str, Any] = field(default_factory=dict)
    step_variables: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def variables(self, issue: Issue) -> dict[str, Any]:
        """Return what an issue's template sees beside the issue; the command line's win."""
        of_step = self.step_variables.get(issue.key, {})
        return {**of_step, **issue.vars, **self.extra_variables}

    def is_set_once(self, label: str) -> bool:
        """Tell whether a label is set once and then people's."""
        return any(matches(label, pattern) for pattern in self.set_once.labels)

    def is_set_once_on_board(self, field: str) -> bool:
        """Tell whether a field of the board is set once and then people's."""
        return folded(field) in {folded(name) for name in self.set_once.board}


class Part(StrEnum):
    """A part of GitHub that is read only where a module has to do with it."""

    ISSUES = "issues"
    PROJECT = "project"
    PULL_REQUESTS = "pull requests"


class Mention(StrEnum):
    """How the implementation report mentions the things of a kind in its counts."""

    COUNTED = "counted"
    NAMED = "counted, and named"
    NOT = "not: they have a place of their own"


class Module(Protocol[Desired_contra, After]):
    """One kind of thing: how it is declared, and what exists once a change of it has landed.

    Everything that others must know of a kind stands here, so that a new one is one module.
    `name` is the word in playbooks, `title` what reports call all things of the kind, `argument`
    the model of one. `is_in_repository` tells that changing one takes write access to the
    repository; others belong to its owner. `scope` is what a classic token takes for it, and
    `permission` what others do, by GitHub's names. `reads` are the parts of GitHub that comparing
    takes, beside labels and milestones. `converges_with` names a module whose things wait for these
    and these for them: steps of both converge together.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    argument: ClassVar[type[Declared]]
    is_in_repository: ClassVar[bool]
    scope: ClassVar[str] = "repo"
    permission: ClassVar[str] = "Issues"
    reads: ClassVar[frozenset[Part]] = frozenset()
    converges_with: ClassVar[str] = ""
    mention: ClassVar[Mention] = Mention.COUNTED

    @property
    def is_of_board(self) -> bool:
        """Tell whether the things are the board's, or the board itself."""
        return self.scope == "project"

    def key(self, desired: Desired_contra) -> str:
        """Return what reports call the thing."""
        ...

    def count(self, _world: World, /) -> int:
        """Return how many things of the kind there are; 0 where no more than one can be."""
        return 0

    def diff(self, desired: Desired_contra, world: World, context: Context, /) -> Change[After]:
        """Compare. After the change has landed it is compared again, until nothing differs."""
        ...

    def record(self, change: Change[After], world: World, payload: Payload | None, /) -> None:
        """Take into the world what a change has done; without a payload, what it would do.

        The payload is that of the change's last operation.
        """
        ...


def describe(differences: tuple[Difference, ...]) -> str:
    """Return the fields that differ, as a reason."""
    return ", ".join(each.field for each in differences)


def compare(pairs: Mapping[str, tuple[Any, Any]]) -> tuple[Difference, ...]:
    """Return the differences among pairs of existing and desired."""
    return tuple(
        Difference(name, existing, desired)
        for name, (existing, desired) in pairs.items()
        if existing != desired
    )


def wanted(desired: Declared, existing: Any | None, fields: Sequence[str]) -> dict[str, Any]:
    """Return the fields that a thing should have; of one that exists, what is not said stays."""
    return {
        name: getattr(desired if existing is None or desired.says(name) else existing, name)
        for name in fields
    }


def skipped(module: str, key: str, reason: str = "as declared", **more: Any) -> Change[Any]:
    """Return the change of a thing that is as declared."""
    return Change(module, key, Action.SKIP, reason, **more)
