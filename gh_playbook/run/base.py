"""The values last written into each issue, from this machine's journals, from pulls and markers."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeGuard

from gh_playbook.convergence import history
from gh_playbook.convergence.history import PastChange
from gh_playbook.declaration.issue import Issue
from gh_playbook.declaration.name import folded
from gh_playbook.model.identity import claim
from gh_playbook.model.marker import title_digest
from gh_playbook.model.world import World
from gh_playbook.pulling.memory import Memory
from gh_playbook.pulling.three_way import FIELDS, Base

_ISSUES = {"issue", "sub_issue"}


def bases(
    issues: Mapping[str, Issue],
    world: World,
    journals: Path,
    pulled: Memory,
    properties: Mapping[str, str],
) -> dict[str, Base]:
    """Return the values last written into each issue; `properties` are those of the board's fields.

    Raises InputError where a journal cannot be read.
    """
    written = _written(issues, world.repository.name, journals, properties)
    found: dict[str, Base] = {}
    for key, issue in issues.items():
        run, base = written.get(key, ("", Base()))
        known = pulled.bases.get(key)
        if known is not None and run <= pulled.run:
            base = Base({**base.values, **known.values}, known.labels or base.labels, known.digest)
        found[key] = _with_marker(base, issue, world)
    return found


def things(repository: str, journals: Path, module: str) -> dict[str, Mapping[str, Any]]:
    """Return the values that runs wrote last into labels or milestones, by their folded names.

    Raises InputError where a journal cannot be read.
    """
    found: dict[str, Mapping[str, Any]] = {}
    for run in history.runs(journals) if journals.is_dir() else ():
        if run.target.repository.casefold() == repository.casefold():
            for change in reversed(run.changes):
                after = change.entry.get("after")
                if change.module == module and change.may_have_landed and isinstance(after, dict):
                    found.setdefault(folded(change.key), after)
    return found


def _with_marker(base: Base, issue: Issue, world: World) -> Base:
    """Add what the marker says: the digest of the text, and the title that was written.

    A digest does not contain the title, but it tells which of the two present titles was written.
    """
    existing = world.issue(issue.key)
    mark = claim(existing) if existing else None
    if existing is None or mark is None or mark.block is None or mark.key != issue.key:
        return base
    marker, values = mark.block.marker, dict(base.values)
    if "title" not in values and marker.title:
        for title in (issue.title, existing.title):
            if title_digest(title) == marker.title:
                values["title"] = title
                break
    return replace(base, values=values, digest=base.digest or marker.digest)


def _written(
    keys: Collection[str], repository: str, journals: Path, properties: Mapping[str, str]
) -> dict[str, tuple[str, Base]]:
    """Return the values that runs wrote last with the ids of the runs, from the latest back."""
    found: dict[str, tuple[str, Base]] = {}
    cards: dict[str, dict[str, Any]] = {}
    for run in history.runs(journals) if journals.is_dir() else ():
        if run.target.repository.casefold() != repository.casefold():
            continue
        for change in reversed(run.changes):
            after = change.entry.get("after")
            if change.key not in keys or not change.may_have_landed:
                continue
            if change.module in _ISSUES and change.key not in found and _is_issue(after):
                found[change.key] = (run.id, _issue_base(after))
            elif change.module == "project_item" and change.key not in cards:
                cards[change.key] = _card(change, properties)
        if len(found) == len(keys) == len(cards):
            break
    for key, values in cards.items():
        run_id, base = found.get(key, ("", Base()))
        found[key] = (run_id, replace(base, values={**base.values, **values}))
    return found


def _is_issue(after: Any) -> TypeGuard[Mapping[str, Any]]:
    return isinstance(after, dict) and "title" in after and "labels" in after


def _issue_base(after: Mapping[str, Any]) -> Base:
    values = {name: after.get(name) for name in FIELDS}
    return Base(values, frozenset(folded(name) for name in after["labels"]))


def _card(change: PastChange, properties: Mapping[str, str]) -> dict[str, Any]:
    """Return the values that a card was given, by the properties that they are."""
    after = change.entry.get("after")
    item = after[1] if isinstance(after, list) and len(after) > 1 else {}
    values = item.get("values", {}) if isinstance(item, dict) else {}
    return {property: values[name] for name, property in properties.items() if name in values}
