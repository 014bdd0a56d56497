"""Undo for issue fields: they are restored with the values of issues.

A use maps the ids of issues to their values.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gh_playbook.declaration.name import folded
from gh_playbook.declaration.value import Value
from gh_playbook.model.change import Change, Difference, Operation
from gh_playbook.model.existing import ExistingIssueField
from gh_playbook.model.past import Past
from gh_playbook.model.project_field import ExistingOption
from gh_playbook.model.world import World
from gh_playbook.modules import undo, use
from gh_playbook.modules.board import field_wire, option_undo
from gh_playbook.modules.issues import issue_value
from gh_playbook.modules.undo import Merge

Uses = Mapping[str, Value]
_FIELDS = ("name", "description", "visibility", "options")


def uses(
    world: World, field: ExistingIssueField, options: Sequence[ExistingOption] | None = None
) -> dict[str, Value]:
    """Return which issues have a value in a field, or one of some of its options."""
    names = None if options is None else {folded(each.name) for each in options}
    return {
        issue.id: issue.fields[field.name]
        for issue in world.issues.values()
        if field.name in issue.fields and _is_among(issue.fields[field.name], names)
    }


def _is_among(value: Value, names: set[str] | None) -> bool:
    chosen = value if isinstance(value, tuple) else (str(value),)
    return names is None or any(folded(each) in names for each in chosen)


def give(world: World, name: str, used_by: Uses) -> None:
    """Note that issues have values in a field."""
    for id, value in used_by.items():
        issue = world.issues.get(id)
        if issue is not None:
            world.issues[id] = replace(issue, fields={**issue.fields, name: value})


def take(world: World, name: str, used_by: Uses) -> None:
    """Note that issues no longer have a value in a field."""
    for id in used_by:
        issue = world.issues.get(id)
        if issue is not None:
            world.issues[id] = issue_value.without(issue, {name: None})


def restore(
    past: Past,
    world: World,
    *,
    make: Callable[[ExistingIssueField], Change[ExistingIssueField]],
    remove: Callable[[ExistingIssueField], Change[ExistingIssueField]],
    write: Callable[[ExistingIssueField, Mapping[str, Any]], tuple[Operation, ...]],
) -> Change[ExistingIssueField]:
    """Compare a field with its state before the run.

    A field that the run removed is created again, and the issues get their values back. A field
    that it created is removed, unless people have changed or used it since.
    """
    now = _present(past, world)
    if now is None:
        if past.after is not None:
            return undo.gone(past)
        return replace(make(past.before), reason="as before the run")
    if past.after is None:
        names = (*_FIELDS, "type")
        theirs = undo.made_again(past, _named(past.before), _named(now), names)
        return theirs or _give_back(past, now, world)
    if past.before is None:
        after = undo.as_left(past, now, _FIELDS)
        left = undo.edited(_named(after), _named(now), _FIELDS)
        left = left or _used(past, now, world)
        return undo.conflict(past, left) if left else remove(now)
    return _changed(past, now, world, write)


def _changed(
    past: Past,
    now: ExistingIssueField,
    world: World,
    write: Callable[[ExistingIssueField, Mapping[str, Any]], tuple[Operation, ...]],
) -> Change[ExistingIssueField]:
    """Restore what a run changed of a field, or the values that issues lost with an option."""
    found = undo.merge(past.before, past.after, now, _FIELDS[:-1])
    found = undo.without_taken(
        found, "name", lambda name: world.issue_field(name) not in {None, now}
    )
    options = option_undo.merge(
        past.before.options,
        past.after.options,
        now.options,
        lambda option: bool(_used(past, now, world, (option,))),
    )
    differences = found.differences
    if options.options != now.options:
        differences += (Difference("options", now.options, options.options),)
    merge = Merge(differences, (*found.edited, *options.left))
    if not merge.differences and not merge.edited and past.used_by:
        return _give_back(past, now, world)
    return undo.merged(
        past,
        replace(merge, differences=tuple(map(shown, differences))),
        operations=write(now, merge.fields),
        before=now,
        after=replace(now, **merge.fields),
        overwrites=now.id if "options" in merge.fields else None,
        used_by=_lost(now, options.options, world),
    )


def _used(
    past: Past,
    now: ExistingIssueField,
    world: World,
    options: Sequence[ExistingOption] | None = None,
) -> str:
    """Return the issues that have a value in a field, except those that got it from the run."""
    return use.by_others(world, uses(world, now, options).keys() - past.used_by.keys())


def _lost(now: ExistingIssueField, to_be: Sequence[ExistingOption], world: World) -> Uses:
    """Return the values that issues lose with the options that are removed."""
    lost = option_undo.lost(now.options, to_be)
    return uses(world, now, lost) if lost else {}


def shown(difference: Difference) -> Difference:
    """Return a difference in the form of reports: options in the form that people see."""
    if difference.field != "options":
        return difference
    before, after = map(field_wire.shown, (difference.existing, difference.desired))
    return replace(difference, existing=before, desired=after)


def _present(past: Past, world: World) -> ExistingIssueField | None:
    """Return the field that a run changed, by its id, or by its name if the id is unknown."""
    ids = {each.id for each in (past.before, past.after) if each is not None}
    found = next((each for each in world.issue_fields.values() if each.id in ids), None)
    return found or world.issue_field(past.latest.name)


def _named(field: ExistingIssueField) -> ExistingIssueField:
    """Return a field with its options in the form that people see."""
    return replace(
        field, options=tuple(replace(each, id="", number=None) for each in field.options)
    )


def _give_back(past: Past, now: ExistingIssueField, world: World) -> Change[ExistingIssueField]:
    """Give issues back the values that they lost with the field, or with an option."""
    given = {
        id: value
        for id, value in past.used_by.items()
        if (issue := world.issues.get(id))
        and undo.has_lost(issue.fields.get(now.name), value)
        and not issue_value.missing_option(now, value)
    }
    payload = "clientMutationId"
    operations = [
        issue_value.setting(id, {now.name: value}, world, payload) for id, value in given.items()
    ]
    return undo.given_back(past, tuple(operations), given, now)
