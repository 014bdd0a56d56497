"""The sandbox serves what GitHub publishes of its surface, or says that it does not yet."""

import re
from fnmatch import fnmatchcase

from gh_sandbox.rest import router
from gh_sandbox.rest.call import ROUTES
from tests.contracts import operation, rest


def _served() -> set[str]:
    return {operation.shape(f"{route.method} {route.path}") for route in ROUTES}


def test_every_published_operation_of_the_surface_is_served_or_named_as_missing() -> None:
    unserved = [name for name in operation.claimed() if operation.shape(name) not in _served()]
    assert sorted(unserved) == sorted(operation.lines(operation.MISSING))


def test_every_route_is_an_operation_that_github_has() -> None:
    known = {operation.shape(name) for name in rest.contract().operations}
    # The path of a file may be empty: then it is the root folder.
    known.add("GET /repos/{}/{}/contents")
    # "This resource is also available via a legacy route": GitHub docs, "List commit statuses".
    known.add("GET /repos/{}/{}/statuses/{}")
    # Older than the published ones: octokit.rb's `ref` and `refs`, github3.py's `ref` and `refs`.
    known |= {"GET /repos/{}/{}/git/refs", "GET /repos/{}/{}/git/refs/{}"}
    # Undocumented; `gh gist edit` and `gh gist rename` send it.
    known.add("POST /gists/{}")
    assert _served() - known == set()


def test_every_line_of_the_surface_names_an_operation() -> None:
    ids = [each.id for each in operation.published().values()]
    wanted = operation.lines(operation.SURFACE)
    assert [each for each in wanted if not any(fnmatchcase(id, each) for id in ids)] == []
    assert len(operation.claimed()) > 150


def test_the_whole_surface_is_described() -> None:
    assert set(operation.claimed()) - rest.contract().operations == set()


def test_relating_issues_is_known_though_newer_than_the_description() -> None:
    name = "POST /repos/{owner}/{repo}/issues/{issue_number}/relates_to"
    assert operation.claimed()[name].id == "issues/add-relates-to"
    assert name in rest.contract().operations


def test_what_is_not_served_is_answered_by_nothing_else() -> None:
    """Else a 404 or 422 of another thing would stand in the place of an error that names it."""
    found = router.Router()
    for name, each in operation.published().items():
        path = re.sub(r"\{\w+\}", "7", each.path)
        answering = found.find(each.method, path)
        if answering is not None:
            assert operation.shape(answering[0].path) == operation.shape(each.path), name
