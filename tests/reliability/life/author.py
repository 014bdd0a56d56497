"""What the author of a plan does to its issues: any key, one at a time. A backlog is plain data."""

import random
from collections.abc import Callable, Iterator
from typing import Any

from tests.reliability.life import catalogue
from tests.reliability.life.ground import (
    DAYS,
    LABELS,
    MILESTONES,
    OPTIONS,
    REPOSITORY,
    SPRINTS,
    TEAMS,
    TEXTS,
    TITLES,
    TYPES,
    some,
)

Backlog = dict[str, Any]
Issue = dict[str, Any]
Chance = random.Random
KEYS = tuple("abcdefghijkl")
_MORE_KEYS = ("new-key", "KEY.2")
_OWN_TEXTS = (*TEXTS[:5], TEXTS[7], "ours", "Ours too.\n\n- [ ] box")
_INHERITED = ("milestone", "assignees", "labels", "sprint", "priority", "fields", "type", "status")
_IGNORED = (
    *("title", "labels", "milestone", "type", "assignees", "state", "priority", "size"),
    *("effort", "estimate", "sprint", "status", "fields"),
)
# Keys that hold references to other issues: lists, and single ones.
_LISTS, _SINGLE = ("blocked_by", "related_to"), ("duplicate_of", "parent")
# A value for each key of an issue, at random.
_VALUES: dict[str, Callable[[Backlog, Chance], Any]] = {
    "title": lambda _, chance: chance.choice((*TITLES, "one", "Nine: with `code` & <b>")),
    "type": lambda _, chance: chance.choice(TYPES),
    "labels": lambda _, chance: some(chance, LABELS),
    "remove_labels": lambda _, chance: some(chance, LABELS),
    "milestone": lambda _, chance: chance.choice(MILESTONES),
    "assignees": lambda _, chance: some(chance, ("octocat", "alice", "@me")),
    "state": lambda _, chance: chance.choice(("open", "closed", "closed", "absent")),
    "state_reason": lambda _, chance: chance.choice(("completed", "not_planned")),
    "pinned": lambda _, chance: chance.choice((True, False)),
    "locked": lambda _, chance: chance.choice((True, False, "resolved", "off_topic")),
    "priority": lambda _, chance: chance.choice(("P1", "P2")),
    "size": lambda _, chance: chance.choice(("S", "M")),
    "effort": lambda _, chance: chance.choice(("2 days", "1 week")),
    "estimate": lambda _, chance: chance.choice((1, 2.5, 8)),
    "sprint": lambda _, chance: chance.choice(SPRINTS),
    "status": lambda _, chance: chance.choice(OPTIONS),
    "fields": lambda _, chance: _fields(chance),
    "description": lambda _, chance: chance.choice(_OWN_TEXTS),
    "body": lambda _, chance: chance.choice(_OWN_TEXTS),
    "acceptance_criteria": lambda _, chance: some(chance, ("It holds", "a `b`", "two\nlines")),
    "implementation_notes": lambda _, chance: some(chance, ("Look", "Listen")),
    "blocked_by": lambda backlog, chance: some(chance, _references(backlog), 2),
    "related_to": lambda backlog, chance: some(chance, _references(backlog), 2),
    "card": lambda _, chance: chance.choice((True, False)),
    "archived": lambda _, chance: chance.choice((True, False)),
    "template": lambda _, _chance: "text.md.j2",
    "vars": lambda _, chance: {"team": chance.choice(TEAMS)},
    "ignore": lambda _, chance: some(chance, _IGNORED),
    "inherit": lambda _, chance: some(chance, _INHERITED),
    "labels_from": lambda _, chance: catalogue.labels_from(chance),
    "number": lambda _, chance: chance.randint(1, 6),
    "duplicate_of": lambda backlog, chance: chance.choice(_references(backlog)),
    "parent": lambda backlog, chance: chance.choice(_references(backlog)),
}
# These are changed more often than others.
_OFTEN = ("title", "labels", "state", "priority", "fields", "blocked_by")
# What no two issues can share, or what would close all of them.
_OWN = {"title", "number", "pinned", "state", "state_reason", *_LISTS, *_SINGLE}


def first(chance: Chance) -> Backlog:
    """Return a backlog to begin with: a few issues, and the things that they can use."""
    backlog: Backlog = {"repository": REPOSITORY, "issues": []}
    for _ in range(chance.randint(1, 5)):
        add_issue(backlog, chance)
    if chance.random() < 0.8:
        backlog["issue_types"] = list(TYPES)
        for _ in range(30):
            catalogue.edit_field(backlog, chance)
        fields = [each for each in backlog["project"]["fields"] if "state" not in each]
        backlog["project"]["fields"] = fields
    if chance.random() < 0.5:
        areas = {"name": "Areas", "type": "multi_select", "options": ["Docs"]}
        backlog["issue_fields"] = [{"name": "Note", "type": "text"}, areas]
    return backlog


def issues(backlog: Backlog) -> Iterator[tuple[list[Issue], Issue]]:
    """Yield every issue with the list that it is in."""
    lists = [backlog["issues"]]
    while lists:
        entries = lists.pop()
        for each in entries:
            yield entries, each
            if each.get("sub_issues"):
                lists.append(each["sub_issues"])


def keys(backlog: Backlog) -> list[str]:
    """Return the keys of all issues."""
    return [each["key"] for _, each in issues(backlog)]


