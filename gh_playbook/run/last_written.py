"""The values last written into all that is no issue: from this machine's journals and pulls."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gh_playbook.convergence import history
from gh_playbook.convergence.history import PastChange
from gh_playbook.declaration.name import folded, is_same
from gh_playbook.pulling.memory import Memory

# The kind that the values of drafts' cards are remembered as.
DRAFT_VALUES = "draft values"
_Things = dict[tuple[str, str], Mapping[str, Any]]


class LastWritten:
    """What runs wrote last, and what pulls took in since, as plain data.

    Raises InputError where a journal cannot be read.
    """

    def __init__(self, repository: str, journals: Path, pulled: Memory) -> None:
        newer: _Things = {}
        older: _Things = {}
        for run in history.runs(journals) if journals.is_dir() else ():
            if run.target.repository.casefold() == repository.casefold():
                found = newer if run.id > pulled.run else older
                for change in reversed(run.changes):
                    for module, values in _values(change) if change.may_have_landed else ():
                        found.setdefault((module, folded(change.key)), values)
        remembered = {
            (module, name): values
            for module, named in pulled.things.items()
            for name, values in named.items()
        }
        self._found = {
            key: {**older.get(key, {}), **remembered.get(key, {}), **newer.get(key, {})}
            for key in {**older, **remembered, **newer}
        }

    def all_of(self, module: str) -> dict[str, Mapping[str, Any]]:
        """Return what is known of the things of a module, by their folded names."""
        return {name: values for (kind, name), values in self._found.items() if kind == module}

    def of(self, module: str, name: str) -> Mapping[str, Any]:
        """Return what is known of one thing; nothing of one that no run and no pull has seen."""
        return self._found.get((module, folded(name)), {})

    def rename(self, word: str, field: str, old: str, new: str) -> None:
        """Go on by the new name of a field of the board, or of what can be chosen in it."""
        key = ("project_field", folded(old if word == "field" else field))
        values = dict(self._found.pop(key, {}))
        for section in ("options", "iterations"):
            if word != "field" and values.get(section):
                values[section] = [_with_name(each, old, new) for each in values[section]]
        if values:
            self._found["project_field", folded(new if word == "field" else field)] = values


def _with_name(choice: Mapping[str, Any], old: str, new: str) -> Mapping[str, Any]:
    """Return an option or an iteration by its new name, if it is the one."""
    word = "name" if "name" in choice else "title"
    return {**choice, word: new} if is_same(str(choice[word]), old) else choice


def _values(change: PastChange) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the values that a thing was given; those of a draft's card are apart."""
    after = change.entry.get("after")
    if change.module == "draft" and isinstance(after, list) and len(after) > 1:
        yield "draft", after[1].get("draft") or {}
        yield DRAFT_VALUES, after[1].get("values") or {}
    elif isinstance(after, dict):
        yield change.module, {**after, "id": _answered_id(change) or after.get("id")}


def _answered_id(change: PastChange) -> str | None:
    """Return the id that GitHub's answer gives a thing.

    REST's answer is the thing itself, with people and others inside; GraphQL's has the thing in it.
    """
    payload = change.payload or {}
    if payload.get("node_id"):
        return str(payload["node_id"])
    if "id" in payload:
        return None
    found = (each.get("id") for each in payload.values() if isinstance(each, dict))
    return next((str(each) for each in found if each), None)
