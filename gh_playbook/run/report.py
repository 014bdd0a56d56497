"""Writing the report: into this folder, and, if wanted, into the repository.

Both are written only if they differ from the present files.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from gh_playbook.convergence import preparation
from gh_playbook.convergence.listener import Listener
from gh_playbook.convergence.loop.group_convergence import converge
from gh_playbook.convergence.plan.plan import Plan, make_plan
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.convergence.reading import Reading
from gh_playbook.convergence.summary import RunReport
from gh_playbook.declaration import kept_file, text_file
from gh_playbook.declaration.backlog.repository_file import RepositoryFile
from gh_playbook.declaration.located import LocatedMapping
from gh_playbook.declaration.playbook.expansion import Item
from gh_playbook.declaration.playbook.step import Step
from gh_playbook.declaration.source import Fault, InputError, Source
from gh_playbook.frozen import dataclass
from gh_playbook.github.session import GitHubSession
from gh_playbook.model.outcome import Outcome, Result
from gh_playbook.model.world import World
from gh_playbook.report.implementation.building import state_of
from gh_playbook.report.implementation.page import PICTURE, picture, text
from gh_playbook.report.implementation.state import Hurdle, remembered
from gh_playbook.run.execution import Execution
from gh_playbook.run.frame import Ending, execute
from gh_playbook.settings import Settings

_MESSAGE = "Renew the backlog implementation report"


@dataclass(frozen=True)
class ReportFile:
    """One of the report's files; `path` is relative to this folder."""

    path: Path
    content: str


def report(
    settings: Settings,
    listener: Listener,
    *,
    publish: bool = False,
    clock: Callable[[], float] = time.monotonic,
) -> RunReport:
    """Read GitHub and write the report; with `publish`, also into the repository.

    It is about what the settings' playbook declares, but no run of that: journals name it `report`.
    Raises InputError if the input is unusable or a file cannot be written, and GitHubError if
    GitHub cannot be read.
    """
    return execute(
        replace(settings, playbook=settings.playbook.with_name("report.yml")),
        listener,
        lambda execution: _report(execution, publish=publish),
        clock=clock,
        may_write=publish,
        prepare=lambda _settings: preparation.prepare(settings),
    )


def _report(execution: Execution, *, publish: bool) -> Ending:
    """Write the report into this folder, and different files of it into the repository."""
    settings, prepared, listener = execution.settings, execution.prepared, execution.listener
    paths = _in_repository(settings.report) if publish else ()
    reading = Reading(execution.session, prepared, issues=True, files=paths)
    engine = execution.engine(reading)
    if publish:
        execution.settle(engine.world)
    documents = compose(settings, prepared, engine.world, hurdles(execution.session))
    here = _step("Report in this folder", settings)
    results = write(here.name, documents, dry_run=settings.dry_run)
    listener.end_step(here, results)
    if publish:
        step = _step("Report in the repository", settings)
        published = converge(engine, list(_items(documents, paths, step)))
        listener.end_step(step, published)
        results += published
    return Ending(execution.target(engine.world), results, engine.stopped)


def compose(
    settings: Settings,
    prepared: Prepared,
    world: World,
    met: frozenset[Hurdle],
    plan: Plan | None = None,
) -> list[ReportFile]:
    """Return the report's files for a world; a picture only if there is a board.

    `met` are the hurdles of a run; the hurdles in the present report stay. `plan` is the plan of
    this world, if it exists already. Raises InputError if a registered variable does not fit a
    later step.
    """
    path = settings.report_path
    known = world.files.get(_in_repository(settings.report)[0])
    earlier = remembered(_present(path) or "") | remembered(known.text or "" if known else "")
    plan = plan or make_plan(prepared, world)
    if plan.faults:
        raise InputError(plan.faults)
    state = state_of(prepared, world, plan.results, met | earlier)
    renderer = prepared.context.renderer
    documents = [ReportFile(path, text(state, renderer))]
    drawn = picture(state, renderer)
    if drawn is not None:
        documents.append(ReportFile(path.with_name(PICTURE), drawn))
    return documents


def planned(step: str, settings: Settings, prepared: Prepared) -> list[Result]:
    """Return the planned results of writing the files after the changes of a dry run."""
    paths = [settings.report_path]
    if prepared.backlog.project is not None:
        paths.append(paths[0].with_name(PICTURE))
    return [
        Result(step, "report", str(path), Outcome.CREATED, "no such file")
        if _present(path) is None
        else Result(step, "report", str(path), Outcome.UPDATED, "content")
        for path in paths
    ]


def write(step: str, documents: Sequence[ReportFile], *, dry_run: bool = False) -> list[Result]:
    """Write the files that differ; return the results for a step of this name.

    Raises InputError if one cannot be written.
    """
    results = []
    for document in documents:
        present = _present(document.path)
        outcome, reason = Outcome.UPDATED, "content"
        if present == document.content:
            outcome, reason = Outcome.SKIPPED, "same content"
        elif present is None:
            outcome, reason = Outcome.CREATED, "no such file"
        if outcome is not Outcome.SKIPPED and not dry_run:
            _write(document)
        results.append(Result(step, "report", str(document.path), outcome, reason))
    return results


def hurdles(opened: GitHubSession) -> frozenset[Hurdle]:
    """Return the hurdles of a session so far."""
    met = {Hurdle.RETRIED: opened.retries, Hurdle.WAITED: opened.reader.pacer.waited}
    return frozenset(hurdle for hurdle, much in met.items() if much)


def _items(documents: Sequence[ReportFile], paths: Sequence[str], step: Step) -> Iterator[Item]:
    for document, path in zip(documents, paths, strict=False):
        yield Item(step, RepositoryFile(path=path, content=document.content, message=_MESSAGE))


def _step(name: str, settings: Settings) -> Step:
    source = Source(str(settings.playbook), 1, 1)
    return Step(name, "file", None, source, {"file": source}, LocatedMapping(source))


def _in_repository(path: Path) -> tuple[str, str]:
    """Return the paths of report and picture in the repository, the same as in this folder."""
    inside = Path(path.name) if path.is_absolute() or ".." in path.parts else path
    return inside.as_posix(), inside.with_name(PICTURE).as_posix()


def _present(path: Path) -> str | None:
    """Return a file's text; None if there is no such file."""
    try:
        return kept_file.read(path)
    except InputError:
        return None


def _write(document: ReportFile) -> None:
    """Write a file, but not through a link: a link in a checkout may lead to an important file."""
    try:
        if document.path.is_symlink():
            raise InputError([Fault(f"cannot write {document.path}: it is a link; remove it")])
        if document.path.exists() and not document.path.is_file():
            raise InputError(
                [Fault(f"cannot write {document.path}: it is not a regular file: remove it")]
            )
        document.path.parent.mkdir(parents=True, exist_ok=True)
        text_file.write(document.path, document.content.encode())
    except OSError as error:
        raise InputError([Fault(f"cannot write {document.path}: {error.strerror}")]) from error
