"""Searches of repositories and of users."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.owners import user
from gh_sandbox.rest.repositories import repository
from gh_sandbox.rules.searches import issue_search, repository_search, user_search
from gh_sandbox.search import refusal

T = TypeVar("T")
_RESOURCE = "Search"


@route("GET", "/search/repositories", takes=f"q sort order {PAGING}")
def search_repositories(call: Call) -> Reply:
    """Return the repositories that match a query."""
    text = asked(call)
    sort = call.choice("sort", f"best-match {' '.join(repository_search.SORTS)}", _RESOURCE)
    order = call.choice("order", "desc asc", _RESOURCE)
    if sort != "best-match":
        text += f" sort:{sort}-{order}"
    found = repository_search.find(call.session, text)
    return told(call, found, lambda row: repository.plain(call.session, row))


@route("GET", "/search/users", takes=f"q sort order {PAGING}")
def search_users(call: Call) -> Reply:
    """Return the users and organizations that match a query."""
    text = asked(call)
    call.choice("sort", "best-match followers repositories joined", _RESOURCE)
    call.choice("order", "desc asc", _RESOURCE)
    found = user_search.find(call.session, text)
    return told(call, found, lambda row: user.simple(call.session, row))


def asked(call: Call) -> str:
    """Return the query, or refuse a search without one, or of what does not exist."""
    text = call.query.get("q", "")
    if not text.strip():
        raise refusal.missing()
    issue_search.check_scope(call.session, text)
    return text


def told(call: Call, found: Sequence[T], body: Callable[[T], dict[str, Any]]) -> Reply:
    """Reply with a page of what a search found, the first thousand of it at most."""
    if call.offset >= issue_search.LIMIT:
        raise refusal.beyond(issue_search.LIMIT)
    reply = call.paged(found, lambda each: {**body(each), "score": 1.0})
    answer = {"total_count": len(found), "incomplete_results": False, "items": reply.body}
    return Reply(answer, headers=reply.headers)
