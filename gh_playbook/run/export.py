"""Exporting: read a repository, write it as a backlog, and plan a run of that backlog."""

import shlex
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from gh_playbook import exporting
from gh_playbook.convergence.binding import binding
from gh_playbook.convergence.location import DEFAULTS, repository_named
from gh_playbook.convergence.plan.plan import Plan, make_plan
from gh_playbook.convergence.preparation import prepare
from gh_playbook.declaration.backlog.automation import WORKFLOW
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.declaration.wording import suggestion
from gh_playbook.exporting import Choice, Exported
from gh_playbook.exporting.link import elsewhere
from gh_playbook.frozen import dataclass
from gh_playbook.github import register, session
from gh_playbook.github.reader import Reader
from gh_playbook.github.reading import assignable, board_detail, linked_project, reference, snapshot
from gh_playbook.github.reading.scope import Scope
from gh_playbook.github.session import GitHubSession
from gh_playbook.model.board_detail import BoardDetail
from gh_playbook.model.existing import ExistingContent, ExistingFile, ExistingIssue
from gh_playbook.model.outcome import Outcome
from gh_playbook.model.world import World
from gh_playbook.modules.repository.file import FileModule, blob_sha
from gh_playbook.run.adoption import is_adoption
from gh_playbook.run.pending import changes_of
from gh_playbook.settings import Settings


@dataclass(frozen=True)
class Export:
    """An export, and the changes of `all` with it: the number of markers, and other changes.

    `chosen` has the reasons of choices. `requests` is the number of requests that it took.
    """

    repository: str
    exported: Exported
    markers: int
    changes: tuple[str, ...]
    chosen: tuple[str, ...]
    requests: int


def export(
    settings: Settings,
    choice: Choice,
    parts: frozenset[str],
    project: str | None,
    on_wait: Callable[[float, str], None],
    *,
    has_order: bool = False,
) -> Export:
    """Read a repository and return it as a backlog; nothing can be written to GitHub.

    `project` is the title of the board; by default, the board that the repository shows.
    `has_order` declares the order of its cards. Raises InputError and GitHubError.
    """
    with session.opened(replace(settings, dry_run=True), on_wait) as opened:
        world, chosen = _read(settings, opened, choice, parts, project)
        assigned = {login for each in world.issues.values() for login in each.assignees}
        accounts = assignable.read(opened.reader, world.repository.name, sorted(assigned))
        world.accounts.update({each.login: each for each in accounts})
        detail = _detail(opened.reader, world, parts)
        name = partial(reference.names, opened.reader)
        write = partial(
            exporting.export, world, choice, parts, name, has_order=has_order, remarks=chosen
        )
        exported = write(detail)
        plan = _plan(exported, settings, opened, world, detail)
        workflow = detail.workflow
        if workflow is not None and _changes(plan, workflow.path):
            detail = replace(detail, workflow=replace(workflow, is_current=False))
            exported = write(detail)
            plan = _plan(exported, settings, opened, world, detail)
        adopted = [each for each in plan.changes if is_adoption(each)]
        return Export(
            world.repository.name,
            exported,
            len(adopted),
            tuple(changes_of(plan)),
            tuple(chosen),
            opened.reader.requests,
        )


def page(
    settings: Settings,
    choice: Choice,
    project: str | None,
    on_wait: Callable[[float, str], None],
    write: Callable[[World, Sequence[ExistingIssue]], str],
) -> str:
    """Return a page about a repository's issues, made by `write`: a roadmap, or a table.

    Raises InputError and GitHubError.
    """
    with session.opened(replace(settings, dry_run=True), on_wait) as opened:
        world, _ = _read(settings, opened, choice, frozenset(exporting.PARTS), project)
        others = elsewhere(world.issues.values(), world)
        for id, name in reference.names(opened.reader, others).items():
            world.foreign[id] = ExistingIssue(id, None, name, "")
    return write(world, choice.issues(world))


