"""Labels, milestones, issue types and issues that are used, but not declared."""

from collections.abc import Iterator, Sequence
from functools import partial

from gh_playbook.declaration import reference
from gh_playbook.declaration.backlog.card_order import BACKLOG
from gh_playbook.declaration.backlog.issue import Dependency, Relation
from gh_playbook.declaration.consistency.declarations import Declarations
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.source import Fault, Source
from gh_playbook.declaration.wording import Suggestions
from gh_playbook.declaration.yaml.yaml_value import flow

# Where a thing of each kind is declared, and the key of its name. What an issue is named by is
# chosen in its own entry, which a message cannot write.
_DECLARED_IN = {
    "label": ("labels", "name"),
    "milestone": ("milestones", "title"),
    "issue type": ("issue_types", "name"),
}


def check(all_: Declarations) -> Iterator[Fault]:
    """Yield a fault for each label, milestone, … that is used, but not declared."""
    labels = {folded(each.name): each.name for each in all_.labels}
    milestones = {folded(each.title): each.title for each in all_.milestones}
    types = {folded(each.name): each.name for each in all_.issue_types}
    keys = {each.key: each.key for each in all_.issues}
    unknown = partial(_unknown, all_, Suggestions())
    inherited = {issue.key: issue.milestone for issue in all_.issues}
    for issue in all_.issues:
        yield from unknown(issue, "labels", issue.labels, labels, "label")
        if issue.parent is None or issue.milestone != inherited.get(issue.parent):
            yield from unknown(issue, "milestone", issue.milestone, milestones, "milestone")
        yield from unknown(issue, "type", issue.type, types, "issue type")
        yield from unknown(issue, "parent", issue.parent, keys, "issue")
        yield from unknown(issue, "blocked_by", issue.blocked_by, keys, "issue")
        yield from unknown(issue, "related_to", issue.related_to, keys, "issue")
        yield from unknown(issue, "duplicate_of", issue.duplicate_of, keys, "issue")
        for child in issue.sub_issues:
            if child.key not in keys:
                message = f"a step makes one issue: {child.key!r} needs a `sub_issue` of its own"
                yield Fault(message, child.source)
    links: tuple[Dependency | Relation, ...] = (*all_.dependencies, *all_.relations)
    for link in links:
        for field in link.ends:
            yield from unknown(link, field, getattr(link, field), keys, "issue")
    if all_.project is not None and all_.project.card_order != BACKLOG:
        order = all_.project.card_order
        yield from unknown(all_.project, "card_order", order, keys, "issue")
    rules = all_.project.automations if all_.project else None
    if rules is not None:
        yield from unknown(rules, "blocked_label", rules.blocked_label, labels, "label")
        for opening in rules.opened:
            yield from unknown(opening, "label", opening.label, labels, "label")
            yield from unknown(opening, "type", opening.type, types, "issue type")


def _unknown(
    all_: Declarations,
    suggestions: Suggestions,
    thing: Declared,
    field: str,
    given: str | Sequence[str] | None,
    known: dict[str, str],
    kind: str,
) -> Iterator[Fault]:
    if not all_.knows(kind):
        return
    names = [given] if isinstance(given, str) else given or []
    for index, name in enumerate(names):
        if kind == "issue" and reference.parse(name) is not None:
            continue  # Only GitHub knows whether it exists.
        # The keys of issues are the tool's; GitHub's own names ignore case.
        if (name if kind == "issue" else folded(name)) not in known:
            path = (field,) if isinstance(given, str) else (field, index)
            place = thing.place(*path)
            rule = _rule(thing, place) if field == "labels" else ""
            hint = suggestions.of(name, known.values(), _declaring(kind, name))
            yield Fault(f"no {kind} {name!r} is declared{rule}{hint}", place)


def _rule(thing: Declared, place: Source | None) -> str:
    """Return which value a label comes from, if it is not written: it has the value's place."""
    values = sorted(thing.model_fields_set - {"labels"})
    found = next((each for each in values if place and thing.place(each) == place), None)
    return f", and `labels_from` makes it from `{found}`" if found else ""


def _declaring(kind: str, name: str) -> str:
    """Return how a thing is declared; nothing for an issue."""
    if kind not in _DECLARED_IN:
        return ""
    place, key = _DECLARED_IN[kind]
    return f"declare it in `{place}`, as in {flow({key: name})}"
