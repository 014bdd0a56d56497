"""Issues as GraphQL's inputs take them: names become ids."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from gh_playbook.declaration.name import folded
from gh_playbook.github import selection
from gh_playbook.model.change import Mutation
from gh_playbook.model.world import ExistingIssue, World


def inputs(fields: Mapping[str, Any], world: World) -> dict[str, Any]:
    """Return fields as GraphQL's inputs take them: names become ids."""
    wire: dict[str, Any] = {key: fields[key] for key in ("title", "body") if key in fields}
    if fields.get("labels") is not None:
        found = [world.label(name) for name in fields["labels"]]
        wire["labelIds"] = [label.id for label in found if label]
    milestone = world.milestone(fields.get("milestone") or "")
    if milestone:
        wire["milestoneId"] = milestone.id
    issue_type = world.issue_type(fields.get("type") or "")
    if issue_type:
        wire["issueTypeId"] = issue_type.id
    if fields.get("state"):
        wire["state"] = fields["state"].upper()
    return wire


def updating(
    existing: ExistingIssue, fields: Mapping[str, Any], world: World
) -> tuple[Mutation, ...]:
    """Return what makes the difference: labels are put on and taken off, never replaced as a list.

    The text comes last: with its marker an issue is adopted, and labels that are set once are not
    set any more. The payload of each mutation is the issue as it is then.
    """
    rest = {name: value for name, value in fields.items() if name != "labels"}
    operations = [*_labelling(existing, fields.get("labels", existing.labels), world, rest)]
    if rest:
        payload = f"issue {{ {selection.updated_issue(world.features)} }}"
        operations.append(
            Mutation("updateIssue", {"id": existing.id} | inputs(rest, world), payload)
        )
    return tuple(operations)


def _labelling(
    existing: ExistingIssue, wanted: Collection[str], world: World, rest: Mapping[str, Any]
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
            payload = f"labelable {{ ... on Issue {{ {selection.issue(world.features)} }} }}"
            yield Mutation(mutation, given, payload, light=True, with_next=bool(rest))
