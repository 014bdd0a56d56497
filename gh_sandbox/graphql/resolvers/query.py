"""The root of queries: nodes, addresses, the rate limit, search."""

import re
from typing import Any
from urllib.parse import urlsplit

from gh_sandbox import whole_number
from gh_sandbox.errors import ApiError, NotFoundError, UnimplementedError, unresolved_node
from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import constants, resolves
from gh_sandbox.graphql.resolvers import project
from gh_sandbox.graphql.resolvers.common import Args, Info, loader
from gh_sandbox.rules.issues import issue as issues
from gh_sandbox.rules.issues import milestone as milestones
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.rules.searches import issue_search, repository_search, user_search

constants("Query", {"relay": {}, "id": "Q_sandbox"})
constants("SearchResultItemConnection", {"codeCount": 0, "discussionCount": 0, "wikiCount": 0})
# The count of each type of search.
_COUNTS = {
    "ISSUE": "issueCount",
    "ISSUE_ADVANCED": "issueCount",
    "REPOSITORY": "repositoryCount",
    "USER": "userCount",
}

_PAGE_PATH = re.compile(
    rf"([^/]+)(?:/([^/]+)(?:/(issues|pull|milestone)/({whole_number.PATTERN}))?)?"
)


@resolves("Query.node")
def node(_source: None, info: Info, id: str) -> Entity:
    """Return the thing with a global id, if the viewer may see it."""
    found = loader(info).node(id)
    if not project.is_visible(loader(info), found):
        raise unresolved_node(id)
    return found


@resolves("Query.nodes")
def nodes(_source: None, info: Info, ids: list[str]) -> list[Entity | ApiError]:
    """Return the things with several global ids; an unknown one is null with an error."""
    return [
        unresolved_node(id)
        if isinstance(found, Entity) and not project.is_visible(loader(info), found)
        else found
        for id, found in zip(ids, loader(info).nodes(ids), strict=True)
    ]


@resolves("Query.rateLimit")
def rate_limit(_source: None, info: Info, **_args: bool) -> dict[str, object]:
    """Return the state of the rate limit, including this request."""
    return loader(info).rate


@resolves("Query.resource")
def resource(_source: None, info: Info, url: str) -> Entity:
    """Return the repository, issue, pull request or milestone with a page's address."""
    return by_url(loader(info), url)


def by_url(loader: Loader, url: str) -> Entity:
    """Return the thing with this page, or refuse in GitHub's words."""
    session = loader.session
    try:
        path = urlsplit(url).path.strip("/")
    except ValueError:  # It is no address, such as `https://[`.
        path = ""
    match = _PAGE_PATH.fullmatch(path)
    if match is None:
        raise NotFoundError(f"Could not resolve to a resource with the URL of '{url}'.")
    login, name, kind, number = match.groups()
    if name is None:
        return loader.entity("owner", owners.find(session, login)["id"])
    row = repositories.find(session, login, name)
    if kind is None:
        return loader.entity("repository", row["id"])
    if kind == "milestone":
        return loader.entity("milestone", milestones.get(session, row, int(number))["id"])
    return loader.entity("issue", issues.get(session, row, int(number))["id"])


@resolves("Query.search")
def search(_source: None, info: Info, query: str, type: str, **args: Any) -> Page:
    """Return a search of issues, repositories or users; other types are not implemented."""
    if type not in _COUNTS:
        raise UnimplementedError(
            f"search(type: {type}) is not implemented by the sandbox.", status=200
        )
    page = _found(info, query, type, args)
    page.subject = _COUNTS[type]
    return page


def _found(info: Info, query: str, type: str, args: Args) -> Page:
    session = loader(info).session
    if type == "REPOSITORY":
        ids = [row["id"] for row in repository_search.find(session, query)]
        return _first(info, args, "repository", ids)
    if type == "USER":
        return _first(info, args, "owner", [row["id"] for row in user_search.find(session, query)])
    found = issue_search.find(session, query, is_advanced=type == "ISSUE_ADVANCED")
    page = loader(info).list_page(info, args, "issue", found.ids)
    page.in_all = found.total
    return page


def _first(info: Info, args: Args, source: str, ids: list[int]) -> Page:
    """Return a page of the first thousand results, with the number of all."""
    page = loader(info).list_page(info, args, source, ids[: issue_search.LIMIT])
    page.in_all = len(ids)
    return page


@resolves(*(f"SearchResultItemConnection.{name}" for name in sorted(set(_COUNTS.values()))))
def count(page: Page, info: Info, **_args: Args) -> int:
    """Return the number of things that a search found, of the type that it looked for."""
    return page.in_all if page.subject == info.field_name else 0
