"""The server's application: a request in, a reply out, and a line in the request log.

Requests are answered one after another, each in its own transaction, so that no request sees
another one half done. Only the waiting times of `latency` overlap. A rule of `faults/` may disturb
a request: before it is carried out, meanwhile, or on the way back.
"""

import asyncio
import logging
import time
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gh_sandbox import missing_features
from gh_sandbox.access import tokens
from gh_sandbox.access.tokens import ANONYMOUS, Viewer
from gh_sandbox.actions.engine import ActionsEngine
from gh_sandbox.clock import Clock
from gh_sandbox.errors import ApiError, MovedError
from gh_sandbox.exchange.recording import Traffic
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.exchange.request import Exchange
from gh_sandbox.faults import failure
from gh_sandbox.faults.rule import Rule
from gh_sandbox.faults.schedule import Schedule
from gh_sandbox.folder.request_log import RequestLog
from gh_sandbox.graphql.execution import GraphQLEngine
from gh_sandbox.graphql.faults import refused
from gh_sandbox.graphql.schema import load_schema
from gh_sandbox.http import door, user_agent
from gh_sandbox.http import response as responses
from gh_sandbox.limits import Limits
from gh_sandbox.limits.primary import Window
from gh_sandbox.occurrences import observer
from gh_sandbox.occurrences.schedule import due
from gh_sandbox.rest import access, address, answering
from gh_sandbox.rest.router import Router
from gh_sandbox.rules.projects import project_automation, project_history
from gh_sandbox.session import Session
from gh_sandbox.state.lag import Past
from gh_sandbox.state.store import Store

