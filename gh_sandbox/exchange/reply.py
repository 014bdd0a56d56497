"""A reply, before the server makes a response of HTTP of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reply:
    """What a request is answered.

    `changed` is when the thing was changed, where its body does not say so.
    """

    body: object
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    changed: str | None = None
