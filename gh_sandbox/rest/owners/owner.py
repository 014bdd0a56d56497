"""Users and organizations."""

from typing import Any

from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import Call, route
from gh_sandbox.rest.owners import user
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

_OF_ORGANIZATION = (
    "login id node_id avatar_url html_url repos_url events_url type name email public_repos "
    "public_gists followers following created_at updated_at"
)


# Additional properties for an organization's owners; the sandbox cannot change them.
_OF_OWNERS: dict[str, object] = {
    "default_repository_permission": "none",
    "members_allowed_repository_creation_type": "all",
    "plan": {"name": "free", "space": 976_562_499, "private_repos": 10_000},
}
for _value, _names in (
    (0, "collaborators disk_usage owned_private_repos private_gists total_private_repos"),
    (
        True,
        (
            "members_can_create_pages members_can_create_private_pages "
            "members_can_create_private_repositories members_can_create_public_pages "
            "members_can_create_public_repositories members_can_create_repositories"
        ),
    ),
    (
        False,
        (
            "members_can_create_internal_repositories members_can_fork_private_repositories "
            "two_factor_requirement_enabled web_commit_signoff_required"
        ),
    ),
):
    _OF_OWNERS |= dict.fromkeys(_names.split(), _value)


def public(session: Session, row: Row) -> dict[str, Any]:
    """Return the public properties of a user or an organization."""
    repos = session.store.number("SELECT COUNT(*) FROM repository WHERE owner_id = ?", row["id"])
    nothing = ("company", "blog", "location", "hireable", "bio", "twitter_username")
    return {
        **user.simple(session, row),
        "name": row["name"],
        "email": row["email"] or None,
        **dict.fromkeys(nothing),
        "public_repos": repos,
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "created_at": row["created_at"],
        "updated_at": row["created_at"],
    }


def simple_organization(session: Session, row: Row) -> dict[str, Any]:
    """Return GitHub's `organization-simple`, the form in lists."""
    url = f"{session.api}/orgs/{row['login']}"
    known = user.simple(session, row)
    pages = ("repos", "events", "hooks", "issues", "members{/member}", "public_members{/member}")
    return {
        **{name: known[name] for name in ("login", "id", "node_id", "avatar_url")},
        "url": url,
        **{f"{page.split('{')[0]}_url": f"{url}/{page}" for page in pages},
        "description": row["description"] or "",
    }


@route("GET", "/user")
def viewer(call: Call) -> Reply:
    """Return the token's user."""
    row = call.session.store.get("owner", call.session.viewer.id)
    private = ("collaborators", "disk_usage", "owned_private_repos", "private_gists")
    more = {
        **dict.fromkeys((*private, "total_private_repos"), 0),
        "two_factor_authentication": True,
        "notification_email": row["email"] or None,
    }
    return Reply({**public(call.session, row), **more})


@route("GET", "/users/{username}")
def get(call: Call) -> Reply:
    """Return a user or organization."""
    return Reply(public(call.session, owners.find(call.session, call.parts["username"])))


@route("GET", "/orgs/{org}")
def organization(call: Call) -> Reply:
    """Return an organization."""
    row = owners.find(call.session, call.parts["org"], "Organization")
    return Reply(as_organization(call, row))


def as_organization(call: Call, row: Row) -> dict[str, Any]:
    """Return GitHub's `organization-full`, with more for the organization's owners."""
    url = call.url(f"/orgs/{row['login']}")
    found = public(call.session, row)
    # GitHub's description says that its name and address are texts and optional.
    body = {key: found[key] for key in _OF_ORGANIZATION.split() if found[key] is not None}
    for page in ("hooks", "issues", "members{/member}", "public_members{/member}"):
        body[f"{page.split('{')[0]}_url"] = f"{url}/{page}"
    flags: dict[str, object] = {
        "has_organization_projects": True,
        "has_repository_projects": True,
        "is_verified": False,
    }
    if owners.is_member(call.session, row["id"], admin=True):
        flags |= {**_OF_OWNERS, "billing_email": row["email"] or None}
    return {**body, **flags, "url": url, "description": row["description"], "archived_at": None}
