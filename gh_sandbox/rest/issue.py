"""Issues, and pull requests where REST lists them as issues."""

from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.errors import FieldError, InvalidError, NotFoundError
from gh_sandbox.rest import issue_type, label, lock, milestone, user
from gh_sandbox.rest.call import Call, Reply, route
from gh_sandbox.rules import issue as issues
from gh_sandbox.rules import issue_type as issue_types
from gh_sandbox.rules import label as labels
from gh_sandbox.rules import owner as owners
from gh_sandbox.rules import pull_request as pull_requests
from gh_sandbox.rules import repository as repositories
from gh_sandbox.rules import sub_issue as sub_issues
from gh_sandbox.rules.issue import UNSET, IssueChange
from gh_sandbox.session import WEB, Session
from gh_sandbox.store import Row, Value

_REACTIONS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")
_LABELS = "SELECT label.* FROM label JOIN issue_label ON label.id = label_id WHERE issue_id = ?"
_SORTS = {"created": "created_at", "updated": "updated_at"}


def body(session: Session, row: Row) -> dict[str, Any]:
    """Return GitHub's `issue`."""
    repository = session.store.get("repository", row["repository_id"])
    name = repositories.full_name(session, repository)
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
        "author_association": association(session, repository, row),
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


def _milestone(session: Session, row: Row) -> dict[str, Any] | None:
    id = row["milestone_id"]
    return None if id is None else milestone.body(session, session.store.get("milestone", id))


def association(session: Session, repository: Row, row: Row) -> str:
    """Return what the author of an issue or comment is to the repository."""
    if row["author_id"] == repository["owner_id"]:
        return "OWNER"
    member = session.store.one(
        "SELECT 1 FROM member WHERE organization_id = ? AND user_id = ?",
        repository["owner_id"],
        row["author_id"],
    )
    return "NONE" if member is None else "MEMBER"


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
    rows = session.store.all(
        "SELECT state FROM sub_issue JOIN issue ON issue.id = issue_id WHERE parent_id = ?", id
    )
    closed = sum(row["state"] == "CLOSED" for row in rows)
    percent = 100 * closed // len(rows) if rows else 0
    return {"total": len(rows), "completed": closed, "percent_completed": percent}


def _dependencies_summary(session: Session, id: int) -> dict[str, int]:
    found = {}
    for name, own, other in (
        ("blocked_by", "blocked_id", "blocking_id"),
        ("blocking", "blocking_id", "blocked_id"),
    ):
        rows = session.store.all(
            f"SELECT state FROM dependency JOIN issue ON issue.id = {other} WHERE {own} = ?", id
        )
        found[name] = sum(row["state"] == "OPEN" for row in rows)
        found[f"total_{name}"] = len(rows)
    return found


@route("GET", "/repos/{owner}/{repo}/issues")
def list_all(call: Call) -> Reply:
    """List issues and pull requests, the open ones unless told otherwise, newest first."""
    conditions = ["repository_id = ?", "? IN ('ALL', state)"]
    values: list[Value] = [call.repository()["id"], call.query.get("state", "open").upper()]
    for name, condition in _FILTERS.items():
        if call.query.get(name) not in (None, "*"):
            for value in call.query[name].split(",") if name == "labels" else [call.query[name]]:
                conditions.append(condition)
                values.append(value)
    if call.query.get("milestone") == "*":
        conditions.append("milestone_id IS NOT NULL")
    column = _SORTS.get(call.query.get("sort", "created"), "created_at")
    sense = "ASC" if call.query.get("direction") == "asc" else "DESC"
    where = " AND ".join(f"({condition})" for condition in conditions)
    rows = call.session.store.all(
        f"SELECT id FROM issue WHERE {where} ORDER BY {column} {sense}, id {sense}", *values
    )
    return call.paged(
        rows, lambda row: body(call.session, call.session.store.get("issue", row["id"]))
    )


_FILTERS = {
    "labels": (
        "id IN (SELECT issue_id FROM issue_label JOIN label ON label.id = label_id WHERE name = ?)"
    ),
    "milestone": (
        "COALESCE((SELECT CAST(number AS TEXT) FROM milestone WHERE milestone.id = milestone_id), "
        "'none') = ?"
    ),
    "creator": "author_id IN (SELECT id FROM owner WHERE login = ?)",
    "assignee": (
        "id IN (SELECT issue_id FROM issue_assignee JOIN owner ON owner.id = user_id "
        "WHERE login = ?)"
    ),
    "since": "updated_at >= ?",
    "type": "issue_type_id IN (SELECT id FROM issue_type WHERE name = ?)",
}


