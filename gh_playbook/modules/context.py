"""The context of a comparison: what a module needs beside the declared and the existing thing."""

from collections import defaultdict
from collections.abc import Callable, Mapping
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
from gh_playbook.modules.history import History
from gh_playbook.modules.text_draft import TextDraft


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


@dataclass(frozen=True)
class Context:
    """The data that a comparison needs beside the two sides.

    `issues` are all declared ones, `project` is the declared board. `without` are keys whose
    numbers texts cannot contain: their issues wait for the one being compared, or will not be made.
    `force` means that people's edits inside managed blocks are overwritten. `extra_variables` are
    the variables of the command line, `step_variables` those of the steps that declare issues, by
    the issues' keys. `texts` are the last rendered texts with their inputs, by key, so that a text
    is rendered again only if an input has changed; `drafts` are texts that lack only numbers.
    `left_labels` returns, folded, the labels that `labels_from` makes from values which an issue
    ignores. `history` answers what earlier runs did.
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
    texts: dict[str, tuple[Issue, Mapping[str, Any], str]] = field(default_factory=dict)
    drafts: dict[str, TextDraft] = field(default_factory=dict)
    left_labels: Callable[[Issue], frozenset[str]] = lambda _issue: frozenset()
    history: History = field(default_factory=History)

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
