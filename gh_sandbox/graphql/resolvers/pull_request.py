"""Pull requests: the fields that lists and links show."""

from typing import Any

from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import columns, constants, filled, links, resolves
from gh_sandbox.graphql.resolvers.common import Info, loader, ordering, select_page, url
from gh_sandbox.graphql.resolvers.issue import list_issues
from gh_sandbox.rules.commits import git_ref as git_refs
from gh_sandbox.rules.pull_requests import pull_request as pull_requests

columns("PullRequest", "isDraft mergedAt headRefName baseRefName")
filled("PullRequest", "merged=merged_at")
links("PullRequest", "owner", "mergedBy")
constants("PullRequest", {"isCrossRepository": False, "maintainerCanModify": False})
resolves("PullRequest.permalink")(url)


@resolves("Repository.pullRequest")
def pull_request(repository: Entity, info: Info, number: int) -> Entity:
    """Return a pull request by number."""
    row = pull_requests.get(loader(info).session, repository.row, number)
    return loader(info).entity("issue", row["id"])


@resolves("Repository.pullRequests", "Milestone.pullRequests", "Label.pullRequests")
def listed(parent: Entity, info: Info, **args: Any) -> Page:
    """Return the pull requests of a repository, milestone or label."""
    return list_issues(parent, info, args, pull_requests=True)


@resolves("Ref.associatedPullRequests")
def of_ref(ref: Entity, info: Info, **args: Any) -> Page:
    """Return the pull requests from a branch."""
    row = ref.row
    repository = loader(info).repository(row["repository_id"])
    name = str(row["name"]).removeprefix(git_refs.BRANCHES)
    if name == row["name"] or args.get("headRefName") not in (None, name):
        return loader(info).list_page(info, args, "issue", [])
    return list_issues(repository, info, {**args, "headRefName": name}, pull_requests=True)


@resolves("PullRequest.headRepository")
def head_repository(pull_request: Entity, info: Info) -> Entity | None:
    """Return the repository of its commits."""
    return loader(info).one(pull_request, "head_repository_id", "repository")


@resolves("PullRequest.headRepositoryOwner")
def head_repository_owner(pull_request: Entity, info: Info) -> Entity | None:
    """Return the owner of the repository of its commits."""
    head = head_repository(pull_request, info)
    return None if head is None else loader(info).one(head, "owner_id", "owner")


@resolves("PullRequest.baseRepository")
def base_repository(pull_request: Entity, info: Info) -> Entity:
    """Return the repository to merge it into."""
    return loader(info).repository(pull_request.row["repository_id"])


@resolves("PullRequest.closingIssuesReferences")
def closing(pull_request: Entity, info: Info, **args: Any) -> Page:
    """Return the issues that merging it closes."""
    fields = {"CREATED_AT": "created_at", "UPDATED_AT": "updated_at", "COMMENTS": "id"}

    sql = (
        "SELECT pull_request_id, issue_id FROM closing_reference "
        "JOIN issue ON issue.id = issue_id WHERE pull_request_id"
    )
    order = ordering(args, fields, "number")
    return select_page(pull_request, info, args, "issue", sql, order)


@resolves("Issue.closedByPullRequestsReferences")
def closed_by(issue: Entity, info: Info, **args: Any) -> Page:
    """Return the pull requests whose merging closes the issue; closed ones only on request."""
    state = "1" if args.get("includeClosedPrs") else "state = 'OPEN'"
    sql = (
        "SELECT issue_id, pull_request_id FROM closing_reference "
        f"JOIN issue ON issue.id = pull_request_id WHERE {state} AND issue_id"
    )
    return select_page(issue, info, args, "issue", sql, "number")


@resolves("Commit.associatedPullRequests")
def of_commit(
    commit: Entity,
    info: Info,
    orderBy: dict[str, str] | None = None,  # noqa: N803
    **args: Any,
) -> Page:
    """Return the pull requests that contain a commit, or whose merge made it."""
    session = loader(info).session
    rows = pull_requests.with_commit(session, commit.row["repository_id"], commit.row["sha"])
    order = orderBy or {"field": "CREATED_AT", "direction": "ASC"}
    column, is_down = order["field"].lower(), order["direction"] == "DESC"
    rows.sort(key=lambda row: (str(row[column]), row["id"]), reverse=is_down)
    return loader(info).list_page(info, args, "issue", [row["id"] for row in rows])
