"""The guard: questions before a run writes to an unexpected place, or changes very much."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import field

from gh_playbook.convergence.plan.plan import Plan
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.source import Fault
from gh_playbook.declaration.wording import counted, first_of
from gh_playbook.frozen import dataclass
from gh_playbook.model.change import Action, Change, Difference
from gh_playbook.model.claim import claim
from gh_playbook.model.existing import ExistingIssue, ExistingLabel
from gh_playbook.model.project_field import ExistingField
from gh_playbook.model.world import World
from gh_playbook.modules import MODULES
from gh_playbook.modules.issues.placement import Placement
from gh_playbook.settings import Settings

_ISSUE = "issue"
_PULL_REQUEST = "pull request"
_EMPTY = (None, "")


def questions(
    settings: Settings, prepared: Prepared, world: World, plan: Plan | None = None
) -> Iterator[Fault]:
    """Yield the questions of a run; without a plan, only those about its target.

    A reviewed plan needs no question about its size. `adopt` needs none either, because people see
    what it does.
    """
    if settings.is_reviewed:
        return
    yield from prepared.doubts
    yield from other_repository(settings, prepared)
    if plan is None or settings.adopt:
        return
    # Undo changes what the tool has changed.
    is_first = settings.undoes is None and not _has_been_here(prepared, world)
    yield from deletions(settings, plan.changes, world)
    yield from extent(settings, plan.changes, world, is_first=is_first)


def other_repository(settings: Settings, prepared: Prepared) -> Iterator[Fault]:
    """Yield a question if the repository is not the one that the backlog names."""
    declared, given = prepared.backlog.repository, settings.repo
    if given is not None and declared is not None and given.casefold() != declared.casefold():
        told = f"the backlog is for {declared}, but --repo names {given}"
        yield Fault(told, prepared.backlog.place("repository"))


def deletions(settings: Settings, changes: Iterable[Change], world: World) -> Iterator[Fault]:
    """Yield a question about issues to be deleted, because nothing can restore them."""
    if settings.deletes:
        found = [f"#{each.number}" for each in changes if _deletes(each)]
        if found:
            told = f"{counted(len(found), 'issue')} of {world.repository.name} would be deleted"
            yield Fault(f"{told}, which cannot be undone: {first_of(found)}")


def extent(
    settings: Settings, changes: Iterable[Change], world: World, *, is_first: bool = False
) -> Iterator[Fault]:
    """Yield a question for each kind of things if changes would touch more than the allowed share.

    A kind with fewer than `guard_from` things is never asked about. At a first run (`is_first`) all
    issues are other people's, so their number counts and not their share. A later run, such as the
    one after a first run that was killed, counts those that it adopts in the same way.
    """
    changes = tuple(changes)
    if not is_first and settings.undoes is None:
        adopted = [f"#{each.number}" for each in changes if _adopts(each, world)]
        changes = tuple(each for each in changes if not _adopts(each, world))
        if len(adopted) > settings.guard_from:
            yield Fault(
                f"{counted(len(adopted), 'issue')} of {world.repository.name} that do not belong "
                f"to this backlog yet would be changed: {first_of(adopted)}"
            )
    for kind, tally in _tallies(changes, world, is_first=is_first).items():
        if is_first and kind == _ISSUE:
            if len(tally.touched) > settings.guard_from:
                closed = f", {len(tally.closed)} of them closed" if tally.closed else ""
                yield Fault(
                    f"no issue of {world.repository.name} belongs to this backlog yet, and "
                    f"{len(tally.touched)} existing issues would be changed{closed}: {tally.named}"
                )
        elif tally.is_much(settings):
            title = "Pull requests" if kind == _PULL_REQUEST else MODULES[kind].title
            what = f"{title.casefold()} in {world.repository.name}"
            yield Fault(f"{tally.described(what)}: {tally.named}")


def takes_a_name_away(changes: Iterable[Change]) -> bool:
    """Tell whether a label would be renamed or removed: then the issues with this label count."""
    return any(map(_takes_name_away, changes))


def _takes_name_away(change: Change) -> bool:
    is_renamed = any(each.field == "name" for each in change.differences)
    return isinstance(change.before, ExistingLabel) and (
        is_renamed or change.action is Action.REMOVE
    )


def _adopts(change: Change, world: World) -> bool:
    """Tell whether the change is to an issue that belongs to no backlog so far."""
    before = change.before
    if not isinstance(before, ExistingIssue) or change.action is not Action.UPDATE:
        return False
    is_bound = world.register.names(change.key, before.number, before.id)
    return claim(before) is None and not is_bound


def _deletes(change: Change) -> bool:
    return isinstance(change.before, ExistingIssue) and change.after is None


@dataclass
class _Tally:
    """The effect on the existing things of one kind; `existing` is the number of these things."""

    existing: int
    changed: dict[str, None] = field(default_factory=dict)
    removed: dict[str, None] = field(default_factory=dict)
    closed: dict[str, None] = field(default_factory=dict)

    @property
    def touched(self) -> list[str]:
        """The names of the things that would change."""
        return list(self.removed | self.closed | self.changed)

    @property
    def named(self) -> str:
        """The first of these names."""
        return first_of(self.touched)

    def described(self, what: str) -> str:
        """Return the count in words: how many of how many things of the kind `what`."""
        changed = len(self.changed.keys() - self.removed.keys() - self.closed.keys())
        told = [f"{len(self.removed)} would be removed"] if self.removed else []
        told += [f"{len(self.closed)} would be closed"] if self.closed else []
        told += [f"{changed} would lose a present value"] if changed else []
        first, *rest = (each.split(" ", 1) for each in told)
        counted = f"{first[0]} of {self.existing} {what} {first[1]}"
        return " and ".join([counted, *(" ".join(each) for each in rest)])

    def is_much(self, settings: Settings) -> bool:
        """Tell whether to ask: many things of the kind exist, and too many would change."""
        bound = self.existing * settings.guard_share / 100
        return self.existing >= settings.guard_from and len(self.touched) > bound


def _tallies(changes: Iterable[Change], world: World, *, is_first: bool) -> dict[str, _Tally]:
    """Count the changes of existing things; things that are only created do not count."""
    found: dict[str, _Tally] = {}
    made: dict[str, set[str]] = defaultdict(set)

    def tally(kind: str) -> _Tally:
        if kind not in found:
            is_pull = kind == _PULL_REQUEST
            total = world.pull_request_count if is_pull else MODULES[kind].count(world)
            found[kind] = _Tally(total)
        return found[kind]

    for change in changes:
        module = MODULES[change.module]
        is_issue = isinstance(change.before, ExistingIssue)
        kind = _ISSUE if is_issue else module.converges_with or module.counts_with or module.name
        is_numbered = MODULES[kind].has_issue_key and change.number is not None
        name = f"#{change.number}" if is_numbered else change.key
        if change.action is Action.CREATE:
            made[kind].add(change.key)
        elif change.action is Action.REMOVE:
            _removed(change, tally(kind))[name] = None
        elif change.key not in made[kind] and _overwrites(
            change, is_first=is_first and kind == _ISSUE
        ):
            tally(kind).changed[name] = None
        for lost_by, loser in (*_wearing(change, world), *_losing(change, world)):
            tally(lost_by).changed[loser] = None
    return found


def _removed(change: Change, tally: _Tally) -> dict[str, None]:
    """Return the names among which a removal counts.

    An issue is removed by closing it. The removal of its place only takes its parent away.
    """
    if isinstance(change.before, ExistingIssue) and change.after is not None:
        return tally.closed
    return tally.changed if isinstance(change.before, Placement) else tally.removed


def _overwrites(change: Change, *, is_first: bool) -> bool:
    """Tell whether a change overwrites something, or at a first run changes much of it."""
    return change.action is Action.UPDATE and (
        is_first or not all(_only_adds(each) for each in change.differences)
    )


def _only_adds(difference: Difference) -> bool:
    """Tell whether all existing values stay; in a list, all names."""
    was, to_be = difference.existing, difference.desired
    if isinstance(was, list | tuple) and isinstance(to_be, list | tuple):
        return all(each in to_be for each in was)
    return was in _EMPTY


def _wearing(change: Change, world: World) -> Iterator[tuple[str, str]]:
    """Yield the issues whose label would be renamed or removed, each with its kind."""
    before = change.before
    if not isinstance(before, ExistingLabel) or not _takes_name_away(change):
        return
    for issue in sorted(world.issues.values(), key=lambda each: each.number or 0):
        if folded(before.name) in map(folded, issue.labels):
            yield _ISSUE, f"#{issue.number}"


def _losing(change: Change, world: World) -> Iterator[tuple[str, str]]:
    """Yield what loses a value because a thing is changed or removed, each with its kind."""
    is_given_back = change.after is not None and change.after is change.before
    kind = MODULES[change.module].lost_by
    if not kind or change.action is Action.CREATE or is_given_back:
        return
    if isinstance(change.after, ExistingField) and change.after.type == "iteration":
        return  # Each card gets its iteration back.
    items = world.project.items if world.project else {}
    for id in change.used_by:
        issue, item = world.issues.get(id), items.get(id)
        if issue is not None and issue.number is not None:
            yield kind, f"#{issue.number}"
        elif item is not None:
            yield kind, item.draft.title if item.draft else str(item.values.get("Title", id))
        elif id in world.pull_requests:
            yield _PULL_REQUEST, f"#{world.pull_requests[id].number}"


def _has_been_here(prepared: Prepared, world: World) -> bool:
    """Tell whether an earlier run has created or adopted any of the declared issues."""
    for declared in prepared.context.issues.values():
        keys = {declared.key, *declared.previously}
        claimed = claim(world.issue(declared.key))
        if keys & world.register.entries.keys() or (claimed is not None and claimed.key in keys):
            return True
    return False
