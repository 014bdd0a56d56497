"""Stars, and subscriptions to repositories."""

from typing import Any

from gh_sandbox.errors import NotFoundError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.http import media_type
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.owners import user
from gh_sandbox.rest.repositories import repository
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.rules.repositories import attention
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.state.store import Row

_STARRED = "/user/starred/{holder}/{name}"
_SUBSCRIPTION = "/repos/{owner}/{repo}/subscription"
_SORTS = {"created": "star.created_at", "updated": "repository.updated_at"}


@route("GET", _STARRED)
def check(call: Call) -> Reply:
    """Answer 204 if the viewer has starred a repository, else 404."""
    if not attention.has_starred(call.session, _named(call)["id"]):
        raise NotFoundError
    return Reply(None, 204)


@route("PUT", _STARRED, "public_repo")
def star(call: Call) -> Reply:
    """Star a repository."""
    attention.star(call.session, _named(call))
    return Reply(None, 204)


@route("DELETE", _STARRED, "public_repo")
def unstar(call: Call) -> Reply:
    """Remove the viewer's star."""
    attention.unstar(call.session, _named(call))
    return Reply(None, 204)


def _named(call: Call) -> Row:
    """Return the repository of the path, by its present or a former name."""
    return repositories.find(call.session, call.parts["holder"], call.parts["name"])


@route("GET", "/user/starred", takes=f"sort direction {PAGING}")
def of_viewer(call: Call) -> Reply:
    """List the repositories that the viewer has starred, the latest star first by default."""
    return _starred(call, call.session.viewer.id)


@route("GET", "/users/{username}/starred", takes=f"sort direction {PAGING}")
def of_user(call: Call) -> Reply:
    """List the repositories that a user has starred and that the viewer can see."""
    return _starred(call, owners.find(call.session, call.parts["username"])["id"])


def _starred(call: Call, user_id: int) -> Reply:
    column = _SORTS[call.choice("sort", "created updated", "Repository")]
    direction = call.choice("direction", "desc asc", "Repository")
    rows = call.session.store.all(
        "SELECT repository.*, star.created_at AS starred_at FROM star "
        "JOIN repository ON repository.id = repository_id "
        f"WHERE user_id = ? ORDER BY {column} {direction}, repository.id {direction}",
        user_id,
    )
    seen = [row for row in rows if repositories.permission(call.session, row) is not None]
    return call.paged(
        seen, lambda row: _with_time(call, row, "repo", repository.plain(call.session, row))
    )


@route("GET", "/repos/{owner}/{repo}/stargazers", takes=PAGING)
def stargazers(call: Call) -> Reply:
    """List the users who have starred a repository, oldest star first."""
    rows = call.session.store.all(
        "SELECT owner.*, star.created_at AS starred_at FROM star JOIN owner ON owner.id = user_id "
        "WHERE repository_id = ? ORDER BY star.created_at, owner.id",
        call.repository()["id"],
    )
    return call.paged(
        rows, lambda row: _with_time(call, row, "user", user.simple(call.session, row))
    )


@route("GET", "/repos/{owner}/{repo}/subscribers", takes=PAGING)
def subscribers(call: Call) -> Reply:
    """List the users who watch a repository."""
    rows = call.session.store.all(
        "SELECT owner.* FROM subscription JOIN owner ON owner.id = user_id "
        "WHERE repository_id = ? AND NOT is_ignored ORDER BY subscription.created_at, owner.id",
        call.repository()["id"],
    )
    return call.paged(rows, lambda row: user.simple(call.session, row))


@route("GET", "/user/subscriptions", takes=PAGING)
def watched_by_viewer(call: Call) -> Reply:
    """List the repositories that the viewer watches."""
    return _watched(call, call.session.viewer.id)


@route("GET", "/users/{username}/subscriptions", takes=PAGING)
def watched_by_user(call: Call) -> Reply:
    """List the repositories that a user watches and that the viewer can see."""
    return _watched(call, owners.find(call.session, call.parts["username"])["id"])


def _watched(call: Call, user_id: int) -> Reply:
    rows = call.session.store.all(
        "SELECT repository.* FROM subscription JOIN repository ON repository.id = repository_id "
        "WHERE user_id = ? AND NOT is_ignored ORDER BY repository.id",
        user_id,
    )
    seen = [row for row in rows if repositories.permission(call.session, row) is not None]
    return call.paged(seen, lambda row: repository.plain(call.session, row))


def _with_time(call: Call, row: Row, name: str, shown: dict[str, Any]) -> dict[str, Any]:
    """Return what was starred or who did it, under its name beside the time if that is asked for.

    Source: GitHub docs, "List stargazers", `application/vnd.github.star+json`.
    """
    if call.form != media_type.STAR:
        return shown
    return {"starred_at": row["starred_at"], name: shown}


@route("GET", _SUBSCRIPTION)
def subscription(call: Call) -> Reply:
    """Return the viewer's subscription, or 404 if there is none."""
    row = attention.subscription(call.session, call.repository()["id"])
    if row is None:
        raise NotFoundError
    return Reply(_body(call, row))


@route("PUT", _SUBSCRIPTION, "public_repo", gives="subscribed:boolean ignored:boolean")
def subscribe(call: Call) -> Reply:
    """Watch a repository, or ignore it."""
    attention.watch(call.session, call.repository(), ignored=bool(call.body.get("ignored")))
    return subscription(call)


@route("DELETE", _SUBSCRIPTION, "public_repo")
def unsubscribe(call: Call) -> Reply:
    """Stop watching a repository."""
    attention.unwatch(call.session, call.repository())
    return Reply(None, 204)


def _body(call: Call, row: Row) -> dict[str, Any]:
    """Return GitHub's `repository-subscription`."""
    url = call.repository_url()
    is_ignored = bool(row["is_ignored"])
    return {
        "subscribed": not is_ignored,
        "ignored": is_ignored,
        "reason": None,
        "created_at": row["created_at"],
        "url": f"{url}/subscription",
        "repository_url": url,
    }
