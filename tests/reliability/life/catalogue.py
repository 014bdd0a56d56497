"""What the author of a plan does to all but its issues: labels, the board, what holds for all."""

import random
from collections.abc import Callable
from typing import Any

from tests.reliability.life.ground import (
    COLORS,
    DAYS,
    DRAFTS,
    LABELS,
    MILESTONES,
    OPTIONS,
    SPRINTS,
    TEAMS,
    TYPES,
    some,
)

Backlog = dict[str, Any]
Chance = random.Random
_STARTS = (
    ("2026-11-23", "2026-12-07", "2026-12-21"),
    ("2026-11-16", "2026-11-30", "2026-12-14"),
)
_OPENED = [{"label": "bug", "status": "Todo"}]
_RULES = ({"opened": _OPENED, "closed": "Done", "merged": "Done"}, {"closed": "Done"})
_KEPT = ("state", "title", "type", "milestone", "assignees")
_INHERITED = ("milestone", "assignees", "labels", "sprint", "priority", "fields", "type")
_PRUNED = ("labels", "milestones", "links", "cards", "issues")


def labels_from(chance: Chance) -> Any:
    """Return rules by which labels are made from values."""
    rules: tuple[dict[str, Any], ...] = (
        {"priority": "prio:{{ value | lower }}"},
        {"size": {"S": "docs", "M": "help wanted"}},
        {"priority": {"P1": "bug", "P2": "prio:p2"}, "type": "area: {{ value }}"},
        {"milestone": "in:{{ value }}"},
    )
    return chance.choice(rules)


def board(backlog: Backlog) -> dict[str, Any]:
    """Return the declared board; it is declared now if it was not."""
    if not isinstance(backlog.get("project"), dict):
        backlog["project"] = {"title": "Board"}
    project: dict[str, Any] = backlog["project"]
    return project


def edit_label(backlog: Backlog, chance: Chance) -> str:
    """Change the declared labels."""
    name = chance.choice((*LABELS, "BUG", "area: y"))
    told = _maybe(chance, color=chance.choice(COLORS), description=chance.choice(("ours", "")))
    told |= {"previously": [chance.choice(LABELS)]} if chance.random() < 0.2 else {}
    return _listed(backlog, "labels", {"name": name, **told, **_absent(chance, 0.15)}, chance)


def edit_milestone(backlog: Backlog, chance: Chance) -> str:
    """Change the declared milestones."""
    title = chance.choice((*MILESTONES, "V1"))
    told = _maybe(chance, due_on=chance.choice(DAYS), description=chance.choice(("ours", "")))
    told |= _maybe(chance, state=chance.choice(("open", "closed", "open", "absent")))
    return _listed(backlog, "milestones", {"title": title, **told}, chance)


def edit_type(backlog: Backlog, chance: Chance) -> str:
    """Change the declared issue types."""
    told = _maybe(chance, color=chance.choice(("red", "blue")), description="ours")
    entry = {"name": chance.choice(TYPES), **told, **_absent(chance, 0.15)}
    return _listed(backlog, "issue_types", entry, chance)


def edit_issue_field(backlog: Backlog, chance: Chance) -> str:
    """Change the declared issue fields."""
    areas = some(chance, ("Docs", "Code", "Web")) or ["Docs"]
    kinds: dict[str, dict[str, Any]] = {
        "Note": {"type": "text"},
        "Areas": {"type": "multi_select", "options": areas},
        "Due on": {"type": "date", "value": "{{ milestone.due_on if milestone else '' }}"},
        "Weight": {"type": "number", "value": "estimate"},
    }
    name = chance.choice([*kinds])
    told = _maybe(chance, description="ours", visibility="all") | _absent(chance, 0.1)
    return _listed(backlog, "issue_fields", {"name": name, **kinds[name], **told}, chance)


def edit_field(backlog: Backlog, chance: Chance) -> str:
    """Change the declared fields of the board."""
    days = chance.choice(_STARTS)
    sprints = [{"title": title, "start": day} for title, day in zip(SPRINTS, days, strict=True)]
    kinds: dict[str, dict[str, Any]] = {
        "Status": {"value": "status", "options": _options(chance, OPTIONS)},
        "Team": {"options": _options(chance, TEAMS)},
        "Notes": {"type": "text"},
        "Start": {"type": "date"},
        "Priority": {"value": "priority", "options": ["P1", "P2"]},
        "Size": {"value": "size", "options": _options(chance, ("S", "M"))},
        "Points": {"type": "number", "value": "estimate"},
        "Needs": {"type": "text", "value": "blocked_by"},
        "Sprint": {"value": "sprint", "iterations": sprints[: chance.randint(1, 3)]},
        "Skills": {"type": "multi_select", "options": ["Web", "Data"]},
    }
    name = chance.choice([*kinds])
    absent = _absent(chance, 0.08) if name != "Status" else {}
    return _listed(board(backlog), "fields", {"name": name, **kinds[name], **absent}, chance)


