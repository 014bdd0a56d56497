"""Recording of whole REST requests and answers, for tests that compare them with GitHub's contract.

Off unless the environment names a folder; every application then writes its own file there. GraphQL
is left out: the server itself holds each document and its answer against a part of GitHub's schema.
An entry is `{"method", "path" (as github.com has it), "query" (name: value), "content" (text),
"status", "version" (of the API), "media_type", "answer" (text), "fault" (what struck the request,
else null)}`.
"""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:  # who only starts a server reads the variable's name here
    from starlette.responses import Response

    from gh_sandbox.exchange.request import Exchange

VARIABLE = "GH_PLAYBOOK_SANDBOX_TRAFFIC"


class Traffic:
    """Appends entries to a file."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / f"{os.getpid()}-{uuid4().hex}.jsonl"

    def add(self, exchange: "Exchange", response: "Response", fault: str | None) -> None:
        """Append an entry, unless the request is one of GraphQL."""
        if exchange.is_graphql:
            return
        entry = {
            "method": exchange.method,
            "path": exchange.named_path or exchange.plain_path,
            "query": dict(exchange.query),
            "content": exchange.content.decode(errors="replace"),
            "status": response.status_code,
            "version": response.headers.get("x-github-api-version-selected", ""),
            "media_type": response.headers.get("content-type", ""),
            "answer": bytes(response.body).decode(errors="replace"),
            "fault": fault,
        }
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")


def from_environment() -> Traffic | None:
    """Return where to write, if the environment says so."""
    folder = os.environ.get(VARIABLE)
    return Traffic(Path(folder)) if folder else None
