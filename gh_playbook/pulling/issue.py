"""A field of an issue, written into its file with the value from GitHub."""

from typing import Any

from yaml import MappingNode

from gh_playbook.editing.lifting import lift
from gh_playbook.editing.yaml_edit import EditError, Editor
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.pulling.backlog_file import own_texts
from gh_playbook.pulling.three_way import LISTS, Taken

_CLOSING = ("state_reason", "duplicate_of")


def write_issue(
    editor: Editor, node: MappingNode, found: Taken, existing: ExistingIssue, original: str | None
) -> None:
    """Write a change into the issue's mapping; `original` is the issue that it duplicates.

    Raises EditError if the file has no place for it.
    """
    match found.field:
        case "state" if found.existing == "open":
            _open(editor, node)
        case "state":
            # The reason for closing, which is written beside it, implies it.
            if _reason(existing) is None or editor.has(node, "state"):
                editor.set(node, "state", "closed")
        case "state_reason":
            _set_reason(editor, node, existing, original)
        case "parent":
            if editor.is_below_another(node):
                lift(editor, found.key)
                node = editor.issue(found.key)
            _set_or_remove(editor, node, "parent", found.existing)
        case field if field == "labels" or field in LISTS:
            texts = own_texts(editor.names(node, field), found)
            if texts or texts is None or field == "labels":
                editor.set(node, field, texts)
            else:
                editor.remove(node, field)
        case field if field.startswith("fields."):
            _set_value(editor, node, field.removeprefix("fields."), found.existing)
        case field:
            editor.set(node, field, found.existing)


def _set_value(editor: Editor, node: MappingNode, name: str, value: Any) -> None:
    """Set a value in `fields`, and add `fields` if the issue has none."""
    shown = list(value) if isinstance(value, tuple) else value
    if editor.has(node, "fields"):
        editor.set(editor.within(node, "fields"), name, shown)
    else:
        editor.begin(node, "fields", name, shown)


def _reason(existing: ExistingIssue) -> str | None:
    """Return the reason for closing, if a backlog would state it."""
    is_said = existing.state == "closed" and existing.reason in {"not_planned", "duplicate"}
    return existing.reason if is_said else None


def _open(editor: Editor, node: MappingNode) -> None:
    """Make an issue open: remove the words that say that it is closed."""
    for word in _CLOSING:
        editor.remove(node, word)
    if editor.has(node, "state") or not any(editor.has(node, word) for word in _CLOSING):
        editor.set(node, "state", "open")


def _set_reason(
    editor: Editor, node: MappingNode, existing: ExistingIssue, original: str | None
) -> None:
    reason = _reason(existing)
    if reason == "duplicate" and original is None:
        raise EditError("what it is a duplicate of cannot be named")
    if reason is None and existing.state == "closed" and not editor.has(node, "state"):
        editor.set(node, "state", "closed")
    _set_or_remove(editor, node, "duplicate_of", original if reason == "duplicate" else None)
    _set_or_remove(editor, node, "state_reason", reason if reason != "duplicate" else None)


def _set_or_remove(editor: Editor, node: MappingNode, field: str, value: str | None) -> None:
    if value is None:
        editor.remove(node, field)
    else:
        editor.set(node, field, value)
