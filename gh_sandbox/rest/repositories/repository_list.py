"""Lists of repositories: of an organization, of a user, and of the viewer.

Source: GitHub's REST description, "List organization repositories", "List repositories for a user"
and "List repositories for the authenticated user". The sandbox has no forks.
"""

from collections.abc import Callable

from gh_sandbox.errors import UnprocessableError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.repositories import repository
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.state.store import Row

_COMMON = f"type sort direction {PAGING}"
_SORTS = {
    "created": "created_at",
    "updated": "updated_at",
    "pushed": "pushed_at",
    "full_name": "(SELECT login FROM owner WHERE owner.id = owner_id) || '/' || name",
}
_AFFILIATIONS = ("owner", "collaborator", "organization_member")


@route("GET", "/orgs/{org}/repos", takes=_COMMON)
def of_organization(call: Call) -> Reply:
    """List an organization's repositories, the newest first."""
    organization = owners.find(call.session, call.parts["org"], "Organization")
    kind = call.choice("type", "all public private forks sources member")
    tests: dict[str, Callable[[Row], bool]] = {
        "public": lambda row: not row["is_private"],
        "private": lambda row: bool(row["is_private"]),
        "forks": lambda _row: False,
        "member": lambda row: repositories.is_collaborator(call.session, row),
    }
    for name in ("all", "sources"):
        tests[name] = lambda _row: True
    return _list(
        call,
        lambda row: row["owner_id"] == organization["id"] and tests[kind](row),
        "created updated pushed full_name",
    )


@route("GET", "/users/{username}/repos", takes=_COMMON)
def of_user(call: Call) -> Reply:
    """List a user's repositories by name."""
    user = owners.find(call.session, call.parts["username"])
    kind = call.choice("type", "owner all member")

    def is_wanted(row: Row) -> bool:
        owns = row["owner_id"] == user["id"]
        works = repositories.is_collaborator(call.session, row, user["id"])
        return (owns and kind != "member") or (works and kind != "owner")

    return _list(call, is_wanted, "full_name created updated pushed")


@route("GET", "/user/repos", takes=f"visibility affiliation since before {_COMMON}")
def of_viewer(call: Call) -> Reply:
    """List the viewer's repositories: owned, collaborated in, or of an organization."""
    kind = call.choice("type", "all owner public private member")
    if "type" in call.query and ("visibility" in call.query or "affiliation" in call.query):
        text = "If you specify visibility or affiliation, you cannot specify type."
        raise UnprocessableError(text)
    visibility = call.choice("visibility", "all public private")
    if kind in ("public", "private"):
        visibility = kind
    affiliations = _affiliations(call, kind)
    since, before = call.moment("since") or "", call.moment("before") or "9"

    def is_wanted(row: Row) -> bool:
        return (
            visibility in ("all", "private" if row["is_private"] else "public")
            and since <= row["updated_at"] < before
            and _affiliation(call, row) in affiliations
        )

    return _list(call, is_wanted, "full_name created updated pushed")


def _affiliations(call: Call, kind: str) -> tuple[str, ...]:
    if kind in ("owner", "member"):
        return _AFFILIATIONS[:1] if kind == "owner" else _AFFILIATIONS[1:]
    given = [each.strip() for each in call.query.get("affiliation", "").split(",") if each.strip()]
    for each in given:
        if each not in _AFFILIATIONS:
            raise call.invalid("affiliation", each, "Repository")
    return tuple(given) or _AFFILIATIONS


def _affiliation(call: Call, row: Row) -> str | None:
    """Return the viewer's affiliation with a repository."""
    if row["owner_id"] == call.session.viewer.id:
        return "owner"
    if repositories.is_collaborator(call.session, row):
        return "collaborator"
    return "organization_member" if owners.is_member(call.session, row["owner_id"]) else None


def _list(call: Call, is_wanted: Callable[[Row], bool], sorts: str) -> Reply:
    """List the matching visible repositories; names ascend by default, times descend."""
    sort = call.choice("sort", sorts)
    directions = "asc desc" if sort == "full_name" else "desc asc"
    direction = call.choice("direction", directions)
    rows = call.session.store.all(
        f"SELECT * FROM repository ORDER BY {_SORTS[sort]} COLLATE NOCASE {direction}, id"
    )
    seen = [
        row
        for row in rows
        if is_wanted(row) and repositories.permission(call.session, row) is not None
    ]
    return call.paged(seen, lambda row: repository.plain(call.session, row))
