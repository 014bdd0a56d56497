"""Replies as they are sent."""

import json
from uuid import uuid4

from starlette.responses import Response

from gh_sandbox.http import condition
from gh_sandbox.request import Exchange
from gh_sandbox.rest.call import Reply

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
    if exchange.reads and reply.status == 200:
        known = condition.headers(content, None if is_file else reply.body)
        headers |= known
        if condition.is_known(exchange, known):
            return Response(status_code=304, headers=headers)
    elif reply.status == 201 and isinstance(reply.body, dict) and "url" in reply.body:
        # As recorded by octokit and PyGithub of what is made.
        headers.setdefault("location", reply.body["url"])
    media_type = reply.headers.get("content-type", _JSON)
    if exchange.method == "HEAD":
        return Response(status_code=reply.status, headers=headers, media_type=media_type)
    return Response(content, reply.status, headers, media_type)


def _text(body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
