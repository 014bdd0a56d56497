"""One request, and the reply headers that the server determines while it handles the request."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from gh_sandbox.errors import ApiError
from gh_sandbox.exchange.document import Names
from gh_sandbox.exchange.document import names as names_of

_API, _UPLOADS = "api.github.com", "uploads.github.com"
READING = ("GET", "HEAD", "OPTIONS")
# Half of a pair of surrogates, or a whole pair, in an escape or in bytes.
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]|\xed[\xa0-\xbf]")
# Only the labels of an issue can be sent as a bare list.
_TAKES_A_LIST = re.compile(r"/issues/\d+/labels$")


@dataclass
class Exchange:
    """A request, and the headers of its reply."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    content: bytes
    reply: dict[str, str] = field(default_factory=dict)
    # The path with the repository's name, also if the request used its id.
    named_path: str = ""
    # The scheme of the connection; `https` stands for the socket, GitHub itself to clients.
    scheme: str = "https"
    # Whether a step of a workflow sent the request.
    is_of_workflow: bool = False
    # The owner of the token; 0 until it is known.
    user_id: int = 0

    @property
    def enterprise(self) -> bool:
        """Whether the path is one of an enterprise server."""
        return self.path.startswith("/api/")

    @property
    def plain_path(self) -> str:
        """The path in the form of github.com."""
        for prefix in ("/api/v3", "/api/uploads", "/api"):
            if self.path == prefix or self.path.startswith(prefix + "/"):
                return self.path[len(prefix) :] or "/"
        return self.path

    @property
    def api(self) -> str:
        """The address of the API that the client used."""
        host = self.headers.get("host", _API)
        host = _API if host == _UPLOADS else host
        return f"{self.scheme}://{host}/api/v3" if self.enterprise else f"{self.scheme}://{host}"

    @property
    def uploads(self) -> str:
        """The address for files: `https://uploads.github.com`, or on an enterprise server."""
        if self.enterprise:
            return self.api.replace("/api/v3", "/api/uploads")
        return self.api.replace(_API, _UPLOADS)

    @property
    def is_graphql(self) -> bool:
        """Whether this is a GraphQL request."""
        return self.plain_path == "/graphql" and self.method == "POST"

    @property
    def resource(self) -> str:
        """The primary limit that counts this request."""
        if self.is_graphql:
            return "graphql"
        return "search" if self.plain_path.startswith("/search/") else "core"

    @cached_property
    def names(self) -> Names:
        """The root fields of a GraphQL request; empty for a REST request."""
        try:
            return names_of(self.json) if self.is_graphql else Names()
        except ApiError:
            return Names()

    @property
    def reads(self) -> bool:
        """Whether it is a REST request that only reads."""
        return not self.is_graphql and self.method in ("GET", "HEAD")

    @property
    def write(self) -> bool:
        """Whether the request could change something."""
        return bool(self.names.mutations) if self.is_graphql else self.method not in READING

    @cached_property
    def json(self) -> dict[str, Any]:
        """The body; ApiError 400 if it is not a JSON object."""
        try:
            body = _parsed(self.content)
        except (ValueError, RecursionError) as error:
            raise ApiError(400, "Problems parsing JSON", type="BAD_REQUEST") from error
        if isinstance(body, list) and _TAKES_A_LIST.search(self.plain_path):
            return {"labels": body}
        if not isinstance(body, dict):
            raise ApiError(400, "Body should be a JSON object", type="BAD_REQUEST")
        return body


def _parsed(content: bytes) -> Any:
    """Return the value of a JSON text. Raises ValueError, and RecursionError for deep nesting.

    What no JSON text should have is refused, too: half of a pair of surrogates, which is no
    character, and Python's NaN and Infinity [unverified for what GitHub does with such a half].
    """
    body = json.loads(content, parse_constant=_refused)
    if _SURROGATE.search(content):
        json.dumps(body, ensure_ascii=False).encode()  # Halves without the other half fail.
    return body


def _refused(constant: str) -> None:
    raise ValueError(constant)
