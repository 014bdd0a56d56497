"""Issues, and pull requests where REST lists them as issues."""

from typing import Any

from gh_sandbox.errors import FieldError, InvalidError, NotFoundError
from gh_sandbox.rest import issue_body
from gh_sandbox.rest.call import Call, Reply, route
from gh_sandbox.rules import issue as issues
from gh_sandbox.rules import issue_type as issue_types
from gh_sandbox.rules import label as labels
from gh_sandbox.rules import owner as owners
from gh_sandbox.rules import repository as repositories
from gh_sandbox.rules.issue import UNSET, IssueChange
from gh_sandbox.session import Session
from gh_sandbox.store import Row


@route("POST", "/repos/{owner}/{repo}/issues", "public_repo")
def create(call: Call) -> Reply:
    """Create an issue; unknown labels are made on the way (reported)."""
    repository = call.repository()
    call.required("title", "Issue")
    id = issues.create(call.session, repository, _change(call, repository))
    return Reply(issue_body.body(call.session, call.session.store.get("issue", id)), 201)


@route("GET", "/repos/{owner}/{repo}/issues/{number}")
def get(call: Call) -> Reply:
    """Return an issue or pull request."""
    return Reply(issue_body.body(call.session, find(call)))


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
    return Reply(issue_body.body(call.session, call.session.store.get("issue", row["id"])))


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
