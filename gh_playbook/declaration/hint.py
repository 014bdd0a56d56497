"""Hints for wrong keys and values: how to write them instead."""

import difflib
import re
from collections.abc import Collection, Mapping, Sequence

from gh_playbook.declaration.derived_key import key_of
from gh_playbook.declaration.yaml.yaml_look_alike import in_wide_brackets
from gh_playbook.declaration.yaml.yaml_value import flow
from gh_playbook.late_pattern import late_pattern

# Ansible's short form of a module's arguments.
_ASSIGNMENT = late_pattern(r"\w+ ?=")
# Keys without the space after the colon; addresses do not count.
_NO_SPACE = late_pattern(r"[a-z_]+:(?!//)\S")
_REFERENCE = late_pattern(r"#(\d+)")
_NUMBER = late_pattern(r"\s*(\d+)\s*")
_TYPOGRAPHIC = "“”„‟«»"
_ADDRESS = late_pattern(r"https?://[^/]+/[^/]+/[^/]+/issues/(\d+)")
# The keys whose values name issues.
_REFERENCES = frozenset({"blocked_by", "related_to", "parent", "duplicate_of"})
# The place of a `_` in a name in camel case, as GitHub's GraphQL has them.
_HUMP = late_pattern("(?<=[a-z])(?=[A-Z])")
# A number with its unit.
_DAYS = late_pattern(r"(\d+) ?(?:s|seconds?|d|days?)")
_WEEKS = late_pattern(r"(\d+) ?(?:w|weeks?)")
# A text that needs no quotes in a list in brackets.
_WORD = r"\w[\w .-]*"
_WORDS = late_pattern(f"{_WORD}(?:, *{_WORD})*")
# The beginnings of list elements in other formats.
_ITEM = late_pattern(r"(?:\d+[.)]|[*\u2022\u2013]) ")
# The words of other languages for nothing.
_NOTHING = frozenset({"None", "none", "nil", "NULL"})
# Characters of the longest list that a hint writes again.
_LONGEST = 60
# The largest number of keys in a hint.
_LISTED = 16
# The keys with a mapping's name, in this order.
_NAMES = ("name", "title", "key", "login", "path", "that", "msg", "text", "label", "content")
# The words of other tools, and of people, for the same keys.
_OTHERWISE = {
    **dict.fromkeys(("children", "subtasks", "tasks", "stories"), "sub_issues"),
    **dict.fromkeys(("depends_on", "dependencies", "needs", "requires"), "blocked_by"),
    **dict.fromkeys(("relates_to", "related", "see_also"), "related_to"),
    **dict.fromkeys(("text", "content", "details"), "body"),
    **dict.fromkeys(("desc", "descr"), "description"),
    "prio": "priority",
    "ms": "milestone",
    **dict.fromkeys(("points", "story_points"), "estimate"),
    **dict.fromkeys(("id", "slug"), "key"),
    **dict.fromkeys(("name", "summary", "subject"), "title"),
    **dict.fromkeys(("criteria", "acceptance", "checklist"), "acceptance_criteria"),
    **dict.fromkeys(("owner", "owners", "assigned_to"), "assignees"),
    **dict.fromkeys(("tags", "categories", "components"), "labels"),
    **dict.fromkeys(("due_date", "deadline", "until"), "due_on"),
    **dict.fromkeys(("columns", "values", "choices"), "options"),
    **dict.fromkeys(("days", "weeks", "length", "end"), "duration"),
    **dict.fromkeys(("epic", "parent_issue"), "parent"),
    **dict.fromkeys(("repo", "project_repo"), "repository"),
    **dict.fromkeys(("board", "projects"), "project"),
    **dict.fromkeys(("types", "kinds"), "issue_types"),
    **dict.fromkeys(("type", "view"), "layout"),
    **dict.fromkeys(("aliases", "old_name", "from_name", "renamed_from"), "previously"),
    **dict.fromkeys(("dest", "file"), "path"),
}
# Words that have no key here: the word, the key that a thing must have, and how to write it
# instead.
_SAID = {
    ("blocks", "blocked_by"): "write `blocked_by` on the issue that waits",
    ("closed", "state_reason"): "write `state: closed`",
    ("done", "state_reason"): "write `state: closed`",
    **dict.fromkeys(
        ((word, "sub_issues") for word in ("due", "due_date", "duedate", "due_on", "deadline")),
        "a milestone has `due_on`, and a board a field of the type `date`",
    ),
    ("new_name", "previously"): "write the new name as `name`, and this one in `previously`",
    ("previously", "duration"): "an iteration with the same first day gets the new title",
    **dict.fromkeys(
        ((word, "iterations") for word in ("start", "duration")),
        "each of its `iterations` has it, as in {title: Sprint 1, start: 2026-12-01, duration: 14}",
    ),
    ("columns", "views"): "the columns of a board are the options of its field Status",
    ("src", "message"): "write `content: \"{{ lookup('file', …) }}\"`",
    **dict.fromkeys(
        ((word, "state") for word in ("delete", "deleted", "remove", "removed")),
        "write `state: absent`",
    ),
}
# What to do instead of declaring the old name of a thing that GitHub lets only people rename.
_RENAMED = "rename it on GitHub, and write its new name here, or let `pull` do that"
# Other words for the few allowed values.
_MEANT = {
    **dict.fromkeys(("done", "resolved", "finished", "close"), ("closed", "completed")),
    **dict.fromkeys(("todo", "active", "reopened", "opened"), ("open",)),
    **dict.fromkeys(("wontfix", "won't_fix", "wont_fix", "rejected"), ("not_planned",)),
    **dict.fromkeys(("deleted", "removed", "delete"), ("absent",)),
    **dict.fromkeys(("select", "dropdown", "choice", "enum", "option"), ("single_select",)),
    **dict.fromkeys(("string", "str"), ("text",)),
    **dict.fromkeys(("int", "integer", "float"), ("number",)),
    **dict.fromkeys(("datetime", "day"), ("date",)),
    **dict.fromkeys(("sprint", "sprints"), ("iteration",)),
    **dict.fromkeys(("kanban", "columns"), ("board",)),
    **dict.fromkeys(("list", "grid"), ("table",)),
    **dict.fromkeys(("timeline", "gantt"), ("roadmap",)),
    **dict.fromkeys(("grey",), ("gray",)),
}


