"""Pull requests."""

from datetime import timedelta
from typing import Any

from gh_sandbox.clock import stamp
from gh_sandbox.errors import NotFoundError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.commits import commit
from gh_sandbox.rest.issues import issue_body
from gh_sandbox.rest.owners import user
from gh_sandbox.rest.repositories import repository as repository_body
from gh_sandbox.rules.issues import issue as issues
from gh_sandbox.rules.issues.issue import UNSET, IssueChange
from gh_sandbox.rules.pull_requests import diff
from gh_sandbox.rules.pull_requests import pull_request as pull_requests
from gh_sandbox.rules.pull_requests import review as reviews
from gh_sandbox.rules.pull_requests import review_comment as review_comments
from gh_sandbox.rules.pull_requests.pull_request import Merge
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import WEB, Session
from gh_sandbox.state.condition import Where
from gh_sandbox.state.store import Row

_PULLS = "/repos/{owner}/{repo}/pulls"
_PULL = _PULLS + "/{number}"
_AS_ISSUE = (
    "id node_id number state locked active_lock_reason title body user labels milestone assignee "
    "assignees created_at updated_at closed_at author_association"
)
_SORTS = {
    "created": "created_at",
    "updated": "updated_at",
    "popularity": "(SELECT COUNT(*) FROM comment WHERE comment.issue_id = issue.id)",
    "long-running": "created_at",
}
_GIVEN = "body:string|null maintainer_can_modify:boolean"
_MONTH = timedelta(days=30)
_NOT_STORED: dict[str, Any] = {"auto_merge": None, "requested_teams": []}


def simple(session: Session, row: Row) -> dict[str, Any]:
    """Return GitHub's `pull-request-simple`."""
    details = pull_requests.details(session, row["id"])
    repository = session.store.get("repository", row["repository_id"])
    name = repositories.full_name(session, repository)
    url = f"{session.api}/repos/{name}"
    pull, web = f"{url}/pulls/{row['number']}", f"{WEB}/{name}/pull/{row['number']}"
    pages = {
        "issue": f"{url}/issues/{row['number']}",
        "commits": f"{pull}/commits",
        "review_comments": f"{pull}/comments",
        "review_comment": f"{url}/pulls/comments{{/number}}",
        "comments": f"{url}/issues/{row['number']}/comments",
        "statuses": f"{url}/statuses/{details['head_sha']}",
    }
    links = {"self": pull, "html": web, **pages}
    as_issue = issue_body.body(session, row)
    return {
        **{key: as_issue[key] for key in _AS_ISSUE.split()},
        "url": pull,
        "html_url": web,
        "diff_url": f"{web}.diff",
        "patch_url": f"{web}.patch",
        **{f"{key}_url": page for key, page in pages.items()},
        "merged_at": details["merged_at"],
        "merge_commit_sha": details["merge_commit_sha"],
        "draft": bool(details["is_draft"]),
        **_NOT_STORED,
        "requested_reviewers": [
            user.by_id(session, id) for id in reviews.requested_ids(session, row)
        ],
        "head": _branch(session, repository, details, "head"),
        "base": _branch(session, repository, details, "base"),
        "_links": {key: {"href": link} for key, link in links.items()},
    }


def _branch(session: Session, repository: Row, details: Row, side: str) -> dict[str, Any]:
    body = repository_body.plain(session, repository)
    ref = details[f"{side}_ref_name"]
    return {
        "label": f"{body['owner']['login']}:{ref}",
        "ref": ref,
        "sha": details[f"{side}_sha"],
        "user": body["owner"],
        "repo": body,
    }


def full(session: Session, row: Row) -> dict[str, Any]:
    """Return GitHub's `pull-request`."""
    found = simple(session, row)
    details = pull_requests.details(session, row["id"])
    mergeable = pull_requests.is_mergeable(session, row)
    files = diff.of_pull_request(session, row)
    state = "draft" if details["is_draft"] else "clean" if mergeable else "dirty"
    merger = details["merged_by_id"]
    return {
        **found,
        "merged": details["merged_at"] is not None,
        "mergeable": mergeable if row["state"] == "OPEN" else None,
        "rebaseable": mergeable if row["state"] == "OPEN" else None,
        "mergeable_state": state if row["state"] == "OPEN" else "unknown",
        "merged_by": None if merger is None else user.by_id(session, merger),
        "maintainer_can_modify": False,
        "comments": issue_body.body(session, row)["comments"],
        "review_comments": review_comments.count(session, row["id"]),
        "commits": len(pull_requests.commits(session, row)),
        "additions": sum(file.additions for file in files),
        "deletions": sum(file.deletions for file in files),
        "changed_files": len(files),
    }


