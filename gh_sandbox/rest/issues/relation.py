"""Relations ("related to"); ids are database ids of issues in any repository.

Source: GitHub's REST description of October 2026 (GitHubKit-schemas 26.10.21). Unverified: adding
and removing answer with the issue of the path, as for dependencies.
"""

from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.issues import issue
from gh_sandbox.rules.issues import relation as relations

_RELATES_TO = "/repos/{owner}/{repo}/issues/{number}/relates_to"


@route("GET", _RELATES_TO, takes=PAGING)
def list_all(call: Call) -> Reply:
    """List the related issues, the latest relation first."""
    rows = call.session.store.all(
        "SELECT issue.* FROM issue JOIN relation ON issue.id = related_id "
        "WHERE issue_id = ? ORDER BY relation.id DESC",
        issue.find(call)["id"],
    )
    return issue.list_linked(call, rows)


@route("POST", _RELATES_TO, "public_repo", gives="issue_id!")
def add(call: Call) -> Reply:
    """Add a relation and return the issue."""
    row = issue.find_issue(call)
    other = issue.by_database_id(call.session, call.integer("issue_id"))
    relations.add(call.session, row["id"], other["id"])
    return issue.linked(call, row["id"], 201)


@route("DELETE", _RELATES_TO + "/{issue_id}", "public_repo")
def remove(call: Call) -> Reply:
    """Remove a relation and return the issue."""
    row = issue.find_issue(call)
    other = issue.by_database_id(call.session, call.number("issue_id"))
    relations.remove(call.session, row["id"], other["id"])
    return issue.linked(call, row["id"])
