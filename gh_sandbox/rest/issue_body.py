"""GitHub's `issue`, which stands for pull requests too where REST lists them as issues."""

from dataclasses import asdict
from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.rest import issue_type, label, lock, milestone, repository, user
from gh_sandbox.rules import association as associations
from gh_sandbox.rules import dependency as dependencies
from gh_sandbox.rules import issue as issues
from gh_sandbox.rules import pull_request as pull_requests
from gh_sandbox.rules import repository as repositories
from gh_sandbox.rules import sub_issue as sub_issues
from gh_sandbox.session import WEB, Session
from gh_sandbox.store import Row

_REACTIONS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")
_LABELS = "SELECT label.* FROM label JOIN issue_label ON label.id = label_id WHERE issue_id = ?"


def body(session: Session, row: Row) -> dict[str, Any]:
    """Return GitHub's `issue`."""
    holder = session.store.get("repository", row["repository_id"])
    name = repositories.full_name(session, holder)
    url = f"{session.api}/repos/{name}/issues/{row['number']}"
    is_pull_request = bool(row["is_pull_request"])
    type = "PullRequest" if is_pull_request else "Issue"
    path = "pull" if is_pull_request else "issues"
    assignees = [user.by_id(session, id) for id in issues.assignee_ids(session, row["id"])]
    reason = row["state_reason"]
    found = {
        "url": url,
        "repository_url": f"{session.api}/repos/{name}",
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "timeline_url": f"{url}/timeline",
        "html_url": f"{WEB}/{name}/{path}/{row['number']}",
        "id": row["id"],
        "node_id": identifiers.encode(type, row["id"], within=row["repository_id"]),
        "number": row["number"],
        "title": row["title"],
        "body": row["body"] or None,
        "user": user.by_id(session, row["author_id"]),
        "labels": [label.body(session, each) for each in session.store.all(_LABELS, row["id"])],
        "state": row["state"].lower(),
        "state_reason": None if reason is None else reason.lower(),
        "locked": bool(row["locked"]),
        "active_lock_reason": lock.REASONS.get(row["active_lock_reason"]),
        "assignee": assignees[0] if assignees else None,
        "assignees": assignees,
        "milestone": _milestone(session, row),
        "comments": session.store.number(
            "SELECT COUNT(*) FROM comment WHERE issue_id = ?", row["id"]
        ),
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "closed_at": row["closed_at"],
        "closed_by": user.by_id(session, row["closed_by_id"]),
        "author_association": associations.of_author(session, holder, row["author_id"]),
        "reactions": {
            "url": f"{url}/reactions",
            "total_count": 0,
            **dict.fromkeys(_REACTIONS, 0),
        },
        "performed_via_github_app": None,
    }
    if is_pull_request:
        return {**found, **_pull_request(session, row, name)}
    return {**found, **_relations(session, row)}


def with_repository(session: Session, row: Row) -> dict[str, Any]:
    """Return an issue as lists over many repositories have it."""
    holder = session.store.get("repository", row["repository_id"])
    return {**body(session, row), "repository": repository.plain(session, holder)}


def linked(session: Session, row: Row) -> dict[str, Any]:
    """Return an issue as lists of links and changes of them have it (PyGithub's recordings)."""
    found = with_repository(session, row)
    del found["closed_by"]
    return found


def _milestone(session: Session, row: Row) -> dict[str, Any] | None:
    id = row["milestone_id"]
    return None if id is None else milestone.body(session, session.store.get("milestone", id))


def _pull_request(session: Session, row: Row, name: str) -> dict[str, Any]:
    details = pull_requests.details(session, row["id"])
    web = f"{WEB}/{name}/pull/{row['number']}"
    return {
        "draft": bool(details["is_draft"]),
        "pull_request": {
            "url": f"{session.api}/repos/{name}/pulls/{row['number']}",
            "html_url": web,
            "diff_url": f"{web}.diff",
            "patch_url": f"{web}.patch",
            "merged_at": details["merged_at"],
        },
    }


def _relations(session: Session, row: Row) -> dict[str, Any]:
    type = row["issue_type_id"]
    return {
        "type": None
        if type is None
        else issue_type.body(session, session.store.get("issue_type", type)),
        "sub_issues_summary": _sub_issues_summary(session, row["id"]),
        "issue_dependencies_summary": _dependencies_summary(session, row["id"]),
        **_parent(session, row["id"]),
    }


def _parent(session: Session, id: int) -> dict[str, str]:
    parent_id = sub_issues.parent_id(session, id)
    if parent_id is None:
        return {}
    parent = session.store.get("issue", parent_id)
    repository = session.store.get("repository", parent["repository_id"])
    name = repositories.full_name(session, repository)
    return {"parent_issue_url": f"{session.api}/repos/{name}/issues/{parent['number']}"}


def _sub_issues_summary(session: Session, id: int) -> dict[str, int]:
    found = sub_issues.summaries(session, [id]).get(id, sub_issues.Summary())
    return {
        "total": found.total,
        "completed": found.completed,
        "percent_completed": found.percent_completed,
    }


def _dependencies_summary(session: Session, id: int) -> dict[str, int]:
    return asdict(dependencies.summaries(session, [id])[id])
