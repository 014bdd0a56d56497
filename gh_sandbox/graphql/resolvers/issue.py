"""Issues: their lists, their own fields, and the mutations that create and change them."""

from typing import Any

from gh_sandbox.errors import NotFoundError, UnimplementedError, unresolved_node
from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import columns, links, mutation, resolves
from gh_sandbox.graphql.resolvers import issue_field_value, project_item
from gh_sandbox.graphql.resolvers.common import Args, Info, grouped, loader, ordering
from gh_sandbox.rules.issues import issue as issues
from gh_sandbox.rules.issues import label as labels
from gh_sandbox.rules.issues.issue import UNSET, IssueChange
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.search import issue_filter
from gh_sandbox.state.condition import Where
from gh_sandbox.state.store import Row

columns("Issue", "isPinned")
links("Issue", "issue", "duplicateOf")

_ORDER = {
    "CREATED_AT": "issue.created_at",
    "UPDATED_AT": "issue.updated_at",
    "COMMENTS": "(SELECT COUNT(*) FROM comment WHERE issue_id = issue.id)",
}
# A merged pull request is stored as closed.
_STATE = (
    "CASE WHEN is_pull_request AND EXISTS (SELECT 1 FROM pull_request WHERE issue_id = issue.id "
    "AND merged_at IS NOT NULL) THEN 'MERGED' ELSE issue.state END"
)
_PARENTS = {
    "Repository": "SELECT issue.repository_id, issue.id FROM issue WHERE {} AND repository_id",
    "Milestone": "SELECT milestone_id, issue.id FROM issue WHERE {} AND milestone_id",
    "IssueType": "SELECT issue_type_id, issue.id FROM issue WHERE {} AND issue_type_id",
    "Label": (
        "SELECT label_id, issue.id FROM issue JOIN issue_label ON issue_label.issue_id = issue.id "
        "WHERE {} AND label_id"
    ),
}


@resolves("Repository.issue")
def issue(repository: Entity, info: Info, number: int) -> Entity:
    """Return an issue by number; the number of a pull request is not found."""
    row = issues.find(loader(info).session, repository.row, number)
    if row is None or row["is_pull_request"]:
        raise NotFoundError(f"Could not resolve to an Issue with the number of {number}.")
    return loader(info).entity("issue", row["id"])


@resolves("Repository.issueOrPullRequest")
def issue_or_pull_request(repository: Entity, info: Info, number: int) -> Entity:
    """Return the issue or pull request with the number."""
    row = issues.get(loader(info).session, repository.row, number)
    return loader(info).entity("issue", row["id"])


@resolves("Repository.issues", "Milestone.issues", "Label.issues", "IssueType.issues")
def listed(parent: Entity, info: Info, **args: Any) -> Page:
    """Return the issues of a repository, milestone, label or type, oldest first by default."""
    return list_issues(parent, info, args, pull_requests=False)


def list_issues(parent: Entity, info: Info, args: Args, *, pull_requests: bool) -> Page:
    """Return the issues, or the pull requests, of a parent, filtered by the arguments."""

    def listing(ids: list[int]) -> dict[int, list[int]]:
        where = Where()
        where.add(f"issue.is_pull_request = {int(pull_requests)}")
        _filter(where, args, loader(info))
        sql = _PARENTS[parent.type].format(where)
        order = ordering(args, _ORDER, "issue.created_at, issue.id", "issue.id")
        store = loader(info).session.store
        return store.remembered(
            (sql, tuple(ids), tuple(where.values), order),
            lambda: grouped(store.listed(sql, ids, where.values, order)),
        )

    return loader(info).page(parent, info, args, "issue", listing)


def _filter(where: Where, args: Args, loader: Loader) -> None:
    """Translate arguments into conditions (descriptions of `IssueFilters` in GitHub's schema).

    Unverified: the argument `labels` means any of them, and `labels` in `filterBy` all of them.
    """
    if args.get("states"):
        where.among(_STATE, args["states"])
    for key, column in (("headRefName", "head_ref_name"), ("baseRefName", "base_ref_name")):
        if args.get(key):
            of = f"SELECT issue_id FROM pull_request WHERE {column} = ?"
            where.add(f"issue.id IN ({of})", args[key])
    if args.get("labels"):
        where.demand(issue_filter.labelled(*args["labels"]))
    if args.get("repositoryId"):
        where.add("issue.repository_id = ?", loader.node(args["repositoryId"], "Repository").id)
    for key, value in (args.get("filterBy") or {}).items():
        if key == "mentioned":
            where.demand(issue_filter.mentioning(loader.session, value))
        else:
            _FILTERS[key](where, value)


def _by_author(where: Where, login: str | None) -> None:
    if login is None:
        where.add("issue.author_id IS NULL")
    else:
        where.demand(issue_filter.authored_by(login))


def _by_assignee(where: Where, login: str | None) -> None:
    if login in (None, "*"):
        where.demand(issue_filter.assigned(to_anyone=login == "*"))
    else:
        where.demand(issue_filter.assigned_to(str(login)))


def _by_milestone(column: str) -> Any:
    def condition(where: Where, value: str | None) -> None:
        if value in (None, "*"):
            where.demand(issue_filter.milestoned(in_any=value == "*"))
        else:
            where.demand(issue_filter.in_milestone(column, value))

    return condition


