"""Dependencies; ids are database ids of issues in any repository.

A number passed as an id links the issue that happens to have that id, or is a 404.
"""

from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.issues import issue
from gh_sandbox.rules.issues import dependency as dependencies

_DEPENDENCIES = "/repos/{owner}/{repo}/issues/{number}/dependencies"


@route("GET", _DEPENDENCIES + "/blocked_by", takes=PAGING)
def blocked_by(call: Call) -> Reply:
    """List the issues that block this one."""
    return _list(call, "blocked_id", "blocking_id")


@route("GET", _DEPENDENCIES + "/blocking", takes=PAGING)
def blocking(call: Call) -> Reply:
    """List the issues that this issue blocks."""
    return _list(call, "blocking_id", "blocked_id")


@route("POST", _DEPENDENCIES + "/blocked_by", "public_repo", gives="issue_id!")
def add(call: Call) -> Reply:
    """Add a dependency and return the blocked issue (PyGithub's recordings, 2026-06)."""
    blocked = issue.find_issue(call)
    other = issue.by_database_id(call.session, call.integer("issue_id"))
    dependencies.add(call.session, blocked["id"], other["id"])
    return issue.linked(call, blocked["id"], 201)


@route("DELETE", _DEPENDENCIES + "/blocked_by/{issue_id}", "public_repo")
def remove(call: Call) -> Reply:
    """Remove a dependency and return the blocked issue; a missing one is no error (reported)."""
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
