"""The labels of one issue."""

from gh_sandbox.errors import ApiError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.issues import issue, issue_input, label
from gh_sandbox.rules.issues import issue as issues
from gh_sandbox.rules.issues import label as labels
from gh_sandbox.rules.issues.issue import IssueChange
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.state.store import Row

_LABELS = "/repos/{owner}/{repo}/issues/{number}/labels"


@route("GET", _LABELS, takes=PAGING)
def list_all(call: Call) -> Reply:
    """List the labels of an issue."""
    return _shown(call, issue.find(call))


@route("POST", _LABELS, "public_repo", gives="labels!:array", closed=True)
def add(call: Call) -> Reply:
    """Add labels."""
    row = _writable(call)
    added = issue_input.label_ids(call, call.repository(), call.body.get("labels"))
    return _written(call, row, [*issues.label_ids(call.session, row["id"]), *added])


@route("PUT", _LABELS, "public_repo", gives="labels!:array", closed=True)
def replace(call: Call) -> Reply:
    """Replace the labels."""
    row = _writable(call)
    ids = issue_input.label_ids(call, call.repository(), call.body.get("labels"))
    return _written(call, row, ids)


@route("DELETE", _LABELS, "public_repo")
def clear(call: Call) -> Reply:
    """Remove all labels."""
    issues.update(call.session, _writable(call), IssueChange(label_ids=[]))
    return Reply(None, 204)


@route("DELETE", _LABELS + "/{name:path}", "public_repo")
def remove(call: Call) -> Reply:
    """Remove a label, which the issue must have (reported: actions/github-script#105)."""
    row = _writable(call)
    gone = labels.find(call.session, call.repository(), call.parts["name"])
    present = issues.label_ids(call.session, row["id"])
    if gone is None or gone["id"] not in present:
        raise ApiError(404, "Label does not exist", type="NOT_FOUND")
    return _written(call, row, [id for id in present if id != gone["id"]])


def _writable(call: Call) -> Row:
    repositories.require(call.session, call.repository(), "TRIAGE", "AddLabelsToLabelable")
    return issue.find(call)


def _written(call: Call, row: Row, ids: list[int]) -> Reply:
    issues.update(call.session, row, IssueChange(label_ids=ids))
    return _shown(call, row)


def _shown(call: Call, row: Row) -> Reply:
    rows = call.session.store.some("label", issues.label_ids(call.session, row["id"]))
    return call.paged(rows, lambda each: label.body(call.session, each))
