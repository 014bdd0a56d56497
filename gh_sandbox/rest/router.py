"""Finding the route of a request."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cache

from starlette.routing import Match, Route

from gh_sandbox.errors import NotFoundError
from gh_sandbox.missing_features import lacks
from gh_sandbox.rest import call

_REPOSITORY = "/repos/{owner}/{repo}"
# GitHub's routes at paths that other routes match too; a test finds all of them.
_UNSERVED = re.compile(
    r"/user/[a-z_-]+|/repos/[^/]+/[^/]+/(branches/.+/protection/.+"
    r"|commits/.+/branches-where-head|rulesets/rule-suites)"
)


class Router:
    """Finds the route of a method and path; `without` are features that this server lacks."""

    def __init__(self, without: Collection[str] = ()) -> None:
        self._without = without
        self._routes = routes()

    def find(self, method: str, path: str) -> tuple[call.Route, dict[str, str]] | None:
        """Return the route of a request and the parts of its path; None for an unknown path.

        Raises NotFoundError for a feature that this server lacks.
        """
        unserved = _UNSERVED.fullmatch(path) is not None
        scope = {"type": "http", "method": method, "path": path}
        for route, registered in self._routes.get(method, ()):
            if unserved and "{" in registered.path.removeprefix(_REPOSITORY):
                continue
            match, child = route.matches(scope)
            if match is Match.FULL and lacks(registered.path, self._without):
                raise NotFoundError
            if match is Match.FULL:
                parts = {key: str(value) for key, value in child["path_params"].items()}
                return registered, parts
        return None


@cache
def routes() -> Mapping[str, Sequence[tuple[Route, call.Route]]]:
    """Return the routes of each method, in the order in which they are tried."""
    found: dict[str, list[tuple[Route, call.Route]]] = defaultdict(list)
    for each in sorted(call.ROUTES, key=_openness):
        route = Route(each.path, _unused, methods=[each.method])
        for method in route.methods or ():  # Where GET is served, HEAD is too.
            found[method].append((route, each))
    return dict(found)


def _openness(route: call.Route) -> list[bool]:
    """Return a sort key: of two matching routes, the one that is fixed in an earlier part is first.

    A route that matches the whole rest of a path comes after one with a fixed end.
    """
    parts = [part.startswith("{") for part in route.path.split("/")]
    return [*parts, True] if route.path.endswith(":path}") else parts


def _unused() -> None:
    """Satisfy Starlette, which wants an endpoint: the server calls handlers itself."""