def of_key(key: str, fields: Collection[str]) -> str:
    """Return the key that was meant, or how to write it; empty if nothing is known."""
    if any(each in key for each in _TYPOGRAPHIC):
        return ": typographic quotes quote nothing in YAML: write plain ones"
    word = _HUMP.sub("_", key).lower().replace("-", "_")
    for (said, field), how in _SAID.items():
        if word == said and field in fields:
            return f": {how}"
    name = _OTHERWISE.get(word, "")
    if "previously" in {word, name} - set(fields) and not {"name", "title"}.isdisjoint(fields):
        return f": {_RENAMED}"
    return f": did you mean {name!r}?" if name in fields else ""


def of_choice(given: object, choices: Sequence[str]) -> str:
    """Return which of a few words was probably meant; empty if nothing is known."""
    if not isinstance(given, str):
        return ""
    word = re.sub(r"[\s-]+", "_", given.strip().lower())
    meant = next((each for each in _MEANT.get(word, ()) if each in choices), None)
    close = [word] if word in choices else difflib.get_close_matches(word, choices, n=1)
    found = meant or next(iter(close), None)
    return f": did you mean {found!r}?" if found else ""


def of_missing(name: object, given: object) -> str:
    """Return what to write for a missing value; empty if only its author can know."""
    title = given.get("title") if isinstance(given, Mapping) else None
    if name != "key" or not isinstance(title, str) or not title.strip():
        return ""
    return f": it is a name of your choice, such as {key_of(title)!r}"


