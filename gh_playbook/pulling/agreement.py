"""The memory of a pull: values on which both sides agree now count as last written."""

from collections.abc import Collection, Mapping
from typing import Any

from gh_playbook.convergence.journal.pull_memory import Base, Memory
from gh_playbook.declaration.name import folded
from gh_playbook.model import managed_block
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.world import World
from gh_playbook.pulling import order
from gh_playbook.pulling.decision import Decisions
from gh_playbook.pulling.three_way import LINKS
from gh_playbook.pulling.value import PulledValues

_VALUE = "fields."
_MAPPINGS = ("fields", "issue_fields")
_TEXTS = ("description", "body", "acceptance_criteria", "implementation_notes")


def agreed(
    world: World,
    bases: Mapping[str, Base],
    known: Memory,
    values: Mapping[str, Mapping[str, Any]],
    decisions: Decisions,
) -> dict[str, Base]:
    """Return the new base of each issue, by key; an open conflict keeps its old value.

    `values` are the present values of each issue, as `whole` returns them.
    """
    found: dict[str, Base] = {}
    all_open = {(each.key, each.field) for each in decisions.conflicts}
    texts = {each.key for each in decisions.taken if each.field in _TEXTS}
    for key, now in values.items():
        existing = world.issue(key)
        if existing is None:
            continue
        last = bases[key]
        open_ = {field for each, field in all_open if each == key}
        labels = last.labels if "labels" in open_ else frozenset(map(folded, existing.labels))
        digest = _digest(existing) if key in texts else known.bases.get(key, Base()).digest
        found[key] = Base(_agreed(now, last.values, open_), labels, digest)
    return found


def _agreed(
    now: Mapping[str, Any], last: Mapping[str, Any], open_: Collection[str]
) -> dict[str, Any]:
    """Return the present values, but the last written values for the fields in `open_`."""
    found = _mixed(now, last, {folded(field) for field in open_})
    values = {folded(field.removeprefix(_VALUE)) for field in open_ if field.startswith(_VALUE)}
    for name in _MAPPINGS:
        if name in found:
            found[name] = _mixed(found[name] or {}, last.get(name) or {}, values)
    return found


def _mixed(
    now: Mapping[str, Any], last: Mapping[str, Any], open_: Collection[str]
) -> dict[str, Any]:
    found = {name: value for name, value in now.items() if folded(name) not in open_}
    return found | {name: value for name, value in last.items() if folded(name) in open_}


def whole(
    key: str, existing: ExistingIssue, own: Mapping[str, Any], values: PulledValues
) -> dict[str, Any]:
    """Return everything to remember about an issue; `own` are the values of its fields."""
    card = values.card(key, existing)
    return {
        **own,
        **{field: sorted(getattr(existing, field)) for field in LINKS},
        "assignees": sorted(existing.assignees),
        "parent": existing.parent,
        order.FIELD: list(existing.sub_issues),
        "issue_fields": values.issue_fields(key, existing),
        **({"fields": card} if card is not None else {}),
    }


def _digest(existing: ExistingIssue) -> str:
    block = managed_block.find(existing.body)
    return managed_block.digest(block.content) if block else ""