@route("POST", "/repos/{owner}/{repo}/issues", "public_repo")
def create(call: Call) -> Reply:
    """Create an issue; unknown labels are made on the way (reported)."""
    repository = call.repository()
    call.required("title", "Issue")
    id = issues.create(call.session, repository, _change(call, repository))
    return Reply(body(call.session, call.session.store.get("issue", id)), 201)


@route("GET", "/repos/{owner}/{repo}/issues/{number}")
def get(call: Call) -> Reply:
    """Return an issue or pull request."""
    return Reply(body(call.session, find(call)))


@route("PATCH", "/repos/{owner}/{repo}/issues/{number}", "public_repo")
def update(call: Call) -> Reply:
    """Change an issue or pull request."""
    row = find(call)
    issues.update(call.session, row, _change(call, call.repository()))
    state = call.body.get("state")
    if state == "closed":
        issues.close(call.session, row, str(call.body.get("state_reason") or "completed").upper())
    elif state == "open":
        issues.reopen(call.session, row)
    elif state is not None:
        raise InvalidError(
            FieldError("Issue", "state", "invalid"), graphql_message="State is invalid"
        )
    return Reply(body(call.session, call.session.store.get("issue", row["id"])))


def find(call: Call) -> Row:
    """Return the issue or pull request that the path names."""
    return issues.get(call.session, call.repository(), call.number("number"))


def by_database_id(session: Session, id: int) -> Row:
    """Return an issue by database id, of any repository; a number finds nothing or another's."""
    row = session.store.one("SELECT * FROM issue WHERE id = ? AND NOT is_pull_request", id)
    if row is None:
        raise NotFoundError
    return row


def _change(call: Call, repository: Row) -> IssueChange:
    """Read the body; without push access its labels, milestone, assignees and type are dropped."""
    given = dict(call.body)
    if "assignee" in given:
        given.setdefault("assignees", list(filter(None, [given["assignee"]])))
    title = str(given["title"]) if given.get("title") is not None else UNSET
    text = given["body"] or "" if "body" in given else UNSET
    if not repositories.allows(call.session, repository, "WRITE"):
        return IssueChange(title=title, body=text)
    return IssueChange(
        title=title,
        body=text,
        label_ids=label_ids(call.session, repository, given["labels"] or [])
        if "labels" in given
        else UNSET,
        assignee_ids=_assignee_ids(call, repository, given["assignees"] or [])
        if "assignees" in given
        else UNSET,
        milestone_id=_milestone_id(call, repository) if "milestone" in given else UNSET,
        issue_type_id=_type_id(call, repository) if "type" in given else UNSET,
    )


def label_ids(session: Session, repository: Row, entries: list[Any]) -> list[int]:
    """Return labels by name, making those that are unknown (reported)."""
    ids = []
    for entry in entries:
        name = str(entry["name"] if isinstance(entry, dict) else entry)
        row = labels.find(session, repository, name)
        if row is None:
            ids.append(labels.create(session, repository, name, labels.DEFAULT_COLOR, None))
        else:
            ids.append(row["id"])
    return ids


def _assignee_ids(call: Call, repository: Row, given: list[object]) -> list[int]:
    assignable = repositories.assignable_ids(call.session, repository)
    ids = [owners.find(call.session, str(login), "User")["id"] for login in given]
    if not set(ids) <= set(assignable):
        raise InvalidError(
            FieldError("Issue", "assignees", "invalid"), graphql_message="Assignees are invalid"
        )
    return ids


def _milestone_id(call: Call, repository: Row) -> int | None:
    """Read a milestone's number; a title is refused as an unknown number is (reported)."""
    number = call.body["milestone"]
    if number is None:
        return None
    row = call.session.store.one(
        "SELECT id FROM milestone WHERE repository_id = ? AND number = ?",
        repository["id"],
        number if isinstance(number, int) else str(number),
    )
    if row is None:
        raise InvalidError(
            FieldError("Issue", "milestone", "invalid"), graphql_message="Milestone is invalid"
        )
    return int(row["id"])


def _type_id(call: Call, repository: Row) -> int | None:
    name = call.body["type"]
    return None if name is None else issue_types.named(call.session, repository, str(name))
