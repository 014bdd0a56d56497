"""The required header `User-Agent`.

Source: GitHub docs, "Getting started with the REST API", "User agent"; the message as reported. It
is not JSON.
"""

from gh_sandbox.exchange.reply import Reply
from gh_sandbox.exchange.request import Exchange

_WORDS = (
    "\r\nRequest forbidden by administrative rules. Please make sure your request has a User-Agent "
    "header (https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required"
    "). Check https://developer.github.com for other possible causes.\r\n"
)
REFUSAL = Reply(_WORDS.encode(), 403, {"content-type": "text/html; charset=utf-8"})


def is_named(exchange: Exchange) -> bool:
    """Tell whether a request has a user agent."""
    return bool(exchange.headers.get("user-agent", "").strip())
