"""Mutations that add and remove labels and assignees."""

from collections.abc import Iterable
from typing import Any

from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.registry import mutation
from gh_sandbox.rules.issues import issue as issues
from gh_sandbox.rules.issues import label as labels
from gh_sandbox.rules.issues.issue import IssueChange
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.rules.repositories import repository as repositories

_TYPES = ("Issue", "PullRequest")


@mutation("addLabelsToLabelable", "public_repo")
def add_labels(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Add labels; the present ones are kept."""
    issue = _require(loader, given["labelableId"], "AddLabelsToLabelable")
    nodes = given.get("labelIds") or []
    ids = [loader.node(node, "Label").id for node in nodes]
    labels.ensure_belong(loader.session, issue.row["repository_id"], ids, nodes)
    return _write_labels(loader, issue, [*issues.label_ids(loader.session, issue.id), *ids])


@mutation("removeLabelsFromLabelable", "public_repo")
def remove_labels(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Remove labels; a label that is not there changes nothing."""
    issue = _require(loader, given["labelableId"], "RemoveLabelsFromLabelable")
    gone = {loader.node(node, "Label").id for node in given["labelIds"]}
    kept = [id for id in issues.label_ids(loader.session, issue.id) if id not in gone]
    return _write_labels(loader, issue, kept)


@mutation("clearLabelsFromLabelable", "public_repo")
def clear_labels(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Remove all labels."""
    issue = _require(loader, given["labelableId"], "ClearLabelsFromLabelable")
    return _write_labels(loader, issue, [])


@mutation("addAssigneesToAssignable", "public_repo")
def add_assignees(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Add assignees."""
    issue = _require(loader, given["assignableId"], "AddAssigneesToAssignable")
    present = issues.assignee_ids(loader.session, issue.id)
    return _write_assignees(loader, issue, [*present, *_user_ids(loader, given["assigneeIds"])])


@mutation("removeAssigneesFromAssignable", "public_repo")
def remove_assignees(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Remove assignees."""
    issue = _require(loader, given["assignableId"], "RemoveAssigneesFromAssignable")
    gone = set(_user_ids(loader, given["assigneeIds"]))
    present = issues.assignee_ids(loader.session, issue.id)
    return _write_assignees(loader, issue, [id for id in present if id not in gone])


@mutation("replaceActorsForAssignable", "public_repo")
def replace_assignees(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Replace the assignees, given by id or by login."""
    issue = _require(loader, given["assignableId"], "ReplaceActorsForAssignable")
    ids = _user_ids(loader, given.get("actorIds") or [])
    for login in given.get("actorLogins") or []:
        ids.append(owners.find(loader.session, login, "User")["id"])
    return _write_assignees(loader, issue, ids)


def _require(loader: Loader, node_id: str, operation: str) -> Entity:
    issue = loader.node(node_id, *_TYPES)
    repositories.require_for(loader.session, issue.row, "TRIAGE", operation)
    return issue


def _user_ids(loader: Loader, nodes: Iterable[str]) -> list[int]:
    return [loader.node(node, "User").id for node in nodes]


def _write_labels(loader: Loader, issue: Entity, ids: list[int]) -> dict[str, Any]:
    issues.update(loader.session, issue.row, IssueChange(label_ids=ids))
    return {"labelable": loader.entity("issue", issue.id)}


def _write_assignees(loader: Loader, issue: Entity, ids: list[int]) -> dict[str, Any]:
    repository = loader.session.store.get("repository", issue.row["repository_id"])
    repositories.require_assignable(loader.session, repository, ids)
    issues.update(loader.session, issue.row, IssueChange(assignee_ids=ids))
    return {"assignable": loader.entity("issue", issue.id)}
