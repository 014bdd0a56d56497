"""The server's application: a request in, a reply out, and a line in the request log.

Requests are answered one after another, each in a transaction of its own, so that two never
see each other half done. Waiting for `latency` is not part of that: it overlaps.
"""

import asyncio
import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gh_playbook.sandbox import tokens
from gh_playbook.sandbox.clock import Clock
from gh_playbook.sandbox.errors import GitHubError
from gh_playbook.sandbox.graphql.execution import Answer, Engine
from gh_playbook.sandbox.graphql.schema import load_schema
from gh_playbook.sandbox.limits import RateLimits, Window
from gh_playbook.sandbox.request_log import RequestLog
from gh_playbook.sandbox.rest.call import Call, Reply
from gh_playbook.sandbox.rest.router import Router
from gh_playbook.sandbox.session import Session
from gh_playbook.sandbox.store import Store
from gh_playbook.sandbox.tokens import Viewer

READING = ("GET", "HEAD", "OPTIONS")
_log = logging.getLogger(__name__)


@dataclass
class Exchange:
    """One request, and what is found out while it is answered."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    content: bytes
    answer: Answer | None = None
    write: bool = False
    reply: dict[str, str] = field(default_factory=dict)

    @property
    def enterprise(self) -> bool:
        """Whether the path is that of an enterprise server."""
        return self.path.startswith("/api/")

    @property
    def plain_path(self) -> str:
        """The path as github.com has it."""
        for prefix in ("/api/v3", "/api"):
            if self.path == prefix or self.path.startswith(prefix + "/"):
                return self.path[len(prefix) :] or "/"
        return self.path

    @property
    def api(self) -> str:
        """Where the API is, as the client reached it."""
        host = self.headers.get("host", "api.github.com")
        return f"https://{host}/api/v3" if self.enterprise else f"https://{host}"


class Application:
    """Answers requests from a store; an ASGI application."""

    def __init__(
        self, store: Store, log: RequestLog, clock: Clock, *, latency: float = 0.0
    ) -> None:
        self._store = store
        self._log = log
        self._clock = clock
        self._latency = latency
        self._limits = RateLimits(clock)
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
        exchange.write = exchange.method not in READING and exchange.plain_path != "/graphql"
        try:
            with self._store.transaction():
                reply = self._dispatch(exchange)
        except GitHubError as error:
            reply = Reply(error.rest_body(), error.status)
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
        if exchange.plain_path == "/graphql" and exchange.method == "POST":
            return self._graphql(exchange, session)
        return self._rest(exchange, session)

    def _graphql(self, exchange: Exchange, session: Session) -> Reply:
        exchange.answer = answer = self._engine.run(session, _json(exchange.content))
        exchange.write = bool(answer.mutations)
        _count(exchange, "graphql", self._limits.window(session.viewer.id, "graphql"))
        return Reply(answer.body)

    def _rest(self, exchange: Exchange, session: Session) -> Reply:
        resource = "search" if exchange.plain_path.startswith("/search/") else "core"
        free = exchange.plain_path == "/rate_limit"
        window = self._limits.spend(session.viewer.id, resource, 0 if free else 1)
        _count(exchange, resource, window)
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
        body = _json(exchange.content) if exchange.content else {}
        call = Call(session, self._limits, exchange.plain_path, parts, exchange.query, body)
        return route.handler(call)

    def _note(self, exchange: Exchange, status: int, began: float) -> None:
        answer = exchange.answer or Answer({})
        self._log.add(
            {
                "time": self._clock.now().isoformat(timespec="milliseconds"),
                "method": exchange.method,
                "path": exchange.path,
                "operations": answer.operations,
                "mutations": answer.mutations,
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


def _json(content: bytes) -> dict[str, Any]:
    try:
        body = json.loads(content)
    except ValueError as error:
        raise GitHubError(400, "Problems parsing JSON", type="BAD_REQUEST") from error
    if isinstance(body, list):
        # PUT and POST of an issue's labels also take the bare list.
        return {"labels": body}
    if not isinstance(body, dict):
        raise GitHubError(400, "Body should be a JSON object", type="BAD_REQUEST")
    return body


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
