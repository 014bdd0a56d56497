"""The server's application: a request in, a reply out, and a line in the request log.

Requests are answered one after another, each in a transaction of its own, so that two never
see each other half done. Waiting for `latency` is not part of that: it overlaps.
"""

import asyncio
import json
import logging
import time
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gh_playbook.sandbox import tokens
from gh_playbook.sandbox.clock import Clock
from gh_playbook.sandbox.errors import GitHubError
from gh_playbook.sandbox.exchange import Exchange
from gh_playbook.sandbox.graphql import faults
from gh_playbook.sandbox.graphql.execution import Engine
from gh_playbook.sandbox.graphql.schema import load_schema
from gh_playbook.sandbox.limits import Limits
from gh_playbook.sandbox.limits.primary import Window
from gh_playbook.sandbox.request_log import RequestLog
from gh_playbook.sandbox.rest.call import Call, Reply
from gh_playbook.sandbox.rest.router import Router
from gh_playbook.sandbox.session import Session
from gh_playbook.sandbox.store import Store
from gh_playbook.sandbox.tokens import Viewer

_log = logging.getLogger(__name__)


class Application:
    """Answers requests from a store; an ASGI application."""

    def __init__(
        self,
        store: Store,
        log: RequestLog,
        clock: Clock,
        *,
        latency: float = 0.0,
        limits: Limits | None = None,
    ) -> None:
        self._store = store
        self._log = log
        self._clock = clock
        self._latency = latency
        self._limits = limits or Limits(clock)
        self._engine = Engine(load_schema(), self._limits)
        self._router = Router()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection's request."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        exchange = Exchange(
            request.method,
            request.url.path,
            dict(request.query_params),
            request.headers,
            await request.body(),
        )
        if self._latency:
            await asyncio.sleep(self._latency)
        await self.answer(exchange)(scope, receive, send)

    def answer(self, exchange: Exchange) -> Response:
        """Answer a request and log it."""
        began = time.perf_counter()
        try:
            with self._store.transaction():
                reply = self._dispatch(exchange)
        except GitHubError as error:
            reply = self._refused(exchange, error)
        except Exception:  # noqa: BLE001 - a fault of the sandbox must not end the server
            _log.exception("%s %s failed", exchange.method, exchange.path)
            reply = Reply({"message": "Server Error", "status": "500"}, 500)
        self._note(exchange, reply.status, began)
        return _response(exchange, reply)

    def _dispatch(self, exchange: Exchange) -> Reply:
        viewer = tokens.viewer_of(self._store, exchange.headers.get("authorization"))
        if viewer is None:
            raise GitHubError(401, "Requires authentication", type="UNAUTHORIZED")
        exchange.reply["x-oauth-scopes"] = ", ".join(viewer.scopes)
        session = Session(self._store, self._clock, viewer, exchange.api)
        if exchange.is_graphql:
            return self._graphql(exchange, session)
        return self._rest(exchange, session)

    def _refused(self, exchange: Exchange, error: GitHubError) -> Reply:
        if exchange.is_graphql and error.type == "RATE_LIMITED":
            return Reply({"errors": [faults.refused(error)]}, headers=error.headers)
        return Reply(error.rest_body(), error.status, error.headers)

    def _graphql(self, exchange: Exchange, session: Session) -> Reply:
        try:
            return Reply(self._engine.run(session, exchange.json))
        finally:
            window = self._limits.primary.window(session.viewer.id, "graphql")
            _count(exchange, "graphql", window)

    def _rest(self, exchange: Exchange, session: Session) -> Reply:
        resource = "search" if exchange.plain_path.startswith("/search/") else "core"
        free = exchange.plain_path == "/rate_limit"
        user_id = session.viewer.id
        try:
            self._limits.primary.spend(user_id, resource, 0 if free else 1)
        finally:
            _count(exchange, resource, self._limits.primary.window(user_id, resource))
        self._limits.secondary.request(user_id, "rest", write=exchange.write)
        method = "GET" if exchange.method == "HEAD" else exchange.method
        found = self._router.find(method, exchange.plain_path)
        if found is None:
            raise GitHubError(
                404,
                f"Not Found: {method} {exchange.plain_path} is not implemented by the sandbox",
                type="NOT_FOUND",
            )
        route, parts = found
        exchange.reply["x-accepted-oauth-scopes"] = ", ".join(route.scopes)
        _require_scopes(session.viewer, route.scopes)
        self._limits.secondary.route(user_id, method, route.path)
        body = exchange.json if exchange.content else {}
        call = Call(session, self._limits, exchange.plain_path, parts, exchange.query, body)
        return route.handler(call)

    def _note(self, exchange: Exchange, status: int, began: float) -> None:
        self._log.add(
            {
                "time": self._clock.now().isoformat(timespec="milliseconds"),
                "method": exchange.method,
                "path": exchange.path,
                "operations": exchange.names.operations,
                "mutations": exchange.names.mutations,
                "write": exchange.write,
                "status": status,
                "ms": round((time.perf_counter() - began) * 1000, 1),
            }
        )


def _require_scopes(viewer: Viewer, scopes: tuple[str, ...]) -> None:
    """Refuse a token without the scope; REST's wording is unverified, the headers are known."""
    if scopes and not any(viewer.has(scope) for scope in scopes):
        raise GitHubError(
            403,
            f"This endpoint requires one of the scopes: {', '.join(scopes)}",
            type="INSUFFICIENT_SCOPES",
        )


def _count(exchange: Exchange, resource: str, window: Window) -> None:
    figures = window.rest()
    for name in ("limit", "remaining", "used", "reset"):
        exchange.reply[f"x-ratelimit-{name}"] = str(figures[name])
    exchange.reply["x-ratelimit-resource"] = resource


def _response(exchange: Exchange, reply: Reply) -> Response:
    headers = {
        "x-github-request-id": uuid4().hex[:16].upper(),
        "x-github-media-type": "github.v3; format=json",
        **exchange.reply,
        **reply.headers,
    }
    if reply.status == 204 or exchange.method == "HEAD":
        return Response(status_code=reply.status, headers=headers)
    content = json.dumps(reply.body, ensure_ascii=False)
    media_type = "application/json; charset=utf-8"
    return Response(content, reply.status, headers, media_type)
