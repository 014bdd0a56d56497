"""Differences as unified diffs: of texts line by line, of other fields as one line each way.

The values of a new or removed thing are in one line, because there is nothing to compare.
"""

import difflib
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from gh_playbook.declaration.wording import whole
from gh_playbook.model.change import Difference
from gh_playbook.model.marker import is_marker_line
from gh_playbook.model.outcome import Result
from gh_playbook.modules import LINK_FIELDS
from gh_playbook.report.width import cells

_CARDS = frozenset({"project_item", "card"})
# Lists whose elements are shown in lines of their own.
_LISTS = frozenset({"options", "iterations", "order"})
# Lists without an order: GitHub gives them in its own.
_SETS = frozenset({"labels", "assignees"})
# The greatest width of a line of values, without the indentation of reports.
_WIDTH = 92
_NOTHING: tuple[object, ...] = (None, "", [])
_MARKED = " (only the tool's own marker, which nobody sees)"


def told(result: Result) -> Iterator[str]:
    """Yield the differences of a thing, except those that its line in a report already shows."""
    if result.module in LINK_FIELDS:
        return  # Its key names both ends.
    differences = [each for each in result.differences if not _is_said(each, result)]
    sign = _sign(result.differences)
    together: list[str] = []
    for each in differences:
        if sign and not _has_lines(each):
            value = plain(each.desired if sign == "+" else each.existing)
            together += [] if value in _NOTHING else [_value(each.field, value)]
            continue
        yield from _joined(sign, together)
        together = []
        yield from lines(each)
    yield from _joined(sign, together)


def lines(difference: Difference) -> Iterator[str]:
    """Yield a difference's lines, each beginning with `-`, `+`, `@@` or a space."""
    old, new = plain(difference.existing), plain(difference.desired)
    if _has_lines(difference):
        before, after = _lines(old), _lines(new)
        if _only_marks(before, after):
            yield f"@@ {difference.field} @@{_MARKED}"
            return
        before, after = _visible(before), _visible(after)
        unified = islice(difflib.unified_diff(before, after, n=2, lineterm=""), 2, None)
        yield f"@@ {difference.field} @@"
        yield from (line for line in unified if not line.startswith("@@"))
        return
    # An empty value is left out, unless both are empty.
    if old not in _NOTHING or (old is not None and new in _NOTHING):
        yield f"-{_value(difference.field, old)}"
    if new not in _NOTHING or (new is not None and old in _NOTHING):
        yield f"+{_value(difference.field, new)}"


def _is_said(difference: Difference, result: Result) -> bool:
    """Tell whether the line of a thing shows the difference: its name, or its board."""
    if difference.field == "project":
        return result.module in _CARDS
    values = [plain(difference.existing), plain(difference.desired)]
    is_name = difference.field in {"name", "title"} and result.key in values
    return is_name and any(each in _NOTHING for each in values)


def _sign(differences: Sequence[Difference]) -> str:
    """Return `+` for a new thing, `-` for a removed one, and an empty text for any other."""
    if all(plain(each.existing) in _NOTHING for each in differences):
        return "+"
    return "-" if all(plain(each.desired) in _NOTHING for each in differences) else ""


def _joined(sign: str, values: Sequence[str]) -> Iterator[str]:
    """Yield values in as few lines as their width allows."""
    line = ""
    for each in values:
        if line and cells(line) + cells(each) > _WIDTH:
            yield f"{sign}{line}"
            line = ""
        line = f"{line}; {each}" if line else each
    if line:
        yield f"{sign}{line}"


def _value(field: str, value: object) -> str:
    """Return a field with its value, in one line."""
    value = plain(value)
    if isinstance(value, bool):
        field = field.removeprefix("is_")
    if field in _SETS and isinstance(value, list):
        value = sorted(value, key=lambda each: str(each).casefold())
    return f"{field}: {shown(value)}"


def plain(value: Any) -> Any:
    """Return a value as JSON data."""
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def _lines(value: object) -> list[str]:
    """Return the lines of a text, or the elements of a list.

    Only GitHub's line ends count, not all those that Python knows.
    """
    if isinstance(value, list):
        return [str(each) for each in value]
    text = str(value or "").replace("\r\n", "\n").removesuffix("\n")
    return text.split("\n") if text else []


def _visible(texts: Sequence[str]) -> list[str]:
    """Return lines without the tool's markers."""
    return [line for line in texts if not is_marker_line(line)]


def _only_marks(before: Sequence[str], after: Sequence[str]) -> bool:
    """Tell whether lines differ only in the tool's markers and blank lines beside them."""
    if not any(map(is_marker_line, [*before, *after])):
        return False
    if _visible(before) == _visible(after):
        return True
    changes = difflib.SequenceMatcher(None, before, after).get_opcodes()
    hunks = [[*before[a:b], *after[c:d]] for tag, a, b, c, d in changes if tag != "equal"]
    return all(
        any(map(is_marker_line, hunk)) and not any(map(str.strip, _visible(hunk))) for hunk in hunks
    )


def _has_lines(difference: Difference) -> bool:
    values = (difference.existing, difference.desired)
    is_text = any(
        isinstance(each, str) and ("\n" in each or is_marker_line(each)) for each in values
    )
    is_list = any(isinstance(each, list | tuple) and each for each in values)
    return is_text or (is_list and difference.field in _LISTS)


def shown(value: object) -> str:
    """Return a value in one line."""
    value = plain(value)
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(map(shown, value)) if isinstance(value, list) else str(whole(value))
