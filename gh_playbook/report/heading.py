"""The heading of every output: the target or source, and the login."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from gh_playbook.github.sandbox_advice import near
from gh_playbook.model.target import Target
from gh_playbook.report.terminal import Line, Terminal
from gh_playbook.settings import Settings


def heading(target: Target, settings: Settings) -> Iterator[Line]:
    """Yield the lines: host, repository, login, whether it is the sandbox, and a correction."""
    if settings.sandbox:
        target = replace(target, sandbox=str(settings.sandbox_dir))
    elif target.sandbox is not None:
        target = replace(target, sandbox=near(Path(target.sandbox)))
    how = ", dry run: nothing is written" if settings.dry_run else ""
    line = Line(target.repository, "bold").append(f"{target.way}{how}")
    yield line
    if target.moved_from is not None:
        told = f"{target.moved_from} is {target.repository} now: correct `repository`, or --repo"
        yield Line(f"! {told}", "yellow")


def show(target: Target, settings: Settings) -> Terminal:
    """Print the heading on stdout; return the terminal for what follows."""
    terminal = Terminal()
    for line in heading(target, settings):
        terminal.print(line)
    return terminal


def document(target: Target) -> dict[str, Any]:
    """Return the same as plain data."""
    return {
        "repository": target.repository,
        "host": target.host,
        "login": target.login,
        "sandbox": target.sandbox is not None,
        "moved_from": target.moved_from,
    }
