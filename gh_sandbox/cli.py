"""The console script `gh-sandbox`: the local GitHub without the rest of the tool."""

from importlib.metadata import PackageNotFoundError, version
from itertools import dropwhile, takewhile

from invoke.collection import Collection
from invoke.exceptions import Exit
from invoke.program import Program

from gh_sandbox.tasks import TASKS

_NAME = "gh-sandbox"


class CommandLine(Program):
    """Invoke's program; without a command it lists the commands, and it has no flags of its own."""

    def normalize_argv(self, argv: list[str] | None) -> None:
        """Keep the words of the call. `--help` may end it."""
        super().normalize_argv(argv)
        if self.namespace is not None:
            self.argv = _help_first(self.argv, self.namespace)

    def no_tasks_given(self) -> None:
        """Print what the program is and its commands. Raises Exit."""
        print(f"{_NAME} {_version()}: a local GitHub for `gh`, on this machine", end="\n\n")
        self.list_tasks()
        print(f"`{_NAME} --help start` lists the options of a command, here of `start`.")
        raise Exit


def _help_first(call: list[str], commands: Collection) -> list[str]:
    """Return `PROGRAM COMMAND … --help` as `PROGRAM --help COMMAND`, and another call as it is.

    Where the command needs a value, Invoke would read the flag behind it as that value.
    """
    names = {each for name, more in commands.task_names.items() for each in (name, *more)}
    words = list(takewhile(lambda word: word != "--", call[1:]))
    behind = list(dropwhile(lambda word: word not in names, words))
    if {"--help", "-h"}.isdisjoint(behind):
        return call
    return [call[0], "--help", behind[0]]


def main() -> None:
    """Run the program; Invoke ends the process with the exit code."""
    program().run()


def program() -> CommandLine:
    """Return the program with its commands."""
    return CommandLine(_version(), Collection(*TASKS), name=_NAME, binary=_NAME)


def _version() -> str:
    """Return the version of the package that it came with: its own, or the whole tool's."""
    try:
        return version(_NAME)
    except PackageNotFoundError:
        return version("gh-playbook")
