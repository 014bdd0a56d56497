"""The input of an undo: the journal of a run becomes declarations of the state before the run.

With that input undo is a run like any other: compared, planned, guarded, locked and journaled.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any

from pydantic import ValidationError

from gh_playbook.convergence.grouping import PreparedStep
from gh_playbook.convergence.journal.past_run import PastRun
from gh_playbook.convergence.journal.typed_change import Thing, changes, not_understood, start
from gh_playbook.convergence.location import SHIPPED_TEMPLATES
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.declaration.backlog.project import Project
from gh_playbook.declaration.located import LocatedMapping
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.playbook.expansion import Expander, Item
from gh_playbook.declaration.playbook.step import Step
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.declaration.template.render import Renderer
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.past import Past, Reversal, Ties
from gh_playbook.modules import LINK_FIELDS, MODULES, Context, DeclaredIssues
from gh_playbook.modules.issues.placement import Placement
from gh_playbook.modules.module import STAGES

PLAYBOOK = "undo"


def prepared(run: PastRun, *, deletes: bool = False) -> Prepared:
    """Return the input that undoes a run; with `deletes`, issues that it created are deleted.

    Raises InputError if there is nothing to undo, or if the journal has faults.
    """
    found = pasts(run, deletes=deletes)
    if not found:
        raise InputError([Fault(f"run {run.id} has changed nothing", start(run))])
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
        target=run.target,
    )


def pasts(run: PastRun, *, deletes: bool = False) -> list[Past]:
    """Return what a run did to each thing, the latest first.

    Things that it created and removed again are left out. A call of the API has no thing; it is
    listed, so that undo says that it stays. Raises InputError.
    """
    things: dict[Thing, Past] = {}
    for change in changes(run):
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
    placed = {each.latest.child for each in things.values() if isinstance(each.latest, Placement)}
    found = [_told_by(each, ties, placed) for each in things.values()]
    if any(each.module == "project" and each.before is None for each in found):
        found = [replace(each, is_of_made_board=MODULES[each.module].is_of_board) for each in found]
    made = {each.after.id: each for each in found if _is_made_issue(each)}
    return [_with_issue(each, made) for each in found][::-1]


def _with_issue(past: Past, made: Mapping[str, Past]) -> Past:
    """Return a card that the run made with its issue, if the run has `made` that, too."""
    if past.module != "project_item" or past.before is not None:
        return past
    return replace(past, issue=made.get(past.after[0]))


def _told_by(past: Past, ties: Ties, placed: Collection[str]) -> Past:
    """Return a thing with what other changes of the run tell about it.

    If the run also changed the place of an issue, that is restored as a thing of its own.
    """
    if _is_made_issue(past) or (past.module == "project" and past.before is None):
        return replace(past, ties=ties)
    before, after = past.before, past.after
    if isinstance(before, ExistingIssue) and after is not None and before.id in placed:
        return replace(past, before=replace(before, parent=after.parent))
    return past


def _ties(found: Collection[Past]) -> Ties:
    """Return what the run tied to the issues that it created, and the views that it removed."""
    links: set[tuple[str, str]] = set()
    cards: dict[str, Past] = {}
    keys: set[str] = set()
    views: set[str] = set()
    things: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for each in found:
        after = each.after
        ends: tuple[str, ...] = ()
        if after is None:
            views |= {each.before.name} if each.module == "project_view" else set()
        elif each.module in LINK_FIELDS:
            ends = after
            links.add(after)
        elif isinstance(after, Placement):
            ends = (after.child, after.parent)
            links.add((after.child, after.parent))
        elif each.module == "project_item":
            ends = after[:1]
            cards[after[0]] = each
        elif _is_made_issue(each):
            links |= {(after.id, after.parent)} if after.parent else set()
            keys |= set() if each.is_known else {each.key}
        for id in ends:
            things[id].append((each.module, folded(each.key)))
    return Ties(frozenset(links), cards, frozenset(keys), things, frozenset(views))


def _is_made_issue(past: Past) -> bool:
    """Tell whether the run created an issue."""
    return past.before is None and isinstance(past.after, ExistingIssue)


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
            taken = {_named(each, each.after) for each in together if each.after is not None}
            yield from (each for each in together if _comes_first(each, taken))
            together = [each for each in together if not _comes_first(each, taken)]
            together.sort(key=_place, reverse=True)
        yield from together


def _comes_first(past: Past, taken: Collection[tuple[str, str]]) -> bool:
    """Tell whether a thing was removed that issues name, and nothing else has its name by now."""
    if not MODULES[past.module].named_by or past.before is None or past.after is not None:
        return False
    return _named(past, past.before) not in taken


def _named(past: Past, thing: Any) -> tuple[str, str]:
    """Return the module of a thing, and its folded name if issues name it."""
    return past.module, folded(str(getattr(thing, MODULES[past.module].named_by, "")))


def _place(past: Past) -> tuple[int, int]:
    """Return the place of a kind of things: first by its stage, then by its order in reports."""
    return STAGES.index(MODULES[past.module].stage), [*MODULES].index(_family(past.module))


def _step(run: PastRun, module: str, found: list[Past]) -> PreparedStep:
    source = start(run)
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
        raise InputError([Fault(not_understood(run, "its beginning"), start(run))]) from error
