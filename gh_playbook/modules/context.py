"""The context of a comparison: what a module needs beside the declared and the existing thing."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import field
from functools import cached_property
from typing import Any

from gh_playbook.declaration.backlog.backlog import Label, Milestone, SetOnce
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.backlog.issue_field import IssueField
from gh_playbook.declaration.backlog.project import Project
from gh_playbook.declaration.consistency.card_value import CardValues
from gh_playbook.declaration.name import folded, matches
from gh_playbook.declaration.template.render import Renderer
from gh_playbook.frozen import dataclass
from gh_playbook.model.change import Thing
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.marker import Marker
from gh_playbook.modules.text_draft import TextDraft

# The ids of two issues that are linked, in whichever direction.
Pair = frozenset[str]


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


def _nothing_known(_key: str, _issue: ExistingIssue) -> None:
    return None


def _no_links_known(_keys: Iterable[str]) -> None:
    return None


def _nothing_left(_id: str) -> None:
    return None


def _not_known(_issue: Issue) -> Mapping[str, Any]:
    return {}


def _none_made(_module: str, _ids: tuple[str, ...], _issue: Issue) -> bool:
    return False


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
    folded, the labels and milestones of the issue with a key that came or went between the runs, if
    that is known; `linked_by_runs` the pairs of issues that runs linked, by their ids, if that is
    known of the issues with some keys; `left_on_card` the values that a run left on the card of the
    issue with an id. `has_written` tells whether the file of an issue wrote a marker. `last_left`
    returns the fields of an issue as the last run here certainly left them, `last_left_card` the
    values of its card; empty if that is not known. `is_left_over` tells of the module and the ids
    of an undeclared link or card whether an earlier run certainly made it for an issue, and nothing
    will remove it.
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
    drafts: dict[str, TextDraft] = field(default_factory=dict)
    outdated_labels: Callable[[Issue, Iterable[str]], frozenset[str]] = _none_outdated
    left_labels: Callable[[Issue], frozenset[str]] = _none_left
    changed_by_hand: Callable[[str, ExistingIssue], frozenset[str] | None] = _nothing_known
    linked_by_runs: Callable[[Iterable[str]], Collection[Pair] | None] = _no_links_known
    left_on_card: Callable[[str], Mapping[str, Any] | None] = _nothing_left
    has_written: Callable[[Issue, Marker], bool] = _nothing_written
    is_left_over: Callable[[str, tuple[str, ...], Issue], bool] = _none_made
    last_left: Callable[[Issue], Mapping[str, Any]] = _not_known
    last_left_card: Callable[[Issue], Mapping[str, Any]] = _not_known

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
