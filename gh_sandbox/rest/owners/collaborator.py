"""The collaborators of a repository, and the members of an organization.

Sources: GitHub's REST description, "Collaborators" and "Organization members"; the refusals as
PyGithub recorded them in 2018. Unverified: members of an organization are collaborators of its
public repositories.
"""

from typing import Any

from gh_sandbox.errors import (
    ApiError,
    FieldError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
)
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.owners import owner, user
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.state.store import Row

_COLLABORATORS = "/repos/{owner}/{repo}/collaborators"
_MEMBERS = "/orgs/{org}/members"
_PERMISSIONS = ("pull", "triage", "push", "maintain", "admin")
# The names of the levels where the API knows only three.
_OF_THREE = {"TRIAGE": "read", "MAINTAIN": "write"}
_NONE = "none"


@route("GET", _COLLABORATORS, takes=f"affiliation permission {PAGING}")
def list_all(call: Call) -> Reply:
    """List the collaborators of a repository, by login."""
    repository = _pushable(call, "Must have push access to view repository collaborators.")
    affiliation = call.choice("affiliation", "all direct outside")
    wanted = call.query.get("permission")
    if wanted and wanted not in _PERMISSIONS:
        raise call.invalid("permission", wanted, "Collaborator")
    levels = repositories.levels(call.session, repository)
    rows = call.session.store.some("owner", levels)
    invited = repositories.invited_ids(call.session, repository)
    members = owners.member_ids(call.session, repository["owner_id"])
    shown = [
        row
        for row in sorted(rows, key=lambda row: str(row["login"]).lower())
        if (affiliation == "all" or row["id"] in invited or row["id"] == repository["owner_id"])
        and (affiliation != "outside" or row["id"] not in members)
        and (not wanted or _permissions(levels[row["id"]])[wanted])
    ]
    return call.paged(shown, lambda row: _collaborator(call, row, levels[row["id"]]))


@route("GET", _COLLABORATORS + "/{username}")
def check(call: Call) -> Reply:
    """Answer 204 if a user is a collaborator, else 404."""
    row = owners.find(call.session, call.parts["username"])
    if row["id"] not in repositories.levels(call.session, call.repository()):
        raise ApiError(404, f"{row['login']} is not a user", type="NOT_FOUND")
    return Reply(None, 204)


@route(
    "PUT",
    _COLLABORATORS + "/{username}",
    "public_repo",
    gives="permission:string",
)
def add(call: Call) -> Reply:
    """Add a collaborator, or change the level of one.

    GitHub invites a user who is no collaborator yet (201) and waits for the answer. Nobody answers
    in the sandbox, so the user becomes a collaborator immediately, and the answer is the one for an
    existing collaborator (204).
    """
    repository, row = _administered(call), owners.find(call.session, call.parts["username"])
    if row["id"] == repository["owner_id"]:
        raise _unfit("Repository owner cannot be a collaborator")
    name = call.body.get("permission", "push")
    if name not in _PERMISSIONS:
        raise _unfit(f"{name} is not a permission")
    level = repositories.LEVELS[_PERMISSIONS.index(name)]
    repositories.invite(call.session, repository, row["id"], level)
    return Reply(None, 204)


@route("DELETE", _COLLABORATORS + "/{username}", "public_repo")
def remove(call: Call) -> Reply:
    """Remove a collaborator; a user who is none changes nothing (unverified)."""
    repository, row = _administered(call), owners.find(call.session, call.parts["username"])
    repositories.dismiss(call.session, repository, row["id"])
    return Reply(None, 204)


@route("GET", _COLLABORATORS + "/{username}/permission")
def permission(call: Call) -> Reply:
    """Return a user's permission in a repository; everybody may read a public one."""
    repository = _pushable(call, "Must have push access to view collaborator permission.")
    row = owners.find(call.session, call.parts["username"])
    level = repositories.levels(call.session, repository).get(row["id"])
    if level is None and not repository["is_private"]:
        level = "READ"
    shown = user.simple(call.session, row) if level is None else _collaborator(call, row, level)
    role = _NONE if level is None else level.lower()
    known = {"role_name": role, "permissions": _permissions(level)}
    held = _OF_THREE.get(level or "", role)
    return Reply({"permission": held, "user": {**shown, **known}, "role_name": role})


