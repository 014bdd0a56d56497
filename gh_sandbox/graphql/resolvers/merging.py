"""Opening, changing and merging pull requests, and the fields about merging."""

from typing import Any

from gh_sandbox.errors import UnimplementedError
from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import columns, constants, mutation, resolves
from gh_sandbox.graphql.resolvers import commit, git
from gh_sandbox.graphql.resolvers.common import Info, loader, plain_page
from gh_sandbox.graphql.resolvers.issue import read_change
from gh_sandbox.rules.commits import git_ref as git_refs
from gh_sandbox.rules.issues import issue as issues
from gh_sandbox.rules.pull_requests import diff
from gh_sandbox.rules.pull_requests import pull_request as pull_requests
from gh_sandbox.rules.pull_requests.pull_request import Merge
from gh_sandbox.session import Session

columns("PullRequest", "headRefOid=head_sha baseRefOid=base_sha")
constants(
    "PullRequest",
    {
        "autoMergeRequest": None,
        "isInMergeQueue": False,
        "isMergeQueueEnabled": False,
        "potentialMergeCommit": None,
    },
)


@resolves("PullRequest.headRef")
def head_ref(pull_request: Entity, info: Info) -> Entity | None:
    """Return the branch to merge, or null if it was deleted."""
    return _branch(pull_request, info, "head_ref_name")


@resolves("PullRequest.baseRef")
def base_ref(pull_request: Entity, info: Info) -> Entity | None:
    """Return the branch to merge into."""
    return _branch(pull_request, info, "base_ref_name")


def _branch(pull_request: Entity, info: Info, column: str) -> Entity | None:
    repository = loader(info).repository(pull_request.row["repository_id"])
    return git.ref(repository, info, git_refs.BRANCHES + pull_request.row[column])


@resolves("PullRequest.mergeCommit")
def merge_commit(pull_request: Entity, info: Info) -> Entity | None:
    """Return the commit of the merge."""
    row = pull_request.row
    return git.by_sha(info, row["repository_id"], row["merge_commit_sha"])


@resolves("PullRequest.commits")
def commits(pull_request: Entity, info: Info, **args: Any) -> Page:
    """Return the commits, oldest first."""
    shas = pull_requests.commits(loader(info).session, pull_request.row)
    ids = commit.commit_ids(info, pull_request.row["repository_id"], shas)
    return loader(info).list_page(info, args, "git_object", ids)


@resolves("PullRequest.files")
def files(pull_request: Entity, info: Info, **args: Any) -> Page:
    """Return the changed files."""
    found = {
        number: {
            "path": change.path,
            "changeType": change.kind,
            "additions": change.additions,
            "deletions": change.deletions,
        }
        for number, change in enumerate(diff.of_pull_request(_session(info), pull_request.row), 1)
    }
    return plain_page(info, args, found)


@resolves("PullRequest.additions")
def additions(pull_request: Entity, info: Info) -> int:
    """Return the number of added lines."""
    return sum(each.additions for each in diff.of_pull_request(_session(info), pull_request.row))


@resolves("PullRequest.deletions")
def deletions(pull_request: Entity, info: Info) -> int:
    """Return the number of removed lines."""
    return sum(each.deletions for each in diff.of_pull_request(_session(info), pull_request.row))


@resolves("PullRequest.changedFiles")
def changed_files(pull_request: Entity, info: Info) -> int:
    """Return the number of changed files."""
    return len(diff.of_pull_request(_session(info), pull_request.row))


@resolves("PullRequest.mergeable")
def mergeable(pull_request: Entity, info: Info) -> str:
    """Return whether it merges without a conflict; unknown for a closed one."""
    if pull_request.row["state"] != "OPEN":
        return "UNKNOWN"
    free = pull_requests.is_mergeable(_session(info), pull_request.row)
    return "MERGEABLE" if free else "CONFLICTING"


