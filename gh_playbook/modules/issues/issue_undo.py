"""Undo for issues: they are restored; those that the run created are closed or deleted."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from gh_playbook.declaration.name import Named, folded
from gh_playbook.github.reading import selection
from gh_playbook.model.caret import may_stand_for_another
from gh_playbook.model.change import Change, Difference, Mutation, Thing
from gh_playbook.model.claim import claim, is_withdrawn, to_be_opened_again
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.past import Past
from gh_playbook.model.world import World
from gh_playbook.modules import undo
from gh_playbook.modules.issues import issue_use, issue_value, issue_wire
from gh_playbook.modules.issues.issue_naming import as_named_now
from gh_playbook.modules.issues.issue_removal import closing, delete, remove
from gh_playbook.modules.issues.issue_value import Values
from gh_playbook.modules.module import skipped
from gh_playbook.modules.undo import Merge

# Fields that are restored as a whole, and name by name; and signs that somebody is at work.
_WHOLE = ("title", "body", "milestone", "type", "is_pinned", "lock")
_LISTS = ("labels", "assignees")
_TOLD = ("title", "body", "labels", "assignees", "milestone", "type", "fields", "state")
# Fields that name a thing of the repository or the organization, and its kind.
_KINDS = {"milestone": "milestone", "type": "issue_type"}
# Fields whose names in mutations differ from those of an existing issue.
_WIRE = {"is_pinned": "pinned", "lock": "locked"}
_SHOWN_OTHERWISE = (
    "its text held control characters, which `gh` shows as ^[ and the like: "
    "the issue's history of edits has it"
)


def restore(past: Past, world: World) -> Change[ExistingIssue]:
    """Compare an issue with its state before the run."""
    now = present(past, world)
    if past.after is None:
        reason = "it was deleted, and GitHub cannot restore issues"
        return undo.unsupported(past, reason, number=past.before.number)
    if now is None:
        return undo.gone(past, "is not in this repository any more")
    past = replace(past, after=undo.as_left(past, now, _TOLD))
    if past.before is None:
        return _withdraw(past, now, world)
    found, awaited = _without_missing(_merge(past, now, world), now, world)
    if "body" in found.fields and not _is_known(past.before):
        return undo.unsupported(past, _SHOWN_OTHERWISE, number=now.number, url=now.url)
    change = undo.merged(
        past,
        found,
        operations=_operations(past, now, found, world),
        before=now,
        after=_with(now, found.fields, past.before),
        overwrites=now.id if "body" in found.fields else None,
        number=now.number,
        url=now.url,
    )
    return change.but(awaits=awaited)


def _without_missing(
    found: Merge, now: ExistingIssue, world: World
) -> tuple[Merge, tuple[Thing, ...]]:
    """Return a merge without labels and the like that do not exist, and these things.

    The undo may create them again: then the issue is compared once more.
    """
    gone = [(kind, name) for kind, name in _named(found) if _is_missing(kind, name, world)]
    if not gone:
        return found, ()
    left: list[Difference] = []
    for each in found.differences:
        if each.field == "labels":
            kept = tuple(name for name in each.desired if ("label", name) not in gone)
            left += [] if kept == now.labels else [replace(each, desired=kept)]
        elif (_KINDS.get(each.field), each.desired) not in gone:
            left.append(each)
    told = [f"the {kind.replace('_', ' ')} {name!r}, which no longer exists" for kind, name in gone]
    awaited = tuple((kind, folded(name)) for kind, name in gone)
    return Merge(tuple(left), (*found.edited, *told)), awaited


def _named(found: Merge) -> Iterator[tuple[str, str]]:
    """Yield the labels, the milestone and the type that a merge would restore, each by its kind."""
    yield from (("label", name) for name in found.fields.get("labels", ()))
    named = ((kind, found.fields.get(field)) for field, kind in _KINDS.items())
    yield from ((kind, name) for kind, name in named if name)


def _is_missing(kind: str, name: str, world: World) -> bool:
    known: dict[str, Named[Any]] = {
        "label": world.labels,
        "milestone": world.milestones,
        "issue_type": world.issue_types,
    }
    return known[kind].find(name) is None


def _withdraw(past: Past, now: ExistingIssue, world: World) -> Change[ExistingIssue]:
    """Return the change that closes or deletes an issue which a run created."""
    where = {"number": now.number, "url": now.url}
    parent = past.after.parent
    is_live = not is_withdrawn(now)
    if is_live or past.deletes:
        edited = _edited(as_named_now(past.after, now, world), now) if is_live else ""
        left = edited or issue_use.told(past, now, world)
        if left:
            return undo.conflict(past, left, **where)
    elif parent is None or now.parent != parent:
        return skipped(past.module, past.key, "closed as not planned", **where)
    if past.deletes:
        return delete(past, now, world)
    return remove(past.module, past.key, now, world, parent=parent, if_unused=is_live)


def _edited(left: ExistingIssue, now: ExistingIssue) -> str:
    """Return what somebody has changed on an issue since the run."""
    if now.body == to_be_opened_again(left.body):
        now = replace(now, body=left.body)
    return undo.edited(_sorted(left), _sorted(now), _TOLD)


def _sorted(issue: ExistingIssue) -> ExistingIssue:
    """Return an issue with its unordered lists sorted."""
    labels, assignees = (tuple(sorted(map(folded, getattr(issue, name)))) for name in _LISTS)
    return replace(issue, labels=labels, assignees=assignees)


def present(past: Past, world: World) -> ExistingIssue | None:
    """Return the issue that a run changed; if its creation got no answer, find it by its marker.

    If several have that marker, it is the latest.
    """
    found = world.issues.get(past.latest.id)
    if found is not None or past.before is not None or past.is_known:
        return found
    mine = [issue for issue in world.issues.values() if issue.author.is_viewer]
    claims = filter(None, map(claim, mine))
    bearing = [each.issue for each in claims if each.key == past.key]
    return max(bearing, key=lambda each: each.number or 0, default=None)


def _is_known(before: ExistingIssue) -> bool:
    """Tell whether the text from before the run is the real one, and not `gh`'s replacement."""
    return before.is_exact or not may_stand_for_another(before.body)


