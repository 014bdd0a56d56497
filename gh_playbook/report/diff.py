"""Differences as unified diffs: of texts line by line, of other fields as one line each way."""

import difflib
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from gh_playbook.model.change import Difference


def lines(difference: Difference) -> Iterator[str]:
    """Yield a difference's lines, each beginning with `-`, `+`, `@@` or a space."""
    old, new = plain(difference.existing), plain(difference.desired)
    if _is_text(old) or _is_text(new):
        before, after = _lines(old), _lines(new)
        unified = islice(difflib.unified_diff(before, after, n=2, lineterm=""), 2, None)
        yield f"@@ {difference.field} @@"
        yield from (line for line in unified if not line.startswith("@@"))
        return
    if old is not None:
        yield f"-{difference.field}: {_shown(old)}"
    if new is not None:
        yield f"+{difference.field}: {_shown(new)}"


def plain(value: Any) -> Any:
    """Return a value as JSON data."""
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def _lines(value: object) -> list[str]:
    """Return the lines of a text. Only GitHub's line ends count, not all that Python knows."""
    text = str(value or "").replace("\r\n", "\n").removesuffix("\n")
    return text.split("\n") if text else []


def _is_text(value: object) -> bool:
    return isinstance(value, str) and "\n" in value


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
