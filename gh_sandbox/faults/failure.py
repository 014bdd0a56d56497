"""The failures of requests, as clients see them: `drop-after`, `html-502`, rate limits and others.

Sources: GitHub docs, "Rate limits for the REST API" and "Troubleshooting the REST API" (timeouts);
reports for the wordings of GraphQL's errors and for 502 as a page of HTML.
"""

import asyncio
import json
from collections.abc import Callable
from uuid import uuid4

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from gh_sandbox.errors import ApiError
from gh_sandbox.exchange.request import Exchange
from gh_sandbox.faults.rule import Rule
from gh_sandbox.limits import refusal
from gh_sandbox.limits.document import Allowance
from gh_sandbox.limits.secondary import SecondaryLimits

CONNECTION = "gh_playbook.connection"
_PAGE = """<!DOCTYPE html>
<html><head><title>Unicorn! &middot; GitHub</title></head>
<body><h1>502 Bad Gateway</h1>
<p><strong>This page is taking too long to load.</strong></p>
</body></html>
"""


class Dropped(Response):
    """No answer: the connection ends, after some seconds or when the client gives up."""

    def __init__(self, after: float = 0.0) -> None:
        super().__init__(status_code=0)
        self._after = after

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """End the connection."""
        try:
            await asyncio.wait_for(_gone(receive), self._after)
        except TimeoutError:
            scope["extensions"][CONNECTION]["transport"].abort()
            await _gone(receive)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def refused(rule: Rule, exchange: Exchange, user_id: int) -> ApiError | None:
    """Return GitHub's refusal of a whole request; None for faults that do not refuse."""
    name = rule.fault.name
    if name == "unauthorized":
        return ApiError(401, "Bad credentials", type="UNAUTHORIZED")
    if name == "primary-rate-limit":
        return refusal.primary(user_id)
    if name == "secondary-rate-limit":
        return refusal.secondary(rule.retry_after, status=rule.status)
    if name == "content-block":
        return refusal.content(rule.retry_after, status=rule.status)
    if name == "too-quick" and not exchange.is_graphql:
        return refusal.too_quick()
    return None


def allowance(rule: Rule, secondary: SecondaryLimits, user_id: int) -> Allowance:
    """Return the allowance of a GraphQL document under a rule."""
    name = rule.fault.name
    return Allowance(
        secondary,
        user_id,
        aliases=int(rule.fault.number) if name == "resource-limits" else None,
        too_quick=name == "too-quick",
    )


def altered(rule: Rule, exchange: Exchange, response: Response) -> Response:
    """Return the response after a fault; most faults leave it unchanged."""
    change = _CHANGES.get(rule.fault.name)
    return change(rule, exchange, response) if change else response


def _drop(rule: Rule, _exchange: Exchange, _response: Response) -> Response:
    return Dropped(rule.fault.number)


def _html(_rule: Rule, _exchange: Exchange, _response: Response) -> Response:
    return HTMLResponse(_PAGE, 502)


def _truncate(_rule: Rule, _exchange: Exchange, response: Response) -> Response:
    content = bytes(response.body)
    return _with(response, content[: len(content) // 2], response.status_code)


def _go_wrong(_rule: Rule, exchange: Exchange, response: Response) -> Response:
    if not exchange.is_graphql:
        message = "We couldn't respond to your request in time. Sorry about that."
        return JSONResponse({"message": message, "status": "502"}, 502)
    message = (
        "Something went wrong while executing your query. This may be the result of a timeout, or "
        f"it could be a GitHub bug. Please include `{uuid4().hex[:16].upper()}` when reporting "
        "this issue."
    )
    content = json.dumps({"data": None, "errors": [{"message": message}]})
    return _with(response, content.encode(), 200)


def _with(response: Response, content: bytes, status: int) -> Response:
    """Return a response with the same headers and other content."""
    headers = {key: value for key, value in response.headers.items() if key != "content-length"}
    return Response(content, status, headers)


_CHANGES: dict[str, Callable[[Rule, Exchange, Response], Response]] = {
    "drop-before": _drop,
    "drop-after": _drop,
    "hang": _drop,
    "html-502": _html,
    "html-502-after": _html,
    "truncated-json": _truncate,
    "something-went-wrong": _go_wrong,
}