def edit_view(backlog: Backlog, chance: Chance) -> str:
    """Change the declared views."""
    told = _maybe(chance, filter=chance.choice(("is:open", "")), fields=["Title", "Status"])
    told |= _maybe(chance, layout=chance.choice(("board", "table")))
    entry = {"name": chance.choice(("Plan", "Theirs", "View 1")), **told, **_absent(chance, 0.15)}
    return _listed(board(backlog), "views", entry, chance)


def edit_draft(backlog: Backlog, chance: Chance) -> str:
    """Change the declared drafts."""
    entry = {"title": chance.choice((*DRAFTS, "Outline"))}
    entry |= _maybe(chance, body=chance.choice(("ours", "theirs")))
    return _listed(board(backlog), "drafts", entry, chance)


def edit_update(backlog: Backlog, chance: Chance) -> str:
    """Change the declared status updates."""
    entry = {"key": chance.choice(("week-1", "week-2")), **_maybe(chance, body="ours")}
    entry["status"] = chance.choice(("on_track", "at_risk"))
    return _listed(board(backlog), "status_updates", entry, chance)


def edit_card(backlog: Backlog, chance: Chance) -> str:
    """Change the declared cards of other things."""
    entry = {"content": chance.choice(("#1", "acme/base#1")), **_absent(chance, 0.2)}
    entry |= _maybe(chance, archived=chance.choice((True, False)), status="Todo")
    return _listed(board(backlog), "cards", entry, chance)


def edit_board(backlog: Backlog, chance: Chance) -> str:
    """Change what else the board says, or declare none any more."""
    if backlog.get("project") and chance.random() < 0.05:
        del backlog["project"]
        return "declares no board any more"
    values: dict[str, Any] = {
        "title": chance.choice(("Board", "Board", "board", "Theirs", "New board")),
        "description": chance.choice(("ours", "")),
        "readme": chance.choice(("ours", "")),
        "public": chance.choice((True, False)),
        "closed": False,
        "automations": chance.choice(_RULES),
        "teams": ["crew"],
        "repositories": ["acme/base"],
    }
    return _said(board(backlog), chance.choice([*values]), values, chance)


def edit_settings(backlog: Backlog, chance: Chance) -> str:
    """Change what holds for the whole backlog."""
    once: tuple[dict[str, Any], ...] = (
        {"fields": some(chance, _KEPT)},
        {"labels": ["status:*", "b?g"]},
        {"board": ["Team"]},
    )
    values: dict[str, Any] = {
        "orphans": chance.choice(("report", "close")),
        "prune": some(chance, _PRUNED),
        "set_once": chance.choice(once),
        "inherit": some(chance, _INHERITED),
        "labels_from": labels_from(chance),
        "trusted_authors": ["mallory"],
    }
    return _said(backlog, chance.choice([*values]), values, chance)


def _said(where: dict[str, Any], name: str, values: dict[str, Any], chance: Chance) -> str:
    if name in where and name != "title" and chance.random() < 0.4:
        del where[name]
        return f"says no {name} any more"
    where[name] = values[name]
    return f"sets {name} to {values[name]!r}"


def _listed(where: dict[str, Any], section: str, entry: dict[str, Any], chance: Chance) -> str:
    """Add, change or remove an entry of a list; its first value is its name."""
    entries: list[Any] = where.setdefault(section, [])
    name = next(iter(entry))
    named = [each if isinstance(each, str) else each[name] for each in entries]
    if entry[name] not in named:
        entries.insert(chance.randint(0, len(entries)), entry)
        return f"declares {section}: {entry}"
    at = named.index(entry[name])
    if chance.random() < 0.3:
        return f"removes {section}: {entries.pop(at)}"
    entries[at] = entry
    return f"changes {section}: {entry}"


def _options(chance: Chance, names: tuple[str, ...]) -> list[Any]:
    found = some(chance, names, len(names)) or [names[0]]
    told = ({"name": each, **_maybe(chance, color="red", description="ours")} for each in found)
    return [each if chance.random() < 0.3 else each["name"] for each in told]


def _maybe(chance: Chance, **values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if chance.random() < 0.5}


def _absent(chance: Chance, often: float) -> dict[str, Any]:
    return {"state": "absent"} if chance.random() < often else {}


ACTS: tuple[Callable[[Backlog, Chance], str], ...] = (
    *(edit_label, edit_label, edit_milestone, edit_type, edit_issue_field, edit_field, edit_field),
    *(edit_view, edit_draft, edit_update, edit_card, edit_board, edit_settings, edit_settings),
)