def of_value(
    kind: str,
    given: object,
    names: Sequence[str] = (),
    known: Sequence[str] = (),
    *,
    name: str = "",
) -> str:
    """Return how to write the value of `name`; `kind` is pydantic's name of the error in its type.

    If the value should be a mapping, `names` are its required keys, and `known` all keys.
    """
    if kind in {"dict_type", "model_type"}:
        how = _as_mapping(given, names)
        is_told = how or not 0 < len(known) <= _LISTED
        return how if is_told else f": its keys are {', '.join(known)}"
    if kind == "string_type" and name in _REFERENCES and type(given) is int:
        return f": write '#{given}', in quotes"
    if kind == "string_type":
        return _as_text(given)
    if kind in {"list_type", "tuple_type"}:
        return _as_list(given, names)
    if kind.startswith(("int_", "float_")) and isinstance(given, str):
        return _as_number(given)
    return ""


def _as_mapping(given: object, names: Sequence[str]) -> str:
    if isinstance(given, tuple):
        return ": a `loop` over this takes it as it is, without brackets around it"
    if isinstance(given, list) and len(given) == 1:
        if isinstance(given[0], Mapping):
            return ": leave out the '- ' or the brackets before it"
        return _as_mapping(given[0], names) if names else ""
    if isinstance(given, str) and (_ASSIGNMENT.match(given) or _NO_SPACE.match(given)):
        return ": write " + ("{key: value}" if _ASSIGNMENT.match(given) else "a space after ':'")
    if isinstance(given, str | int | float) and not isinstance(given, bool) and names:
        return f": write {_entry(given, names)}"
    return ""


def _entry(given: object, names: Sequence[str]) -> str:
    """Return a mapping with these keys, made of the only value that is given."""
    if isinstance(given, str) and [*names] == ["key", "title"] and " " in given.strip():
        return f"{{key: {key_of(given)}, title: {flow(given)}}}"
    is_name = isinstance(given, str) and "://" not in given
    more = "".join(f", {name}: …" for name in names[1:])
    return f"{{{names[0]}: {flow(given) if is_name else '…'}{more}}}"


def _as_text(given: object) -> str:
    if given is None:
        return ": write one, or take this out"
    if isinstance(given, bool | int | float):
        return ": quote it"
    if isinstance(given, list) and len(given) == 1:
        return ": leave the brackets out, or quote the whole text if they are part of it"
    if isinstance(given, Mapping):
        name = next((given[key] for key in _NAMES if key in given), None)
        if isinstance(name, str):
            return f": write {name!r}"
        if len(given) == 1:
            return ": quote the whole text, because ': ' makes a key of the text before it"
    return ""


def _as_list(given: object, names: Sequence[str]) -> str:
    if isinstance(given, str) and given in _NOTHING:
        return ": leave it out, or write []"
    if isinstance(given, str) and (meant := in_wide_brackets(given)):
        return f": {given[0]!r} is no bracket of YAML: write {meant[0]}{given[1:-1]}{meant[1]}"
    if isinstance(given, str) and _ITEM.match(given):
        return ": begin each element with '- '"
    if isinstance(given, str) and len(given) <= _LONGEST and _WORDS.fullmatch(given):
        return f": write [{given}]"
    if isinstance(given, Mapping) and given and names and names[0] not in given:
        # A mapping from names, which other tools accept here.
        return f": begin each element with '- ', as in `- {names[0]}: {flow(next(iter(given)))}`"
    return ": begin each element with '- '" if isinstance(given, str | Mapping) else ""


def _as_number(given: str) -> str:
    for form in (_REFERENCE, _ADDRESS, _DAYS):
        if found := form.fullmatch(given):
            return f": write {found[1]}"
    if found := _NUMBER.fullmatch(given):
        return f": write {found[1]} without quotes"
    if found := _WEEKS.fullmatch(given):
        return f": write {7 * int(found[1])}, in days"
    return ""
