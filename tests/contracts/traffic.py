"""REST requests and answers during the tests, compared with GitHub's contract.

An entry is what the sandbox writes down of a request: see gh_sandbox/exchange/recording.py.
"""

import json
from collections.abc import Mapping
from typing import Any

from tests.contracts import rest


def complaints(entry: Mapping[str, Any]) -> list[str]:
    """Name the faults of one entry."""
    if entry["method"] == "HEAD" or (entry["fault"] and not _is_json(entry["answer"])):
        return []
    if entry["answer"] and not entry["media_type"].startswith("application/json"):
        return []  # A file as it is, or the page of a front server.
    if entry["version"] not in ("", "2022-11-28"):
        return []  # Another version than the one described: tests hold it against its models.
    contract, method, path = rest.contract(), entry["method"], entry["path"]
    found = contract.complaints(method, path, entry["status"], entry["answer"])
    if entry["status"] < 300 and not entry["fault"]:
        found += contract.request_complaints(method, path, entry["query"], entry["content"])
    return found


def _is_json(answer: str) -> bool:
    try:
        json.loads(answer)
    except ValueError:
        return False
    return True
