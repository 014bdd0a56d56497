"""People's edits inside a managed block, as changes of the backlog's fields."""

import re
from typing import Any

_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_ITEM = re.compile(r"^- (?:\[[ xX]\] )?(.*)$")
_FIELDS = {
    "Description": "description",
    "Acceptance Criteria": "acceptance_criteria",
    "Implementation Notes": "implementation_notes",
}


def changes(content: str, written: str, field: str = "description") -> dict[str, Any] | None:
    """Return the fields to change so that `written` becomes `content`; None if no field can do it.

    A text without headings belongs to `field`. Headings have the meaning of the shipped templates,
    so the caller checks the result by rendering it.
    """
    now, before = _sections(content), _sections(written)
    if set(now) | set(before) <= {""}:
        return {field: content.strip()}
    found: dict[str, Any] = {}
    for heading in dict.fromkeys([*before, *now]):
        new, old = now.get(heading, ""), before.get(heading, "")
        if _normal(new) == _normal(old):
            continue
        name = _FIELDS.get(heading)
        if name is None:
            return None
        value = new if name == "description" else _items(new)
        if value is None:
            return None
        found[name] = value
    return found


def _sections(text: str) -> dict[str, str]:
    parts = _HEADING.split(text.replace("\r\n", "\n"))
    found = {"": parts[0].strip()} if parts[0].strip() else {}
    for heading, content in zip(parts[1::2], parts[2::2], strict=True):
        found[heading.strip()] = content.strip("\n")
    return found


def _items(text: str) -> list[str] | None:
    """Return the items of a list; None for anything else."""
    items: list[list[str]] = []
    for line in text.split("\n"):
        begun = _ITEM.match(line)
        if begun:
            items.append([begun[1]])
        elif items and (line.startswith("  ") or not line.strip()):
            items[-1].append(line[2:])
        else:
            return None
    return ["\n".join(lines).strip() for lines in items]


def _normal(text: str) -> str:
    lines = (re.sub(r"^(\s*- \[)[xX]", r"\1 ", line.rstrip()) for line in text.split("\n"))
    return "\n".join(lines).strip()
