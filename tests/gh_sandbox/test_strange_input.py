"""No request makes the server fail: what is strange is refused, or finds nothing."""

import json
import re

import pytest

from gh_sandbox.rest.call import ROUTES, Route
from tests.gh_sandbox.conftest import Local

KNOWN = {"owner": "PimpMyNines", "org": "PimpMyNines", "repo": "LLuMinary", "username": "octocat"}
# More than SQLite can hold: no thing has such an id or number.
HUGE = "99999999999999999999"
OF_TYPE: dict[str, object] = {"integer": int(HUGE), "array": [None], "object": {}, "boolean": True}


def place(route: Route, unknown: str) -> str:
    """Return a path of a route, with something that is not there."""
    return re.sub(r"\{(\w+)(?::path)?\}", lambda part: KNOWN.get(part[1], unknown), route.path)


def sent(route: Route) -> bytes:
    """Return a body with every property, each of a right type."""
    if route.method == "GET":
        return b""
    types = route.gives.types
    body = {
        name: next((OF_TYPE[each] for each in allowed if each in OF_TYPE), "x")
        for name, allowed in types.items()
    }
    return json.dumps(body).encode()


@pytest.mark.usefixtures("unrecorded")  # It is strange on purpose.
def test_no_route_fails_on_strange_input(local: Local) -> None:
    failed = []
    for route in ROUTES:
        if route.method == "DELETE" and route.path in ("/orgs/{org}", "/repos/{owner}/{repo}"):
            continue
        query = "&".join(f"{name}=x" for name in route.takes)
        for path in (place(route, HUGE), f"{place(route, '1')}?{query}"):
            answer = local.send(route.method, path, content=sent(route))
            if answer.status_code >= 500:
                failed.append(f"{route.method} {path}")
    assert failed == []
    assert local.send("GET", f"/repositories/{HUGE}", content=b"").status_code == 404
