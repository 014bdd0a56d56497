"""Assignees: who can be one, and those of an issue or pull request.

Source: GitHub's REST description, "Assignees". Whoever cannot be assigned is left out without a
word there (reported by Prow's `assign`), and is a 422 where an issue is created or changed.
"""

from gh_sandbox.errors import NotFoundError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest import issue, issue_body, issue_input, user
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rules import issue as issues
from gh_sandbox.rules import repository as repositories
from gh_sandbox.rules.issue import IssueChange
from gh_sandbox.state.store import Row

_OF_REPOSITORY = "/repos/{owner}/{repo}/assignees"
_OF_ISSUE = "/repos/{owner}/{repo}/issues/{number}/assignees"


@route("GET", _OF_REPOSITORY, takes=PAGING)
def list_all(call: Call) -> Reply:
    """List who can be assigned."""
    return call.paged(_assignable(call), lambda row: user.simple(call.session, row))


@route("GET", _OF_REPOSITORY + "/{assignee}")
def check(call: Call) -> Reply:
    """Tell by 204 or 404 whether a user can be assigned."""
    if not _named(call, [call.parts["assignee"]]):
        raise NotFoundError
    return Reply(None, 204)


@route("GET", _OF_ISSUE + "/{assignee}")
def check_for_issue(call: Call) -> Reply:
    """Tell by 204 or 404 whether a user can be assigned to an issue."""
    issue.find(call)
    return check(call)


@route("POST", _OF_ISSUE, "public_repo", gives="assignees:array")
def add(call: Call) -> Reply:
    """Assign users as well, as many of them as can be."""
    row = issue.find(call)
    present = issues.assignee_ids(call.session, row["id"])
    return _written(call, row, [*present, *_given(call)], 201)


@route("DELETE", _OF_ISSUE, "public_repo", gives="assignees!:array")
def remove(call: Call) -> Reply:
    """Assign users no longer."""
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
    """Write the assignees; without push access nothing happens (GitHub's REST description)."""
    if repositories.allows(call.session, call.repository(), "TRIAGE"):
        issues.update(call.session, row, IssueChange(assignee_ids=ids))
    changed = call.session.store.get("issue", row["id"])
    return Reply(issue_body.body(call.session, changed), status)
