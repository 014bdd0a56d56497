"""The command `export`, which writes a repository as a backlog, a roadmap or a table."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from invoke.context import Context
from invoke.exceptions import Exit

from gh_playbook.commands.command import refuse_other
from gh_playbook.commands.configuration import settings
from gh_playbook.commands.ending import failing, listed, tell, write
from gh_playbook.commands.option import Options, sharing
from gh_playbook.declaration import text_file
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.declaration.wording import counted, counted_kind, first_of, suggestion
from gh_playbook.report.escaping import json_text, without_commands

if TYPE_CHECKING:
    from gh_playbook.exporting import Choice
    from gh_playbook.run.export import Export
    from gh_playbook.settings import Settings

_OUTSIDERS = "`number` makes them the backlog's own, so remove the entries that you do not want"
FORMATS = ("backlog", "markdown", "csv")


@sharing("repo sandbox sandbox_dir output force")
def export(
    context: Context,
    to: str = "",
    issues: str = "open",
    with_: str = "",
    project: str | None = None,
    card_order: bool = False,
    format: str = "backlog",
    **options: Unpack[Options],
) -> None:
    """Export a repository: as a backlog, as a roadmap in Markdown, or as a table in CSV."""
    from gh_playbook import exporting
    from gh_playbook.report.printed_file import printed_yaml
    from gh_playbook.run.export import export as run_export
    from gh_playbook.run.export import page

    refuse_other("--format", format, FORMATS)
    force = options.pop("force", False)
    is_json = options.get("output") == "json"
    of_a_backlog = {"--with": with_, "--card-order": card_order, "--output json": is_json}
    names = " and ".join(name for name, given in of_a_backlog.items() if given)
    if names and format != "backlog":
        raise Exit(f"--format {format} does nothing with {names}: leave one of them out", 1)
    chosen = settings(context, **options)
    with failing(chosen) as listener:
        choice, parts = _chosen(chosen, to, issues, with_, force=force)
        if format != "backlog":
            form = exporting.roadmap if format == "markdown" else exporting.table
            _deliver(page(chosen, choice, project, listener.wait, form), to)
            return
        found = run_export(chosen, choice, parts, project, listener.wait, has_order=card_order)
        if to:
            text_file.write_input(Path(to), found.exported.text.encode())
    if chosen.output == "json":
        write(json_text(_document(found, to)))
    elif to:
        tell(told_of_export(found, to, chosen.report))
    else:
        write(printed_yaml(found.exported.text).rstrip("\n"))


def _chosen(
    settings: "Settings", to: str, issues: str, with_: str, *, force: bool
) -> "tuple[Choice, frozenset[str]]":
    """Return the choice of the export. Raises InputError with all faults of the options."""
    from gh_playbook.convergence.location import repository_named
    from gh_playbook.exporting import Choice

    faults: list[Fault] = []
    try:
        if to:
            text_file.check_target(Path(to))
        if to and Path(to).exists() and not force:
            faults.append(Fault(f"{to} exists already: --force overwrites it"))
    except InputError as error:
        faults += error.faults
    except OSError as error:
        faults.append(Fault(f"cannot write {to}: {error.strerror}"))
    choice, parts = Choice(), frozenset[str]()
    try:
        choice = Choice.parse(issues)
    except InputError as error:
        faults += error.faults
    try:
        parts = _parts(with_)
    except InputError as error:
        faults += error.faults
    try:
        repository_named(settings)
    except InputError as error:
        faults += error.faults
    if faults:
        raise InputError(faults)
    return choice, parts


def _deliver(text: str, to: str) -> None:
    """Write text into the named file, or print it without commands to a workflow's runner."""
    if to:
        text_file.write_input(Path(to), text.encode())
        tell([f"{to}: written"])
    else:
        write(without_commands(text).rstrip("\n"))


def _parts(given: str) -> frozenset[str]:
    """Read `--with`. Raises InputError."""
    from gh_playbook.exporting import PARTS

    names = [each.strip() for each in given.split(",") if each.strip()] or PARTS
    unknown = [each for each in names if each not in PARTS]
    if unknown:
        raise InputError(
            Fault(f"--with: there is no part {each!r}{suggestion(each, PARTS)}") for each in unknown
        )
    return frozenset(names)


def _document(found: "Export", to: str) -> dict[str, object]:
    return {
        "repository": found.repository,
        "file": to or None,
        "counts": dict(found.exported.counts),
        "left_out": list(found.exported.left_out),
        "outsiders": list(found.exported.outsiders),
        "chosen": list(found.chosen),
        "plan": {"markers": found.markers, "others": list(found.changes)},
        "requests": found.requests,
        **({} if to else {"text": found.exported.text}),
    }


def told_of_export(found: "Export", to: str, report: Path) -> list[str]:
    """Return the summary of an export: its contents, and the changes of a run with it.

    `report` is the file that a run writes here, beside its picture of the board.
    """
    from gh_playbook.exporting import OUTSIDE
    from gh_playbook.report.implementation.page import PICTURE

    present = [(count, name) for name, count in found.exported.counts.items() if count]
    counts = ", ".join(counted_kind(count, name) for count, name in present)
    end = "" if found.changes else ", and nothing else"
    outsiders = first_of(f"#{number}" for number in found.exported.outsiders)
    written = f"{counted(found.markers, 'marker')}{end}" if found.markers else "nothing"
    where = f"--backlog {shlex.quote(to)}"
    picture = f" and {report.with_name(PICTURE)}" if found.exported.has_board else ""
    return [
        f"{to}: {counts or 'nothing'}; {counted(found.requests, 'request')}",
        f"not part of a backlog: {OUTSIDE}",
        *(f"chosen: {each}" for each in found.chosen),
        *listed("left out:", found.exported.left_out),
        *([f"of authors without rights here: {outsiders}: {_OUTSIDERS}"] if outsiders else []),
        f"`all` with it would write {written}" if found.markers or not found.changes else "",
        *listed("`all` would also change, or could not change:", found.changes),
        f"in this folder it writes {report}{picture}",
        f"next: gh-playbook all --adopt {where}",
        f"then: gh-playbook verify {where}",
    ]
