"""Starting: the first files of a repository, written where they do not exist."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from gh_playbook.convergence.location import DEFAULTS, backlog_files, is_of, repository_of
from gh_playbook.declaration import text_file
from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.exporting import first_file
from gh_playbook.frozen import dataclass
from gh_playbook.github import session
from gh_playbook.github.reading import snapshot
from gh_playbook.github.reading.scope import Scope
from gh_playbook.model.world import World
from gh_playbook.settings import Settings

TASKS = Path("tasks.py")
WORKFLOW = Path(".github/workflows/backlog.yml")


@dataclass(frozen=True)
class FirstFile:
    """A file, and whether it existed before and stays; lines are only added to an ignore file."""

    path: Path
    was_there: bool


def init(
    settings: Settings,
    *,
    tasks: bool,
    workflow: bool,
    on_wait: Callable[[float, str], None],
) -> list[FirstFile]:
    """Read a repository's labels and milestones, and write the first files.

    Existing files stay as they are. Raises InputError and GitHubError.
    """
    owner, name = repository_of(settings, Backlog())
    with session.opened(replace(settings, dry_run=True), on_wait) as opened:
        world = snapshot.read(opened.reader, Scope(owner, name))
    files = dict(_files(settings, world, name, tasks=tasks, workflow=workflow))
    return [_write(path, text) for path, text in files.items()]


def _files(
    settings: Settings, world: World, name: str, *, tasks: bool, workflow: bool
) -> Iterator[tuple[Path, str]]:
    yield _backlog(settings, name), first_file.backlog(world)
    shipped = (DEFAULTS / "playbooks" / "all.yml").read_text(encoding="utf-8")
    yield settings.backlogs.parent / "all.yml", first_file.playbook(shipped)
    if tasks:
        yield TASKS, first_file.TASKS
    if workflow:
        yield WORKFLOW, first_file.WORKFLOW
    ignore = Path(".gitignore")
    present = ignore.read_bytes().decode(errors="replace") if ignore.is_file() else ""
    yield ignore, first_file.ignored(present)


def _backlog(settings: Settings, name: str) -> Path:
    """Return the named backlog, or the one that the repository has here already, or a new one."""
    if settings.backlog is not None:
        return settings.backlog
    present = (each for each in backlog_files(settings) if is_of(each, settings.repo or ""))
    return next(present, settings.backlogs / f"{name}.yml")


def _write(path: Path, text: str) -> FirstFile:
    """Write a file that does not exist, or add to an ignore file; never through a link."""
    adds = path.name == ".gitignore"
    try:
        if path.is_symlink():
            raise InputError([Fault(f"cannot write {path}: it is a link")])
        if path.exists() and not adds:
            return FirstFile(path, was_there=True)
        present = path.read_bytes() if path.exists() else b""
        more = text.encode()[len(present) :]
        path.parent.mkdir(parents=True, exist_ok=True)
        if more:
            text_file.write(path, present + more)
        return FirstFile(path, was_there=adds and not more)
    except OSError as error:
        raise InputError([Fault(f"cannot write {path}: {error.strerror}")]) from error