def add_issue(backlog: Backlog, chance: Chance) -> str:
    """Declare one more issue, at the top or below another."""
    used = {each["title"].casefold() for _, each in issues(backlog)}
    free = [key for key in KEYS if key not in keys(backlog)]
    titles = [title for title in TITLES if title.casefold() not in used]
    if not free or not titles:
        return ""
    # The same title mostly comes back with the same key.
    title = chance.choice(titles)
    key = KEYS[TITLES.index(title)]
    key = key if key in free and chance.random() < 0.9 else chance.choice(free)
    found = _any(backlog, chance)
    is_below = found is not None and chance.random() < 0.4
    entries = found[1].setdefault("sub_issues", []) if found and is_below else backlog["issues"]
    entries.insert(chance.randint(0, len(entries)), {"key": key, "title": title})
    return f"declares {key}: {title}"


def remove_issue(backlog: Backlog, chance: Chance) -> str:
    """Remove an entry with those below it, and what names them."""
    found = _any(backlog, chance)
    if found is None:
        return ""
    entries, issue = found
    entries.remove(issue)
    left = {*keys(backlog)}
    _rename(backlog, lambda name: name if name in left or "#" in name else None)
    return f"removes the entry {issue['key']}"


def move_issue(backlog: Backlog, chance: Chance) -> str:
    """Put an entry at another place: below another issue, or at the top."""
    found = _any(backlog, chance)
    if found is None:
        return ""
    entries, issue = found
    entries.remove(issue)
    other = _any(backlog, chance)
    is_below = other is not None and chance.random() < 0.6
    target = other[1].setdefault("sub_issues", []) if other and is_below else backlog["issues"]
    target.insert(chance.randint(0, len(target)), issue)
    return f"moves {issue['key']} {'below ' + other[1]['key'] if other and is_below else 'up'}"


def rename_key(backlog: Backlog, chance: Chance) -> str:
    """Give an entry another key, with or without the old one in `previously`."""
    found = _any(backlog, chance)
    free = [key for key in (*KEYS, *_MORE_KEYS) if key not in keys(backlog)]
    if found is None or not free:
        return ""
    issue, key = found[1], chance.choice(free)
    old, issue["key"] = issue["key"], key
    is_said = chance.random() < 0.7
    issue |= {"previously": [old]} if is_said else {}
    _rename(backlog, lambda name: key if name == old else name)
    return f"renames the key {old} to {key}{' (previously)' if is_said else ''}"


def edit_issue(backlog: Backlog, chance: Chance) -> str:
    """Give an issue another value of any key, or none."""
    found = _any(backlog, chance)
    if found is None:
        return ""
    name = chance.choice((*_VALUES, *_OFTEN))
    return _set(found[1], name, backlog, chance, found[1]["key"])


def edit_defaults(backlog: Backlog, chance: Chance) -> str:
    """Give the defaults, or those of sub-issues, another value of a key."""
    defaults = backlog.setdefault("defaults", {})
    if chance.random() < 0.3:
        defaults = defaults.setdefault("sub_issues", {})
    name = chance.choice([each for each in _VALUES if each not in _OWN])
    return _set(defaults, name, backlog, chance, "defaults")


def _any(backlog: Backlog, chance: Chance) -> tuple[list[Issue], Issue] | None:
    found = list(issues(backlog))
    return chance.choice(found) if found else None


def _references(backlog: Backlog) -> list[str]:
    return [*keys(backlog), "#1", "acme/base#1"]


def _rename(backlog: Backlog, new: Callable[[str], str | None]) -> None:
    """Replace the names of issues wherever others name them; None takes a name out."""
    for _, each in issues(backlog):
        for name in _LISTS:
            if each.get(name):
                each[name] = [found for one in each[name] if (found := new(one))]
        for name in _SINGLE:
            if each.get(name):
                each[name] = new(each[name])
    board = backlog.get("project") or {}
    if isinstance(board.get("card_order"), list):
        board["card_order"] = [found for one in board["card_order"] if (found := new(one))]


def _fields(chance: Chance) -> dict[str, Any]:
    given = (
        ("Team", chance.choice((*TEAMS, None))),
        ("Notes", chance.choice(("Calm", None))),
        ("Start", chance.choice(DAYS)),
        ("Note", chance.choice(("ours", None))),
        ("Areas", ["Docs"]),
    )
    return dict(some(chance, given))


def _set(where: dict[str, Any], name: str, backlog: Backlog, chance: Chance, whose: str) -> str:
    if name in where and name != "title" and chance.random() < 0.35:
        del where[name]
        return f"says no {whose}.{name} any more"
    is_null = name not in ("title", "number") and chance.random() < 0.05
    where[name] = None if is_null else _VALUES[name](backlog, chance)
    return f"sets {whose}.{name} to {where[name]!r}"


def _order_cards(backlog: Backlog, chance: Chance) -> str:
    """Declare an order of the cards."""
    order = chance.choice(("backlog", some(chance, [*keys(backlog), "#1"], 5)))
    catalogue.board(backlog)["card_order"] = order
    return f"sets project.card_order to {order!r}"


ACTS: tuple[Callable[[Backlog, Chance], str], ...] = (
    *(add_issue, add_issue, remove_issue, move_issue, rename_key, edit_defaults, _order_cards),
    *(edit_issue,) * 10,
    *catalogue.ACTS,
)
