"""The places where a text matches a search: GitHub's `text_matches`.

Source: GitHub docs, "REST API endpoints for search", "Text match metadata": offsets count from the
beginning of the fragment. GitHub cuts long texts into fragments; here a fragment is the whole text
(unverified how GitHub cuts them).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from gh_sandbox.search import query
from gh_sandbox.search.query import Every, Node, Some, Text


def phrases(text: str) -> list[str]:
    """Return the words and phrases of a query."""
    return list(_phrases(query.read(text)))


def _phrases(node: Node) -> Iterator[str]:
    if isinstance(node, Text):
        yield node.phrase
    elif isinstance(node, Every | Some):
        for part in node.parts:
            yield from _phrases(part)


def find(
    wanted: list[str], texts: Mapping[str, str | None], url: str, kind: str
) -> list[dict[str, Any]]:
    """Return the matches in the texts of a thing, by their properties."""
    found = []
    for name, text in texts.items():
        matches = [
            {"text": match[0], "indices": list(match.span())}
            for phrase in wanted
            for match in re.finditer(re.escape(phrase), text or "", re.IGNORECASE)
        ]
        if matches:
            about = {"object_url": url, "object_type": kind, "property": name, "fragment": text}
            found.append({**about, "matches": matches})
    return found