# Importing a module registers its listeners.
_LISTENERS = (observer, project_automation, project_history)
_TICK = timedelta(minutes=1)
_NEVER = datetime.min.replace(tzinfo=UTC)
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
        search_lag: float = 0.0,
        without: Collection[str] = (),
        version: str | None = None,
        faults: Sequence[Rule] = (),
        traffic: Traffic | None = None,
        actions: ActionsEngine | None = None,
    ) -> None:
        self._store = store
        self._log = log
        self._clock = clock
        self._latency = latency
        self._limits = limits or Limits(clock)
        schema = load_schema()
        missing_features.prune(schema, without)
        self._engine = GraphQLEngine(schema, self._limits)
        self._router = Router(without)
        self._version = version and f"{version.removeprefix('ghes-')}.0"
        self._past = Past(store, clock)
        self._search_lag = search_lag
        self._first_rules = faults
        self._traffic = traffic
        self._actions = actions
        self.restart()

    def restart(self) -> None:
        """Start again with the limits and faults of the creation."""
        if self._actions:
            self._actions.forget()
        self._rules = self._first_rules
        self._ticked = self._clock.now()
        self.recount()

    def recount(self) -> None:
        """Restart the counting of limits and rules, as after a jump of the clock."""
        self._next_tick = _NEVER
        self._limits.clear()
        self.set_faults(self._rules)

    def set_faults(self, rules: Sequence[Rule]) -> None:
        """Apply these fault rules from now on, and no others."""
        self._rules = rules
        self._faults = Schedule(rules, self._clock)
        self._past.reach(max(self._search_lag, self._faults.list_lag))

    def tick(self) -> None:
        """Do what is due by the clock; called at least once a minute while requests arrive."""
        now = self._clock.now()
        last, self._ticked, self._next_tick = self._ticked, now, now + _TICK
        with self._store.transaction():
            session = Session(self._store, self._clock, Viewer(0, "", ()))
            project_automation.archive_due(session)
            if self._actions:
                self._actions.take_up(session, due(session, last))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request of a connection; an incomplete request changes nothing."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        try:
            content = await request.body()
        except ClientDisconnect:
            return
        exchange = Exchange(
            request.method,
            scope["path"],  # That of `request.url` has escapes: `c%23`.
            _query(request.query_params.multi_items()),
            request.headers,
            content,
            scheme=door.scheme(scope),
            is_of_workflow=door.is_of_workflows(scope),
        )
        if self._actions:
            self._actions.attend(asyncio.get_running_loop().call_soon_threadsafe, self.tick)
        rule = self._faults.strike(exchange)
        latency = self._latency + (rule.number("latency") / 1000 if rule else 0.0)
        if latency:
            await asyncio.sleep(latency)
        await self.answer(exchange, rule)(scope, receive, send)

    def answer(self, exchange: Exchange, rule: Rule | None = None) -> Response:
        """Answer a request, with its fault if a rule chose one, and log it."""
        began = time.perf_counter()
        if self._clock.now() >= self._next_tick:
            self.tick()
        try:
            with self._store.transaction():
                reply = self._dispatch(exchange, rule)
        except MovedError as moved:
            reply = Reply(*address.redirect(exchange, moved))
        except ApiError as error:
            reply = self._refused(exchange, error)
        except Exception:  # noqa: BLE001 - a fault of the sandbox must not end the server
            _log.exception("%s %s failed", exchange.method, exchange.path)
            reply = Reply({"message": "Server Error", "status": "500"}, 500)
        self._past.note()
        response = responses.make(exchange, reply)
        if response.status_code == 304:
            self._give_back(exchange)
            response.headers.update(exchange.reply)
        if rule:
            response = failure.altered(rule, exchange, response)
        self._note(exchange, response.status_code, began, rule)
        if self._traffic:
            self._traffic.add(exchange, response, rule.fault.name if rule else None)
        return response

    def _give_back(self, exchange: Exchange) -> None:
        """Do not count a request whose answer the client had.

        GitHub docs, "Best practices for using the REST API": only if it was "made while correctly
        authorized with an Authorization header".
        """
        user_id = exchange.user_id
        if user_id == ANONYMOUS.id:
            return
        self._limits.primary.give_back(user_id, exchange.resource)
        _count(exchange, self._limits.primary.window(user_id, exchange.resource))

    def _dispatch(self, exchange: Exchange, rule: Rule | None) -> Reply:
        if not user_agent.is_named(exchange):
            return user_agent.REFUSAL
        viewer = tokens.viewer_of(self._store, exchange.headers.get("authorization"))
        if viewer is None:
            viewer = access.anonymous(exchange)
        exchange.user_id = viewer.id
        if viewer.grant is None and not viewer.is_app and viewer is not ANONYMOUS:
            exchange.reply["x-oauth-scopes"] = ", ".join(viewer.scopes)
        if self._version:
            exchange.reply["x-github-enterprise-version"] = self._version
        if rule:
            self._strike(exchange, rule, viewer.id)
            if not rule.is_done:
                return Reply(None)
        session = Session(
            self._store,
            self._clock,
            viewer,
            exchange.api,
            exchange.uploads,
            self._past,
            list_lag=rule.number("stale-lists") if rule else 0.0,
            search_lag=self._search_lag,
            version=self._version,
            workflows=self._actions,
        )
        is_graphql = exchange.is_graphql
        reply = (
            self._graphql(exchange, session, rule) if is_graphql else self._rest(exchange, session)
        )
        if self._actions and session.happened:
            self._actions.take_up(session, session.happened)
        return reply

    def _strike(self, exchange: Exchange, rule: Rule, user_id: int) -> None:
        """Raise the refusal of a fault rule, if it is one that refuses."""
        error = failure.refused(rule, exchange, user_id)
        if error is not None:
            window = self._limits.primary.window(user_id, exchange.resource)
            if rule.fault.name == "primary-rate-limit":
                reset_at = self._clock.now() + timedelta(seconds=rule.reset_after)
                window = Window(window.limit, window.limit, reset_at)
            _count(exchange, window)
            raise error

    def _refused(self, exchange: Exchange, error: ApiError) -> Reply:
        if exchange.is_graphql and error.type == "RATE_LIMITED":
            return Reply({"errors": [refused(error)]}, headers=error.headers)
        return Reply(error.rest_body(), error.status, error.headers)

    def _graphql(self, exchange: Exchange, session: Session, rule: Rule | None) -> Reply:
        user_id = session.viewer.id
        secondary = self._limits.secondary
        allowance = failure.allowance(rule, secondary, user_id) if rule else None
        try:
            return Reply(self._engine.run(session, exchange.json, allowance))
        finally:
            _count(exchange, self._limits.primary.window(user_id, "graphql"))

    def _rest(self, exchange: Exchange, session: Session) -> Reply:
        free = exchange.plain_path == "/rate_limit"
        user_id = session.viewer.id
        try:
            self._limits.primary.spend(user_id, exchange.resource, 0 if free else 1)
        finally:
            _count(exchange, self._limits.primary.window(user_id, exchange.resource))
        self._limits.secondary.request(user_id, "rest", write=exchange.write)
        return answering.answer(exchange, session, self._router, self._limits)

    def _note(self, exchange: Exchange, status: int, began: float, rule: Rule | None) -> None:
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
                **({"workflow": True} if exchange.is_of_workflow else {}),
                **({"fault": rule.fault.name} if rule else {}),
            }
        )


def _query(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Parse the parameters of a query; several values of `name[]` are joined by commas."""
    query: dict[str, str] = {}
    for name, value in pairs:
        repeated = name.endswith("[]") and name in query
        query[name] = f"{query[name]},{value}" if repeated else value
    return query


def _count(exchange: Exchange, window: Window) -> None:
    figures = window.rest()
    for name in ("limit", "remaining", "used", "reset"):
        exchange.reply[f"x-ratelimit-{name}"] = str(figures[name])
    exchange.reply["x-ratelimit-resource"] = exchange.resource