@route("GET", _PULLS, takes=f"state head base sort direction {PAGING}")
def list_all(call: Call) -> Reply:
    """List pull requests, by default the open ones, newest first.

    A `head` without its owner is ignored (hub4j/github-api#538, PyGithub/PyGithub#1566).
    """
    where = Where()
    where.add("repository_id = ?", call.repository()["id"])
    state = call.choice("state", "open closed all")
    if state != "all":
        where.add("state = ?", state.upper())
    owner, colon, head = call.query.get("head", "").rpartition(":")
    if colon:
        of_owner = "SELECT id FROM owner WHERE login = ?"
        of_head = f"SELECT id FROM repository WHERE owner_id IN ({of_owner})"
        where.add(f"head_ref_name = ? AND head_repository_id IN ({of_head})", head, owner)
    if call.query.get("base"):
        where.add("base_ref_name = ?", call.query["base"])
    sort = call.choice("sort", "created updated popularity long-running")
    if sort == "long-running":
        month_ago = stamp(call.session.clock.now() - _MONTH)
        where.add("created_at < ? AND updated_at >= ?", month_ago, month_ago)
    direction = call.choice("direction", "desc asc" if sort == "created" else "asc desc")
    order = f"{_SORTS[sort]} {direction}, id {direction}"
    rows = call.session.store.all(
        "SELECT issue.* FROM issue JOIN pull_request ON issue_id = issue.id "
        f"WHERE {where} ORDER BY {order}",
        *where.values,
    )
    return call.paged(rows, lambda row: simple(call.session, row))


@route(
    "POST",
    _PULLS,
    "public_repo",
    gives=f"title:string head!:string base!:string draft:boolean {_GIVEN}",
    lacks="issue head_repo",
)
def create(call: Call) -> Reply:
    """Open a pull request."""
    change = IssueChange(
        title=call.required("title", "Issue"), body=str(call.body.get("body") or "")
    )
    id = pull_requests.create(
        call.session,
        call.repository(),
        change,
        head=call.required("head", "PullRequest"),
        base=call.required("base", "PullRequest"),
        draft=bool(call.body.get("draft")),
    )
    return _shown(call, id, 201)


@route("GET", _PULL)
def get(call: Call) -> Reply:
    """Return a pull request, or its changes in a format of git's."""
    row = call.pull_request()
    return commit.text_of(call, row) or _shown(call, row["id"])


@route("PATCH", _PULL, "public_repo", gives=f"title:string base:string state:open|closed {_GIVEN}")
def update(call: Call) -> Reply:
    """Change the given properties of a pull request: title, body, base, state."""
    row, given = call.pull_request(), call.body
    title = str(given["title"]) if given.get("title") is not None else UNSET
    body = str(given["body"] or "") if "body" in given else UNSET
    issues.update(call.session, row, IssueChange(title=title, body=body))
    if given.get("base") is not None:
        pull_requests.set_base(call.session, call.pull_request(), str(given["base"]))
    if given.get("state") == "closed" and row["state"] == "OPEN":
        issues.close(call.session, row)
    elif given.get("state") == "open":
        issues.reopen(call.session, row)
    return _shown(call, row["id"])


@route("GET", _PULL + "/merge")
def is_merged(call: Call) -> Reply:
    """Answer 204 if the pull request was merged, else 404."""
    if pull_requests.details(call.session, call.pull_request()["id"])["merged_at"] is None:
        raise NotFoundError
    return Reply(None, 204)


@route(
    "PUT",
    _PULL + "/merge",
    "public_repo",
    gives="commit_title:string commit_message:string sha:string merge_method:merge|squash|rebase",
)
def merge(call: Call) -> Reply:
    """Merge a pull request: 405 if it cannot be merged, 409 if its head has moved."""
    how = Merge(
        method=str(call.body.get("merge_method") or "merge"),
        expected_head=call.body.get("sha"),
        headline=call.body.get("commit_title"),
        body=call.body.get("commit_message"),
    )
    sha = pull_requests.merge(call.session, call.pull_request(), how)
    return Reply({"sha": sha, "merged": True, "message": "Pull Request successfully merged"})


def _shown(call: Call, id: int, status: int = 200) -> Reply:
    return Reply(full(call.session, call.session.store.get("issue", id)), status)


@route("GET", "/repos/{owner}/{repo}/commits/{ref:path}/pulls", takes=PAGING)
def of_commit(call: Call) -> Reply:
    """List the pull requests that contain a commit, or whose merge made it."""
    rows = pull_requests.with_commit(call.session, call.repository()["id"], commit.named(call))
    return call.paged(rows, lambda row: simple(call.session, row))
