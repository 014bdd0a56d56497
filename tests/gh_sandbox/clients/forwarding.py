"""A loopback port that leads to a sandbox's socket, for clients that know no unix sockets."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer


@contextmanager
def forwarding(path: Path) -> Iterator[int]:
    """Forward a free port of the loopback to a unix socket while within; yield the port."""

    class Handler(BaseRequestHandler):
        """One connection, copied in both directions until either side ends it."""

        def handle(self) -> None:
            with socket.socket(socket.AF_UNIX) as server:
                server.connect(str(path))
                back = threading.Thread(target=_copy, args=(server, self.request), daemon=True)
                back.start()
                _copy(self.request, server)
                back.join()

    ThreadingTCPServer.daemon_threads = True
    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        serving.start()
        yield int(server.server_address[1])
        server.shutdown()
        serving.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    while data := source.recv(65_536):
        target.sendall(data)
    target.shutdown(socket.SHUT_WR)
