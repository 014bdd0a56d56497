"""Everything that a backlog and the steps of a playbook declare, gathered."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from gh_playbook.declaration.backlog.backlog import Backlog, IssueType, Label, Milestone, SetOnce
from gh_playbook.declaration.backlog.board_card import BoardCard
from gh_playbook.declaration.backlog.issue import Dependency, Issue, Relation
from gh_playbook.declaration.backlog.issue_field import IssueField
from gh_playbook.declaration.backlog.project import Project
from gh_playbook.declaration.declared import Declared
from gh_playbook.frozen import dataclass

Thing = TypeVar("Thing", bound=Declared)

# The fields from which the names of a kind are read.
_NAMED_IN = {
    "label": {"Backlog.labels", "Label.name"},
    "milestone": {"Backlog.milestones", "Milestone.title"},
    "issue type": {"Backlog.issue_types", "IssueType.name"},
    "issue": {"Backlog.issues", "Issue.sub_issues", "Issue.key"},
}
EVERY_NAME = frozenset[str]().union(*_NAMED_IN.values())


@dataclass(frozen=True)
class Declarations:
    """Everything that a backlog and the steps of a playbook declare.

    `lost` are the fields that could not be read completely: see `recovery`.
    """

    labels: tuple[Label, ...]
    milestones: tuple[Milestone, ...]
    issue_types: tuple[IssueType, ...]
    issue_fields: tuple[IssueField, ...]
    issues: tuple[Issue, ...]
    dependencies: tuple[Dependency, ...]
    relations: tuple[Relation, ...]
    cards: tuple[BoardCard, ...]
    project: Project | None
    set_once: SetOnce
    lost: frozenset[str] = frozenset()

    @staticmethod
    def of(
        backlog: Backlog, more: Iterable[Declared] = (), lost: frozenset[str] = frozenset()
    ) -> "Declarations":
        """Gather what a backlog declares, and what steps declare beside it."""
        extra = list(more)

        def gather(declared: Sequence[Thing], kind: type[Thing]) -> tuple[Thing, ...]:
            # Two things are equal if they have the same values and were declared at the same place.
            known = set(declared)
            added = [each for each in extra if isinstance(each, kind) and each not in known]
            return (*declared, *dict.fromkeys(added))

        return Declarations(
            labels=gather(backlog.labels, Label),
            milestones=gather(backlog.milestones, Milestone),
            issue_types=gather(backlog.issue_types, IssueType),
            issue_fields=gather(backlog.issue_fields, IssueField),
            issues=gather(backlog.all_issues, Issue),
            dependencies=gather(backlog.dependencies, Dependency),
            relations=gather(backlog.relations, Relation),
            cards=gather(backlog.project.cards if backlog.project else (), BoardCard),
            project=backlog.project,
            set_once=backlog.set_once,
            lost=lost,
        )

    @property
    def waiting(self) -> tuple[Dependency, ...]:
        """The dependencies that are not declared absent."""
        return tuple(each for each in self.dependencies if not each.is_absent)

    def of_first_keys(self) -> "Declarations":
        """Return them without second issues of a key, and without the links of these.

        Such a link would be one of the first issue, which nobody declared.
        """
        first: dict[str, Issue] = {}
        seconds = [each for each in self.issues if first.setdefault(each.key, each) is not each]
        if not seconds:
            return self
        places = {
            issue.place(field, index)
            for issue in seconds
            for field, links in (("blocked_by", issue.blocked_by), ("related_to", issue.related_to))
            for index in range(len(links))
        }
        return replace(
            self,
            issues=tuple(first.values()),
            dependencies=tuple(each for each in self.dependencies if each.source not in places),
            relations=tuple(each for each in self.relations if each.source not in places),
        )

    def knows(self, kind: str) -> bool:
        """Tell whether the names of all labels, milestones, … could be read."""
        return not self.lost & _NAMED_IN[kind]
