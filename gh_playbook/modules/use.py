"""The use of a label, milestone or issue type: the issues that lose it, or get it back.

A use maps the ids of issues and pull requests to the name of the thing that they have.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Literal

from gh_playbook.declaration import wording
from gh_playbook.declaration.name import is_same
from gh_playbook.github.reading import selection
from gh_playbook.model.change import Mutation
from gh_playbook.model.claim import is_withdrawn
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.identity_advice import named
from gh_playbook.model.world import World

# The attribute of an issue that names the thing.
Role = Literal["label", "milestone", "type"]
Uses = Mapping[str, str]


def uses(world: World, role: Role, name: str) -> dict[str, str]:
    """Return the issues and pull requests that use the thing."""
    return {each.id: name for each in _users(world) if _has(each, role, name)}


def told(used_by: Collection[str], pull_requests: Collection[str] = ()) -> str:
    """Return in words how many issues lose the thing, and how many pull requests."""
    if not used_by:
        return "no issue has it"
    return f"{counted(used_by, pull_requests)} {'loses' if len(used_by) == 1 else 'lose'} it"


def counted(ids: Collection[str], pull_requests: Collection[str] = ()) -> str:
    """Return in words how many issues these are, and how many pull requests."""
    pulls = sum(id in pull_requests for id in ids)
    numbers = (("issue", len(ids) - pulls), ("pull request", pulls))
    return " and ".join(wording.counted(many, what) for what, many in numbers if many)


def by_others(world: World, used_by: Collection[str]) -> str:
    """Return the users of the thing, except issues that undo has closed, for a conflict."""
    issues = [each for each in _users(world) if each.id in used_by]
    others = [issue for issue in issues if not is_withdrawn(issue)]
    more = f" and {len(others) - 5} more" if len(others) > 5 else ""
    return f"used by {named(others[:5])}{more}" if others else ""


def lacking(world: World, role: Role, used_by: Uses, name: str) -> list[ExistingIssue]:
    """Return the issues and pull requests that had the thing and can get it back."""
    found = [each for id in used_by if (each := _user(world, id))]
    return [issue for issue in found if not _has(issue, role, name) and _is_free(issue, role)]


def giving(issues: list[ExistingIssue], role: Role, id: str, world: World) -> tuple[Mutation, ...]:
    """Return the operations that give issues and pull requests the thing with this id."""
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
        Mutation("updatePullRequest", {"pullRequestId": each.id, field: id}, "pullRequest { id }")
        if each.id in world.pull_requests
        else Mutation("updateIssue", {"id": each.id, field: id}, "issue { id }")
        for each in issues
    )


def give(world: World, role: Role, used_by: Uses) -> None:
    """Note that issues and pull requests have the thing."""
    for id, name in used_by.items():
        issue = _user(world, id)
        if issue is None or _has(issue, role, name):
            continue
        if role == "label":
            _put(world, replace(issue, labels=(*issue.labels, name)))
        elif role == "milestone":
            _put(world, replace(issue, milestone=name))
        else:
            _put(world, replace(issue, type=name))


def take(world: World, role: Role, used_by: Uses) -> None:
    """Note that issues and pull requests no longer have the thing."""
    for id, name in used_by.items():
        issue = _user(world, id)
        if issue is None or not _has(issue, role, name):
            continue
        if role == "label":
            labels = tuple(each for each in issue.labels if not is_same(each, name))
            _put(world, replace(issue, labels=labels))
        elif role == "milestone":
            _put(world, replace(issue, milestone=None))
        else:
            _put(world, replace(issue, type=None))


def _users(world: World) -> Iterator[ExistingIssue]:
    """Yield the issues, and the pull requests as far as they were read."""
    yield from world.issues.values()
    yield from world.pull_requests.values()


def _user(world: World, id: str) -> ExistingIssue | None:
    return world.issues.get(id) or world.pull_requests.get(id)


def _put(world: World, user: ExistingIssue) -> None:
    users = world.pull_requests if user.id in world.pull_requests else world.issues
    users[user.id] = user


def _has(issue: ExistingIssue, role: Role, name: str) -> bool:
    if role == "label":
        return any(is_same(each, name) for each in issue.labels)
    if role == "milestone":
        # Two milestones can have titles that differ only in case.
        return issue.milestone == name
    return issue.type is not None and is_same(issue.type, name)


def _is_free(issue: ExistingIssue, role: Role) -> bool:
    """Tell whether an issue has no other thing of the kind, if it can have only one."""
    if role == "label":
        return True
    return (issue.milestone if role == "milestone" else issue.type) is None
