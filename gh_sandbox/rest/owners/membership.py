"""Memberships in organizations: the roles of their members.

Source: GitHub's REST description, "Organization members". The sandbox has no invitations: a
membership is active or does not exist.
"""

from typing import Any

from gh_sandbox.errors import NotFoundError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.owners import owner, user
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.state.store import Row

_OF_VIEWER = "/user/memberships/orgs"


@route("GET", "/orgs/{org}/memberships/{username}", "read:org")
def get(call: Call) -> Reply:
    """Return a member's role; only members may ask."""
    organization = owners.find(call.session, call.parts["org"], "Organization")
    if not owners.is_member(call.session, organization["id"]):
        raise NotFoundError
    member = owners.find(call.session, call.parts["username"], "User")
    return Reply(_body(call, _found(call, organization, member)))


@route("GET", _OF_VIEWER, "read:org", "user", takes=f"state {PAGING}")
def list_own(call: Call) -> Reply:
    """List the viewer's memberships."""
    known = "SELECT * FROM member WHERE user_id = ? ORDER BY organization_id"
    rows = call.session.store.all(known, call.session.viewer.id)
    shown = [] if call.query.get("state") == "pending" else rows
    return call.paged(shown, lambda row: _body(call, row))


@route("GET", f"{_OF_VIEWER}/{{org}}", "read:org", "user")
def get_own(call: Call) -> Reply:
    """Return the viewer's membership in an organization."""
    organization = owners.find(call.session, call.parts["org"], "Organization")
    viewer = owners.get(call.session, call.session.viewer.id)
    return Reply(_body(call, _found(call, organization, viewer)))


def _found(call: Call, organization: Row, member: Row) -> Row:
    known = "SELECT * FROM member WHERE organization_id = ? AND user_id = ?"
    return call.session.found(known, organization["id"], member["id"])


def _body(call: Call, row: Row) -> dict[str, Any]:
    """Return GitHub's `org-membership`."""
    organization = owner.simple_organization(
        call.session, owners.get(call.session, row["organization_id"])
    )
    member = user.by_id(call.session, row["user_id"])
    login = member["login"] if member else ""
    return {
        "url": f"{organization['url']}/memberships/{login}",
        "state": "active",
        "role": str(row["role"]).lower(),
        "organization_url": organization["url"],
        "organization": organization,
        "user": member,
    }
