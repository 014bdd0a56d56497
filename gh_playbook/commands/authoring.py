"""The commands that help to write a backlog: `lint`, `fmt`."""

from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import Unpack

from invoke.context import Context
from invoke.exceptions import Exit

from gh_playbook.commands.configuration import settings
from gh_playbook.commands.ending import conclude, tell, write
from gh_playbook.commands.option import Options, sharing
from gh_playbook.declaration.counting import counted
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.report.escaping import escaped, escaped_line, json_text
from gh_playbook.settings import Settings

FORMATS = ("text", "github", "json")


@sharing("backlog repo")
def lint(context: Context, format: str = "text", **options: Unpack[Options]) -> None:
    """Check the backlog, the playbooks and the templates. No request is sent to GitHub."""
    from gh_playbook.convergence.preparation import prepare
    from gh_playbook.declaration import unshown

    if format not in FORMATS:
        raise Exit(f"--format is {', '.join(FORMATS[:-1])} or {FORMATS[-1]}, not {format!r}", 1)
    try:
        chosen = settings(context, "all", **options)
        prepared = prepare(chosen)
        faults: Sequence[Fault] = ()
    except InputError as error:
        faults = error.faults
    if format == "json":
        entries = [_entry(each) for each in faults]
        write(json_text({"faults": entries, "exit_code": int(bool(faults))}))
    elif faults and format == "github":
        write("\n".join(map(_annotation, faults)))
    elif faults:
        tell(map(str, faults))
    elif format == "text":
        issues = prepared.context.issues.values()
        told = [f"no faults: {counted(len(issues), 'issue')}"]
        write("\n".join([*told, *unshown.notes(prepared.backlog, issues)]))
    if faults:
        raise Exit(code=1)


@sharing("backlog diff")
def fmt(
    context: Context,
    file: list[str] | None = None,
    check: bool = False,
    **options: Unpack[Options],
) -> None:
    """Put the keys of backlog and playbooks in order, and all into one style; comments stay."""
    diff = options.pop("diff", False)
    chosen = settings(context, "all", **options)
    is_shown_only = check or diff
    lines: list[str] = []
    faults: list[Fault] = []
    changed = 0
    paths: list[Path] = []
    try:
        paths = list(_files(chosen, file or []))
    except InputError as error:
        faults += error.faults
    for path in paths:
        try:
            before, after = _formatted(path, is_written=not is_shown_only)
        except InputError as error:
            faults += error.faults
            continue
        if after != before:
            changed += 1
            lines.append(f"{'would be formatted' if is_shown_only else 'formatted'}  {path}")
            lines += _differences(before, after, path) if diff else ()
    lines += map(str, faults)
    if not changed and not faults:
        lines.append(f"{counted(len(paths), 'file')} in order, nothing to change")
    write(escaped("\n".join(lines)))
    conclude(1 if faults else 2 if check and changed else 0)


def _files(chosen: Settings, named: Sequence[str]) -> Iterator[Path]:
    """Yield the files to format: those named, or the backlog with what it includes, and playbooks.

    Raises InputError.
    """
    from gh_playbook.convergence.location import backlog_file
    from gh_playbook.declaration import include
    from gh_playbook.declaration.playbook_folder import SUFFIXES

    def within(folder: Path) -> list[Path]:
        return sorted(each for each in folder.glob("*") if each.suffix in SUFFIXES)

    if named:
        for each in map(Path, named):
            yield from within(each) if each.is_dir() else [each]
        return
    playbooks = within(chosen.playbooks) if chosen.playbooks.is_dir() else []
    found = backlog_file(chosen, is_needed=not playbooks)
    yield from include.files(found) if found is not None else ()
    yield from playbooks


def _formatted(path: Path, *, is_written: bool) -> tuple[str, str]:
    """Return a file's text before and after; a byte order mark stays. Raises InputError."""
    from gh_playbook.declaration import text_file
    from gh_playbook.formatting import formatted

    before = text_file.read(path)
    after = formatted(before, str(path))
    if is_written and after != before:
        mark = BOM_UTF8 if text_file.content(path).startswith(BOM_UTF8) else b""
        text_file.write_input(path, mark + after.encode())
    return before, after


def _differences(before: str, after: str, path: Path) -> Iterator[str]:
    old, new = before.split("\n"), after.split("\n")
    yield from unified_diff(old, new, str(path), str(path), n=2, lineterm="")


def _entry(fault: Fault) -> dict[str, object]:
    source = fault.source
    place = {"file": source.file, "line": source.line, "column": source.column} if source else {}
    return {"message": fault.message, **place}


def _annotation(fault: Fault) -> str:
    """Return a fault as a workflow command, which GitHub Actions shows beside the line."""
    message = _escaped(escaped_line(fault.message))
    source = fault.source
    if source is None:
        return f"::error::{message}"
    file = _escaped(escaped_line(source.file)).replace(":", "%3A").replace(",", "%2C")
    return f"::error file={file},line={source.line},col={source.column}::{message}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
