"""New issues of people, which the rules bring onto the board.

The generated workflow brings each issue there when it is opened. `sync-board` applies the same
rules to issues that the workflow missed. An issue that is older than the board gets no card.
"""

from collections.abc import Collection

from gh_playbook.declaration.backlog.automation import Automations, Opening
from gh_playbook.declaration.name import folded, is_same
from gh_playbook.frozen import dataclass
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.world import World


@dataclass(frozen=True)
class Newcomer:
    """An issue that comes onto the board, by its number; without a `status` as its parent did."""

    number: int
    status: str | None = None


def newcomers(rules: Automations, world: World, declared: Collection[str]) -> list[Newcomer]:
    """Return the open issues that have no card yet, by number; `declared` are ids of others."""
    project = world.project
    if project is None or not rules.opened:
        return []
    there = set(project.items)
    waiting = [
        issue
        for id, issue in sorted(world.issues.items(), key=lambda each: each[1].number or 0)
        if id not in there
        and id not in declared
        and issue.state == "open"
        and issue.created_at >= project.created_at
    ]
    found: dict[str, Newcomer] = {}
    for issue in waiting:
        status = next((each.status for each in rules.opened if fits(each, issue)), None)
        if status is not None and issue.number is not None:
            found[issue.id] = Newcomer(issue.number, status)
    while followers := [
        each
        for each in waiting
        if each.id not in found and each.number and each.parent in {*there, *found}
    ]:
        found |= {each.id: Newcomer(each.number) for each in followers if each.number}
    return sorted(found.values(), key=lambda each: each.number)


def brought(rules: Automations | None, kept: Collection[str | None], world: World) -> set[str]:
    """Return the ids of the cards that the rules bring: of matching issues and their sub-issues.

    `kept` are the ids of the cards that stay anyway; their sub-issues follow them.
    """
    if world.project is None or rules is None or not rules.opened:
        return set()
    issues = [world.issues[id] for id in world.project.items if id in world.issues]
    found = {each.id for each in issues if any(fits(rule, each) for rule in rules.opened)}
    while followers := {each.id for each in issues if each.parent in {*kept, *found}} - found:
        found |= followers
    return found


def fits(rule: Opening, issue: ExistingIssue) -> bool:
    """Tell whether an issue has the label and the type that a rule names, if it names any."""
    labels = {folded(name) for name in issue.labels}
    has_label = rule.label is None or folded(rule.label) in labels
    return has_label and (rule.type is None or is_same(rule.type, issue.type or ""))
