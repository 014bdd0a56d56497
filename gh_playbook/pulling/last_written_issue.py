"""The values last written into each issue: from this machine's journals, pulls and markers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeGuard

from gh_playbook.convergence.journal.past_run import PastChange, PastRun
from gh_playbook.convergence.journal.pull_memory import Base, Memory
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.name import folded
from gh_playbook.model.claim import claim
from gh_playbook.model.marker import title_digest
from gh_playbook.model.world import World
from gh_playbook.modules import ISSUE_MODULES, LINK_FIELDS
from gh_playbook.pulling.three_way import ARCHIVED, FIELDS, LINKS


def bases(
    issues: Mapping[str, Issue],
    world: World,
    runs: Sequence[PastRun],
    pulled: Memory,
    properties: Mapping[str, str],
) -> dict[str, Base]:
    """Return the values last written into each issue; `properties` belong to the board's fields.

    `runs` are those on the repository, the latest first.
    """
    written = _written(issues, runs, properties)
    linked = _linked(world, runs, pulled)
    found: dict[str, Base] = {}
    for key, issue in issues.items():
        run, base = written.get(key, ("", Base()))
        known = pulled.bases.get(key)
        if known is not None and run <= pulled.run:
            labels = base.labels if known.labels is None else known.labels
            base = Base({**base.values, **known.values}, labels, known.digest)
        if key in linked:
            base = replace(base, values={**base.values, **linked[key]})
        found[key] = _with_marker(base, issue, world)
    return found


def _linked(
    world: World, runs: Sequence[PastRun], pulled: Memory
) -> dict[str, dict[str, set[str]]]:
    """Return the links that each issue had last, by its key: sets of ids.

    An issue that no run has written and no pull has seen is not included.
    """
    keys = {id: key for key, id in world.bound.items()}
    found: dict[str, dict[str, set[str]]] = {}
    is_pull_seen = False
    for run in reversed(runs):
        if run.id > pulled.run and not is_pull_seen:
            is_pull_seen = True
            found |= _remembered(pulled)
        for change in run.changes:
            if change.may_have_landed:
                _take_links(found, change, keys)
    return found if is_pull_seen else found | _remembered(pulled)


def _remembered(pulled: Memory) -> dict[str, dict[str, set[str]]]:
    return {
        key: {field: set(base.values[field]) for field in LINKS}
        for key, base in pulled.bases.items()
        if all(field in base.values for field in LINKS)
    }


def _take_links(
    found: dict[str, dict[str, set[str]]], change: PastChange, keys: Mapping[str, str]
) -> None:
    """Take in the links of a change: all links of an issue, or a link that was made or removed.

    Of an issue that is known already only the links tell: an issue that changed together with its
    links has them as they were when it was compared.
    """
    before, after = change.before, change.after
    if change.module in ISSUE_MODULES and _is_issue(after) and not (before and change.key in found):
        found[change.key] = {field: set(after.get(field) or ()) for field in LINKS}
    field = LINK_FIELDS.get(change.module)
    ends = after if isinstance(after, list) else before
    if field is None or not isinstance(ends, list) or len(ends) != 2:
        return
    one, other = map(str, ends)
    for this, that in ((one, other), (other, one)) if field == "related_to" else ((one, other),):
        links = found.get(keys.get(this, ""))
        if links is not None:
            (links[field].add if isinstance(after, list) else links[field].discard)(that)


def _with_marker(base: Base, issue: Issue, world: World) -> Base:
    """Add the values in the marker: the digest of the text, and the title that was written.

    A digest does not contain the title, but shows which of the two present titles was written.
    """
    existing = world.issue(issue.key)
    mark = claim(existing)
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
    keys: Collection[str], runs: Iterable[PastRun], properties: Mapping[str, str]
) -> dict[str, tuple[str, Base]]:
    """Return the values that runs wrote last, and the ids of the runs, from the latest back."""
    found: dict[str, tuple[str, Base]] = {}
    cards: dict[str, dict[str, Any]] = {}
    for run in runs:
        for change in reversed(run.changes):
            after = change.after
            if change.key not in keys or not change.may_have_landed:
                continue
            if change.module in ISSUE_MODULES and change.key not in found and _is_issue(after):
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
    values = {**issue_values(after), "assignees": list(after.get("assignees") or ())}
    values["parent"] = after.get("parent")
    values["issue_fields"] = dict(after.get("fields") or {})
    return Base(values, frozenset(folded(name) for name in after["labels"]))


def issue_values(issue: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of an existing issue, by the backlog's names of the fields."""
    values = {name: issue.get(name) for name in FIELDS}
    reason = issue.get("reason") if issue.get("state") == "closed" else None
    values["state_reason"] = None if reason in {"completed", "reopened"} else reason
    values["pinned"], values["locked"] = issue.get("is_pinned"), issue.get("lock")
    return values


def _card(change: PastChange, properties: Mapping[str, str]) -> dict[str, Any]:
    """Return the written values of a card, by the properties of the issue."""
    after = change.after
    item = after[1] if isinstance(after, list) and len(after) > 1 else {}
    values = item.get("values", {}) if isinstance(item, dict) else {}
    known = {property: values.get(name) for name, property in properties.items()}
    return {**known, ARCHIVED: item.get("is_archived", False), "fields": dict(values)}
