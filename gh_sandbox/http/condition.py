"""Conditional requests: `ETag`, `Last-Modified`, and 304 for an answer that the client has already.

Sources: GitHub docs, "Best practices for using the REST API", "Use conditional requests if
appropriate" (a 304 is not counted); octokit's and PyGithub's recordings: a tag of 64 digits on
every answer with a thing in it, a weak one but for 201; none on what is found or counted just now,
which no cache may keep; `Last-Modified` where the thing says when it was changed, but not of
workflows. A tag depends on the token ("expected for ETags to be auth token specific":
eclipse-csi/otterdog#201), in the way that bored-engineer/github-conditional-http-transport has
found out; who sends no token gets what any cache may keep (its issue #6).
"""

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from gh_sandbox.exchange.request import Exchange

_PRIVATE = {
    "cache-control": "private, max-age=60, s-maxage=60",
    "vary": "Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding, X-Requested-With",
}
_PUBLIC = {
    "cache-control": "public, max-age=60, s-maxage=60",
    "vary": "Accept, Accept-Encoding, X-Requested-With",
}
# Of a request, what the tag of its answer depends on, in this order.
_OF_TAG = ("accept", "authorization", "cookie")
_MOMENTARY = ("/search/", "/rate_limit")
_WITHOUT_A_TIME = "/actions/"


def headers(exchange: Exchange, content: bytes, body: Any, changed: str | None) -> dict[str, str]:
    """Return the headers that let a client ask only for changes.

    `changed` is the time of the last change, for bodies that do not contain it.
    """
    caching = _PRIVATE if "authorization" in exchange.headers else _PUBLIC
    if exchange.plain_path.startswith(_MOMENTARY):
        return {**caching, "cache-control": "no-cache"}
    found = {**caching, "etag": f'W/"{_digest(exchange, content)}"'}
    if isinstance(body, dict) and _WITHOUT_A_TIME not in exchange.plain_path:
        changed = changed or body.get("updated_at")
    if changed and exchange.reads:
        moment = datetime.fromisoformat(changed).astimezone(UTC)
        found["last-modified"] = format_datetime(moment, usegmt=True)
    return found


def is_known(exchange: Exchange, known: dict[str, str]) -> bool:
    """Tell whether the client already has this content; a tag has priority over a time."""
    if "etag" not in known:
        return False
    tags = exchange.headers.get("if-none-match")
    if tags is not None:
        own = _bare(known["etag"])
        return any(each.strip() == "*" or _bare(each) == own for each in tags.split(","))
    since = exchange.headers.get("if-modified-since")
    if since is None or "last-modified" not in known:
        return False
    try:
        return parsedate_to_datetime(known["last-modified"]) <= parsedate_to_datetime(since)
    except ValueError:
        return False


def _digest(exchange: Exchange, content: bytes) -> str:
    given = [exchange.headers.get(name) for name in _OF_TAG]
    asked = "".join(f"{each}:" for each in given if each)
    return hashlib.sha256(asked.encode() + content).hexdigest()


def _bare(tag: str) -> str:
    return tag.strip().removeprefix("W/").strip('"')
