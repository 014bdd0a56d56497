"""How commands end: their last output on stdout, and their exit code."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from invoke.exceptions import Exit

from gh_playbook.declaration.source import InputError
from gh_playbook.declaration.wording import cut
from gh_playbook.github.error import AuthenticationError, GitHubError
from gh_playbook.github.process.interruption import Interruption, held_back
from gh_playbook.report.escaping import for_stream
from gh_playbook.settings import Settings

if TYPE_CHECKING:  # Not loaded for a list of the commands.
    from gh_playbook.convergence.listener import Listener
    from gh_playbook.convergence.summary import RunReport
    from gh_playbook.report.console import TextReport

# The longest line of a list, in characters.
_LONGEST = 100


def show(settings: Settings, carry_out: "Callable[[Listener], RunReport]") -> None:
    """Carry out a run and print it, while it happens or as one document at the end."""
    from gh_playbook.commands.asking import Asking
    from gh_playbook.report import json_document
    from gh_playbook.report.console import TextReport

    out = sys.stderr if settings.output == "json" else None
    # A run that writes is not left half done only because nobody reads its output.
    report = TextReport(settings, out, is_lasting=not settings.dry_run)
    listener = Asking(report) if settings.output == "json" else report
    with failing(settings, report):
        done = carry_out(listener)
    # An interruption that comes only now takes nothing of the result away. But who reads the output
    # may have stopped for good: a second one ends the command.
    with held_back(once=True):
        if settings.output == "json":
            write(json_document.text(done))
        else:
            report.end(done)
    conclude(done.exit_code or int(report.is_unwritten))


def write(text: str) -> None:
    """Print a document on stdout. A reader that has gone away is no error."""
    try:
        print(for_stream(text, sys.stdout), flush=True)
    except BrokenPipeError:
        # Otherwise Python would try to write the rest again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise Exit(code=1) from None


def tell(lines: Iterable[str]) -> None:
    """Print lines for people on stdout; on a terminal none is broken within a word."""
    from gh_playbook.report.terminal import Terminal

    terminal = Terminal()
    for line in "\n".join(lines).split("\n"):
        terminal.print(line)


def listed(title: str, lines: Sequence[str]) -> list[str]:
    """Return lines below a title, long ones shortened; nothing if there are no lines."""
    return [title, *(f"  {cut(each, _LONGEST)}" for each in lines)] if lines else []


def conclude(exit_code: int) -> None:
    """End the process with this code; with 0 Invoke continues with the next task."""
    if exit_code:
        raise Exit(code=exit_code)


@contextmanager
def failing(settings: Settings, report: "TextReport | None" = None) -> Iterator["TextReport"]:
    """End the command with a message for an error that was raised inside it.

    The message is printed by the report; a new one, whose output goes to stderr, if none is given.
    """
    if report is None:
        from gh_playbook.report.console import TextReport

        report = TextReport(settings, out=sys.stderr)
    try:
        yield report
    except KeyboardInterrupt as interrupt:
        ended = Interruption.of(interrupt)
        _fail(report, settings, str(interrupt) or ended.message, [], ended.exit_code)
    except InputError as error:
        faults = [
            {"source": str(fault.source) if fault.source else None, "message": fault.message}
            for fault in error.faults
        ]
        _fail(report, settings, str(error), faults, 1)
    except GitHubError as error:
        code = 4 if isinstance(error, AuthenticationError) else 1
        _fail(report, settings, f"{_elsewhere(settings)}{error}", [], code)


def _elsewhere(settings: Settings) -> str:
    """Return the host of `gh` in the environment, for messages before the first answer."""
    host = "" if settings.sandbox else os.environ.get("GH_HOST", "")
    return f"{host}: " if host else ""


def _fail(
    report: "TextReport",
    settings: Settings,
    message: str,
    faults: list[dict[str, Any]],
    code: int,
) -> None:
    report.fail(message)
    if settings.output == "json":
        from gh_playbook.report import json_document

        write(json_document.failure(message, faults, code))
    raise Exit(code=code)
