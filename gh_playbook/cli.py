"""The console script `gh-playbook`: its process, which is set up before anything is loaded."""

import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from gh_playbook.commands.process import end, short_lived
from gh_playbook.stand_in import METADATA, StandIn, load

if TYPE_CHECKING:
    from gh_playbook.command_line import CommandLine


def _open_streams() -> None:
    """Open those of stdin, stdout and stderr that the caller has closed; they lead nowhere.

    Otherwise the next opened file would take the place of such a stream. Output waits for its
    reader: with a pipe that does not block, Python would lose it without an error.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # noqa: FBT003 - it has no name
        if number:
            with suppress(OSError):
                os.set_blocking(number, True)
    sys.stdin = sys.stdin or os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = sys.stdout or os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", encoding="utf-8", closefd=False)


def loaded() -> "CommandLine":
    """Load Invoke and the commands, and return the program."""
    import yaml

    # Invoke has a copy of PyYAML of its own, which would be loaded, too.
    sys.modules.setdefault("invoke.vendor.yaml", yaml)
    load("invoke", StandIn("unittest.mock"), METADATA)
    from gh_playbook.command_line import CommandLine

    return CommandLine()


def main() -> None:
    """Run the program, and end the process with its exit code."""
    _open_streams()
    # If the caller ignores the ends of its processes, the system would forget those of `gh`, too.
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        # Until a command handles Ctrl-C, there is nothing to end but the loading of modules.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    with short_lived():
        # Loaded here, because loading is a part of what a short process does faster.
        program = loaded()
        try:
            program.run()
        except SystemExit as ended:
            if not isinstance(ended.code, int):
                raise
            end(ended.code)
        end(0)