@route("GET", _MEMBERS, takes=f"filter role {PAGING}")
def members(call: Call) -> Reply:
    """List the members of an organization; other viewers see only the public members."""
    organization = owners.find(call.session, call.parts["org"], "Organization")
    role = call.choice("role", "all admin member")
    if call.choice("filter", "all 2fa_disabled 2fa_insecure") != "all":
        return Reply([])
    rows = call.session.store.all(
        "SELECT owner.* FROM owner JOIN member ON user_id = owner.id WHERE organization_id = ?1 "
        "AND ?2 IN ('ALL', role) ORDER BY login",
        organization["id"],
        role.upper(),
    )
    seen = [row for row in rows if _is_seen(call, organization, row)]
    return call.paged(seen, lambda row: user.simple(call.session, row))


def _is_seen(call: Call, organization: Row, row: Row) -> bool:
    if owners.is_member(call.session, organization["id"]):
        return True
    known = "SELECT 1 FROM private_member WHERE organization_id = ? AND user_id = ?"
    return call.session.store.one(known, organization["id"], row["id"]) is None


@route("GET", _MEMBERS + "/{username}")
def check_member(call: Call) -> Reply:
    """Answer 204 if a user is a member of an organization, else 404."""
    organization = owners.find(call.session, call.parts["org"], "Organization")
    text = "User does not exist or is not a member of the organization"
    refusal = ApiError(404, text, type="NOT_FOUND")
    try:
        row = owners.find(call.session, call.parts["username"], "User")
    except NotFoundError as error:
        raise refusal from error
    belongs = row["id"] in owners.member_ids(call.session, organization["id"])
    if not belongs or not _is_seen(call, organization, row):
        raise refusal
    return Reply(None, 204)


@route("GET", "/user/orgs", "read:org", "user", takes=PAGING)
def of_viewer(call: Call) -> Reply:
    """List the viewer's organizations."""
    return _organizations(call, call.session.viewer.id)


@route("GET", "/users/{username}/orgs", takes=PAGING)
def of_user(call: Call) -> Reply:
    """List the organizations in which a user is a public member."""
    row = owners.find(call.session, call.parts["username"])
    return _organizations(call, row["id"], public=True)


def _organizations(call: Call, user_id: int, *, public: bool = False) -> Reply:
    hidden = "SELECT organization_id FROM private_member WHERE user_id = ?1"
    rows = call.session.store.all(
        "SELECT owner.* FROM owner JOIN member ON organization_id = owner.id WHERE user_id = ?1 "
        f"AND NOT (?2 AND owner.id IN ({hidden})) ORDER BY owner.id",
        user_id,
        int(public),
    )
    return call.paged(rows, lambda row: owner.simple_organization(call.session, row))


@route("GET", "/user/{account_id}")
def by_id(call: Call) -> Reply:
    """Return a user or an organization by its id."""
    row = call.session.store.one("SELECT * FROM owner WHERE id = ?", call.number("account_id"))
    if row is None:
        raise NotFoundError
    return Reply(owner.public(call.session, row))


def _administered(call: Call) -> Row:
    repository = call.repository()
    repositories.require(call.session, repository, "ADMIN", "AddCollaborator")
    return repository


def _unfit(text: str) -> InvalidError:
    fault = FieldError("Repository", "permission", "invalid", text)
    return InvalidError(fault, graphql_message=text)


def _pushable(call: Call, refusal: str) -> Row:
    repository = call.repository()
    if not repositories.allows(call.session, repository, "WRITE"):
        raise ForbiddenError(refusal)
    return repository


def _permissions(level: str | None) -> dict[str, bool]:
    held = -1 if level is None else repositories.LEVELS.index(level)
    return {name: index <= held for index, name in enumerate(_PERMISSIONS)}


def _collaborator(call: Call, row: Row, level: str) -> dict[str, Any]:
    shown = user.simple(call.session, row)
    return {**shown, "permissions": _permissions(level), "role_name": level.lower()}
