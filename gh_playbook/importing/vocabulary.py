"""The vocabulary of plans: which field of an issue a name means, and how its value is read."""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from gh_playbook.declaration.issue_number import issue_number
from gh_playbook.declaration.value import is_login
from gh_playbook.importing.draft import DraftIssue

_NAMES = {
    "title": "title",
    "summary": "title",
    "type": "type",
    "issue type": "type",
    "kind": "type",
    "category": "type",
    "labels": "labels",
    "label": "labels",
    "tags": "labels",
    "components": "labels",
    "milestone": "milestone",
    "fix version": "milestone",
    "fix version/s": "milestone",
    "fix versions": "milestone",
    "release": "milestone",
    "status": "status",
    "state": "state",
    "priority": "priority",
    "size": "size",
    "t-shirt size": "size",
    "effort": "effort",
    "effort estimate": "effort",
    "time estimate": "effort",
    "estimate": "estimate",
    "story points": "estimate",
    "story point estimate": "estimate",
    "points": "estimate",
    "sprint": "sprint",
    "iteration": "sprint",
    "assignee": "assignees",
    "assignees": "assignees",
    "assigned to": "assignees",
    "owner": "assignees",
    "assign": "assignees",
    "description": "description",
    "goal": "description",
    "problem": "description",
    "context": "description",
    "background": "description",
    "user story": "description",
    "acceptance criteria": "acceptance_criteria",
    "acceptance criterion": "acceptance_criteria",
    "criteria": "acceptance_criteria",
    "definition of done": "acceptance_criteria",
    "done when": "acceptance_criteria",
    "implementation notes": "implementation_notes",
    "implementation note": "implementation_notes",
    "technical notes": "implementation_notes",
    "implementation": "implementation_notes",
    "notes": "implementation_notes",
    "dependencies": "waits_for",
    "dependency": "waits_for",
    "depends on": "waits_for",
    "blocked by": "waits_for",
    "prerequisites": "waits_for",
    "requires": "waits_for",
    "related": "related",
    "related to": "related",
    "relates to": "related",
    "see also": "related",
    "parent": "parent",
    "parent issue": "parent",
    "part of": "parent",
    "epic": "parent",
    "epic link": "parent",
    "sub-issues": "children",
    "sub-issue": "children",
    "subissues": "children",
    "sub-tasks": "children",
    "subtasks": "children",
    "tasks": "children",
    "child issues": "children",
    "number": "number",
    "issue number": "number",
    # German
    "titel": "title",
    "zusammenfassung": "title",
    "typ": "type",
    "etiketten": "labels",
    "stichworte": "labels",
    "meilenstein": "milestone",
    "priorität": "priority",
    "größe": "size",
    "aufwand": "effort",
    "schätzung": "estimate",
    "zuständig": "assignees",
    "verantwortlich": "assignees",
    "beschreibung": "description",
    "ziel": "description",
    "akzeptanzkriterien": "acceptance_criteria",
    "abnahmekriterien": "acceptance_criteria",
    "umsetzungshinweise": "implementation_notes",
    "hinweise": "implementation_notes",
    "abhängigkeiten": "waits_for",
    "abhängig von": "waits_for",
    "hängt ab von": "waits_for",
    "verwandt": "related",
    "teil von": "parent",
    "unteraufgaben": "children",
    "teilaufgaben": "children",
    "aufgaben": "children",
    # French
    "titre": "title",
    "étiquettes": "labels",
    "jalon": "milestone",
    "priorité": "priority",
    "taille": "size",
    "estimation": "estimate",
    "responsable": "assignees",
    "assigné à": "assignees",
    "critères d'acceptation": "acceptance_criteria",
    "notes techniques": "implementation_notes",
    "dépendances": "waits_for",
    "dépend de": "waits_for",
    "bloqué par": "waits_for",
    "lié à": "related",
    "fait partie de": "parent",
    "sous-tâches": "children",
    "tâches": "children",
}
FIELDS = frozenset(_NAMES.values()) - {"children"}
# Names under which plans gather fields.
_CONTAINERS = ("github fields", "fields", "metadata", "details")
# What issues are called.
_KINDS = ("issues", "issue", "story", "user story", "ticket", "epic", "bug", "feature", "task")
_LISTS = {"acceptance_criteria", "implementation_notes", "children"}
_NOTHING = {"", "-", "\u2013", "\u2014", "none", "n/a", "na", "tbd", "unassigned", "nobody", "no"}
_REFERENCE = re.compile(
    r"(?<![\w/])(?:[\w.-]{1,100}/[\w.-]{1,100})?#\w+|\b[A-Z][A-Z0-9]+-\d+\b|\bT\d{3,}\b"
)
_NUMBER = re.compile(r"(?<![\w.])\d{1,15}(?:\.\d{1,15})?(?!\d)")
LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_CODE = re.compile(r"[`\"“”]")
_QUOTES = {('"', '"'), ("'", "'"), ("`", "`"), ("“", "”"), ("„", "“"), ("”", "”")}
# Emoji and the like before a name.
_MARKS = re.compile(r"^[^\w\s#-]+\s+")


