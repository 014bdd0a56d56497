"""The command `fmt`, which puts the files of a backlog in order and into one style."""

from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import Unpack

from invoke.context import Context

from gh_playbook.commands.configuration import settings
from gh_playbook.commands.ending import conclude, write
from gh_playbook.commands.option import Options, sharing
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.declaration.wording import counted
from gh_playbook.report.escaping import escaped
from gh_playbook.settings import Settings


@sharing("backlog diff")
def fmt(
    context: Context,
    file: list[str] | None = None,
    check: bool = False,
    **options: Unpack[Options],
) -> None:
    """Put the keys of backlog and playbooks in order, and all into one style; comments stay."""
    diff = options.pop("diff", False)
    chosen = settings(context, **options)
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
    from gh_playbook.declaration import text_file
    from gh_playbook.declaration.backlog import include
    from gh_playbook.declaration.playbook.playbook_folder import SUFFIXES

    def within(folder: Path) -> list[Path]:
        return sorted(each for each in folder.glob("*") if each.suffix in SUFFIXES)

    if named:
        for each in map(Path, named):
            is_folder = not text_file.is_file(each) and each.is_dir()
            found = within(each) if is_folder else [each]
            if not found:
                raise InputError([Fault(f"{each} has no file that ends in .yml or .yaml")])
            yield from found
        return
    playbooks = within(chosen.playbooks) if chosen.playbooks.is_dir() else []
    backlog = backlog_file(chosen, is_needed=not playbooks)
    yield from include.files(backlog) if backlog is not None else ()
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
