"""Whether a token may use a route: by its scopes, or by its permissions.

REST's wording for a missing scope is unverified, the headers are known. "Endpoints of `/user`" are
not for installations: GitHub docs, "Generating an installation access token".
"""

from gh_sandbox import permission
from gh_sandbox.errors import ApiError
from gh_sandbox.grant import Grant, Kind
from gh_sandbox.rest.call import Call, Route
from gh_sandbox.tokens import Viewer


def check(call: Call, route: Route) -> None:
    """Refuse a token that may not."""
    grant = call.session.viewer.grant
    if grant is None:
        _require_scopes(call.session.viewer, route.scopes)
    else:
        _require_permission(call, route, grant)


def _require_scopes(viewer: Viewer, scopes: tuple[str, ...]) -> None:
    if scopes and not any(viewer.has(scope) for scope in scopes):
        raise ApiError(
            403,
            f"This endpoint requires one of the scopes: {', '.join(scopes)}",
            type="INSUFFICIENT_SCOPES",
        )


def _require_permission(call: Call, route: Route, grant: Grant) -> None:
    if grant.kind is Kind.INSTALLATION and f"{route.path}/".startswith("/user/"):
        raise grant.refusal()
    needed = permission.of_route(route.method, route.path)
    if needed is None:
        return
    permissions, access = needed
    is_public = "repo" in call.parts and not call.repository()["is_private"]
    if access == "write" or not is_public:
        grant.require(permissions, access)
