"""By which door a request came: the socket, in the place of GitHub, or a port of this machine.

The socket is its owner's alone. A port is everybody's on this machine, and a page in a browser can
send requests there: so nothing but the API is behind it, and only by this machine's own names.
"""

import re

from starlette.types import Scope

from gh_sandbox.folder import ACTIONS_SOCKET

# An extension of the scope: the name of the socket that a request came over.
SOCKET = "gh_sandbox.socket"
_OWN_NAMES = {"127.0.0.1", "localhost", "[::1]"}


def is_port(scope: Scope) -> bool:
    """Tell whether a request came over TCP."""
    server = scope.get("server")
    return server is not None and server[1] is not None


def scheme(scope: Scope) -> str:
    """Return the scheme of addresses in the answer; clients take the socket for GitHub itself."""
    return "http" if is_port(scope) else "https"


def is_of_workflows(scope: Scope) -> bool:
    """Tell whether a request came over the socket that only steps of workflows are led to."""
    name = scope.get("extensions", {}).get(SOCKET, {}).get("name")
    return isinstance(name, str) and name.endswith(ACTIONS_SOCKET)


def names_this_machine(scope: Scope) -> bool:
    """Tell whether a request was sent to this machine by a name that nobody else can have.

    Such are all names below `localhost` (RFC 6761), as `api.github.localhost`, by which `gh` asks
    without encryption.
    """
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1").lower()
    name = re.sub(r":\d+$", "", host)
    return name in _OWN_NAMES or name.endswith(".localhost")
