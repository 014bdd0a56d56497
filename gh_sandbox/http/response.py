"""HTTP responses for replies."""

import json
from uuid import uuid4

from starlette.responses import Response

from gh_sandbox.exchange.reply import Reply
from gh_sandbox.exchange.request import Exchange
from gh_sandbox.http import condition

_JSON = "application/json; charset=utf-8"


def make(exchange: Exchange, reply: Reply) -> Response:
    """Return the response for a reply, or 304 if the client has it already."""
    headers = {
        "x-github-request-id": uuid4().hex[:16].upper(),
        "x-github-media-type": "github.v3; format=json",
        **exchange.reply,
        **reply.headers,
    }
    if reply.status == 204:
        return Response(status_code=204, headers=headers)
    is_file = isinstance(reply.body, bytes)
    content = reply.body if isinstance(reply.body, bytes) else _text(reply.body)
    if reply.status in (200, 201) and not exchange.is_graphql:
        body = None if is_file else reply.body
        known = condition.headers(exchange, content, body, reply.changed)
        if exchange.reads and condition.is_known(exchange, known):
            return Response(status_code=304, headers=headers | known)
        headers |= known
    if reply.status == 201:
        headers["etag"] = headers["etag"].removeprefix("W/")
        headers |= _location(exchange, reply.body)
    media_type = reply.headers.get("content-type", _JSON)
    if exchange.method == "HEAD":
        return Response(status_code=reply.status, headers=headers, media_type=media_type)
    return Response(content, reply.status, headers, media_type)


def _location(exchange: Exchange, body: object) -> dict[str, str]:
    """Return the address of the created thing: octokit's and PyGithub's recordings.

    A written file has its address one level deeper. Assigning users creates nothing.
    """
    if not isinstance(body, dict) or exchange.plain_path.endswith("/assignees"):
        return {}
    made = body["content"] if isinstance(body.get("content"), dict) else body
    return {"location": made["url"]} if "url" in made else {}


def _text(body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
