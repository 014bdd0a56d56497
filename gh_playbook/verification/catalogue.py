"""The things that group issues: labels, milestones, issue types. Undeclared ones stay."""

from collections.abc import Iterator, Sequence

from gh_playbook.declaration.backlog.backlog import IssueType, Label, Milestone
from gh_playbook.declaration.name import folded, is_same
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


def compare(desired: Desired, found: Existing) -> Iterator[Check]:
    """Compare all of them."""
    labels = {folded(each.name): each for each in found.labels}
    for label in desired.labels:
        yield from _label(label, labels.get(folded(label.name)))
        yield from _previous_names(label, set(labels))
    for milestone in desired.milestones:
        yield from _milestone(milestone, found.milestones)
    types = {folded(each.name): each for each in found.issue_types}
    for issue_type in desired.issue_types:
        if found.features.issue_types:
            yield from _issue_type(issue_type, types.get(folded(issue_type.name)))
        else:
            reason = "there are no issue types here: the issues' texts name the type"
            yield unsupported("issue type", issue_type.name, reason, issue_type.source)


def _label(label: Label, found: existing.Label | None) -> Iterator[Check]:
    if found is None:
        yield missing("label", label.name, None, label.source)
        return
    yield from compared_fields("label", label.name, label, found, ("name", "color", "description"))


def _previous_names(label: Label, names: set[str]) -> Iterator[Check]:
    """Check that no label has a previous name of a declared one."""
    for index, name in enumerate(label.previously):
        actual = name if folded(name) in names else None
        place = label.place("previously", index)
        yield compared("label", label.name, "previous name", None, actual, place)


def _milestone(milestone: Milestone, all_: Sequence[existing.Milestone]) -> Iterator[Check]:
    same = [each for each in all_ if is_same(each.title, milestone.title)]
    if not same:
        yield missing("milestone", milestone.title, None, milestone.source)
        return
    # GitHub's titles are case-sensitive: if several differ in case, the exact spelling counts, then
    # the first open one.
    title = milestone.title
    found = min(same, key=lambda each: (each.title != title, each.state != "open", each.number))
    names = ("title", "description", "due_on", "state")
    yield from compared_fields("milestone", milestone.title, milestone, found, names)


def _issue_type(issue_type: IssueType, found: existing.IssueType | None) -> Iterator[Check]:
    kind, source = "issue type", issue_type.source
    if found is None:
        yield missing(kind, issue_type.name, None, source)
        return
    names = ("name", "description", "color")
    yield from compared_fields(kind, issue_type.name, issue_type, found, names)
    state = "enabled" if found.is_enabled else "disabled"
    yield compared(kind, issue_type.name, "state", "enabled", state, source)
