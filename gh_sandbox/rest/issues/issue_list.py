"""Lists of issues and pull requests: of one repository, and of several repositories.

Sources: GitHub's REST description, "List repository issues", "List issues assigned to the
authenticated user" and its two neighbours. Unverified: the errors for unknown users, types and
fields (the one for an unknown milestone is reported), and that authors, assignees and mentioned
users are subscribed.
"""

from collections.abc import Callable, Sequence
from typing import Any

from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.issues import issue_body
from gh_sandbox.rules.owners import issue_field as issue_fields
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.search import issue_filter
from gh_sandbox.session import Session
from gh_sandbox.state.condition import Condition, Where
from gh_sandbox.state.listing import Listing
from gh_sandbox.state.store import Row

_SORTS = {
    "created": "issue.created_at",
    "updated": "issue.updated_at",
    "comments": "(SELECT COUNT(*) FROM comment WHERE issue_id = issue.id)",
}
_COMMON = f"state labels sort direction since {PAGING}"
_Filter = Callable[[Call, Row, str], Condition]


@route(
    "GET",
    "/repos/{owner}/{repo}/issues",
    takes=f"milestone assignee type creator mentioned issue_field_values {_COMMON}",
)
def of_repository(call: Call) -> Reply:
    """List a repository's issues, by default the open ones, newest first."""
    repository = call.repository()
    where = _common(call)
    where.add("issue.repository_id = ?", repository["id"])
    if not repository["has_issues_enabled"]:
        where.add("issue.is_pull_request")
    for name, condition in _FILTERS.items():
        if call.query.get(name):
            where.demand(condition(call, repository, call.query[name]))
    return _shown(call, where, issue_body.bodies)


@route("GET", "/issues", takes=f"filter {_COMMON}", lacks="collab orgs owned pulls")
def of_viewer(call: Call) -> Reply:
    """List issues of all repositories that the viewer sees."""
    return _over(call, lambda _row: True)


@route("GET", "/user/issues", takes=f"filter {_COMMON}")
def of_own(call: Call) -> Reply:
    """List issues of the repositories that the viewer owns or collaborates in."""
    viewer_id = call.session.viewer.id
    return _over(
        call,
        lambda row: row["owner_id"] == viewer_id or repositories.is_collaborator(call.session, row),
    )


@route("GET", "/orgs/{org}/issues", takes=f"filter type {_COMMON}")
def of_organization(call: Call) -> Reply:
    """List issues of an organization's repositories."""
    organization = owners.find(call.session, call.parts["org"], "Organization")
    return _over(call, lambda row: row["owner_id"] == organization["id"], organization)


def _over(call: Call, is_wanted: Callable[[Row], bool], organization: Row | None = None) -> Reply:
    rows = call.session.store.all("SELECT * FROM repository")
    seen = {
        row["id"]: row
        for row in rows
        if is_wanted(row) and repositories.permission(call.session, row) is not None
    }
    where = _common(call)
    where.demand(issue_filter.in_repositories(seen))
    wanted = call.choice("filter", "assigned created mentioned subscribed repos all")
    where.demand(_taking_part(call, wanted))
    if organization is not None and call.query.get("type"):
        where.demand(_by_type(call, organization, call.query["type"]))
    return _shown(call, where, issue_body.with_repository)


def _taking_part(call: Call, how: str) -> Condition:
    """Return the condition for issues in which the viewer takes part in one of some ways."""
    session, login = call.session, call.session.viewer.login
    assigned, created = issue_filter.assigned_to(login), issue_filter.authored_by(login)
    mentioned = issue_filter.mentioning(session, login)
    ways = {
        "assigned": assigned,
        "created": created,
        "mentioned": mentioned,
        "subscribed": issue_filter.any_of(
            assigned, created, mentioned, issue_filter.commented_by(login)
        ),
    }
    return ways.get(how, issue_filter.ANY)


def _common(call: Call) -> Where:
    where = Where()
    state = call.choice("state", "open closed all")
    if state != "all":
        where.add("issue.state = ?", state.upper())
    for name in filter(None, call.query.get("labels", "").split(",")):
        where.demand(issue_filter.labelled(name.strip()))
    since = call.moment("since")
    if since is not None:
        where.demand(issue_filter.updated_since(since))
    return where


def _rows(call: Call, where: Where) -> Listing:
    column = _SORTS[call.choice("sort", "created updated comments")]
    direction = call.choice("direction", "desc asc")
    order = f"{column} {direction}, issue.id {direction}"
    return Listing(call.session.store, "*", f"FROM issue WHERE {where}", order, where.values)


def _shown(
    call: Call, where: Where, bodies: Callable[[Session, Sequence[Row]], list[Any]]
) -> Reply:
    return call.paged_at_once(_rows(call, where), lambda rows: bodies(call.session, rows))


def _by_milestone(call: Call, repository: Row, value: str) -> Condition:
    if value in ("*", "none"):
        return issue_filter.milestoned(in_any=value == "*")
    known = "SELECT 1 FROM milestone WHERE repository_id = ? AND number = ?"
    if call.session.store.one(known, repository["id"], value) is None:
        raise call.invalid("milestone", value)
    return issue_filter.in_milestone("number", int(value))


def _by_assignee(call: Call, _repository: Row, value: str) -> Condition:
    if value in ("*", "none"):
        return issue_filter.assigned(to_anyone=value == "*")
    return issue_filter.assigned_to(_known(call, "assignee", value))


def _by_type(_call: Call, _repository: Row, value: str) -> Condition:
    if value in ("*", "none"):
        return issue_filter.typed(as_any=value == "*")
    return issue_filter.of_type(value)


def _by_creator(call: Call, _repository: Row, value: str) -> Condition:
    return issue_filter.authored_by(_known(call, "creator", value))


def _by_mention(call: Call, _repository: Row, value: str) -> Condition:
    return issue_filter.mentioning(call.session, _known(call, "mentioned", value))


def _by_fields(call: Call, repository: Row, value: str) -> Condition:
    """Read `priority:Urgent,severity:High`; an issue must fulfil all parts."""
    known = {
        row["name"].lower().replace(" ", "-")
        for row in issue_fields.of_owner(call.session, repository["owner_id"])
    }
    where = Where()
    for each in filter(None, value.split(",")):
        slug, colon, wanted = each.strip().partition(":")
        if not colon or slug.lower() not in known:
            raise call.invalid("issue_field_values", each)
        where.demand(issue_filter.in_field(call.session, slug, wanted))
    return str(where), tuple(where.values)


def _known(call: Call, name: str, login: str) -> str:
    if call.session.store.one("SELECT 1 FROM owner WHERE login = ?", login) is None:
        raise call.invalid(name, login)
    return login


_FILTERS: dict[str, _Filter] = {
    "milestone": _by_milestone,
    "assignee": _by_assignee,
    "type": _by_type,
    "creator": _by_creator,
    "mentioned": _by_mention,
    "issue_field_values": _by_fields,
}
