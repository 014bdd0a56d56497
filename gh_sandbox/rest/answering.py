"""Answers to REST requests: the route, the version, the form of the body."""

from dataclasses import replace

from gh_sandbox.errors import ApiError, NotFoundError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.exchange.request import Exchange
from gh_sandbox.http import api_version, media_type
from gh_sandbox.limits import Limits
from gh_sandbox.rest import access, address, documentation
from gh_sandbox.rest.call import Call, Route
from gh_sandbox.rest.router import Router
from gh_sandbox.session import Session

# Forms whose media type the answer repeats.
_ECHOED = (*media_type.FILE_FORMS, media_type.DIFF, media_type.PATCH, media_type.SHA)


def answer(exchange: Exchange, session: Session, router: Router, limits: Limits) -> Reply:
    """Answer a request.

    Raises ApiError: for a request that the sandbox does not serve, with a message of its own.
    """
    version, form = api_version.selected(exchange), media_type.asked(exchange)
    exchange.reply["x-github-api-version-selected"] = version
    exchange.reply["x-github-media-type"] = media_type.told(form)
    method = "GET" if exchange.method == "HEAD" else exchange.method
    path = exchange.named_path = address.by_name(session, exchange.plain_path)
    route, parts = _found(router, exchange, method, path)
    exchange.reply["x-accepted-oauth-scopes"] = ", ".join(route.scopes)
    limits.secondary.route(session.viewer.id, method, route.path)
    with documentation.named(method, route.path):
        body = None
        if exchange.content and not route.takes_file:
            body = api_version.without_gone_parameters(exchange.json, version)
        call = Call(
            session=session,
            limits=limits,
            path=path,
            parts=parts,
            query=exchange.query,
            body=body or {},
            form=form,
            version=version,
            content=exchange.content,
            content_type=exchange.headers.get("content-type"),
        )
        access.check(call, route)
        if method != "GET" and "repo" in parts:
            call.repository()  # A thing that does not exist is a 404, whatever the body.
        unknown = route.check(exchange.query, body)
        if unknown:
            exchange.reply["x-sandbox-ignored"] = ", ".join(unknown)
        served = {name: value for name, value in call.body.items() if name not in route.lacks}
        reply = _handled(replace(call, body=served), route)
    return _shaped(reply, exchange, form, version)


def _found(
    router: Router, exchange: Exchange, method: str, path: str
) -> tuple[Route, dict[str, str]]:
    """Return the route of a request, with the parts of its path. Raises ApiError."""
    found = router.find(method, path)
    if found is None:
        raise ApiError(
            404,
            f"Not Found: {method} {exchange.plain_path} is not implemented by the sandbox",
            type="NOT_FOUND",
        )
    return found


def _shaped(reply: Reply, exchange: Exchange, form: str | None, version: str) -> Reply:
    """Return a reply in the form and the version that the request asks for."""
    if form in _ECHOED and "content-type" in reply.headers:
        headers = {**reply.headers, "content-type": media_type.echoed(exchange, form)}
        reply = replace(reply, headers=headers)
    if isinstance(reply.body, bytes):
        return reply
    shown = api_version.without_gone(media_type.formed(reply.body, form), version)
    return replace(reply, body=shown)


def _handled(call: Call, route: Route) -> Reply:
    """Answer by the route's handler; a list may lag."""
    try:
        reply = route.handler(call)
    except OverflowError as error:  # SQLite has no such number, so nothing has it as its id.
        raise NotFoundError from error
    if call.session.list_lag and route.method == "GET" and isinstance(reply.body, list):
        return _listed(route, call)
    return reply


def _listed(route: Route, call: Call) -> Reply:
    """Answer a list in an earlier state; the thing that it belongs to may not have existed then."""
    with call.session.lists():
        try:
            return route.handler(call)
        except NotFoundError:
            return Reply([])