@resolves("PullRequest.mergeStateStatus")
def merge_state(pull_request: Entity, info: Info) -> str:
    """Return the obstacle for a merge."""
    if pull_request.row["is_draft"] and pull_request.row["state"] == "OPEN":
        return "DRAFT"
    states = {"UNKNOWN": "UNKNOWN", "MERGEABLE": "CLEAN", "CONFLICTING": "DIRTY"}
    return states[mergeable(pull_request, info)]


@resolves("PullRequest.viewerMergeHeadlineText")
def merge_headline(pull_request: Entity, info: Info, **args: str) -> str:
    """Return the default headline of the merge's commit."""
    return _message(pull_request, info, args)[0]


@resolves("PullRequest.viewerMergeBodyText")
def merge_body(pull_request: Entity, info: Info, **args: str) -> str:
    """Return the default text of the merge's commit."""
    return _message(pull_request, info, args)[1]


def _message(pull_request: Entity, info: Info, args: dict[str, str]) -> tuple[str, str]:
    method = args.get("mergeType", "MERGE").lower()
    return pull_requests.default_message(_session(info), pull_request.row, method)


@mutation("createPullRequest", "public_repo")
def create(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Open a pull request."""
    repository = loader.node(given["repositoryId"], "Repository")
    if given.get("headRepositoryId") not in (None, repository.node_id):
        raise UnimplementedError("A pull request from a fork is not implemented by the sandbox.")
    id = pull_requests.create(
        loader.session,
        repository.row,
        read_change(loader, repository.row, given),
        head=given["headRefName"],
        base=given["baseRefName"],
        draft=bool(given.get("draft")),
    )
    return {"pullRequest": loader.entity("issue", id)}


@mutation("updatePullRequest", "public_repo")
def update(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Change the given properties of a pull request, its base and state included; lists replace."""
    found = _find(loader, given)
    repository = loader.repository(found.row["repository_id"])
    issues.update(loader.session, found.row, read_change(loader, repository.row, given))
    if given.get("baseRefName"):
        row = loader.session.store.get("issue", found.id)
        pull_requests.set_base(loader.session, row, given["baseRefName"])
    if given.get("state") == "CLOSED":
        issues.close(loader.session, found.row)
    elif given.get("state") == "OPEN":
        issues.reopen(loader.session, found.row)
    return {**_payload(loader, found), "actor": _viewer(loader)}


@mutation("mergePullRequest", "public_repo")
def merge(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Merge a pull request."""
    found = _find(loader, given)
    how = Merge(
        method=given["mergeMethod"].lower(),
        expected_head=given.get("expectedHeadOid"),
        headline=given.get("commitHeadline"),
        body=given.get("commitBody"),
    )
    pull_requests.merge(loader.session, found.row, how)
    return {**_payload(loader, found), "actor": _viewer(loader)}


@mutation("closePullRequest", "public_repo")
def close(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Close a pull request without merging it."""
    found = _find(loader, given)
    issues.close(loader.session, found.row)
    return _payload(loader, found)


@mutation("reopenPullRequest", "public_repo")
def reopen(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Reopen a pull request."""
    found = _find(loader, given)
    issues.reopen(loader.session, found.row)
    return _payload(loader, found)


@mutation("markPullRequestReadyForReview", "public_repo")
def mark_ready(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Mark a draft as ready for review."""
    found = _find(loader, given)
    pull_requests.set_draft(loader.session, found.row, draft=False)
    return _payload(loader, found)


@mutation("convertPullRequestToDraft", "public_repo")
def mark_draft(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Convert a pull request to a draft."""
    found = _find(loader, given)
    pull_requests.set_draft(loader.session, found.row, draft=True)
    return _payload(loader, found)


def _find(loader: Loader, given: dict[str, Any]) -> Entity:
    return loader.node(given["pullRequestId"], "PullRequest")


def _payload(loader: Loader, found: Entity) -> dict[str, Any]:
    return {"pullRequest": loader.entity("issue", found.id)}


def _viewer(loader: Loader) -> Entity:
    return loader.entity("owner", loader.session.viewer.id)


def _session(info: Info) -> Session:
    return loader(info).session
