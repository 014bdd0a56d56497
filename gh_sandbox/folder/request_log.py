"""The request log: one JSON line per request. Request counts come from it.

`operations` names the root fields of a GraphQL query and `mutations` those of a mutation, one entry
per alias; both are empty for REST. `write` is true for any request that could change something:
every mutation, and every REST method but GET, HEAD and OPTIONS. `fault` names the fault, if there
was one; `status` is 0 where no answer was sent.
"""

import json
from pathlib import Path
from typing import Any

from gh_sandbox.access.token_text import masked
from gh_sandbox.folder.private_file import append, write

FILE = "requests.jsonl"


class RequestLog:
    """Appends to the file; every line is on disk before its request is answered."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, entry: dict[str, Any]) -> None:
        """Append a line."""
        with append(self._path) as file:
            file.write(masked(json.dumps(entry)) + "\n")

    def clear(self) -> None:
        """Empty the file."""
        write(self._path, "")


def read(path: Path) -> list[dict[str, Any]]:
    """Return the entries of a log, oldest first; empty when there is no file."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
