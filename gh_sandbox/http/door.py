"""The door of a request: the socket, which stands for GitHub, or a port of this machine.

Only the owner can use the socket. Everybody on this machine can use a port, and a page in a browser
can send requests to it. Therefore a port serves only the API, and only under names of this machine.
"""

import re

from starlette.types import Scope

from gh_sandbox.folder.folder import ACTIONS_SOCKET

# An extension of the scope: the name of the request's socket.
SOCKET = "gh_sandbox.socket"
_OWN_NAMES = {"127.0.0.1", "localhost", "[::1]"}


def is_port(scope: Scope) -> bool:
    """Tell whether a request came over TCP."""
    server = scope.get("server")
    return server is not None and server[1] is not None


def scheme(scope: Scope) -> str:
    """Return the scheme of addresses in the answer; over the socket it is GitHub's own."""
    return "http" if is_port(scope) else "https"


def is_of_workflows(scope: Scope) -> bool:
    """Tell whether a request came over the socket for steps of workflows."""
    name = scope.get("extensions", {}).get(SOCKET, {}).get("name")
    return isinstance(name, str) and name.endswith(ACTIONS_SOCKET)


def names_this_machine(scope: Scope) -> bool:
    """Tell whether the request's host is a name that only this machine can have.

    Such are all names below `localhost` (RFC 6761), for example `api.github.localhost`, which `gh`
    uses without encryption.
    """
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1").lower()
    name = re.sub(r":\d+$", "", host)
    return name in _OWN_NAMES or name.endswith(".localhost")
