"""The things that group issues: labels, milestones, issue types. Undeclared ones stay."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Generic, TypeVar

from gh_playbook.declaration.backlog.backlog import IssueType, Label, Milestone
from gh_playbook.declaration.name import folded, is_same
from gh_playbook.frozen import dataclass
from gh_playbook.model.register import Register
from gh_playbook.modules import old_name
from gh_playbook.modules.old_name import Identified
from gh_playbook.verification import existing
from gh_playbook.verification.desired import Desired
from gh_playbook.verification.existing import Existing
from gh_playbook.verification.verification import (
    Check,
    compared,
    compared_fields,
    missing,
    unsupported,
)

Thing = TypeVar("Thing", bound=Identified)


def compare(desired: Desired, found: Existing) -> Iterator[Check]:
    """Compare all of them."""
    labels = {folded(each.name): each for each in found.labels}
    names = set(labels)
    other_labels = _other_labels(desired, found)
    for label in desired.labels:
        yield from _label(label, labels.get(folded(label.name)), other_labels)
        yield from _previous_names(label, names)
    other_milestones = _other_milestones(desired, found)
    for milestone in desired.milestones:
        yield from _milestone(milestone, found, other_milestones)
    types = {folded(each.name): each for each in found.issue_types}
    other_types = _other_types(desired, found)
    for issue_type in desired.issue_types:
        if found.features.issue_types:
            yield from _issue_type(issue_type, types.get(folded(issue_type.name)), other_types)
        else:
            reason = "there are no issue types here: the issues' texts name the type"
            yield unsupported("issue type", issue_type.name, reason, issue_type.source)


@dataclass(frozen=True)
class _Others(Generic[Thing]):
    """The existing things of a kind, of which one may be a missing thing under another name.

    `kind` is the module's name, `existing` maps names to things, `declared` has folded names.
    """

    kind: str
    existing: Mapping[str, Thing]
    declared: frozenset[str]
    register: Register

    @cached_property
    def undeclared(self) -> list[str]:
        """The existing names that nothing declares."""
        return old_name.undeclared(self.existing, self.declared)

    def told(
        self, name: str, is_twin: Callable[[Thing], bool] = lambda _thing: False
    ) -> str | None:
        """Tell which undeclared thing is probably the missing one of this name.

        The register, which has the ids of things, knows if people renamed it; otherwise a run would
        warn of the one that looks like it.
        """
        id = self.register.thing(self.kind, name)
        theirs = old_name.renamed_by_people(id, self.existing, self.declared)
        if theirs is not None:
            renamed = next(each for each, thing in self.existing.items() if thing is theirs)
            return old_name.told(renamed)
        alike = old_name.likely(name, self.undeclared, lambda other: is_twin(self.existing[other]))
        return f"{alike!r} looks like it under another name" if alike is not None else None


def _other_labels(desired: Desired, found: Existing) -> _Others[existing.Label]:
    declared = (*desired.labels, *desired.absent.labels)
    names = frozenset(folded(name) for each in declared for name in (each.name, *each.previously))
    named = {each.name: each for each in found.labels}
    return _Others("label", named, names, found.vouching.register)


def _other_milestones(desired: Desired, found: Existing) -> _Others[existing.Milestone]:
    declared = (*desired.milestones, *desired.absent.milestones)
    titles = frozenset(folded(each.title) for each in declared)
    named = {each.title: each for each in found.milestones}
    return _Others("milestone", named, titles, found.vouching.register)


def _other_types(desired: Desired, found: Existing) -> _Others[existing.IssueType]:
    declared = (*desired.issue_types, *desired.absent.issue_types)
    names = frozenset(folded(each.name) for each in declared)
    named = {each.name: each for each in found.issue_types}
    return _Others("issue_type", named, names, found.vouching.register)


def _label(
    label: Label, found: existing.Label | None, others: _Others[existing.Label]
) -> Iterator[Check]:
    def is_twin(other: existing.Label) -> bool:
        is_told = bool(label.description) and label.description == other.description
        return is_told and is_same(other.color, label.color)

    if found is None:
        yield missing("label", label.name, others.told(label.name, is_twin), label.source)
        return
    yield from compared_fields("label", label.name, label, found, ("name", "color", "description"))


def _previous_names(label: Label, names: set[str]) -> Iterator[Check]:
    """Check that no label has a previous name of a declared one."""
    for index, name in enumerate(label.previously):
        actual = name if folded(name) in names else None
        place = label.place("previously", index)
        yield compared("label", label.name, "previous name", None, actual, place)


def _milestone(
    milestone: Milestone, all_: Existing, others: _Others[existing.Milestone]
) -> Iterator[Check]:
    def is_twin(other: existing.Milestone) -> bool:
        is_told = milestone.due_on is not None and milestone.due_on == other.due_on
        return is_told and milestone.description == other.description

    same = [each for each in all_.milestones if is_same(each.title, milestone.title)]
    if not same:
        told = others.told(milestone.title, is_twin)
        yield missing("milestone", milestone.title, told, milestone.source)
        return
    # GitHub's titles are case-sensitive: if several differ in case, the exact spelling counts, then
    # the first open one.
    title = milestone.title
    found = min(same, key=lambda each: (each.title != title, each.state != "open", each.number))
    names = ("title", "description", "due_on", "state")
    yield from compared_fields("milestone", milestone.title, milestone, found, names)


def _issue_type(
    issue_type: IssueType, found: existing.IssueType | None, others: _Others[existing.IssueType]
) -> Iterator[Check]:
    kind, source = "issue type", issue_type.source
    if found is None:
        yield missing(kind, issue_type.name, others.told(issue_type.name), source)
        return
    names = ("name", "description", "color")
    yield from compared_fields(kind, issue_type.name, issue_type, found, names)
    state = "enabled" if found.is_enabled else "disabled"
    yield compared(kind, issue_type.name, "state", "enabled", state, source)
