"""Properties of entries in JSON that GitHub does not have, by the names of fields in plans."""

from collections.abc import Mapping
from typing import Any

from gh_playbook.importing import field_value, vocabulary
from gh_playbook.importing.draft import BoardField, DraftIssue
from gh_playbook.importing.field_column import take_value
from gh_playbook.importing.markdown.task_box import unticked

# Texts beside the description, which become a part of it.
_DETAILS = {"details": "", "body": "", "test strategy": "**Test strategy**: ", "rationale": ""}
_DUE = {"due", "due date", "due on", "deadline"}
# Names by which other entries call one.
_NAMES = {"id", "key"}


def take_property(issue: DraftIssue, name: str, value: Any, due_field: str) -> bool:
    """Give an issue the value of a property; False where nobody knows what it is."""
    plain = vocabulary.in_words(name)
    if value in (None, "", [], {}) or plain in _NAMES or _are_children(name, value):
        return True
    texts = _texts(value)
    if texts is None:
        return False
    if plain in _DETAILS:
        issue.take_field("description", _DETAILS[plain] + "\n".join(texts))
        return True
    if plain in _DUE:
        return take_value(issue, BoardField(due_field, "date"), texts[0][:10])
    field = vocabulary.field_of(plain)
    return field is not None and _take_texts(issue, field, texts)


def _take_texts(issue: DraftIssue, field: str, texts: list[str]) -> bool:
    """Give an issue several texts for a field: names of issues, criteria, labels, or one value."""
    if field in {"waits_for", "blocks", "related"}:
        known: list[str] = getattr(issue, field)
        known += [each for each in texts if each not in known]
    elif vocabulary.is_list(field):
        issue.take_field(field, [unticked(issue, each) for each in texts])
    elif field == "labels":
        issue.take_field(field, texts)
    else:
        return field_value.assign(issue, field, ", ".join(texts))
    return True


def children_of(node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the entries below one: its sub-issues, subtasks or children; texts are titles."""
    return [
        each if isinstance(each, dict) else {"title": each}
        for name, value in node.items()
        if _are_children(name, value)
        for each in value
    ]


def _are_children(name: str, value: Any) -> bool:
    is_list = isinstance(value, list) and all(isinstance(each, dict | str) for each in value)
    return is_list and vocabulary.field_of(vocabulary.in_words(name)) == "children"


def name_below(
    child: DraftIssue, issue: DraftIssue, node: Mapping[str, Any], beside: list[Mapping[str, Any]]
) -> None:
    """Name an entry below another as Taskmaster does: `2` below `5` is `5.2`.

    What a child waits for is one `beside` it, where one has that id.
    """
    own, above = node.get("id"), min(issue.names, default="", key=len)
    if not isinstance(own, int) or not above:
        return
    child.names = {each for each in child.names if each != str(own)} | {f"{above}.{own}"}
    ids = {str(each.get("id")) for each in beside}
    child.waits_for = [f"{above}.{each}" if each in ids else each for each in child.waits_for]


def _texts(value: Any) -> list[str] | None:
    """Return a value as texts; None where it is an object, or holds one."""
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(each, str | int | float) for each in values):
        return None
    return [str(each) for each in values if str(each).strip()]