def _by_labels(where: Where, names: list[str] | None) -> None:
    for name in names or []:
        where.demand(issue_filter.labelled(name))


def _by_type(where: Where, name: str | None) -> None:
    if name in (None, "*"):
        where.demand(issue_filter.typed(as_any=name == "*"))
    else:
        where.demand(issue_filter.of_type(str(name)))


_FILTERS: dict[str, Any] = {
    "assignee": _by_assignee,
    "createdBy": _by_author,
    "labels": _by_labels,
    "milestone": _by_milestone("id"),
    "milestoneNumber": _by_milestone("number"),
    "since": lambda where, moment: where.demand(issue_filter.updated_since(moment)),
    "states": lambda where, states: where.among("issue.state", states),
    "type": _by_type,
}


@resolves("Issue.stateReason")
def state_reason(issue: Entity, _info: Info, **args: bool) -> str | None:
    """Return why the issue is closed; a duplicate is NOT_PLANNED unless they are asked for."""
    reason: str | None = issue.row["state_reason"]
    hidden = reason == "DUPLICATE" and not args.get("enableDuplicate")
    return "NOT_PLANNED" if hidden else reason


@mutation("createIssue", "public_repo")
def create(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Create an issue together with labels, milestone, type, parent and projects."""
    repository = loader.node(given["repositoryId"], "Repository")
    parent = given.get("parentIssueId")
    parent_id = None if parent is None else loader.node(parent, "Issue").id
    change = read_change(loader, repository.row, given)
    if not repositories.allows(loader.session, repository.row, "TRIAGE"):
        change = IssueChange(title=change.title, body=change.body)
    id = issues.create(loader.session, repository.row, change, parent_id=parent_id)
    if given.get("issueFields"):
        issue_field_value.write(loader, loader.session.store.get("issue", id), given["issueFields"])
    for node in given.get("projectV2Ids") or []:
        project_item.put(loader, node, id, "CreateIssue")
    return {"issue": loader.entity("issue", id)}


@mutation("updateIssue", "public_repo")
def update(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Change the given properties of an issue, its state included; lists replace."""
    issue = loader.node(given["id"], "Issue")
    repository = loader.session.store.get("repository", issue.row["repository_id"])
    issues.update(loader.session, issue.row, read_change(loader, repository, given))
    state = given.get("stateInput") or {"value": given.get("state")}
    if state["value"] == "CLOSED":
        _close(loader, issue, state)
    elif state["value"] == "OPEN":
        issues.reopen(loader.session, issue.row)
    actor = loader.entity("owner", loader.session.viewer.id)
    return {"issue": loader.entity("issue", issue.id), "actor": actor}


@mutation("closeIssue", "public_repo")
def close(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Close an issue."""
    issue = loader.node(given["issueId"], "Issue")
    _close(loader, issue, given)
    return {"issue": loader.entity("issue", issue.id)}


@mutation("reopenIssue", "public_repo")
def reopen(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Open an issue again."""
    issue = loader.node(given["issueId"], "Issue")
    issues.reopen(loader.session, issue.row)
    return {"issue": loader.entity("issue", issue.id)}


@mutation("deleteIssue", "public_repo")
def delete(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Delete an issue."""
    issue = loader.node(given["issueId"], "Issue")
    issues.delete(loader.session, issue.row)
    return {"repository": loader.entity("repository", issue.row["repository_id"])}


def _close(loader: Loader, issue: Entity, given: dict[str, Any]) -> None:
    duplicate = given.get("duplicateIssueId")
    original = None if duplicate is None else loader.node(duplicate, "Issue").id
    reason = given.get("stateReason") or ("DUPLICATE" if duplicate else "COMPLETED")
    issues.close(loader.session, issue.row, reason, original)


def read_change(loader: Loader, repository: Row, given: dict[str, Any]) -> IssueChange:
    """Resolve the node ids of an input; null removes a milestone or type, and empties a list."""
    if given.get("projectIds"):
        raise UnimplementedError("projectIds: classic projects are gone from GitHub.")
    milestone, type = given.get("milestoneId"), given.get("issueTypeId")
    milestone_id = None
    if milestone is not None:
        held = loader.node(milestone, "Milestone")
        if held.row["repository_id"] != repository["id"]:
            raise unresolved_node(milestone)
        milestone_id = held.id
    type_id = None if type is None else loader.node(type, "IssueType").id
    label_nodes = given.get("labelIds") or []
    label_ids = [loader.node(node, "Label").id for node in label_nodes]
    labels.ensure_belong(loader.session, repository["id"], label_ids, label_nodes)
    user_ids = [loader.node(node, "User").id for node in given.get("assigneeIds") or []]
    repositories.require_assignable(loader.session, repository, user_ids)
    return IssueChange(
        title=given["title"] if given.get("title") is not None else UNSET,
        body=given["body"] if given.get("body") is not None else UNSET,
        label_ids=label_ids if "labelIds" in given else UNSET,
        assignee_ids=user_ids if "assigneeIds" in given else UNSET,
        milestone_id=milestone_id if "milestoneId" in given else UNSET,
        issue_type_id=type_id if "issueTypeId" in given else UNSET,
    )
