"""The server's process: `python -m gh_sandbox.server DIR SOCKET [options]`.

Started by `lifecycle/`, which waits until it answers. Serves over a unix socket; keeps its
state in DIR and logs to its standard error. With `--web FD` it also serves the pages, and with
`--port FD` the API, to clients of the listening socket with that file descriptor. With
`--actions SOCKET` it runs workflows, whose steps are led to that socket.
"""

import argparse
import gc
import json
import logging
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext
from datetime import datetime
from email.utils import formatdate
from pathlib import Path
from typing import IO
from urllib.parse import quote

import uvicorn
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gh_sandbox import missing_features
from gh_sandbox.access.token_text import masked
from gh_sandbox.actions.engine import ActionsEngine
from gh_sandbox.app import Application
from gh_sandbox.clock import Clock, MovableClock
from gh_sandbox.exchange import recording
from gh_sandbox.faults import file, rule
from gh_sandbox.faults.failure import CONNECTION
from gh_sandbox.faults.rule import FaultError
from gh_sandbox.folder import leading
from gh_sandbox.folder.folder import ACTIONS_GH
from gh_sandbox.folder.lock import hold, is_at
from gh_sandbox.folder.request_log import FILE as REQUESTS
from gh_sandbox.folder.request_log import RequestLog
from gh_sandbox.graphql import operation
from gh_sandbox.http import door
from gh_sandbox.limits import Limits
from gh_sandbox.seeding import seed, writing
from gh_sandbox.seeding.seed import SeedError
from gh_sandbox.state import lineage
from gh_sandbox.state.kept import KeptState
from gh_sandbox.state.store import FILE, Store

CONTROL = "/_sandbox/"
# The sandbox's folder in a header: it tells clients that this is not the real GitHub.
HEADER = b"x-gh-sandbox"
# The lineage of its state, which tells whether an earlier answer came from the same past.
STATE = b"x-gh-sandbox-state"


class Controlled:
    """The application, with the control requests of `lifecycle/`, which are never logged."""

    def __init__(
        self, application: Application, store: Store, log: RequestLog, clock: MovableClock
    ) -> None:
        self._application = application
        self._store = store
        self._kept = KeptState(store)
        self._log = log
        self._clock = clock
        self._name = quote(str(Path.cwd())).encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer control requests from the socket; leave the others to the application."""
        if scope["type"] == "http" and door.is_port(scope) and not door.names_this_machine(scope):
            response = JSONResponse({"message": "Send requests to 127.0.0.1 or localhost"}, 403)
            await response(scope, receive, send)
            return
        is_control = scope["type"] == "http" and scope["path"].startswith(CONTROL)
        if not is_control or door.is_port(scope):
            await self._application(scope, receive, self._named(send))
            return
        request = Request(scope, receive)
        try:
            done = self._control(scope["path"].removeprefix(CONTROL), await request.body())
            response = JSONResponse(done)
        except (SeedError, FaultError, LookupError, ValueError) as error:
            response = JSONResponse({"message": str(error)}, 422)
        await response(scope, receive, send)

    def _named(self, send: Send) -> Send:
        """Return what sends an answer with the sandbox's date, and with its name."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = formatdate(self._clock.now().timestamp(), usegmt=True).encode()
                state = lineage.of(self._store).encode()
                more = [(HEADER, self._name), (STATE, state), (b"date", date)]
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        return sending

    def _control(self, request: str, body: bytes) -> dict[str, object]:
        if request == "reset":
            self._reset(seed.Seed.model_validate_json(body))
        elif request == "keep":
            self._kept.keep()
        elif request == "restore":
            self._begin_anew(self._kept.restore)
        elif request == "faults":
            rules = rule.check(json.loads(body))
            operation.check(rules)
            self._application.set_faults(rules)
        elif request == "advance":
            self._clock.advance(float(body))
            self._application.tick()
        elif request == "hold":
            self._clock.hold(datetime.fromisoformat(body.decode()) if body else None)
            self._application.recount()
        elif request != "ready":
            raise LookupError(f"unknown control request {request}")
        return {"now": self._clock.now().isoformat()}

    def _reset(self, found: seed.Seed) -> None:
        self._begin_anew(lambda: writing.sow(self._store, found, self._clock.anew()))

    def _begin_anew(self, fill: Callable[[], None]) -> None:
        fill()  # If that is not possible, all stays as it is.
        self._clock.restart()
        self._application.restart()
        self._log.clear()


class Protocol(HttpToolsProtocol):
    """HTTP, with access to the connection, so that faults can end it."""

    def on_message_begin(self) -> None:
        """Note the beginning of a request."""
        super().on_message_begin()
        self.scope["extensions"] = {
            CONNECTION: {"transport": self.transport},
            door.SOCKET: {"name": self.transport.get_extra_info("sockname")},
        }


