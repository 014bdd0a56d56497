"""The server of the site, beside the API's, in a thread of its own."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn
from starlette.types import ASGIApp


@contextmanager
def serving(site: ASGIApp, descriptor: int) -> Iterator[None]:
    """Serve the clients of a listening socket, given by its file descriptor, inside the block."""
    config = uvicorn.Config(
        site,
        http="httptools",
        access_log=False,
        log_level="warning",
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    with socket.socket(fileno=descriptor) as listener:
        thread = Thread(target=server.run, args=([listener],), name="pages")
        thread.start()
        try:
            yield
        finally:
            server.should_exit = True
            thread.join()
