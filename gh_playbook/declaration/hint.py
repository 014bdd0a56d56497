"""Hints for keys and values that cannot be right: how to write them instead."""

import re
from collections.abc import Collection, Mapping

# Ansible's short form of a module's arguments.
_ASSIGNMENT = re.compile(r"\w+=")
# Keys without the space after the colon: YAML takes all of it for a text.
_NO_SPACE = re.compile(r"[a-z_]+:\S")
_REFERENCE = re.compile(r"#(\d+)")
# A text that stands in a list in brackets as it is.
_WORD = r"\w[\w .-]*"
_WORDS = re.compile(f"{_WORD}(?:, *{_WORD})*")
# How elements of lists begin elsewhere.
_ITEM = re.compile(r"(?:\d+[.)]|[*\u2022\u2013]) ")
# How other tools, and people, call the same.
_OTHERWISE = {
    **dict.fromkeys(("children", "subtasks", "tasks", "stories"), "sub_issues"),
    **dict.fromkeys(("depends_on", "dependencies", "needs", "requires"), "blocked_by"),
    **dict.fromkeys(("relates_to", "related", "see_also"), "related_to"),
    **dict.fromkeys(("text", "content", "details"), "body"),
    **dict.fromkeys(("estimate", "points", "story_points", "size"), "effort"),
    **dict.fromkeys(("id", "slug"), "key"),
    **dict.fromkeys(("name", "summary", "subject"), "title"),
    **dict.fromkeys(("criteria", "acceptance", "checklist"), "acceptance_criteria"),
    **dict.fromkeys(("owner", "owners", "assigned_to"), "assignees"),
    **dict.fromkeys(("tags", "categories"), "labels"),
    **dict.fromkeys(("due_date", "deadline", "until"), "due_on"),
    **dict.fromkeys(("columns", "values", "choices"), "options"),
    **dict.fromkeys(("days", "weeks", "length"), "duration"),
    **dict.fromkeys(("epic", "parent_issue"), "parent"),
    **dict.fromkeys(("repo", "project_repo"), "repository"),
    **dict.fromkeys(("board", "projects"), "project"),
    **dict.fromkeys(("types", "kinds"), "issue_types"),
}


def of_key(key: str, fields: Collection[str]) -> str:
    """Return how the key is called here, or what is wrong with it; None where nothing is known."""
    if key == "blocks" and "blocked_by" in fields:
        return ": write `blocked_by` on the issue that waits"
    name = _OTHERWISE.get(key.lower().replace("-", "_"), "")
    return f": did you mean {name!r}?" if name in fields else ""


def of_value(kind: str, given: object) -> str:
    """Return how to write a value of a wrong type (`kind` is pydantic's name of the error)."""
    if isinstance(given, str) and _ASSIGNMENT.match(given) and kind in {"dict_type", "model_type"}:
        return ": write {key: value}"
    if kind in {"dict_type", "model_type"} and isinstance(given, str) and _NO_SPACE.match(given):
        return ": write a space after ':'"
    if kind == "string_type":
        return _as_text(given)
    if kind in {"list_type", "tuple_type"}:
        return _as_list(given)
    if kind.startswith("int_") and isinstance(given, str) and (n := _REFERENCE.fullmatch(given)):
        return f": write {n[1]}"
    return ""


def _as_text(given: object) -> str:
    if isinstance(given, int | float) and not isinstance(given, bool):
        return ": quote it"
    if isinstance(given, list) and len(given) == 1:
        return ": a text that begins with '[' needs quotes"
    if isinstance(given, Mapping) and len(given) == 1:
        name = next((given[key] for key in ("name", "title", "key") if key in given), None)
        if isinstance(name, str):
            return f": write {name!r}"
        return ": quote the whole text, because ': ' makes a key of the text before it"
    return ""


def _as_list(given: object) -> str:
    if isinstance(given, str) and _ITEM.match(given):
        return ": begin each element with '- '"
    if isinstance(given, str) and _WORDS.fullmatch(given):
        return f": write [{given}]"
    return ": begin each element with '- '" if isinstance(given, str | Mapping) else ""
