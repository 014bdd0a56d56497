"""Pulling: what people changed on GitHub since the last run comes into the backlog file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from gh_playbook.convergence.preparation import prepare
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.convergence.reading import Reading
from gh_playbook.exporting import Choice
from gh_playbook.github import board_detail, reference, session
from gh_playbook.github.reader import Reader
from gh_playbook.model.world import World
from gh_playbook.pulling.three_way import (
    Conflict,
    Taken,
)
from gh_playbook.run.pending import pending
from gh_playbook.run.pulled.link import unread
from gh_playbook.run.pulled.pulling import Pulling
from gh_playbook.run.pulled.summary import Decide, Pull
from gh_playbook.settings import Settings


def pull(
    settings: Settings,
    decide: Decide,
    choice: Choice | None,
    *,
    parents: bool,
    on_wait: Callable[[float, str], None],
) -> Pull:
    """Compare the backlog with GitHub, three ways, and edit its files; GitHub stays as it is.

    New sub-issues of declared issues are taken in with `parents`, others where `choice` says.
    Raises InputError and GitHubError.
    """
    prepared = prepare(settings)
    with session.opened(replace(settings, dry_run=True), on_wait) as opened:
        world = Reading(opened, prepared, issues=True, is_full=True).read()
        others = unread(world)
        elsewhere = reference.names(opened.reader, others) if others else {}
        sortings = _sortings(opened.reader, prepared, world)
        pulling = Pulling(settings, prepared, world, elsewhere, decide, sortings)
        found = pulling.run(choice, parents=parents)
        if settings.dry_run:
            return found
        return replace(found, pending=pending(settings, world, elsewhere, opened.reader))


def _sortings(reader: Reader, prepared: Prepared, world: World) -> Mapping[str, Sequence[str]]:
    """Return what views are sorted by, where a declared one says so. Raises GitHubError."""
    project, board = prepared.backlog.project, world.project
    if project is None or board is None or not any(each.sort_by for each in project.views):
        return {}
    return board_detail.sorted_by(reader, board.id)


def decider(prefer: str | None) -> Decide:
    """Return what decides all conflicts for one side, or none of them."""
    return lambda _conflict: {"github": True, "backlog": False}.get(prefer or "")


__all__ = ["Conflict", "Decide", "Pull", "Taken", "decider", "pull"]