def main() -> None:
    """Serve until a signal to stop."""
    options = _options()
    os.umask(0o077)
    os.chdir(options.directory)
    lock = hold(options.directory)
    if lock is None:
        raise SystemExit("another server has this directory")
    _log_plainly()
    store = Store(options.directory / FILE)
    if not lineage.of(store):  # An earlier version has made it.
        lineage.branch(store)
    log = RequestLog(options.directory / REQUESTS)
    clock = MovableClock(options.clock)
    engine = _engine(store, clock, options.directory, options.actions)
    application = _application(options, store, log, clock, engine)
    with _pages(options.directory / FILE, options.web, clock):
        # The schema is never freed; outside the collector's view it does not slow down answers.
        gc.freeze()
        _serve(options, Controlled(application, store, log, clock), lock)
    if engine is not None:
        engine.close()
    store.close()
    lock.close()


def _application(
    options: argparse.Namespace,
    store: Store,
    log: RequestLog,
    clock: MovableClock,
    engine: ActionsEngine | None,
) -> Application:
    return Application(
        store,
        log,
        clock,
        latency=options.latency / 1000,
        limits=Limits(clock, enforced=not options.no_limits),
        search_lag=options.search_lag,
        without=[*options.without, *missing_features.of_version(options.like)],
        version=options.like,
        faults=rule.check(file.read(options.faults)) if options.faults else (),
        traffic=recording.from_environment(),
        actions=engine,
    )


def _serve(options: argparse.Namespace, application: Controlled, lock: IO[str]) -> None:
    """Serve all sockets until a signal to stop, or until the folder is removed."""

    async def end_without_folder() -> None:
        server.should_exit = server.should_exit or not is_at(lock, options.directory)

    config = uvicorn.Config(
        application,
        http=Protocol,
        access_log=False,
        log_level="warning",
        lifespan="off",
        # Time for clients that still wait for a slow answer when the server stops.
        timeout_graceful_shutdown=1,
        server_header=False,
        date_header=False,
        callback_notify=end_without_folder,
        timeout_notify=1,
    )
    server = uvicorn.Server(config)
    with ExitStack() as doors:
        listeners = [doors.enter_context(each) for each in _listeners(options)]
        server.run(sockets=listeners)


def _options() -> argparse.Namespace:
    """Return the options of the command line; FD is an open socket."""
    parser = argparse.ArgumentParser(description="Serve the sandbox's local GitHub.")
    parser.add_argument("directory", type=Path)
    parser.add_argument("socket", type=Path)
    parser.add_argument("--latency", type=int, default=0, metavar="MS")
    parser.add_argument("--web", type=int, metavar="FD")
    parser.add_argument("--port", type=int, metavar="FD")
    parser.add_argument("--actions", type=Path, metavar="SOCKET")
    parser.add_argument("--faults", type=Path, metavar="FILE")
    parser.add_argument("--no-limits", action="store_true")
    parser.add_argument("--search-lag", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--without", action="append", default=[], metavar="FEATURE")
    parser.add_argument("--like", metavar="VERSION")
    parser.add_argument("--clock", type=datetime.fromisoformat, metavar="MOMENT")
    return parser.parse_args()


def _listeners(options: argparse.Namespace) -> Iterator[socket.socket]:
    """Open the sockets of the server and yield them."""
    yield _listener(options.socket)
    if options.actions is not None:
        yield _listener(options.actions)
    if options.port is not None:
        yield socket.socket(fileno=options.port)


def _listener(path: Path) -> socket.socket:
    """Return a socket that only its owner may use; uvicorn would open its own to everybody."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    path.chmod(0o600)
    return listener


def _engine(
    store: Store, clock: Clock, directory: Path, actions: Path | None
) -> ActionsEngine | None:
    """Return the engine for workflows, whose steps have a socket of their own, or None."""
    if actions is None:
        return None
    folder = directory / ACTIONS_GH
    folder.mkdir(mode=0o700, exist_ok=True)
    leading.configure(folder, actions)
    environment = leading.environment(folder)
    del environment["GH_TOKEN"]
    return ActionsEngine(store, clock, environment)


def _log_plainly() -> None:
    """Log to the standard error, without tokens."""
    handler = logging.StreamHandler()
    handler.setFormatter(_WithoutTokens("%(asctime)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])


class _WithoutTokens(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


def _pages(state: Path, descriptor: int | None, clock: Clock) -> AbstractContextManager[None]:
    """Serve the pages inside the block; their packages are loaded only here."""
    if descriptor is None:
        return nullcontext()
    from gh_sandbox.web.serving import serving
    from gh_sandbox.web.site import site

    return serving(site(state, clock), descriptor)


if __name__ == "__main__":
    main()
