"""The input of an undo: the journal of a run becomes declarations of the state before the run.

With that input undo is a run like any other: compared, planned, guarded, locked and journaled.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import Any

from pydantic import TypeAdapter, ValidationError

from gh_playbook.convergence.grouping import PreparedStep
from gh_playbook.convergence.history import PastChange, PastRun
from gh_playbook.convergence.location import SHIPPED_TEMPLATES
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration.backlog import Backlog
from gh_playbook.declaration.expansion import Expander, Item
from gh_playbook.declaration.located import LocatedMapping
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.project import Project
from gh_playbook.declaration.render import Renderer
from gh_playbook.declaration.source import Fault, InputError, Source
from gh_playbook.declaration.step import Step
from gh_playbook.frozen import dataclass
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.past import Past, Reversal, Ties
from gh_playbook.modules import MODULES, Context, DeclaredIssues
from gh_playbook.modules.module import STAGES
from gh_playbook.modules.placement import Placement

PLAYBOOK = "undo"
# A module, a key, and the kind of the thing, because a module may write several kinds.
_Thing = tuple[str, str, str]
# The things that issues have by name: the module of the thing, and the field of the issue.
_NAMED = {"label": "name", "milestone": "title", "issue_type": "name"}
_LINKS = {"dependency", "relation"}


@dataclass(frozen=True)
class _Change:
    """A change from the journal, with its parts parsed."""

    module: str
    key: str
    before: Any
    after: Any
    used_by: Mapping[str, Any]
    is_known: bool
    is_masked: bool

    @property
    def thing(self) -> _Thing:
        """The thing that the change is about."""
        return self.module, self.key, type(self.before or self.after).__name__


def prepared(run: PastRun, *, deletes: bool = False) -> Prepared:
    """Return the input that undoes a run; with `deletes`, issues that it created are deleted.

    Raises InputError if there is nothing to undo, or if the journal has faults.
    """
    found = pasts(run, deletes=deletes)
    if not found:
        raise InputError([Fault(f"run {run.id} has changed nothing", _start(run))])
    owner, _, name = run.repository.partition("/")
    renderer = Renderer([SHIPPED_TEMPLATES], shipped=SHIPPED_TEMPLATES)
    return Prepared(
        owner,
        name,
        _backlog(run, found),
        tuple(_steps(run, found)),
        (),
        Context(DeclaredIssues(), renderer),
        None,
        Expander(renderer, {}),
        {},
        host=run.target.host,
    )


def pasts(run: PastRun, *, deletes: bool = False) -> list[Past]:
    """Return what a run did to each thing, the latest first.

    Things that it created and removed again are left out. A call of the API has no thing; it is
    listed, so that undo says that it stays. Raises InputError.
    """
    things: dict[_Thing, Past] = {}
    for change in _changes(run):
        first = things.get(change.thing)
        if first is not None and first.before is not None:
            del things[change.thing]
        before = first.before if first else change.before
        past = Past(
            change.module,
            change.key,
            before,
            change.after,
            {**(first.used_by if first else {}), **change.used_by},
            change.is_known,
            deletes,
            change.is_masked or (first is not None and first.is_masked),
            change.before if first is not None and not change.is_known else None,
        )
        is_call = MODULES[change.module].existing is None
        if is_call or past.before is not None or past.after is not None:
            things[change.thing] = past
        else:
            things.pop(change.thing, None)
    ties = _ties(things.values())
    found = [replace(each, ties=ties) if _is_made_issue(each) else each for each in things.values()]
    return found[::-1]


def _ties(found: Collection[Past]) -> Ties:
    """Return what the run tied to the issues that it created."""
    links: set[tuple[str, str]] = set()
    cards: dict[str, Past] = {}
    keys: set[str] = set()
    for each in found:
        after = each.after
        if after is None:
            continue
        if each.module in _LINKS:
            links.add(after)
        elif isinstance(after, Placement):
            links.add((after.child, after.parent))
        elif each.module == "project_item":
            cards[after[0]] = each
        elif _is_made_issue(each):
            links |= {(after.id, after.parent)} if after.parent else set()
            keys |= set() if each.is_known else {each.key}
    return Ties(frozenset(links), cards, frozenset(keys))


def _is_made_issue(past: Past) -> bool:
    """Tell whether the run created an issue."""
    return past.before is None and isinstance(past.after, ExistingIssue)


def _changes(run: PastRun) -> Iterator[_Change]:
    """Yield the changes that landed, or may have landed, in order.

    Issues name their labels, milestones and types. If the run renamed one of these, the issues get
    its new name, because undo restores the old name after the issues. The undo of an undo goes in
    the order of that undo, so each name is again the one that the issue has. What issues lost with
    a label, a milestone or a type that the run removed, that thing's own undo gives back to them.
    """
    read = [_read(each, run) for each in run.changes if each.may_have_landed]
    lost = _lost(read)
    found = [replace(each, before=_without(each.before, each.after, lost)) for each in read]
    if run.begin.get("undoes") is not None:
        yield from found
        return
    renamed = {
        (each.module, folded(_name(each, each.before))): _name(each, each.after)
        for each in found
        if each.module in _NAMED and each.before and each.after
    }
    for each in found:
        if each.module in _NAMED and each.after:
            # From now on the name belongs to another thing, or is still the same.
            renamed.pop((each.module, folded(_name(each, each.after))), None)
        names = {name: _renamed(getattr(each, name), renamed) for name in ("before", "after")}
        yield replace(each, **names)


def _lost(changes: Iterable[_Change]) -> Mapping[str, set[tuple[str, str]]]:
    """Return what each issue lost with a thing that was removed: the module, and the folded name.

    One request can contain the removal and a change of the issue, whose answer then lacks the name.
    """
    lost: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for each in changes:
        if each.module in _NAMED and each.before and each.after is None:
            for id in each.used_by:
                lost[id].add((each.module, folded(_name(each, each.before))))
    return lost


def _without(before: Any, after: Any, lost: Mapping[str, set[tuple[str, str]]]) -> Any:
    """Return an issue before its change without what it lost otherwise; all else as it is."""
    if not isinstance(before, ExistingIssue) or not isinstance(after, ExistingIssue):
        return before
    gone = lost.get(before.id)
    if not gone:
        return before
    there = {*map(folded, after.labels)}
    labels = [each for each in before.labels if folded(each) in there or not _is_gone(each, gone)]
    milestone, type = before.milestone, before.type
    # With another one in its place the issue itself was changed.
    if milestone and not after.milestone and ("milestone", folded(milestone)) in gone:
        milestone = None
    if type and not after.type and ("issue_type", folded(type)) in gone:
        type = None
    return replace(before, labels=tuple(labels), milestone=milestone, type=type)


def _is_gone(label: str, gone: set[tuple[str, str]]) -> bool:
    return ("label", folded(label)) in gone


def _name(change: _Change, thing: Any) -> str:
    return str(getattr(thing, _NAMED[change.module]))


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


def _read(change: PastChange, run: PastRun) -> _Change:
    module = MODULES.get(change.module)
    if module is None:
        message = (
            f"run {run.id} used the module {change.module!r}, which neither this version nor "
            "playbooks/library has"
        )
        raise InputError([Fault(message, _start(run))])
    adapter = _adapter(module.existing)
    try:
        before, after = (
            None if change.entry[name] is None else adapter.validate_python(change.entry[name])
            for name in ("before", "after")
        )
        if after is not None and change.payload:
            after = module.landed(after, change.payload)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        message = _not_understood(run, f"{change.module} {change.key}")
        raise InputError([Fault(message, _start(run))]) from error
    is_known = change.outcome == "landed"
    # A value of several options is a tuple, which JSON does not have.
    used_by = {
        id: tuple(value) if isinstance(value, list) else value
        for id, value in (change.entry.get("used_by") or {}).items()
    }
    is_masked = bool(change.entry.get("is_masked"))
    return _Change(change.module, change.key, before, after, used_by, is_known, is_masked)


@cache
def _adapter(existing: Any) -> TypeAdapter[Any]:
    """Return the parser of a kind of things; kept, because making one takes a millisecond."""
    return TypeAdapter(existing)


def _steps(run: PastRun, found: list[Past]) -> Iterator[PreparedStep]:
    """Yield one step for each kind of thing, with the latest changes first."""
    for _, together in groupby(_backwards(run, found), lambda each: _family(each.module)):
        of_family = list(together)
        for module in MODULES.values():
            own = [each for each in of_family if each.module == module.name]
            if own:
                yield _step(run, module.name, module.gathered(own))


def _backwards(run: PastRun, found: list[Past]) -> Iterator[Past]:
    """Yield things, the latest first; but a thing that others depend on comes after them.

    A run changes things of all stages in turn, as they fit into its requests; an undo goes stage by
    stage. Removed labels and the like are created again first, because issues get them back.
    """
    for is_staged, group in groupby(found, lambda each: bool(MODULES[each.module].stage)):
        together = list(group)
        if is_staged and run.begin.get("undoes") is None:
            first = [each for each in together if _comes_first(each, found)]
            yield from first
            together = [each for each in together if each not in first]
            together.sort(key=_place, reverse=True)
        yield from together


def _comes_first(past: Past, found: Iterable[Past]) -> bool:
    """Tell whether a thing was removed that issues name, and nothing else has its name by now."""
    if past.module not in _NAMED or past.before is None or past.after is not None:
        return False
    name = _NAMED[past.module]
    taken = (getattr(each.after, name, "") for each in found if each.module == past.module)
    return folded(getattr(past.before, name)) not in {folded(each) for each in taken if each}


def _place(past: Past) -> tuple[int, int]:
    """Return the place of a kind of things: first by its stage, then by its order in reports."""
    return STAGES.index(MODULES[past.module].stage), [*MODULES].index(_family(past.module))


def _step(run: PastRun, module: str, found: list[Past]) -> PreparedStep:
    source = _start(run)
    name = f"{MODULES[module].title} as before {run.id}"
    step = Step(name, module, None, source, {}, LocatedMapping(source))
    items = tuple(Item(step, Reversal(past=each).declared_at(source)) for each in found)
    return PreparedStep(step, items)


def _family(module: str) -> str:
    return MODULES[module].converges_with or module


def _project_title(run: PastRun, found: list[Past]) -> str | None:
    """Return the present title of the board, where the run was about one."""
    titles = [each.latest.title for each in found if each.module == "project"]
    return titles[0] if titles else run.begin.get("project")


def _backlog(run: PastRun, found: list[Past]) -> Backlog:
    """Return a backlog that names the repository and the board of a run."""
    title = _project_title(run, found)
    try:
        project = Project(title=title) if title else None
        return Backlog(repository=run.repository, project=project)
    except ValidationError as error:
        raise InputError([Fault(_not_understood(run, "its beginning"), _start(run))]) from error


def _not_understood(run: PastRun, what: str) -> str:
    return (
        f"what the journal of run {run.id} says of {what} cannot be understood: was it edited? "
        "`undo --run ID` undoes another run"
    )


def _start(run: PastRun) -> Source:
    return Source(str(run.path), 1, 1)
