"""All routes: the list names every module that registers some."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cache

from starlette.routing import Match, Route

from gh_sandbox.errors import NotFoundError
from gh_sandbox.missing_features import lacks
from gh_sandbox.rest import administration, call, gist, nothing, reaction, root, timeline
from gh_sandbox.rest.commits import (
    check_run,
    commit,
    commit_comment,
    commit_status,
    content,
    contributor,
    git_object,
    git_ref,
    git_tag,
)
from gh_sandbox.rest.issues import (
    assignee,
    comment,
    dependency,
    issue,
    issue_field_value,
    issue_label,
    issue_list,
    label,
    lock,
    milestone,
    relation,
    sub_issue,
)
from gh_sandbox.rest.owners import collaborator, issue_field, issue_type, membership, owner, team
from gh_sandbox.rest.projects import project, project_field, project_item, project_view
from gh_sandbox.rest.pull_requests import branch, pull_request, review, review_comment
from gh_sandbox.rest.releases import release, release_asset
from gh_sandbox.rest.repositories import attention, hook, repository, repository_list
from gh_sandbox.rest.searches import search, search_content, search_repository
from gh_sandbox.rest.workflows import (
    organization_secret,
    organization_value,
    organization_variable,
    secret,
    variable,
    workflow,
    workflow_job,
    workflow_run,
)

_REPOSITORY = "/repos/{owner}/{repo}"
# Importing a module registers its routes.
KINDS = (
    administration,
    assignee,
    attention,
    branch,
    check_run,
    comment,
    dependency,
    collaborator,
    commit,
    commit_comment,
    commit_status,
    content,
    contributor,
    gist,
    git_object,
    git_ref,
    git_tag,
    hook,
    issue,
    issue_field,
    issue_field_value,
    issue_label,
    issue_list,
    issue_type,
    label,
    lock,
    membership,
    milestone,
    nothing,
    organization_secret,
    organization_value,
    organization_variable,
    owner,
    project,
    project_field,
    project_item,
    project_view,
    pull_request,
    reaction,
    relation,
    release,
    release_asset,
    repository,
    repository_list,
    review,
    review_comment,
    root,
    search,
    search_content,
    search_repository,
    secret,
    sub_issue,
    team,
    timeline,
    variable,
    workflow,
    workflow_job,
    workflow_run,
)


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
