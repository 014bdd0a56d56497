"""The teams of organizations, which only their members see. Teams have no members here."""

from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.errors import NotFoundError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.owners import owner
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.session import WEB
from gh_sandbox.state.store import Row

_TEAMS = "/orgs/{org}/teams"
_TEAM = _TEAMS + "/{team_slug}"


def _body(call: Call, row: Row) -> dict[str, Any]:
    """Return GitHub's `team`."""
    login = call.session.store.get("owner", row["owner_id"])["login"]
    url = call.url(f"/organizations/{row['owner_id']}/team/{row['id']}")
    return {
        "id": row["id"],
        "node_id": identifiers.encode("Team", row["id"], within=row["owner_id"]),
        "url": url,
        "html_url": f"{WEB}/orgs/{login}/teams/{row['slug']}",
        "name": row["name"],
        "slug": row["slug"],
        "description": None,
        "privacy": "closed",
        "notification_setting": "notifications_enabled",
        "permission": "pull",
        "members_url": f"{url}/members{{/member}}",
        "repositories_url": f"{url}/repos",
        "type": "organization",
        "organization_id": row["owner_id"],
        "parent": None,
    }


@route("GET", _TEAMS, "read:org", takes=f"team_type {PAGING}")
def list_all(call: Call) -> Reply:
    """List the teams by name; all are of the type `organization`."""
    kind = call.choice("team_type", "all enterprise organization", "Team")
    rows = call.session.store.all(
        "SELECT * FROM team WHERE owner_id = ? ORDER BY name", _organization(call)["id"]
    )
    return call.paged(rows if kind != "enterprise" else [], lambda row: _body(call, row))


@route("GET", _TEAM, "read:org")
def get(call: Call) -> Reply:
    """Return a team."""
    row = _find(call)
    organization = call.session.store.get("owner", row["owner_id"])
    more = {
        "members_count": 0,
        "repos_count": 0,
        "created_at": row["created_at"],
        "updated_at": row["created_at"],
        "organization": owner.as_organization(call, organization),
    }
    return Reply({**_body(call, row), **more})


@route("GET", _TEAM + "/members", "read:org", takes=f"role {PAGING}")
@route("GET", _TEAM + "/repos", "read:org", takes=PAGING)
def things_of(call: Call) -> Reply:
    """List the members, or the repositories, of a team: none."""
    _find(call)
    return Reply([])


@route("GET", "/user/teams", "read:org", takes=PAGING)
def of_viewer(_call: Call) -> Reply:
    """List the viewer's teams: none."""
    return Reply([])


@route("GET", "/repos/{owner}/{repo}/teams", takes=PAGING)
def of_repository(call: Call) -> Reply:
    """List the teams that work in a repository: none."""
    call.repository()
    return Reply([])


def _organization(call: Call) -> Row:
    row = owners.find(call.session, call.parts["org"], "Organization")
    if not owners.is_member(call.session, row["id"]):
        raise NotFoundError
    return row


def _find(call: Call) -> Row:
    known = "SELECT * FROM team WHERE owner_id = ? AND slug = ?"
    return call.session.found(known, _organization(call)["id"], call.parts["team_slug"])
