"""The changes of a run, read from its journal: with typed things, under their present names.

Issues name their labels, milestones and types, which the same run may have renamed or removed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from gh_playbook.convergence.journal.past_run import PastChange, PastRun
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.source import Fault, InputError, Source
from gh_playbook.frozen import dataclass
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.modules import MODULES

# A module, a key, and the kind of the thing, because a module may write several kinds.
Thing = tuple[str, str, str]
# What an issue lost with things that were removed: their names, by module and folded name.
Lost = dict[tuple[str, str], str]


@dataclass(frozen=True)
class TypedChange:
    """A change from the journal, with its parts parsed."""

    module: str
    key: str
    before: Any
    after: Any
    used_by: Mapping[str, Any]
    is_known: bool
    is_masked: bool

    @property
    def thing(self) -> Thing:
        """The thing that the change is about."""
        return self.module, self.key, type(self.before or self.after).__name__

    @property
    def named_by(self) -> str:
        """The field with the name by which issues have the thing; empty if they have none."""
        return MODULES[self.module].named_by


def changes(run: PastRun) -> Iterator[TypedChange]:
    """Yield the changes that landed, or may have landed, in order.

    Issues name their labels, milestones and types. If the run renamed one of these, the issues get
    its new name, because undo restores the old name after the issues. The undo of an undo goes in
    the order of that undo, so each name is again the one that the issue has. What issues lost with
    a label, a milestone or a type that the run removed, that thing's own undo gives back to them.
    """
    read = [_read(each, run) for each in run.changes if each.may_have_landed]
    lost = _lost(read)
    found = [replace(each, before=_as_found(each.before, each.after, lost)) for each in read]
    if run.begin.get("undoes") is not None:
        yield from found
        return
    renamed = {
        (each.module, folded(_name(each, each.before))): _name(each, each.after)
        for each in found
        if each.named_by and each.before and each.after
    }
    for each in found:
        if each.named_by and each.after:
            # From now on the name belongs to another thing, or is still the same.
            renamed.pop((each.module, folded(_name(each, each.after))), None)
        names = {name: _renamed(getattr(each, name), renamed) for name in ("before", "after")}
        yield replace(each, **names)


def _lost(changes: Iterable[TypedChange]) -> Mapping[str, Lost]:
    """Return what each issue lost with things that were removed, by the ids of the issues."""
    lost: dict[str, Lost] = defaultdict(dict)
    for each in changes:
        if each.named_by and each.before and each.after is None:
            name = _name(each, each.before)
            for id in each.used_by:
                lost[id][each.module, folded(name)] = name
    return lost


def _as_found(before: Any, after: Any, lost: Mapping[str, Lost]) -> Any:
    """Return an issue as it was before its change, and before what it lost otherwise in the run.

    One request can contain the removal and a change of the issue, whose answer then lacks the name:
    that is not restored here. But if the issue got another milestone or type in place of the lost
    one, it had the lost one before.
    """
    if not isinstance(before, ExistingIssue) or not isinstance(after, ExistingIssue):
        return before
    gone = lost.get(before.id)
    if not gone:
        return before
    there = {*map(folded, after.labels)}
    labels = [
        each
        for each in before.labels
        if folded(each) in there or ("label", folded(each)) not in gone
    ]
    milestone = _single("milestone", before.milestone, after.milestone, gone)
    type = _single("issue_type", before.type, after.type, gone)
    return replace(before, labels=tuple(labels), milestone=milestone, type=type)


def _single(module: str, before: str | None, after: str | None, gone: Lost) -> str | None:
    """Return the earlier name of a thing of which an issue can have only one."""
    if before and not after and (module, folded(before)) in gone:
        return None
    if after and not before:
        return next((name for (kind, _), name in gone.items() if kind == module), None)
    return before


def _name(change: TypedChange, thing: Any) -> str:
    return str(getattr(thing, change.named_by))


def _renamed(thing: Any, names: Mapping[tuple[str, str], str]) -> Any:
    """Return an issue with the new names of what it has; anything else as it is."""
    if not isinstance(thing, ExistingIssue):
        return thing

    def now(module: str, name: str) -> str:
        return names.get((module, folded(name)), name)

    labels = dict.fromkeys(now("label", each) for each in thing.labels)
    return replace(
        thing,
        labels=tuple(labels),
        milestone=thing.milestone and now("milestone", thing.milestone),
        type=thing.type and now("issue_type", thing.type),
    )


def _read(change: PastChange, run: PastRun) -> TypedChange:
    module = MODULES.get(change.module)
    if module is None:
        message = (
            f"run {run.id} used the module {change.module!r}, which neither this version nor "
            "playbooks/library has"
        )
        raise InputError([Fault(message, start(run))])
    adapter = _adapter(module.existing)
    try:
        before, after = (
            None if change.entry[name] is None else adapter.validate_python(change.entry[name])
            for name in ("before", "after")
        )
        if after is not None and change.payload:
            after = module.landed(after, change.payload)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        message = not_understood(run, f"{change.module} {change.key}")
        raise InputError([Fault(message, start(run))]) from error
    is_known = change.outcome == "landed"
    # A value of several options is a tuple, which JSON does not have.
    used_by = {
        id: tuple(value) if isinstance(value, list) else value
        for id, value in (change.entry.get("used_by") or {}).items()
    }
    is_masked = bool(change.entry.get("is_masked"))
    return TypedChange(change.module, change.key, before, after, used_by, is_known, is_masked)


@cache
def _adapter(existing: Any) -> TypeAdapter[Any]:
    """Return the parser of a kind of things; kept, because making one takes a millisecond."""
    return TypeAdapter(existing)


def not_understood(run: PastRun, what: str) -> str:
    """Return the message about a part of a journal that cannot be understood."""
    return (
        f"what the journal of run {run.id} says of {what} cannot be understood: was it edited? "
        "`undo --run ID` undoes another run"
    )


def start(run: PastRun) -> Source:
    """Return the place of the beginning of a journal."""
    return Source(str(run.path), 1, 1)
