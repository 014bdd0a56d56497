"""Pulling: people's changes on GitHub since the last run are written into the backlog file."""

from collections.abc import Callable
from dataclasses import replace

from gh_playbook.convergence.preparation import prepare
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.convergence.reading import Reading
from gh_playbook.exporting import Choice
from gh_playbook.github import session
from gh_playbook.github.reader import Reader
from gh_playbook.github.reading import assignable, board_detail, reference
from gh_playbook.model.board_detail import BoardDetail
from gh_playbook.model.world import World
from gh_playbook.pulling.link import unread
from gh_playbook.pulling.pulling import Pulling
from gh_playbook.pulling.summary import Decide, Pull
from gh_playbook.run.pending import pending
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

    New sub-issues of declared issues are taken in with `parents`, other issues if `choice` selects
    them. Raises InputError and GitHubError.
    """
    prepared = prepare(settings)
    with session.opened(replace(settings, dry_run=True), on_wait) as opened:
        world = Reading(opened, prepared, issues=True, is_full=True).read()
        if parents or choice is not None:
            _read_accounts(opened.reader, world)
        elsewhere = reference.names(opened.reader, unread(world))
        detail = _detail(opened.reader, prepared, world)
        pulling = Pulling(settings, prepared, world, elsewhere, decide, detail)
        found = pulling.run(choice, parents=parents)
        if settings.dry_run:
            return found
        return replace(found, pending=pending(settings, world, elsewhere, opened.reader))


def _read_accounts(reader: Reader, world: World) -> None:
    """Put everybody into the world whom people have assigned, and who can still be assigned.

    Raises GitHubError.
    """
    assigned = {login for each in world.issues.values() for login in each.assignees}
    unknown = sorted(login for login in assigned if world.account(login) is None)
    found = assignable.read(reader, world.repository.name, unknown)
    world.accounts.update({each.login: each for each in found})


def _detail(reader: Reader, prepared: Prepared, world: World) -> BoardDetail:
    """Return those details of the board that the backlog declares; a plan knows them, too.

    Raises GitHubError.
    """
    project = prepared.backlog.project
    if project is None or world.project is None:
        return BoardDetail()
    if not (project.repositories or project.teams or any(each.sort_by for each in project.views)):
        return BoardDetail()
    detail = board_detail.read(reader, world, has_workflow=False)
    world.link_ends |= detail.link_ends
    world.project = replace(world.project, linked=world.project.linked | detail.teams.keys())
    return detail


def decider(prefer: str | None) -> Decide:
    """Return a function that decides all conflicts for one side, or none of them."""
    return lambda _conflict: {"github": True, "backlog": False}.get(prefer or "")
