"""The present names of the labels, the milestone and the type of an issue from a journal.

An issue has only their names. People may have renamed them since: the register knows their ids.
"""

from collections.abc import Iterable
from dataclasses import replace

from gh_playbook.declaration.name import is_same
from gh_playbook.model.existing import (
    ExistingIssue,
    ExistingIssueType,
    ExistingLabel,
    ExistingMilestone,
)
from gh_playbook.model.world import World

_Thing = ExistingLabel | ExistingMilestone | ExistingIssueType
# Their names in the register.
_KINDS: dict[type, str] = {
    ExistingLabel: "label",
    ExistingMilestone: "milestone",
    ExistingIssueType: "issue_type",
}


def as_named_now(issue: ExistingIssue, now: ExistingIssue, world: World) -> ExistingIssue:
    """Return an issue from a journal, with the names that its labels and the like have now."""
    milestone, type = issue.milestone, issue.type
    if milestone and milestone not in world.milestones:
        # A thing that a run respelt is restored itself, and its issues follow.
        is_respelt = is_same(milestone, now.milestone or "")
        milestones = world.milestones.values()
        milestone = now.milestone if is_respelt else _present(milestone, milestones, world)
    if type:
        is_respelt = is_same(type, now.type or "")
        type = now.type if is_respelt else _present(type, world.issue_types.values(), world)
    labels = tuple(
        each if world.label(each) else _present(each, world.labels.values(), world)
        for each in issue.labels
    )
    return replace(issue, labels=labels, milestone=milestone, type=type)


def _present(name: str, things: Iterable[_Thing], world: World) -> str:
    """Return the name that people have given a thing since, or its own if that is unknown."""
    for each in things:
        if world.register.thing(_KINDS[each.__class__], name) == each.id:
            return each.title if isinstance(each, ExistingMilestone) else each.name
    return name