def _merge(past: Past, now: ExistingIssue, world: World) -> Merge:
    """Compare fields, lists name by name.

    The parent counts only if the run was an undo, which removed it or restored it.
    """
    before, after = (as_named_now(each, now, world) for each in (past.before, past.after))
    is_moved_off_or_back = (before.parent is None) != (after.parent is None)
    is_there = before.parent is None or world.known(before.parent) is not None
    fields = (*_WHOLE, "parent") if is_moved_off_or_back and is_there else _WHOLE
    found = undo.merge(before, after, now, fields)
    more = []
    for field in _LISTS:
        names = _names_to_be(*(getattr(each, field) for each in (before, after, now)))
        if names != getattr(now, field):
            more.append(Difference(field, getattr(now, field), names))
    values = _values_to_be(*(each.fields for each in (before, after, now)))
    if values:
        more.append(Difference("fields", {name: now.fields.get(name) for name in values}, values))
    was, left, present = (_ended(each) for each in (before, after, now))
    if was not in (left, present):
        original = before.duplicate_of
        if present != left:
            found = replace(found, edited=(*found.edited, "state"))
        elif original and world.known(original) is None:
            lost = f"state, because the issue that it duplicates {undo.GONE_OR_HIDDEN}"
            found = replace(found, edited=(*found.edited, lost))
        else:
            more.append(Difference("state", now.state, before.state))
    return replace(found, differences=(*found.differences, *more))


def _ended(issue: ExistingIssue) -> tuple[str | None, ...]:
    """Return how an issue ended; an open one has not ended, even if it was reopened."""
    if issue.state == "open":
        return ("open",)
    return (issue.state, issue.reason, issue.duplicate_of)


def _names_to_be(
    before: tuple[str, ...], after: tuple[str, ...], now: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the names without those that the run added, and with those that it removed."""
    was, left, there = ({folded(name) for name in names} for names in (before, after, now))
    kept = [name for name in now if folded(name) in was or folded(name) not in left]
    back = [name for name in before if folded(name) not in left and folded(name) not in there]
    return (*kept, *back)


def _values_to_be(before: Values, after: Values, now: Values) -> Values:
    """Return the earlier values of the fields that the run changed and nobody has changed since."""
    return {
        name: before.get(name)
        for name in {**before, **after}
        if before.get(name) != after.get(name) and now.get(name) == after.get(name)
    }


def _operations(past: Past, now: ExistingIssue, found: Merge, world: World) -> tuple[Mutation, ...]:
    """Return the operations that restore an issue: parent and labels first, the state last."""
    fields = {_WIRE.get(name, name): value for name, value in found.fields.items()}
    closes = fields.get("state") == "closed"
    operations = [*_placed(now, fields.pop("parent"), world)] if "parent" in fields else []
    if closes:
        del fields["state"]
    wire = issue_wire.updating(now, fields, world)
    operations += [_cleared(each, fields) for each in wire]
    if closes:
        reason, original = past.before.reason or "completed", past.before.duplicate_of
        operations.append(closing(now, reason, world, original))
    return tuple(operations)


def _placed(now: ExistingIssue, parent: str | None, world: World) -> Iterator[Mutation]:
    """Yield the mutation that puts an issue under a parent again, or removes it from one."""
    if parent is not None and world.known(parent) is not None:
        payload = f"issue {{ {selection.SUB_ISSUES} }}"
        yield Mutation("addSubIssue", {"issueId": parent, "subIssueId": now.id}, payload)
    elif parent is None:
        link = {"issueId": now.parent, "subIssueId": now.id}
        yield Mutation("removeSubIssue", link, "issue { id }")


def _cleared(mutation: Mutation, fields: Mapping[str, Any]) -> Mutation:
    """Return the mutation with null for each value that the issue did not have."""
    if mutation.name != "updateIssue":
        return mutation
    inputs = {"milestone": "milestoneId", "type": "issueTypeId"}
    none = {inputs[name]: None for name in inputs if name in fields and fields[name] is None}
    return replace(mutation, input={**mutation.input, **none})


def _with(now: ExistingIssue, fields: Mapping[str, Any], before: ExistingIssue) -> ExistingIssue:
    if "state" in fields:
        ending = {"reason": before.reason, "duplicate_of": before.duplicate_of}
        fields = {**fields, **ending}
    if "fields" in fields:
        fields = {**fields, "fields": issue_value.merged(now.fields, fields["fields"])}
    return replace(now, **fields)
