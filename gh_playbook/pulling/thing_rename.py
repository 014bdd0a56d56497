"""Labels and milestones that people renamed on GitHub: found by their ids, or by their issues."""

from collections.abc import Iterable, Mapping, Sequence

from gh_playbook.declaration.name import folded


def renamed(
    declared: Iterable[str],
    existing: Mapping[str, str],
    ids: Mapping[str, str],
    users: Sequence[tuple[frozenset[str], frozenset[str]]],
) -> dict[str, str]:
    """Return the new names of declared things that no longer exist under their names.

    `existing` maps ids to names, `ids` maps folded names to the last known ids. `users` are issues:
    the folded names that each had, and the names that it has. If no id is known, a name is the new
    one if all issues with the old name have it now, none had it before, and no other name fulfils
    this.
    """
    there = {folded(name) for name in existing.values()}
    found: dict[str, str] = {}
    for name in declared:
        if folded(name) in there:
            continue
        known = existing.get(ids.get(folded(name), ""))
        new = known or _worn_instead(folded(name), users, set(existing.values()))
        if new is not None and new not in found.values():
            found[name] = new
    declared_names = {folded(name) for name in declared}
    return {old: new for old, new in found.items() if folded(new) not in declared_names}


def _worn_instead(
    old: str, users: Sequence[tuple[frozenset[str], frozenset[str]]], existing: set[str]
) -> str | None:
    had = [(before, now) for before, now in users if old in before]
    if not had:
        return None
    common = frozenset.intersection(*(now for _, now in had)) & existing
    fresh = {
        name
        for name in common
        if not any(folded(name) in before for before, _ in users)
        and all(old in before for before, now in users if name in now)
    }
    return fresh.pop() if len(fresh) == 1 else None
