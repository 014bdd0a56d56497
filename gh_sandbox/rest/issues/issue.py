"""Issues, and pull requests where REST treats them as issues: creating, reading, changing."""

from collections.abc import Sequence

from gh_sandbox.errors import FieldError, InvalidError, NotFoundError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import Call, route
from gh_sandbox.rest.issues import issue_body, issue_field_body, issue_input
from gh_sandbox.rules.issues import issue as issues
from gh_sandbox.rules.issues import issue_field_value as values
from gh_sandbox.rules.issues import issue_transfer
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

_ISSUE = "/repos/{owner}/{repo}/issues/{number}"


@route(
    "POST",
    "/repos/{owner}/{repo}/issues",
    "public_repo",
    gives="title!:string|integer type:string|null parent_issue_id:integer "
    f"{issue_input.PROPERTIES}",
)
def create(call: Call) -> Reply:
    """Create an issue; unknown labels are created (reported)."""
    repository = call.repository()
    call.required("title", "Issue")
    parent = call.body.get("parent_issue_id")
    parent_id = None if parent is None else by_database_id(call.session, parent)["id"]
    change = issue_input.change(call, repository)
    id = issues.create(call.session, repository, change, parent_id=parent_id)
    _write_fields(call, call.session.store.get("issue", id))
    return Reply(issue_body.body(call.session, call.session.store.get("issue", id)), 201)


@route("GET", _ISSUE)
def get(call: Call) -> Reply:
    """Return an issue or pull request, or a redirect if it was transferred."""
    return Reply(issue_body.body(call.session, _find_past(call)))


@route(
    "PATCH",
    _ISSUE,
    "public_repo",
    gives="title:string|integer|null state:string state_reason:string|null "
    f"duplicate_issue_id:integer type:string|object|null {issue_input.PROPERTIES}",
)
def update(call: Call) -> Reply:
    """Change an issue or pull request, or redirect if it was transferred."""
    row = _find_past(call)
    issues.update(call.session, row, issue_input.change(call, call.repository()))
    _write_fields(call, row)
    state = call.body.get("state")
    if state == "closed":
        _close(call, row)
    elif state == "open":
        issues.reopen(call.session, row)
    elif state is not None:
        fault = FieldError("Issue", "state", "invalid")
        raise InvalidError(fault, graphql_message="State is invalid")
    return Reply(issue_body.body(call.session, call.session.store.get("issue", row["id"])))


def _write_fields(call: Call, row: Row) -> None:
    """Write issue fields; those that are not given are removed.

    Without push access nothing is written.
    """
    given = "issue_field_values" in call.body
    if given and repositories.allows(call.session, call.repository(), "WRITE"):
        found = issue_field_body.read(call, row)
        values.write(call.session, row, found, replace=True)


def _close(call: Call, row: Row) -> None:
    reason = str(call.body.get("state_reason") or "completed").upper()
    original = call.body.get("duplicate_issue_id") if reason == "DUPLICATE" else None
    duplicate_of = None if original is None else by_database_id(call.session, original)["id"]
    issues.close(call.session, row, reason, duplicate_of)


def _find_past(call: Call) -> Row:
    number = call.number("number")
    if issues.find(call.session, call.repository(), number) is None:
        issue_transfer.look_up(call.session, call.repository(), number)
    return find(call)


def find(call: Call) -> Row:
    """Return the issue or pull request of the path.

    A repository with issues switched off answers 410: PocketHub#57, and GitHub's REST description.
    Unverified: this holds for everything below an issue.
    """
    repository = call.repository()
    row = issues.get(call.session, repository, call.number("number"))
    if not row["is_pull_request"]:
        issues.require_enabled(repository)
    return row


def find_issue(call: Call) -> Row:
    """Return the issue of the path; links between issues do not accept pull requests."""
    row = find(call)
    if row["is_pull_request"]:
        raise NotFoundError
    return row


def by_database_id(session: Session, id: int) -> Row:
    """Return an issue that the viewer may see by its database id; a number is not an id."""
    row = session.found("SELECT * FROM issue WHERE id = ? AND NOT is_pull_request", id)
    if repositories.hides(session, row):
        raise NotFoundError
    return row


def list_linked(call: Call, rows: Sequence[Row]) -> Reply:
    """List the linked issues that the viewer may see."""
    seen = [row for row in rows if not repositories.hides(call.session, row)]
    return call.paged_at_once(seen, lambda shown: issue_body.linked(call.session, shown))


def linked(call: Call, id: int, status: int = 200) -> Reply:
    """Reply to a change of an issue's links with the issue."""
    row = call.session.store.get("issue", id)
    return Reply(issue_body.linked(call.session, [row])[0], status)
