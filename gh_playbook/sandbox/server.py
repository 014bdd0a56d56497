"""The server's process: `python -m gh_playbook.sandbox.server DIR SOCKET [--latency MS]`.

Started by `control.py`, which waits until it answers. Serves over a unix socket; keeps its
state in DIR and logs to its standard error. With `--web FD` it also serves the pages, to
those who come to the listening socket of that file descriptor.
"""

import argparse
import gc
import logging
import os
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import uvicorn
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from gh_playbook.sandbox import seed, sowing
from gh_playbook.sandbox.app import Application
from gh_playbook.sandbox.clock import SystemClock
from gh_playbook.sandbox.lock import hold
from gh_playbook.sandbox.request_log import FILE as REQUESTS
from gh_playbook.sandbox.request_log import RequestLog
from gh_playbook.sandbox.store import FILE, Store

CONTROL = "/_sandbox/"


class Controlled:
    """The application, and beside it what only `control.py` asks: never logged as requests."""

    def __init__(self, application: ASGIApp, store: Store, log: RequestLog) -> None:
        self._application = application
        self._store = store
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer control requests; leave the others to the application."""
        if scope["type"] != "http" or not scope["path"].startswith(CONTROL):
            await self._application(scope, receive, send)
            return
        request = Request(scope, receive)
        response = self._control(scope["path"], await request.body())
        await response(scope, receive, send)

    def _control(self, path: str, body: bytes) -> Response:
        if path == f"{CONTROL}ready":
            return JSONResponse({"ready": True})
        if path == f"{CONTROL}reset":
            try:
                sowing.sow(self._store, seed.read(Path(body.decode())), SystemClock())
            except seed.SeedError as error:
                return JSONResponse({"message": str(error)}, 422)
            self._log.clear()
            return JSONResponse({"reset": True})
        return JSONResponse({"message": f"unknown control request {path}"}, 404)


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="Serve the sandbox's local GitHub.")
    parser.add_argument("directory", type=Path)
    parser.add_argument("socket", type=Path)
    parser.add_argument("--latency", type=int, default=0, metavar="MS")
    parser.add_argument("--web", type=int, metavar="FD")
    options = parser.parse_args()
    os.chdir(options.directory)
    lock = hold(options.directory)
    if lock is None:
        raise SystemExit("another server has this directory")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    store = Store(options.directory / FILE)
    log = RequestLog(options.directory / REQUESTS)
    application = Application(store, log, SystemClock(), latency=options.latency / 1000)
    with _pages(options.directory / FILE, options.web):
        # The schema stays: without it in the collector's way, answers are not held up by it.
        gc.freeze()
        uvicorn.run(
            Controlled(application, store, log),
            uds=str(options.socket),
            http="httptools",
            access_log=False,
            log_level="warning",
            lifespan="off",
            server_header=False,
        )
    store.close()
    lock.close()


def _pages(state: Path, descriptor: int | None) -> AbstractContextManager[None]:
    """Serve the pages while within; what they need is loaded only when they are wanted."""
    if descriptor is None:
        return nullcontext()
    from gh_playbook.sandbox.web.serving import serving  # noqa: PLC0415
    from gh_playbook.sandbox.web.site import site  # noqa: PLC0415

    return serving(site(state, SystemClock()), descriptor)


if __name__ == "__main__":
    main()
