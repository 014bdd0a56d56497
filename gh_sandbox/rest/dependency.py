"""Dependencies; ids are database ids, of any repository.

A number passed for an id links whatever issue has that id, or is a 404 where none has.
"""

from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest import issue
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rules import dependency as dependencies

_DEPENDENCIES = "/repos/{owner}/{repo}/issues/{number}/dependencies"


@route("GET", _DEPENDENCIES + "/blocked_by", takes=PAGING)
def blocked_by(call: Call) -> Reply:
    """List the issues that block this one."""
    return _list(call, "blocked_id", "blocking_id")


@route("GET", _DEPENDENCIES + "/blocking", takes=PAGING)
def blocking(call: Call) -> Reply:
    """List the issues that this one blocks."""
    return _list(call, "blocking_id", "blocked_id")


@route("POST", _DEPENDENCIES + "/blocked_by", "public_repo", gives="issue_id!")
def add(call: Call) -> Reply:
    """Say that the issue is blocked by another, and return it (PyGithub's recordings, 2026-06)."""
    blocked = issue.find_issue(call)
    other = issue.by_database_id(call.session, call.integer("issue_id"))
    dependencies.add(call.session, blocked["id"], other["id"])
    return issue.linked(call, blocked["id"], 201)


@route("DELETE", _DEPENDENCIES + "/blocked_by/{issue_id}", "public_repo")
def remove(call: Call) -> Reply:
    """Say so no longer, and return the issue; it is no error when it was not said (reported)."""
    blocked = issue.find_issue(call)
    other = issue.by_database_id(call.session, call.number("issue_id"))
    dependencies.remove(call.session, blocked["id"], other["id"])
    return issue.linked(call, blocked["id"])


def _list(call: Call, own: str, other: str) -> Reply:
    rows = call.session.store.all(
        f"SELECT issue.* FROM issue JOIN dependency ON issue.id = {other} "
        f"WHERE {own} = ? ORDER BY dependency.id DESC",
        issue.find(call)["id"],
    )
    return issue.list_linked(call, rows)
