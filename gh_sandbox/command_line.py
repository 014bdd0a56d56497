"""The command line that the sandbox and the tool have in common: Invoke's, with better manners."""

import errno
import os
import sys
from collections.abc import Callable
from itertools import dropwhile, takewhile
from typing import Any

from invoke.collection import Collection
from invoke.parser.argument import Argument
from invoke.parser.context import ParserContext
from invoke.program import Program
from invoke.tasks import Task

# The errors of an output that is not written: no reader; a disk that is full, broken, over a limit.
_UNWRITTEN = frozenset({errno.EPIPE, errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EFBIG})


class Explained(Task[Callable[..., Any]]):
    """A command that keeps the texts of its help: Invoke removes each one when it is first read."""

    def get_arguments(self, ignore_unknown_help: bool | None = None) -> list[Argument]:
        """Return the options, as Invoke's parser takes them."""
        help = dict(self.help)
        found: list[Argument] = super().get_arguments(ignore_unknown_help)
        self.help = help
        return found


class CommandLine(Program):
    """Invoke's program; `--help` may end a call, and a lost reader of the output is no error.

    Its help begins with its `purpose`, and the flags that all commands have stand at the end.
    """

    purpose: str

    def normalize_argv(self, argv: list[str] | None) -> None:
        """Keep the words of the call, with `--help` in front."""
        super().normalize_argv(argv)
        if self.namespace is not None:
            self.argv = _help_first(self.argv, self.namespace)

    def print_help(self) -> None:
        """Print what the program is for, its commands, and the flags that all of them have."""
        print(self.purpose, end="\n\n")
        self.list_tasks()
        example = f"`{self.binary} --help COMMAND` lists the flags of a command."
        print(f"{example} These stand before the command:", end="\n\n")
        self.print_columns(self.initial_context.help_tuples())

    def run(self, argv: list[str] | None = None, exit: bool = True) -> None:
        """Run a call; if the reader of its output has gone, end silently.

        If the output cannot be written, end with the reason.
        """
        try:
            try:
                super().run(argv, exit)
            finally:
                sys.stdout.flush()
        except OSError as error:
            if error.errno not in _UNWRITTEN:
                raise
            # Otherwise Python would try to write the rest again when it ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            if error.errno != errno.EPIPE:
                print(f"the output cannot be written: {error.strerror}", file=sys.stderr)
            sys.exit(1)


def lacking(context: ParserContext | None) -> str:
    """Return the fault of a command without a value that it needs; empty if it has all."""
    if context is None or not context.missing_positional_args:
        return ""
    names = " ".join(str(each.name).upper() for each in context.missing_positional_args)
    means = "; ".join(each.help or "" for each in context.missing_positional_args)
    return f"{context.name} needs {names}: {means}".removesuffix(": ")


def _help_first(call: list[str], commands: Collection) -> list[str]:
    """Return `PROGRAM COMMAND … --help` as `PROGRAM --help COMMAND`, and another call as it is.

    If the command needs a value, Invoke would read the flag after it as that value.
    """
    names = {each for name, more in commands.task_names.items() for each in (name, *more)}
    words = list(takewhile(lambda word: word != "--", call[1:]))
    behind = list(dropwhile(lambda word: word not in names, words))
    if {"--help", "-h"}.isdisjoint(behind):
        return call
    return [call[0], "--help", behind[0]]