def _read(
    settings: Settings,
    opened: GitHubSession,
    choice: Choice,
    parts: frozenset[str],
    project: str | None,
) -> tuple[World, list[str]]:
    """Return the world, and the reasons of choices."""
    owner, name = repository_named(settings)
    chosen: list[str] = []
    title = _board(opened.reader, owner, name, choice, parts, project, chosen)
    files = (WORKFLOW,) if title is not None else ()
    scope = Scope(
        *(owner, name),
        issues=True,
        project=title,
        files=files,
        issue_fields=True,
        is_only_read=True,
    )
    world = snapshot.read(opened.reader, scope, partial(register.load_file, opened.memory))
    if title is not None and world.project is None:
        there = linked_project.linked(opened.reader, owner, name) or []
        hint = suggestion(title, [each.title for each in there])
        raise InputError([Fault(f"{owner} has no project {title!r} that this login may see{hint}")])
    choice.check(world)
    return world, chosen


def _board(
    reader: Reader,
    owner: str,
    name: str,
    choice: Choice,
    parts: frozenset[str],
    project: str | None,
    chosen: list[str],
) -> str | None:
    """Return the title of the board to read, and a remark if it was chosen among several."""
    given = project or (choice.name if choice.kind == "project" else None)
    if given is not None or "board" not in parts:
        return given
    found = linked_project.linked(reader, owner, name)
    if found is None:
        chosen.append("no board: this login may not see projects (scope read:project)")
    there = found or []
    if len(there) > 1 and not there[0].is_closed:
        others = ", ".join(f"{each.title!r} ({each.cards} cards)" for each in there[1:])
        told = f"the board {there[0].title!r} ({there[0].cards} cards); there are also {others}"
        chosen.append(f"{told}: --project TITLE takes another")
    if there and there[0].is_closed:
        told = f"no board, because {there[0].title!r} is closed"
        chosen.append(f"{told}: --project {shlex.quote(there[0].title)} takes it")
    return there[0].title if there and not there[0].is_closed else None


def _detail(reader: Reader, world: World, parts: frozenset[str]) -> BoardDetail:
    """Return the details of the board, and put them into its world."""
    if "board" not in parts or world.project is None:
        return BoardDetail()
    detail = board_detail.read(reader, world)
    world.project = replace(world.project, linked=world.project.linked | detail.teams.keys())
    return detail


def _changes(plan: Plan, path: str) -> bool:
    """Tell whether a run would write this file, or report it as people's file."""
    return any(
        (each.module, each.key) == (FileModule.name, path) and each.outcome is not Outcome.SKIPPED
        for each in plan.results
    )


def _plan(
    exported: Exported,
    settings: Settings,
    opened: GitHubSession,
    world: World,
    detail: BoardDetail,
) -> Plan:
    """Return the plan of `all` with the export, made in memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "backlog.yml"
        path.write_bytes(exported.text.encode())
        prepared = prepare(
            Settings(DEFAULTS / "playbooks" / "all.yml", backlog=path, sandbox=settings.sandbox)
        )
    after = referring(world, exported, detail)
    binding(prepared, opened.reader).bind(after)
    return make_plan(prepared, after)


def referring(world: World, exported: Exported, detail: BoardDetail | None = None) -> World:
    """Return the world with the outside things that the export names, as a run would read them."""
    after, detail = world.copy(), detail or BoardDetail()
    after.references = {**world.references, **exported.references}
    elsewhere = {id: name for name, id in exported.references.items() if id not in world.issues}
    after.foreign = {
        **world.foreign,
        **{id: ExistingIssue(id, None, name, "") for id, name in elsewhere.items()},
    }
    after.contents = {
        name: ExistingContent(id, int(name.rpartition("#")[2]), "")
        for name, id in exported.contents.items()
    }
    after.link_ends = detail.link_ends
    workflow = detail.workflow
    if workflow is not None:
        after.files[workflow.path] = ExistingFile(blob_sha(workflow.text.encode()), workflow.text)
    return after
