"""The vocabulary of plans: which field of an issue a name means, and which values mean nothing."""

import re
import unicodedata

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
    "prio": "priority",
    "size": "size",
    "t-shirt size": "size",
    "effort": "effort",
    "effort estimate": "effort",
    "time estimate": "effort",
    "estimate": "estimate",
    "est": "estimate",
    "sp": "estimate",
    "story points": "estimate",
    "story point estimate": "estimate",
    "points": "estimate",
    "sprint": "sprint",
    "iteration": "sprint",
    "assignee": "assignees",
    "assignees": "assignees",
    "assigned to": "assignees",
    "owner": "assignees",
    "who": "assignees",
    "responsible": "assignees",
    "assign": "assignees",
    "description": "description",
    "goal": "description",
    "problem": "description",
    "context": "description",
    "background": "description",
    "user story": "description",
    "acceptance": "acceptance_criteria",
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
    "depends": "waits_for",
    "depends on": "waits_for",
    "blocked by": "waits_for",
    "is blocked by": "waits_for",
    "waits for": "waits_for",
    "waiting for": "waits_for",
    "prerequisites": "waits_for",
    "requires": "waits_for",
    "needs": "waits_for",
    "blocks": "blocks",
    "blocking": "blocks",
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
    "sub issues": "children",
    "sub-tasks": "children",
    "sub tasks": "children",
    "children": "children",
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
    "wer": "assignees",
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
    "wartet auf": "waits_for",
    "blockiert von": "waits_for",
    "blockiert durch": "waits_for",
    "blockiert": "blocks",
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
    "qui": "assignees",
    "assigné à": "assignees",
    "critères d'acceptation": "acceptance_criteria",
    "notes techniques": "implementation_notes",
    "dépendances": "waits_for",
    "dépend de": "waits_for",
    "bloqué par": "waits_for",
    "attend": "waits_for",
    "bloque": "blocks",
    "lié à": "related",
    "fait partie de": "parent",
    "sous-tâches": "children",
    "tâches": "children",
}
# Columns of tables whose cells are titles, if columns beside them are fields.
TITLES = frozenset(
    {"task", "issue", "story", "user story", "ticket", "work item", "aufgabe", "tâche"}
    | {"item", "initiative", "deliverable", "requirement", "what"}
)
# A status of an issue that is closed.
CLOSED = frozenset(
    {"done", "closed", "resolved", "completed", "complete", "finished"}
    | {"erledigt", "geschlossen", "fertig", "terminé", "fermé"}
)
# A status of an issue that is closed as not planned.
CANCELLED = frozenset(
    {"cancelled", "canceled", "not planned", "not_planned", "wontfix", "won't fix", "won't do"}
)
FIELDS = frozenset(_NAMES.values()) - {"children"}
# Names under which plans gather fields.
_CONTAINERS = ("github fields", "fields", "metadata", "details")
# The words for issues.
_KINDS = ("issues", "issue", "story", "user story", "ticket", "epic", "bug", "feature", "task")
_LISTS = {"acceptance_criteria", "implementation_notes", "children"}
_NOTHING = {
    "",
    "-",
    "\u2013",
    "\u2014",
    "none",
    "n/a",
    "na",
    "tbd",
    "unassigned",
    "nobody",
    "nothing",
    "no",
    "no priority",
}
_CODE = re.compile(r"[`\"“”]")
_BRACKETS = re.compile(r"\s*\([^()]*\)$")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|[_-]+")
# Emoji and the like before a name.
_MARKS = re.compile(r"^[^\w\s#-]+\s+")


def field_of(name: str) -> str | None:
    """Return the field that a name means; None if it means none.

    Brackets after it make no difference: `Effort (days)`.
    """
    plain = _plain(name)
    return _NAMES.get(plain) or _NAMES.get(_BRACKETS.sub("", plain))


def in_words(name: str) -> str:
    """Return the name of a property or a column in words: `dependsOn` is `depends on`."""
    return " ".join(_HUMP.sub(" ", name).split()).casefold()


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
    """Tell whether the text under a name is prose, which may take several lines."""
    return field_of(name) in {"description", "acceptance_criteria", "implementation_notes"}


def is_nothing(text: str) -> bool:
    """Tell whether a value says that there is none."""
    return text.strip().strip(".").casefold() in _NOTHING


def _plain(name: str) -> str:
    plain = _CODE.sub("", name).replace("*", "").replace("\u2019", "'")
    spaced = " ".join(unicodedata.normalize("NFC", plain).split())
    return _MARKS.sub("", spaced).strip(" :._").casefold()
