"""Sub-issues: issues under a parent, in the declared order. Sub-issues that people added stay."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import dropwhile
from typing import cast

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.name import folded
from gh_playbook.github.reading import parsing, selection
from gh_playbook.model.change import Action, Change, Created, Difference, Mutation, Payload
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.past import Past
from gh_playbook.model.world import World
from gh_playbook.modules.context import Context
from gh_playbook.modules.issues import (
    issue,
    issue_removal,
    issue_twin,
    issue_undo,
    nesting,
    placement,
)
from gh_playbook.modules.issues.placement import Placement
from gh_playbook.modules.module import ISSUES, Effect, Module, Part
from gh_playbook.modules.subsequence import in_order

# The thing that a change writes: the issue itself, or its place.
Made = ExistingIssue | Placement

MODULE = "sub_issue"


class SubIssueModule(Module[Issue, Made]):
    """A sub-issue of another declared issue."""

    name = MODULE
    effect = Effect.ISSUES
    title = "Sub-issues"
    argument = Issue
    existing = Made
    is_in_repository = True
    triage_suffices = True
    stage = ISSUES
    reads = frozenset({Part.ISSUES})
    makes_issues = has_issue_key = belongs_to_issue = True
    converges_with = "issue"

    def key(self, desired: Issue) -> str:
        """Return the sub-issue's key."""
        return desired.key

    def count(self, world: World) -> int:
        """Return the number of sub-issues."""
        return world.issue_total

    def diff(self, desired: Issue, world: World, context: Context) -> Change[Made]:
        """Compare the issue; then its parent; then its place among the others."""
        change = issue.diff(self.name, desired, world, context)
        if desired.parent is None:
            return change.but(action=Action.FAIL, reason="a sub-issue needs a parent")
        if change.completes and _is_before_others(desired, world, context):
            change = change.but(completes=False)
        existing = world.issue(desired.key)
        if change.action is not Action.SKIP or existing is None or desired.is_absent:
            return change
        parent = world.issue(desired.parent)
        if parent is None:
            return change.but(action=Action.UPDATE, reason="not linked", needs=(desired.parent,))
        if not world.features.sub_issues:
            reason = "this GitHub has no sub-issues: the text of the issue names its parent"
            return change.but(action=Action.UNSUPPORTED, reason=reason)
        if existing.parent != parent.id:
            circle = nesting.between(existing, parent, world)
            link = _link(change, desired, existing, parent, world)
            return _waiting(change, existing, circle, world, context) if circle else link
        return _place(change, desired, existing, parent, world, context) or change

    def record(self, change: Change[Made], world: World, payload: Payload | None) -> None:
        """Put the issue, or its parent's list of sub-issues, into the world."""
        if isinstance(change.made, ExistingIssue):
            issue.record(change, change.made, world, payload)
            return
        made = change.made
        children = parsing.ids(payload["issue"], "subIssues") if payload else made.among(world)
        placement.record(made, children, world)

    def landed(self, after: Made, payload: Payload) -> Made:
        """Return the issue from GitHub's answer; for a place, the desired place."""
        return issue.landed(after, payload) if isinstance(after, ExistingIssue) else after

    def remove(self, key: str, existing: Made, world: World) -> Change[Made]:
        """Close the sub-issue as not planned, or remove it from its parent."""
        if isinstance(existing, ExistingIssue):
            return cast("Change[Made]", issue_removal.remove(self.name, key, existing, world))
        return placement.remove(self.name, key, existing, world)

    def forget(self, change: Change[Made], world: World) -> None:
        """Note that the sub-issue was deleted, or is no longer below its parent."""
        if isinstance(change.before, Placement):
            child = world.issues[change.before.child]
            world.put_issue(replace(child, parent=None, parent_name=None))
        else:
            issue_removal.forget(cast("Change[ExistingIssue]", change), world)

    def restore(self, past: Past, world: World) -> Change[Made]:
        """Compare the sub-issue, or its place, with the state before the run."""
        if isinstance(past.latest, Placement):
            return placement.restore(past, world)
        return cast("Change[Made]", issue_undo.restore(past, world))

    def created(self, key: str, world: World) -> Created | None:
        """Return the issue: GitHub accepts any number of equal ones."""
        return issue_twin.created(key, world)

    def twins(self, key: str, _own: Created, world: World) -> list[Created]:
        """Return the issues with this key's marker."""
        return issue_twin.twins(key, world)

    def withdraw(self, key: str, own: Created, older: Created, world: World) -> Change[Made]:
        """Close the younger one of two equal issues as a duplicate."""
        return cast("Change[Made]", issue_twin.withdraw(key, own, older, world))

    def gathered(self, pasts: Sequence[Past]) -> list[Past]:
        """Return issues and their places separately, the latest change first.

        An issue that the run created and then moved is removed; its place does not matter. If it
        is deleted, that also holds for a move from another parent.
        """
        others = [each for each in pasts if not isinstance(each.latest, Placement)]
        made = [each.after.id for each in others if each.before is None]
        places = [
            each
            for each in pasts
            if isinstance(each.latest, Placement)
            and not (each.latest.child in made and (each.deletes or _is_among_siblings(each)))
        ]
        ordered = placement.gathered(places, made)
        is_place_first = bool(pasts) and isinstance(pasts[0].latest, Placement)
        return [*ordered, *others] if is_place_first else [*others, *ordered]


