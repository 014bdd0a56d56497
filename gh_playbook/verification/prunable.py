"""What `prune` would remove: undeclared things of the kinds that the backlog names there.

`unexpected` always reports issues whose entries were removed from the backlog.
"""

from collections.abc import Iterable, Iterator

from gh_playbook.declaration.backlog.automation import Opening
from gh_playbook.declaration.backlog.issue import Dependency, Relation
from gh_playbook.declaration.name import folded, is_same
from gh_playbook.model.lease import LABEL
from gh_playbook.verification.board_more import full_name
from gh_playbook.verification.desired import Desired
from gh_playbook.verification.existing import Existing, Issue
from gh_playbook.verification.verification import Check, CheckState


def compare(desired: Desired, found: Existing) -> Iterator[Check]:
    """Find all of them; none for a part of the backlog, because then nothing is pruned."""
    if not desired.is_whole:
        return
    if "labels" in desired.backlog.prune:
        known = {
            folded(LABEL),
            *(folded(each.name) for each in (*desired.labels, *desired.absent.labels)),
        }
        yield from _names("label", (each.name for each in found.labels), known)
    if "milestones" in desired.backlog.prune:
        milestones = (*desired.milestones, *desired.absent.milestones)
        known = {folded(each.title) for each in milestones}
        yield from _names("milestone", (each.title for each in found.milestones), known)
    if "links" in desired.backlog.prune:
        yield from _links(desired, found)
    if "cards" in desired.backlog.prune:
        yield from _cards(desired, found)


def _names(kind: str, names: Iterable[str], known: set[str]) -> Iterator[Check]:
    for name in sorted(names):
        if folded(name) not in known:
            yield _undeclared(kind, name, name)


def _links(desired: Desired, found: Existing) -> Iterator[Check]:
    """Find links between two declared issues; links with other issues belong to people."""
    keys = {each.id: key for key in desired.by_key if (each := found.issue(key))}
    blocked = {_ends(each, found) for each in _all_dependencies(desired)}
    related = {frozenset(_ends(each, found)) for each in _all_relations(desired)}
    for id, key in keys.items():
        issue = found.by_id[id]
        for other in issue.blocked_by:
            if other in keys and (id, other) not in blocked:
                yield _undeclared("dependency", f"{key} ← {keys[other]}", keys[other])
        for other in issue.related_to:
            pair = frozenset((id, other))
            if other in keys and pair not in related:
                related.add(pair)
                yield _undeclared("relation", f"{key} ↔ {keys[other]}", keys[other])


def _all_dependencies(desired: Desired) -> tuple[Dependency, ...]:
    return (*desired.dependencies, *desired.absent.dependencies)


def _all_relations(desired: Desired) -> tuple[Relation, ...]:
    return (*desired.relations, *desired.absent.relations)


def _ends(link: Dependency | Relation, found: Existing) -> tuple[str | None, str | None]:
    one, other = (found.issue(getattr(link, end)) for end in link.ends)
    return (one.id if one else None, other.id if other else None)


def _cards(desired: Desired, found: Existing) -> Iterator[Check]:
    """Find cards of issues of this repository; archived cards belong to people.

    Cards that the rules of `opened` bring are not included. A missing issue may be found under its
    title, or an earlier key, and is adopted with its card.
    """
    if found.board is None:
        return
    wanted: set[str] = set()
    titles: set[str] = set()
    for key, issue in desired.by_key.items():
        there = [each for name in (key, *issue.previously) if (each := found.issue(name))]
        wanted |= {each.id for each in there if issue.card}
        titles |= set() if there else {folded(issue.title)}
    wanted |= _brought(desired, found, wanted)
    project = desired.backlog.project
    declared = (
        {folded(full_name(each, found.repository)) for each in project.cards} if project else ()
    )
    for id, card in found.board.cards.items():
        if folded(card.name) in declared:
            continue
        there_is = found.by_id.get(id)
        if there_is is None or id in wanted or card.is_archived:
            continue
        if folded(there_is.title) not in titles:
            yield _undeclared("card", there_is.reference, there_is.title)


def _brought(desired: Desired, found: Existing, wanted: set[str]) -> set[str]:
    """Return the ids of undeclared issues that match a rule of `opened`, and of sub-issues."""
    project = desired.backlog.project
    rules = project.automations.opened if project and project.automations else ()
    if found.board is None or not rules:
        return set()
    there = [found.by_id[id] for id in found.board.cards if id in found.by_id]
    declared = {each.id for key in desired.by_key if (each := found.issue(key))}
    brought = {each.id for each in there if any(_is_about(rule, each) for rule in rules)} - declared
    while more := {each.id for each in there if each.parent in wanted | brought} - brought:
        brought |= more
    return brought - (declared - wanted)


def _is_about(rule: Opening, issue: Issue) -> bool:
    has_label = rule.label is None or folded(rule.label) in map(folded, issue.labels)
    return has_label and (rule.type is None or is_same(rule.type, issue.type or ""))


def _undeclared(kind: str, key: str, actual: str) -> Check:
    return Check(kind, key, "declaration", "none", actual, CheckState.ORPHAN)
