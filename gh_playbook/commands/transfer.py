"""The commands that bring plans in and backlogs out: `import-plan`, `export`."""

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from invoke.context import Context
from invoke.exceptions import Exit

from gh_playbook.commands.ending import failing
from gh_playbook.commands.ending import write as show
from gh_playbook.commands.option import settings
from gh_playbook.declaration.counting import counted, counted_kind
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.declaration.wording import suggestion
from gh_playbook.report.escaping import escaped, json_text

if TYPE_CHECKING:
    from gh_playbook.exporting import Choice
    from gh_playbook.importing import Draft, Written
    from gh_playbook.run.export import Export
    from gh_playbook.settings import Settings

_SHOWN = 100
FORMATS = ("backlog", "markdown", "csv")


def import_plan(
    _context: Context,
    file: str,
    to: str = "",
    map: list[str] | None = None,
    output: str = "text",
) -> None:
    """Make a backlog of a plan: Markdown, spec-kit's tasks.md, CSV, or JSON of `gh issue list`.

    An existing backlog is updated: its keys, its comments, and what the plan does not say stay.
    """
    from gh_playbook.importing import Present, write
    from gh_playbook.importing import import_plan as read

    if output not in {"text", "json"}:
        raise Exit(f"--output is text or json, not {output!r}", 1)
    try:
        present = _present(to)
        backlog = Present.of(present, Path(to))
        draft = read(Path(file), _columns(map or []), backlog.fields)
        written = write(draft, present, backlog)
        if to and written.text != present:
            _write(Path(to), written.text)
    except InputError as error:
        raise Exit(str(error), 1) from error
    counts = {
        "issues": sum(1 for _ in draft.all_issues()),
        "labels": len(draft.labels),
        "milestones": len(draft.milestones),
        "issue_types": len(draft.types),
    }
    if output == "json":
        unread = [{"line": each.line, "text": each.text} for each in draft.unread]
        document = {
            "file": to or None,
            "counts": counts,
            "changes": list(written.changes),
            "chosen": [{"line": each.line, "text": each.text} for each in draft.chosen],
            "not_understood": unread,
            "not_taken_over": list(written.lost),
        }
        show(json_text(document))
        return
    missing = _missing(file, draft, written.lost)
    if not to:
        show(written.text.rstrip("\n"))
        if missing:
            print(escaped("\n".join(missing)), file=sys.stderr)
        return
    found = ", ".join(counted_kind(count, name) for name, count in counts.items())
    state = "as it was" if written.text == present else "written"
    text = [
        f"{to}: {state}; the plan has {found}",
        *_listed("taken in:", written.changes if present is not None else ()),
        *missing,
        f"next: gh-playbook lint --backlog {shlex.quote(to)}{_repository_option(written)}",
    ]
    show("\n".join(text))


def _repository_option(written: "Written") -> str:
    """Return the option that names the repository, where the backlog does not."""
    if written.names_repository:
        return ""
    return " --repo OWNER/NAME   (or begin the file with `repository: OWNER/NAME`)"


def _missing(file: str, draft: "Draft", lost: Sequence[str]) -> list[str]:
    """Return what of a plan could be read in two ways, and what the backlog lacks of it."""
    lines = [f"{file}:{each.line}: {each.text}" for each in draft.unread]
    chosen = [f"{file}:{each.line}: {each.text}" for each in draft.chosen]
    one, many = "line was not understood, and is", "lines were not understood, and are"
    has_columns = any(each.text.startswith("column '") for each in draft.unread)
    return [
        *_listed("chosen, as it could mean something else:", chosen),
        *_listed("not taken over:", lost),
        *_listed(f"{counted(len(lines), one, many)} not in it:", lines),
        *(["--map COLUMN=fields makes a column a field of the board"] if has_columns else []),
    ]


