"""Whether a token may use a route: by its scopes, or by its permissions.

Unverified: REST's message for a missing scope; the headers are known. Tokens of installations
cannot use the endpoints of `/user`: GitHub docs, "Generating an installation access token".
Requests without a token: GitHub docs, "Authenticating to the REST API"; GraphQL's refusal as
reported.
"""

import re

from gh_sandbox.access import permission
from gh_sandbox.access.grant import Grant, TokenKind
from gh_sandbox.access.tokens import ANONYMOUS, Viewer
from gh_sandbox.errors import ApiError
from gh_sandbox.exchange.request import Exchange
from gh_sandbox.rest.call import Call, Route

# Routes about the viewer.
_OF_VIEWER = re.compile(r"/(user|issues|notifications)(/(?!\d)|$)")
_GRAPHQL = "https://docs.github.com/graphql/guides/forming-calls-with-graphql"


def anonymous(exchange: Exchange) -> Viewer:
    """Allow reading of public data without a token; refuse everything else with 401."""
    if exchange.is_graphql:
        raise ApiError(
            401,
            "This endpoint requires you to be authenticated.",
            type="UNAUTHORIZED",
            documentation=f"{_GRAPHQL}#authenticating-with-graphql",
        )
    if not exchange.reads or _OF_VIEWER.match(exchange.plain_path):
        raise _unauthenticated()
    return ANONYMOUS


def _unauthenticated() -> ApiError:
    return ApiError(401, "Requires authentication", type="UNAUTHORIZED")


def check(call: Call, route: Route) -> None:
    """Refuse a token that may not use the route."""
    grant = call.session.viewer.grant
    if grant is None:
        _require_scopes(call.session.viewer, route.scopes)
    else:
        _require_permission(call, route, grant)


def _require_scopes(viewer: Viewer, scopes: tuple[str, ...]) -> None:
    if scopes and viewer is ANONYMOUS:
        raise _unauthenticated()
    if scopes and not any(viewer.has(scope) for scope in scopes):
        raise ApiError(
            403,
            f"This endpoint requires one of the scopes: {', '.join(scopes)}",
            type="INSUFFICIENT_SCOPES",
        )


def _require_permission(call: Call, route: Route, grant: Grant) -> None:
    if grant.kind is TokenKind.INSTALLATION and f"{route.path}/".startswith("/user/"):
        raise grant.refusal()
    needed = permission.of_route(route.method, route.path)
    if needed is None:
        return
    permissions, access = needed
    is_public = "repo" in call.parts and not call.repository()["is_private"]
    if access == "write" or not is_public:
        grant.require(permissions, access)
