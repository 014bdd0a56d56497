"""Issues in GraphQL's inputs: names become ids."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.name import folded
from gh_playbook.github.reading import selection
from gh_playbook.model.change import Mutation
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.world import World
from gh_playbook.modules.issues import issue_value
from gh_playbook.modules.issues.issue_value import Values

# The fields of mutations' payloads that contain the issue.
PAYLOADS = ("issue", "labelable", "assignable", "lockedRecord", "unlockedRecord")
# Fields that need mutations of their own; and the fields for the reason of closing.
_CLOSING = {"state_reason", "duplicate_of"}
_APART = {"labels", "fields", "assignees", "pinned", "locked", *_CLOSING}


def logins(desired: Issue, world: World) -> tuple[str, ...]:
    """Return the logins of the accounts to assign, as GitHub spells them."""
    found = [world.account(login) for login in desired.assignees]
    return tuple(dict.fromkeys(account.login for account in found if account))


def inputs(fields: Mapping[str, Any], world: World) -> dict[str, Any]:
    """Return fields as GraphQL inputs: names become ids."""
    wire: dict[str, Any] = {key: fields[key] for key in ("title", "body") if key in fields}
    if fields.get("labels") is not None:
        found = [world.label(name) for name in fields["labels"]]
        wire["labelIds"] = [label.id for label in found if label]
    milestone = world.milestone(fields.get("milestone") or "")
    if milestone:
        wire["milestoneId"] = milestone.id
    if fields.get("assignees"):
        accounts = [world.account(login) for login in fields["assignees"]]
        wire["assigneeIds"] = [account.id for account in accounts if account]
    issue_type = world.issue_type(fields.get("type") or "")
    if issue_type:
        wire["issueTypeId"] = issue_type.id
    if fields.get("fields"):
        wire["issueFields"] = issue_value.inputs(fields["fields"], world)
    if fields.get("state"):
        wire["state"] = fields["state"].upper()
    return wire


def updating(
    existing: ExistingIssue, fields: Mapping[str, Any], world: World
) -> tuple[Mutation, ...]:
    """Return the operations for the differences; lists are added to and removed from.

    The text comes last: its marker makes the issue adopted, and values that are set once are not
    set afterwards. The payload of each mutation is the issue after it.
    """
    rest = {name: value for name, value in fields.items() if name not in _APART}
    if fields.keys() & _CLOSING:
        rest.pop("state", None)
    apart = [
        *_labelling(existing, fields.get("labels", existing.labels), world),
        *_valuing(existing, fields.get("fields"), world),
        *_assigning(existing, fields.get("assignees", existing.assignees), world),
        *_marking(existing, fields, world),
        *_closing(existing, fields, world),
    ]
    last = None if rest else len(apart) - 1
    operations = [replace(each, with_next=at != last) for at, each in enumerate(apart)]
    if rest:
        payload = f"issue {{ {selection.updated_issue(world.features)} }}"
        operations.append(
            Mutation("updateIssue", {"id": existing.id} | inputs(rest, world), payload)
        )
    return tuple(operations)


def _labelling(
    existing: ExistingIssue, wanted: Collection[str], world: World
) -> Iterator[Mutation]:
    worn = {folded(name): name for name in existing.labels}
    names = {folded(name): name for name in wanted}
    changes = {
        "removeLabelsFromLabelable": worn.keys() - names.keys(),
        "addLabelsToLabelable": names.keys() - worn.keys(),
    }
    for mutation, keys in changes.items():
        found = [world.label(name) for name in sorted(keys)]
        given = {"labelableId": existing.id, "labelIds": [label.id for label in found if label]}
        if given["labelIds"]:
            yield _mutation(mutation, given, "labelable", world)


def _valuing(existing: ExistingIssue, values: Values | None, world: World) -> Iterator[Mutation]:
    if values:
        payload = f"issue {{ {selection.issue(world.features)} }}"
        yield issue_value.setting(existing.id, values, world, payload)


def _assigning(
    existing: ExistingIssue, wanted: Collection[str], world: World
) -> Iterator[Mutation]:
    there = {folded(login) for login in existing.assignees}
    found = [world.account(login) for login in wanted if folded(login) not in there]
    names = {folded(login) for login in wanted}
    left = [world.account(login) for login in existing.assignees if folded(login) not in names]
    changes = {"addAssigneesToAssignable": found, "removeAssigneesFromAssignable": left}
    for mutation, accounts in changes.items():
        given = {"assignableId": existing.id, "assigneeIds": [each.id for each in accounts if each]}
        if given["assigneeIds"]:
            yield _mutation(mutation, given, "assignable", world)


def _marking(
    existing: ExistingIssue, fields: Mapping[str, Any], world: World
) -> Iterator[Mutation]:
    """Pin and lock, or the opposite."""
    if "pinned" in fields:
        name = "pinIssue" if fields["pinned"] else "unpinIssue"
        yield _mutation(name, {"issueId": existing.id}, "issue", world)
    lock = fields.get("locked")
    if lock is False:
        yield _mutation("unlockLockable", {"lockableId": existing.id}, "unlockedRecord", world)
    elif lock is not None:
        reason = {"lockReason": lock.upper()} if isinstance(lock, str) else {}
        given = {"lockableId": existing.id, **reason}
        yield _mutation("lockLockable", given, "lockedRecord", world)


def _closing(
    existing: ExistingIssue, fields: Mapping[str, Any], world: World
) -> Iterator[Mutation]:
    """Close for a reason, or give a closed issue another reason; `updateIssue` takes none."""
    if not fields.keys() & _CLOSING:
        return
    reason = fields.get("state_reason") or existing.reason or "duplicate"
    given = {"issueId": existing.id, "stateReason": reason.upper()}
    original = world.issue(fields.get("duplicate_of") or "")
    if original is not None:
        given["duplicateIssueId"] = original.id
    yield _mutation("closeIssue", given, "issue", world)


def _mutation(name: str, given: Mapping[str, Any], record: str, world: World) -> Mutation:
    """Return a mutation whose payload is the issue; its field `record` holds it."""
    fields = selection.issue(world.features)
    within = fields if record == "issue" else f"... on Issue {{ {fields} }}"
    return Mutation(name, given, f"{record} {{ {within} }}", light=True)