def export(
    context: Context,
    repo: str | None = None,
    to: str = "",
    issues: str = "open",
    with_: str = "",
    project: str | None = None,
    card_order: bool = False,
    format: str = "backlog",
    force: bool = False,
    sandbox: bool = False,
    sandbox_dir: str | None = None,
    output: str | None = None,
) -> None:
    """Export a repository: as a backlog, as a roadmap in Markdown, or as a table in CSV."""
    from gh_playbook import exporting
    from gh_playbook.report.console import TextReport
    from gh_playbook.run.export import export as run_export
    from gh_playbook.run.export import page

    if format not in FORMATS:
        raise Exit(f"--format is {', '.join(FORMATS[:-1])} or {FORMATS[-1]}, not {format!r}", 1)
    chosen = settings(
        context, "all", repo=repo, sandbox=sandbox, sandbox_dir=sandbox_dir, output=output
    )
    listener = TextReport(chosen, out=sys.stderr)
    with failing(chosen, listener):
        choice, parts = _chosen(chosen, to, issues, with_, force=force)
        if format != "backlog":
            write = exporting.roadmap if format == "markdown" else exporting.table
            _deliver(page(chosen, choice, project, listener.wait, write), to)
            return
        found = run_export(chosen, choice, parts, project, listener.wait, has_order=card_order)
        if to:
            _write(Path(to), found.exported.text)
    if chosen.output == "json":
        show(json_text(_document(found, to)))
    elif to:
        show(escaped("\n".join(told_of_export(found, to))))
    else:
        show(found.exported.text.rstrip("\n"))


def _chosen(
    settings: "Settings", to: str, issues: str, with_: str, *, force: bool
) -> "tuple[Choice, frozenset[str]]":
    """Return what to export. Raises InputError with all that is wrong with the options."""
    from gh_playbook.convergence.location import repository_named
    from gh_playbook.exporting import Choice

    faults: list[Fault] = []
    if to and Path(to).exists() and not force:
        faults.append(Fault(f"{to} is there already: --force writes over it"))
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
    """Write text into the named file, or print it."""
    if to:
        _write(Path(to), text)
        show(escaped(f"{to}: written"))
    else:
        show(text.rstrip("\n"))


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
        "chosen": list(found.chosen),
        "plan": {"markers": found.markers, "others": list(found.changes)},
        "requests": found.requests,
        **({} if to else {"text": found.exported.text}),
    }


def told_of_export(found: "Export", to: str) -> list[str]:
    """Return the summary of an export: what it contains, and what a run would do with it."""
    present = [(count, name) for name, count in found.exported.counts.items() if count]
    counts = ", ".join(counted_kind(count, name) for count, name in present)
    end = "" if found.changes else ", and nothing else"
    written = f"{counted(found.markers, 'marker')}{end}" if found.markers else "nothing"
    where = f"--backlog {shlex.quote(to)}"
    return [
        f"{to}: {counts or 'nothing'}; {counted(found.requests, 'request')}",
        *(f"chosen: {each}" for each in found.chosen),
        *_listed("left out:", found.exported.left_out),
        f"`all` on it would write {written}" if found.markers or not found.changes else "",
        *_listed("`all` would also change this, or cannot:", found.changes),
        f"next: gh-playbook all --adopt {where}",
        f"then: gh-playbook verify {where}",
    ]


def _listed(title: str, lines: Sequence[str]) -> list[str]:
    shown = [f"  {each if len(each) <= _SHOWN else each[:_SHOWN] + '…'}" for each in lines]
    return [title, *shown] if lines else []


def _columns(given: Sequence[str]) -> dict[str, str]:
    """Read `--map COLUMN=FIELD`: given several times, or once with commas."""
    from gh_playbook.importing.field_column import FIELDS as OWN
    from gh_playbook.importing.vocabulary import FIELDS

    columns: dict[str, str] = {}
    for each in (part for text in given for part in text.split(",")):
        column, is_pair, field = each.partition("=")
        if not is_pair or not column.strip():
            raise InputError([Fault(f"--map is COLUMN=FIELD, not {each!r}")])
        if field.strip() not in {*FIELDS, OWN}:
            known = f": known are {', '.join(sorted({*FIELDS, OWN}))}"
            hint = suggestion(field.strip(), {*FIELDS, OWN}) or known
            raise InputError([Fault(f"--map {each}: no such field{hint}")])
        columns[column.strip()] = field.strip()
    return columns


def _present(to: str) -> str | None:
    if not to or not Path(to).exists():
        return None
    from gh_playbook.declaration import located_yaml, text_file

    text = text_file.read(Path(to))
    located_yaml.parse(text, to)
    return text


def _write(path: Path, text: str) -> None:
    from gh_playbook.declaration import text_file

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        text_file.write(path, text.encode())
    except OSError as error:
        raise InputError([Fault(f"cannot write {path}: {error.strerror}")]) from error
