"""Assignees: the users who can be assigned, and those of an issue or pull request.

Source: GitHub's REST description, "Assignees". These endpoints silently leave out users who cannot
be assigned (reported by Prow's `assign`); creating or changing an issue with such a user is a 422.
"""

from gh_sandbox.errors import NotFoundError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.issues import issue, issue_body, issue_input
from gh_sandbox.rest.owners import user
from gh_sandbox.rules.issues import issue as issues
from gh_sandbox.rules.issues.issue import IssueChange
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.state.store import Row

_OF_REPOSITORY = "/repos/{owner}/{repo}/assignees"
_OF_ISSUE = "/repos/{owner}/{repo}/issues/{number}/assignees"


@route("GET", _OF_REPOSITORY, takes=PAGING)
def list_all(call: Call) -> Reply:
    """List the users who can be assigned."""
    return call.paged(_assignable(call), lambda row: user.simple(call.session, row))


@route("GET", _OF_REPOSITORY + "/{assignee}")
def check(call: Call) -> Reply:
    """Answer 204 if a user can be assigned, else 404."""
    if not _named(call, [call.parts["assignee"]]):
        raise NotFoundError
    return Reply(None, 204)


@route("GET", _OF_ISSUE + "/{assignee}")
def check_for_issue(call: Call) -> Reply:
    """Answer 204 if a user can be assigned to an issue, else 404."""
    issue.find(call)
    return check(call)


@route("POST", _OF_ISSUE, "public_repo", gives="assignees:array")
def add(call: Call) -> Reply:
    """Add assignees; users who cannot be assigned are left out."""
    row = issue.find(call)
    present = issues.assignee_ids(call.session, row["id"])
    return _written(call, row, [*present, *_given(call)], 201)


@route("DELETE", _OF_ISSUE, "public_repo", gives="assignees!:array")
def remove(call: Call) -> Reply:
    """Remove assignees."""
    row = issue.find(call)
    gone = _given(call)
    present = issues.assignee_ids(call.session, row["id"])
    return _written(call, row, [id for id in present if id not in gone], 200)


def _given(call: Call) -> list[int]:
    logins = issue_input.names(call.body.get("assignees"), "assignees", "login")
    return [row["id"] for row in _named(call, logins)]


def _named(call: Call, logins: list[str]) -> list[Row]:
    wanted = {login.lower() for login in logins}
    return [row for row in _assignable(call) if row["login"].lower() in wanted]


def _assignable(call: Call) -> list[Row]:
    ids = repositories.assignable_ids(call.session, call.repository())
    return [call.session.store.get("owner", id) for id in ids]


def _written(call: Call, row: Row, ids: list[int], status: int) -> Reply:
    """Write the assignees; without push access nothing changes (GitHub's REST description)."""
    if repositories.allows(call.session, call.repository(), "TRIAGE"):
        issues.update(call.session, row, IssueChange(assignee_ids=ids))
    changed = call.session.store.get("issue", row["id"])
    return Reply(issue_body.body(call.session, changed), status)
