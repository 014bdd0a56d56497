"""The last written values of everything but issues, from this machine's journals and pulls."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from gh_playbook.convergence.journal.past_run import PastChange, PastRun
from gh_playbook.convergence.journal.pull_memory import Base, Memory
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.name import folded, is_same
from gh_playbook.model.outcome import Outcome
from gh_playbook.modules import ISSUE_MODULES
from gh_playbook.pulling.three_way import ARCHIVED, CARD, FIELDS

# The kind under which the values of drafts' cards are remembered.
DRAFT_VALUES = "draft values"
# The kind under which the values of other cards, and the order of all cards, are remembered.
CARD_VALUES = "card values"
CARD_ORDER = "card_order"
# The reasons in reports of a thing that is as declared, and of a status update.
_AS_DECLARED = {"as declared", "posted"}
_Things = dict[tuple[str, str], Mapping[str, Any]]


class LastWritten:
    """The values that runs wrote last and that pulls took in since, as plain data.

    `digest` is the digest of the backlog: if the last run had the same one, its findings count.
    `runs` are those on the repository, the latest first.
    """

    def __init__(self, runs: Iterable[PastRun], pulled: Memory, digest: str) -> None:
        newer: _Things = {}
        older: _Things = {}
        exists: dict[tuple[str, str], bool] = {}
        self._found_so: frozenset[tuple[str, str]] | None = None
        self._placed: frozenset[str] = frozenset()
        for run in runs:
            found = newer if run.id > pulled.run else older
            if self._found_so is None:
                is_same_backlog = run.begin.get("backlog_digest") == digest
                self._found_so = frozenset(_as_declared(run) if is_same_backlog else ())
                is_latest = is_same_backlog and run.id > pulled.run
                self._placed = frozenset(_placed(run) if is_latest else ())
            for change in reversed(run.changes):
                is_left = change.after is not None or not change.may_have_landed
                exists.setdefault((change.module, folded(change.key)), is_left)
                for module, values in _values(change) if change.may_have_landed else ():
                    found.setdefault((module, folded(change.key)), values)
        self._newer = frozenset(newer)
        self._removed = frozenset(key for key, is_left in exists.items() if not is_left)
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
        """Return the known values of a module's things, by their folded names."""
        return {name: values for (kind, name), values in self._found.items() if kind == module}

    def of(self, module: str, name: str) -> Mapping[str, Any]:
        """Return the known values of a thing; empty if no run and no pull has seen it."""
        return self._found.get((module, folded(name)), {})

    def was_as_declared(self, module: str, name: str) -> bool:
        """Tell whether the last run of exactly this backlog found a thing as declared."""
        return (module, folded(name)) in (self._found_so or ())

    def was_placed(self, key: str) -> bool:
        """Tell whether a run of exactly this backlog, after the last pull, left a sub-issue there.

        Then it was in the declared place among the others, whether the run wrote that or not.
        """
        return folded(key) in self._placed

    def was_written_since(self, module: str, name: str) -> bool:
        """Tell whether a run has written a thing after the last pull."""
        return (module, folded(name)) in self._newer

    def was_removed(self, module: str, name: str) -> bool:
        """Tell whether a run has removed a thing, such as undo, and none has made it again."""
        return (module, folded(name)) in self._removed

    def with_last_run(self, issue: Issue, base: Base) -> Base:
        """Return the base of an issue with the declared values that the last run found on GitHub.

        `found_fields` and `found_issue_fields` are the declared ones of `fields`.
        """
        known: dict[str, Any] = {}
        if any(self.was_as_declared(module, issue.key) for module in ISSUE_MODULES):
            known |= {name: getattr(issue, name) for name in FIELDS}
            known["found_issue_fields"] = dict(issue.fields)
        if self.was_as_declared("project_item", issue.key):
            known |= {name: getattr(issue, name) for name in (*CARD, ARCHIVED)}
            known["found_fields"] = dict(issue.fields)
        said = {name: value for name, value in known.items() if value is not None}
        return replace(base, values={**said, **base.values})

    def rename(self, word: str, field: str, old: str, new: str) -> None:
        """Use the new name of a field of the board, or of an option or iteration, from now on."""
        key = ("project_field", folded(old if word == "field" else field))
        values = dict(self._found.pop(key, {}))
        for section in ("options", "iterations"):
            if word != "field" and values.get(section):
                values[section] = [_with_name(each, old, new) for each in values[section]]
        if values:
            self._found["project_field", folded(new if word == "field" else field)] = values


def _as_declared(run: PastRun) -> Iterator[tuple[str, str]]:
    """Yield the things that a run found as declared."""
    for step in run.steps:
        for result in step["results"]:
            if result["outcome"] == Outcome.SKIPPED and result["reason"] in _AS_DECLARED:
                yield result["module"], folded(result["key"])


def _placed(run: PastRun) -> Iterator[str]:
    """Yield the keys of the sub-issues that a run created, updated, or found as declared."""
    fine = {Outcome.CREATED, Outcome.UPDATED, Outcome.SKIPPED}
    for step in run.steps:
        for result in step["results"]:
            if result["module"] == "sub_issue" and result["outcome"] in fine:
                yield folded(result["key"])


def _with_name(choice: Mapping[str, Any], old: str, new: str) -> Mapping[str, Any]:
    """Return an option or an iteration, renamed if it has the old name."""
    word = "name" if "name" in choice else "title"
    return {**choice, word: new} if is_same(str(choice[word]), old) else choice


def _values(change: PastChange) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the written values of a thing; those of a card separately."""
    after = change.after
    if change.module == "draft" and isinstance(after, list) and len(after) > 1:
        yield "draft", after[1].get("draft") or {}
        yield DRAFT_VALUES, after[1].get("values") or {}
    elif change.module == "card" and isinstance(after, list) and len(after) > 1:
        yield "card", after[1]
        yield CARD_VALUES, after[1].get("values") or {}
    elif change.module == CARD_ORDER and isinstance(after, list):
        yield CARD_ORDER, {"ids": after}
    elif isinstance(after, dict):
        yield change.module, {**after, "id": _answered_id(change) or after.get("id")}


def _answered_id(change: PastChange) -> str | None:
    """Return the id that GitHub's answer gives a thing.

    REST's answer is the thing itself, which contains other things; GraphQL's answer contains the
    thing.
    """
    payload = change.payload or {}
    if payload.get("node_id"):
        return str(payload["node_id"])
    if "id" in payload:
        return None
    found = (each.get("id") for each in payload.values() if isinstance(each, dict))
    return next((str(each) for each in found if each), None)
