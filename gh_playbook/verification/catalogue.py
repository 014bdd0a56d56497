"""The things that group issues: labels, milestones, issue types. Undeclared ones stay."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from gh_playbook.declaration.backlog.backlog import IssueType, Label, Milestone
from gh_playbook.declaration.name import folded, is_same
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
    for label in desired.labels:
        yield from _label(label, labels.get(folded(label.name)), desired, found)
        yield from _previous_names(label, set(labels))
    for milestone in desired.milestones:
        yield from _milestone(milestone, desired, found)
    types = {folded(each.name): each for each in found.issue_types}
    for issue_type in desired.issue_types:
        if found.features.issue_types:
            yield from _issue_type(issue_type, types.get(folded(issue_type.name)), desired, found)
        else:
            reason = "there are no issue types here: the issues' texts name the type"
            yield unsupported("issue type", issue_type.name, reason, issue_type.source)


def _label(
    label: Label, found: existing.Label | None, desired: Desired, all_: Existing
) -> Iterator[Check]:
    if found is None:
        yield missing("label", label.name, _other_label(label, desired, all_), label.source)
        return
    yield from compared_fields("label", label.name, label, found, ("name", "color", "description"))


def _previous_names(label: Label, names: set[str]) -> Iterator[Check]:
    """Check that no label has a previous name of a declared one."""
    for index, name in enumerate(label.previously):
        actual = name if folded(name) in names else None
        place = label.place("previously", index)
        yield compared("label", label.name, "previous name", None, actual, place)


def _other_label(label: Label, desired: Desired, found: Existing) -> str | None:
    """Tell which undeclared label is probably the missing one under another name."""
    declared = (*desired.labels, *desired.absent.labels)
    names = [name for each in declared for name in (each.name, *each.previously)]

    def is_twin(other: existing.Label) -> bool:
        is_told = bool(label.description) and label.description == other.description
        return is_told and is_same(other.color, label.color)

    named = {each.name: each for each in found.labels}
    return _under_another_name("label", label.name, named, names, found, is_twin)


def _milestone(milestone: Milestone, desired: Desired, all_: Existing) -> Iterator[Check]:
    same = [each for each in all_.milestones if is_same(each.title, milestone.title)]
    if not same:
        other = _other_milestone(milestone, desired, all_)
        yield missing("milestone", milestone.title, other, milestone.source)
        return
    # GitHub's titles are case-sensitive: if several differ in case, the exact spelling counts, then
    # the first open one.
    title = milestone.title
    found = min(same, key=lambda each: (each.title != title, each.state != "open", each.number))
    names = ("title", "description", "due_on", "state")
    yield from compared_fields("milestone", milestone.title, milestone, found, names)


def _other_milestone(milestone: Milestone, desired: Desired, found: Existing) -> str | None:
    """Tell which undeclared milestone is probably the missing one under another title."""
    declared = (*desired.milestones, *desired.absent.milestones)

    def is_twin(other: existing.Milestone) -> bool:
        is_told = milestone.due_on is not None and milestone.due_on == other.due_on
        return is_told and milestone.description == other.description

    named = {each.title: each for each in found.milestones}
    titles = [each.title for each in declared]
    return _under_another_name("milestone", milestone.title, named, titles, found, is_twin)


def _issue_type(
    issue_type: IssueType, found: existing.IssueType | None, desired: Desired, all_: Existing
) -> Iterator[Check]:
    kind, source = "issue type", issue_type.source
    if found is None:
        declared = (*desired.issue_types, *desired.absent.issue_types)
        named = {each.name: each for each in all_.issue_types}
        known = [each.name for each in declared]
        other = _under_another_name("issue_type", issue_type.name, named, known, all_)
        yield missing(kind, issue_type.name, other, source)
        return
    names = ("name", "description", "color")
    yield from compared_fields(kind, issue_type.name, issue_type, found, names)
    state = "enabled" if found.is_enabled else "disabled"
    yield compared(kind, issue_type.name, "state", "enabled", state, source)


def _under_another_name(
    kind: str,
    name: str,
    existing: Mapping[str, Thing],
    declared: Sequence[str],
    found: Existing,
    is_twin: Callable[[Thing], bool] = lambda _thing: False,
) -> str | None:
    """Tell which undeclared thing is probably a missing one under another name.

    The register, which has the ids of things, knows if people renamed it; otherwise a run would
    warn of the one that looks like it. `kind` is the module's name.
    """
    id = found.vouching.register.thing(kind, name)
    theirs = old_name.renamed_by_people(id, existing, {folded(each) for each in declared})
    if theirs is not None:
        renamed = next(each for each, thing in existing.items() if thing is theirs)
        return old_name.told(renamed)
    left = old_name.undeclared(existing, declared)
    alike = old_name.likely(name, left, lambda other: is_twin(existing[other]))
    return f"{alike!r} looks like it under another name" if alike is not None else None
