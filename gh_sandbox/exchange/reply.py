"""A reply, before the server turns it into an HTTP response."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reply:
    """The reply to a request.

    `changed` is the time of the thing's last change, for bodies that do not contain it.
    """

    body: object
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    changed: str | None = None
