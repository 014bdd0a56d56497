"""The values of issues in the issue fields of their organization."""

from gh_sandbox.errors import NotFoundError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.issues import issue, issue_field_body
from gh_sandbox.rules.issues import issue_field_value as values
from gh_sandbox.state.store import Row

_VALUES = "/repos/{owner}/{repo}/issues/{number}/issue-field-values"


@route("GET", _VALUES, takes=PAGING)
def list_all(call: Call) -> Reply:
    """List an issue's values."""
    return _shown(call, issue.find_issue(call))


@route("POST", _VALUES, "public_repo", gives="issue_field_values:array")
def add(call: Call) -> Reply:
    """Set values and keep the others."""
    row = issue.find_issue(call)
    values.write(call.session, row, issue_field_body.read(call, row))
    return _shown(call, row)


@route("PUT", _VALUES, "public_repo", gives="issue_field_values:array")
def replace(call: Call) -> Reply:
    """Set values and remove the others."""
    row = issue.find_issue(call)
    values.write(call.session, row, issue_field_body.read(call, row), replace=True)
    return _shown(call, row)


@route("DELETE", _VALUES + "/{issue_field_id}", "public_repo")
def remove(call: Call) -> Reply:
    """Remove a value, which must exist (unverified: 404 where it does not)."""
    row = issue.find_issue(call)
    field_id = call.number("issue_field_id")
    present = values.of_issues(call.session, [row]).get(row["id"], [])
    if field_id not in [each.row["field_id"] for each in present]:
        raise NotFoundError
    values.write(call.session, row, {field_id: None})
    return Reply(None, 204)


def _shown(call: Call, row: Row) -> Reply:
    found = values.of_issues(call.session, [row]).get(row["id"], [])
    shown = [issue_field_body.body(each, row["repository_id"]) for each in found]
    return Reply(shown)