def field_of(name: str) -> str | None:
    """Return the field that a name means, or None where it means none."""
    return _NAMES.get(_plain(name))


def words() -> frozenset[str]:
    """Return all words that plans use for fields, for issues, and for nothing."""
    names = (*_NAMES, *_CONTAINERS, *_NOTHING, *_KINDS)
    return frozenset(word for name in names for word in re.findall(r"\w+", name.casefold()))


def is_container(name: str) -> bool:
    """Tell whether a name only groups the fields below it."""
    return _plain(name).startswith(_CONTAINERS)


def is_list(field: str) -> bool:
    """Tell whether a field holds several texts, each an item of a list in the plan."""
    return field in _LISTS


def is_text(name: str) -> bool:
    """Tell whether what stands under a name is prose, which may take several lines."""
    return field_of(name) in {"description", "acceptance_criteria", "implementation_notes"}


def references(text: str) -> list[str]:
    """Return the references in a text: `#13`, `PROJ-7`, `T001`."""
    return list(dict.fromkeys(_REFERENCE.findall(text)))


def listed(text: str) -> list[str]:
    """Return the list in a text: its parts in backticks, or between commas where not all are."""
    found = re.findall(r"`([^`]+)`", text)
    if not found or re.search(r",\s*[^`\s,]|^\s*[^`\s,][^,`]*,", text):
        found = text.split(",")
    return [each for each in (unquoted(part) for part in found) if not is_nothing(each)]


def unquoted(text: str) -> str:
    """Return a text without the quotes, backticks and emphasis around it."""
    text = text.strip().strip("*_").strip()
    while len(text) > 1 and (text[0], text[-1]) in _QUOTES:
        text = text[1:-1].strip()
    return text


def is_nothing(text: str) -> bool:
    """Tell whether a value says that there is none."""
    return text.strip().strip(".").casefold() in _NOTHING


def assign(issue: DraftIssue, field: str, text: str) -> bool:
    """Set a field of an issue from a text; return False where the text gives no value.

    A text that means nothing ("None", "TBD") is understood, and sets nothing.
    """
    if is_nothing(text) and field not in {"title", "description"}:
        return True
    if field in {"waits_for", "related"}:
        known: list[str] = getattr(issue, field)
        known += [each for each in _named_issues(text) if each not in known]
        return True
    if field in {"parent", "title"}:
        plain = " ".join(unquoted(text).split())
        issue.say(field, next(iter(references(text)), plain) if field == "parent" else plain)
        return True
    value = _value(field, text)
    if field == "assignees":
        issue.lost += [f"assignee {each}: no login" for each in value if not is_login(each)]
        value = [each for each in value if is_login(each)]
    if value is None or (field == "number" and issue.number not in {None, value}):
        return False
    if field == "number":
        issue.number = value
        issue.names.add(f"#{value}")
        return True
    issue.take_field(field, value)
    if field == "status":
        waits = [each for each in references(text) if each not in issue.waits_for]
        issue.waits_for += waits
    return True


def _named_issues(text: str) -> list[str]:
    """Return the issues that a text names: by references, or by titles between commas."""
    plain = re.sub(r"\([^)]*\)", "", LINK.sub(r"\1", text))
    parts = [part for part in re.split(r"[,;\n]|\band\b", plain) if part.strip()]
    found: list[str] = []
    for part in parts:
        found += references(part) or [unquoted(part)]
    return [each for each in dict.fromkeys(found) if not is_nothing(each)]


def _value(field: str, text: str) -> Any:
    return _VALUES.get(field, unquoted)(text)


def _people(text: str) -> list[str]:
    return [each if each == "@me" else each.removeprefix("@") for each in listed(text)]


def _whole_number(text: str) -> int | None:
    return issue_number(text.strip().removeprefix("#"))


def _points(text: str) -> int | float | None:
    found = _NUMBER.search(text)
    return _number(found[0]) if found else None


def _priority(text: str) -> str:
    level = re.search(r"\bP[0-4]\b", text, re.IGNORECASE)
    return level[0].upper() if level else unquoted(text)


def _state(text: str) -> str | None:
    word = text.strip().casefold()
    return word if word in {"open", "closed"} else None


def _status(text: str) -> str:
    return unquoted(re.sub(r"\s*\(.*\)\s*$", "", text))


def _text(text: str) -> list[str]:
    return [unquoted(text) if text.strip().startswith(("`", '"')) else text.strip()]


def _number(text: str) -> int | float | None:
    number = float(text)
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() else number


def _plain(name: str) -> str:
    plain = _CODE.sub("", name).replace("*", "").replace("\u2019", "'")
    spaced = " ".join(unicodedata.normalize("NFC", plain).split())
    return _MARKS.sub("", spaced).strip(" :._").casefold()


_VALUES: Mapping[str, Callable[[str], Any]] = {
    "labels": listed,
    "assignees": _people,
    "number": _whole_number,
    "estimate": _points,
    "priority": _priority,
    "state": _state,
    "status": _status,
    "acceptance_criteria": _text,
    "implementation_notes": _text,
    "description": str.strip,
}