def _is_among_siblings(past: Past) -> bool:
    is_move = past.before is not None and past.after is not None
    return is_move and past.before.parent == past.after.parent


def _link(
    change: Change[Made],
    desired: Issue,
    existing: ExistingIssue,
    parent: ExistingIssue,
    world: World,
) -> Change[Made]:
    before = world.known(existing.parent or "")
    was = f"#{before.number}" if before else existing.parent_name or existing.parent
    return change.but(
        action=Action.UPDATE,
        reason=f"moved from {was} to {desired.parent}" if was else f"put under {desired.parent}",
        differences=(Difference("parent", was, desired.parent),),
        operations=(
            Mutation(
                "addSubIssue",
                {"issueId": parent.id, "subIssueId": existing.id, "replaceParent": True},
                f"issue {{ {selection.SUB_ISSUES} }}",
            ),
        ),
        before=placement.present(existing, world),
        after=Placement(parent.id, existing.id),
    )


def _waiting(
    change: Change[Made],
    existing: ExistingIssue,
    circle: Sequence[ExistingIssue],
    world: World,
    context: Context,
) -> Change[Made]:
    """Return the change that waits until one of the issues in between is moved away.

    If the backlog moves none of them, that is a conflict.
    """
    parents = {each.id: each.parent for each in circle}
    moving = [
        key
        for key, issue in context.issues.items()
        if issue.parent
        and (id := world.bound.get(key)) in parents
        and (above := world.issue(issue.parent)) is not None
        and above.id != parents[id]
    ]
    top = circle[-1]
    reason = (
        f"#{top.number} is a sub-issue of #{existing.number} on GitHub, and this would go below "
        f"it: take #{top.number} from #{existing.number}, or declare another parent for it"
    )
    action = Action.BLOCK if moving else Action.CONFLICT
    awaits = tuple((MODULE, folded(key)) for key in moving)
    return change.but(action=action, reason=reason, awaits=awaits)


def _is_before_others(desired: Issue, world: World, context: Context) -> bool:
    """Tell whether siblings that stand after it exist already: it is created as the last one."""
    siblings = context.issues.children.get(desired.parent or "", ())
    later = dropwhile(lambda key: key != desired.key, siblings)
    return any(world.issue(key) is not None for key in later)


def _place(
    change: Change[Made],
    desired: Issue,
    existing: ExistingIssue,
    parent: ExistingIssue,
    world: World,
    context: Context,
) -> Change[Made] | None:
    """Return the move of this sub-issue, if it is one of the fewest that have to move."""
    siblings = context.issues.children.get(desired.parent or "", ())
    children = map(world.issue, siblings)
    declared = [each.id for each in children if each is not None and each.parent == parent.id]
    places = {id: place for place, id in enumerate(declared)}
    now = [each for each in parent.sub_issues if each in places]
    if existing.id not in now and parent.id not in world.issues:
        return None  # The order below a parent in another repository may be unknown.
    place = _desired_place(existing.id, parent.id, places, now)
    if place is None:
        return None
    position = places[existing.id] + 1
    return change.but(
        action=Action.UPDATE,
        reason=f"moved to its place under {desired.parent}",
        differences=(Difference("position", _position(existing.id, now), position),),
        operations=(_moving(place),),
        # Issues that are put under the parent later may need another move.
        awaits=tuple(
            (MODULE, folded(key))
            for key in siblings
            if (child := world.issue(key)) is None or child.parent != parent.id
        ),
        before=placement.present(existing, world),
        after=place,
    )


def _desired_place(
    child: str, parent: str, places: Mapping[str, int], now: Sequence[str]
) -> Placement | None:
    """Return where a child has to move; None if it is one of those that can stay.

    `places` are the declared places of the children's ids, `now` are the ids in GitHub's order. A
    list that shows none of them is older than the children are, and says nothing about their order.
    """
    staying = in_order([places[each] for each in now])
    index = places[child]
    if index in staying or not staying:
        return None
    declared = list(places)
    if index:
        return Placement(parent, child, after=declared[index - 1])
    return Placement(parent, child, before=declared[staying[0]])


def _moving(place: Placement) -> Mutation:
    """Return the mutation that moves a child to its place."""
    neighbour = {"afterId": place.after} if place.after else {"beforeId": place.before}
    return Mutation(
        "reprioritizeSubIssue",
        {"issueId": place.parent, "subIssueId": place.child, **neighbour},
        f"issue {{ {selection.SUB_ISSUES} }}",
    )


def _position(child: str, children: Sequence[str]) -> int | None:
    return children.index(child) + 1 if child in children else None
