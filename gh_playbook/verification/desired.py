"""The declared state in the form that verification compares, and the texts of issues."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Protocol, TypeVar, cast

from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration import reference
from gh_playbook.declaration.backlog.backlog import Backlog, IssueType, Label, Milestone
from gh_playbook.declaration.backlog.issue import Dependency, Issue, Relation
from gh_playbook.declaration.backlog.issue_field import IssueField
from gh_playbook.declaration.backlog.project import Project
from gh_playbook.declaration.consistency.card_value import CardValues
from gh_playbook.declaration.consistency.declarations import Declarations
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.source import Source
from gh_playbook.declaration.template.render import Renderer
from gh_playbook.frozen import dataclass
from gh_playbook.verification import existing
from gh_playbook.verification.existing import Existing, Vouching

Thing = TypeVar("Thing", bound=Declared)


class File(Protocol):
    """A file of the repository, as a step declares it."""

    @property
    def path(self) -> str:
        """Its path from the repository's root."""

    @property
    def content(self) -> str:
        """Its whole text."""

    @property
    def is_absent(self) -> bool:
        """Tell whether it must not exist."""

    @property
    def source(self) -> Source | None:
        """The place that declared it."""


@dataclass(frozen=True)
class Absent:
    """Things that must not exist: labels and the like, open issues, links."""

    labels: tuple[Label, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    issue_types: tuple[IssueType, ...] = ()
    issue_fields: tuple[IssueField, ...] = ()
    issues: tuple[Issue, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    relations: tuple[Relation, ...] = ()
    files: tuple[File, ...] = ()


@dataclass(frozen=True)
class Desired:
    """The declared state, or with `--only` a part of it.

    `by_key` has all declared issues, also those that are not verified now. `absent` are things that
    must not exist; `project` is the board without its absent parts. `outdated_labels` returns,
    folded, the labels of an issue that the next run removes, because a rule of `labels_from` made
    them from an earlier value; `left_labels` those that it makes from values which the issue
    ignores.
    """

    labels: tuple[Label, ...]
    milestones: tuple[Milestone, ...]
    issue_types: tuple[IssueType, ...]
    issue_fields: tuple[IssueField, ...]
    issues: tuple[Issue, ...]
    dependencies: tuple[Dependency, ...]
    relations: tuple[Relation, ...]
    files: tuple[File, ...]
    project: Project | None
    by_key: Mapping[str, Issue]
    all_milestones: tuple[Milestone, ...]
    renderer: Renderer
    variables: Callable[[Issue], Mapping[str, Any]]
    is_whole: bool
    absent: Absent
    backlog: Backlog
    outdated_labels: Callable[[Issue, Iterable[str]], frozenset[str]]
    left_labels: Callable[[Issue], frozenset[str]]

    @staticmethod
    def of(prepared: Prepared) -> "Desired":
        """Gather the declarations of the backlog and of the playbook's steps."""
        steps = [item.desired for item in prepared.items]
        all_ = Declarations.of(prepared.backlog, steps)
        by_key = prepared.context.issues
        chosen = prepared.chosen

        def belongs(declared: Declared) -> bool:
            return chosen is None or declared.belongs_to(chosen)

        def present(declared: Iterable[Thing]) -> tuple[Thing, ...]:
            return tuple(each for each in filter(belongs, declared) if not each.is_absent)

        def absent(declared: Iterable[Thing]) -> tuple[Thing, ...]:
            return tuple(each for each in filter(belongs, declared) if each.is_absent)

        files = tuple(_files(prepared))
        project = prepared.backlog.project
        return Desired(
            labels=present(all_.labels),
            milestones=present(all_.milestones),
            issue_types=present(all_.issue_types),
            issue_fields=tuple(each for each in all_.issue_fields if not each.is_absent),
            issues=present(by_key.values()),
            dependencies=present(all_.dependencies),
            relations=present(all_.relations),
            files=tuple(each for each in files if not each.is_absent),
            project=project.without_absent() if project else None,
            absent=Absent(
                labels=absent(all_.labels),
                milestones=absent(all_.milestones),
                issue_types=absent(all_.issue_types),
                issue_fields=tuple(each for each in all_.issue_fields if each.is_absent),
                issues=absent(by_key.values()),
                dependencies=absent(all_.dependencies),
                relations=absent(all_.relations),
                files=tuple(each for each in files if each.is_absent),
            ),
            backlog=prepared.backlog,
            outdated_labels=prepared.context.history.outdated_labels,
            left_labels=prepared.context.left_labels,
            by_key=by_key,
            all_milestones=all_.milestones,
            renderer=prepared.context.renderer,
            variables=prepared.context.variables,
            is_whole=chosen is None,
        )

    @property
    def vouching(self) -> Vouching:
        """The authors and numbers that the backlog vouches for."""
        trusted = frozenset(login.lower() for login in self.backlog.trusted_authors)
        numbers = {key: each.number for key, each in self.by_key.items() if each.number}
        return Vouching(trusted, numbers)

    @cached_property
    def previous_keys(self) -> frozenset[str]:
        """The previous keys of declared issues, by which a run also finds them."""
        return frozenset(key for each in self.by_key.values() for key in each.previously)

    @cached_property
    def references(self) -> tuple[str, ...]:
        """The references to issues outside the backlog."""
        issues = self.by_key.values()
        return tuple(dict.fromkeys(name for each in issues for name, _ in each.references))

    @cached_property
    def values(self) -> CardValues:
        """The desired values of cards."""
        return CardValues.of(self.renderer, self.by_key, self.all_milestones)

    @cached_property
    def children(self) -> Mapping[str, tuple[Issue, ...]]:
        """The declared sub-issues of each issue, in order."""
        found: dict[str, tuple[Issue, ...]] = {}
        for issue in self.issues:
            if issue.parent is not None:
                found[issue.parent] = (*found.get(issue.parent, ()), issue)
        return found

    def text(self, issue: Issue, found: Existing) -> str:
        """Render the text for an issue's managed block, with the real numbers."""
        default = "sub-issue.md.j2" if issue.parent else "issue.md.j2"
        return self.renderer.template(
            issue.template or default,
            {
                **self.variables(issue),
                "issue": issue.shown,
                "parent": self._linked(issue.parent, found) if issue.parent else None,
                "blocked_by": [self._linked(key, found) for key in issue.blocked_by],
                "related_to": [self._linked(key, found) for key in issue.related_to],
                "features": found.features,
            },
        )

    def _linked(self, key: str, found: Existing) -> "Linked":
        named = reference.parse(key)
        if named is not None:
            return Linked(key, "", named.within(found.repository))
        present = self.present(key, found)
        return Linked(key, self.by_key[key].title, present.reference if present else f"#{key}")

    def present(self, key: str, found: Existing) -> existing.Issue | None:
        """Return the issue of a key or a reference, even if it lost its marker.

        The lost marker is reported, not each text and value that names such an issue.
        """
        bound = found.issue(key)
        if bound is not None or key not in self.by_key:
            return bound
        alike = [each for each in found.titled(self.by_key[key].title) if each.key is None]
        return alike[0] if len(alike) == 1 else None


def _files(prepared: Prepared) -> Iterator[File]:
    yield from (cast("File", item.desired) for item in prepared.items if item.module == "file")


@dataclass(frozen=True)
class Linked:
    """A linked issue, as templates see it; `reference` is `#13`, or `#key` if it does not exist."""

    key: str
    title: str
    reference: str
