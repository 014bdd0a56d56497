"""Sub-issues; ids in bodies are database ids, not numbers."""

from gh_sandbox.errors import NotFoundError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.issues import issue, issue_body
from gh_sandbox.rules.issues import sub_issue as sub_issues

_ISSUE = "/repos/{owner}/{repo}/issues/{number}"


@route("GET", _ISSUE + "/sub_issues", takes=PAGING)
def list_all(call: Call) -> Reply:
    """List the sub-issues in their order."""
    rows = call.session.store.all(
        "SELECT issue.* FROM issue JOIN sub_issue ON issue_id = issue.id "
        "WHERE parent_id = ? ORDER BY position",
        issue.find(call)["id"],
    )
    return issue.list_linked(call, rows)


@route("GET", _ISSUE + "/parent")
def parent(call: Call) -> Reply:
    """Return the parent (unverified: with its repository, as listed sub-issues have)."""
    parent_id = sub_issues.parent_id(call.session, issue.find(call)["id"])
    if parent_id is None:
        raise NotFoundError
    row = issue.by_database_id(call.session, parent_id)
    return Reply(issue_body.with_repository(call.session, [row])[0])


@route(
    "POST",
    _ISSUE + "/sub_issues",
    "public_repo",
    gives="sub_issue_id! replace_parent:boolean",
)
def add(call: Call) -> Reply:
    """Make an issue a sub-issue; both must have the same owner (GitHub's REST description)."""
    above = issue.find(call)
    child = issue.by_database_id(call.session, call.integer("sub_issue_id"))
    store = call.session.store
    owners = {store.get("repository", row["repository_id"])["owner_id"] for row in (above, child)}
    if len(owners) > 1:
        raise NotFoundError
    replace = bool(call.body.get("replace_parent"))
    sub_issues.add(call.session, above["id"], child["id"], replace_parent=replace)
    return issue.linked(call, above["id"], 201)


@route("DELETE", _ISSUE + "/sub_issue", "public_repo", gives="sub_issue_id!")
def remove(call: Call) -> Reply:
    """Remove a sub-issue from its parent."""
    above = issue.find(call)
    child = issue.by_database_id(call.session, call.integer("sub_issue_id"))
    sub_issues.remove(call.session, above["id"], child["id"])
    return issue.linked(call, above["id"])


@route(
    "PATCH",
    _ISSUE + "/sub_issues/priority",
    "public_repo",
    gives="sub_issue_id! after_id before_id",
)
def reprioritize(call: Call) -> Reply:
    """Move a sub-issue among its siblings."""
    above = issue.find(call)
    places = {
        name: issue.by_database_id(call.session, call.integer(name))["id"]
        for name in ("after_id", "before_id")
        if call.body.get(name) is not None
    }
    child = issue.by_database_id(call.session, call.integer("sub_issue_id"))
    sub_issues.reprioritize(call.session, above["id"], child["id"], **places)
    return issue.linked(call, above["id"])
