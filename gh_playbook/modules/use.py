"""The use of a label, a milestone or an issue type: who loses it by a removal, or gets it back.

A use maps the ids of the issues to the name of the thing that they have.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from gh_playbook.declaration.name import is_same
from gh_playbook.github import selection
from gh_playbook.model.change import Mutation
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.identity import is_withdrawn, named
from gh_playbook.model.world import World

# What of an issue names the thing.
Role = Literal["label", "milestone", "type"]
Uses = Mapping[str, str]


def uses(world: World, role: Role, name: str) -> dict[str, str]:
    """Return the issues that use the thing."""
    return {issue.id: name for issue in world.issues.values() if _has(issue, role, name)}


def told(used_by: Uses) -> str:
    """Return in words how many issues lose the thing."""
    match len(used_by):
        case 0:
            return "no issue has it"
        case 1:
            return "1 issue loses it"
        case many:
            return f"{many} issues lose it"


def by_others(world: World, used_by: Uses) -> str:
    """Return the issues that use the thing, except those that undo has closed, for a conflict."""
    issues = [world.issues[id] for id in used_by]
    others = [issue for issue in issues if not is_withdrawn(issue)]
    more = f" and {len(others) - 5} more" if len(others) > 5 else ""
    return f"used by {named(others[:5])}{more}" if others else ""


def lacking(world: World, role: Role, used_by: Uses, name: str) -> list[ExistingIssue]:
    """Return the issues that had the thing and can get it back: they exist and lack it."""
    found = [world.issues[id] for id in used_by if id in world.issues]
    return [issue for issue in found if not _has(issue, role, name) and _is_free(issue, role)]


def giving(issues: list[ExistingIssue], role: Role, id: str, world: World) -> tuple[Mutation, ...]:
    """Return the operations that give issues the thing with this id."""
    fields = selection.issue(world.features)
    if role == "label":
        payload = f"labelable {{ ... on Issue {{ {fields} }} }}"
        return tuple(
            Mutation(
                "addLabelsToLabelable",
                {"labelableId": issue.id, "labelIds": [id]},
                payload,
                light=True,
            )
            for issue in issues
        )
    field = {"milestone": "milestoneId", "type": "issueTypeId"}[role]
    return tuple(
        Mutation("updateIssue", {"id": issue.id, field: id}, "issue { id }") for issue in issues
    )


def give(world: World, role: Role, used_by: Uses) -> None:
    """Note that issues have the thing."""
    for id, name in used_by.items():
        issue = world.issues.get(id)
        if issue is None or _has(issue, role, name):
            continue
        if role == "label":
            world.issues[id] = replace(issue, labels=(*issue.labels, name))
        elif role == "milestone":
            world.issues[id] = replace(issue, milestone=name)
        else:
            world.issues[id] = replace(issue, type=name)


def take(world: World, role: Role, used_by: Uses) -> None:
    """Note that issues no longer have the thing."""
    for id, name in used_by.items():
        issue = world.issues.get(id)
        if issue is None:
            continue
        if role == "label":
            labels = tuple(each for each in issue.labels if not is_same(each, name))
            world.issues[id] = replace(issue, labels=labels)
        elif role == "milestone":
            world.issues[id] = replace(issue, milestone=None)
        else:
            world.issues[id] = replace(issue, type=None)


def _has(issue: ExistingIssue, role: Role, name: str) -> bool:
    if role == "label":
        return any(is_same(each, name) for each in issue.labels)
    if role == "milestone":
        # Titles that differ in case alone can be two milestones.
        return issue.milestone == name
    return issue.type is not None and is_same(issue.type, name)


def _is_free(issue: ExistingIssue, role: Role) -> bool:
    """Tell whether an issue has no other thing of the kind, if it can have only one."""
    if role == "label":
        return True
    return (issue.milestone if role == "milestone" else issue.type) is None
