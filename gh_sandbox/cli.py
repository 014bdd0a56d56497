"""The console script `gh-sandbox`: the local GitHub without the rest of the tool."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from importlib.metadata import PackageNotFoundError, version

from invoke.collection import Collection
from invoke.exceptions import Exit, ParseError

from gh_sandbox import command_line
from gh_sandbox.tasks import TASKS

_NAME = "gh-sandbox"
# Invoke's sentence.
_UNKNOWN = re.compile(r"No idea what ['\"](.*)['\"] is!", re.DOTALL)


class CommandLine(command_line.CommandLine):
    """The program; without a command it lists the commands, and it has no flags of its own."""

    def __init__(self) -> None:
        super().__init__(_version(), Collection(*TASKS), name=_NAME, binary=_NAME)
        self.purpose = f"{_NAME} {_version()}: a local GitHub for `gh`, on this machine"

    def parse_tasks(self) -> None:
        """Parse the rest of the call. Raises Exit with a suggestion for an unknown word."""
        with self._explaining():
            super().parse_tasks()

    def parse_cleanup(self) -> None:
        """Answer the program's own flags, such as `--help`. Raises Exit as `parse_tasks`."""
        with self._explaining():
            super().parse_cleanup()

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except ParseError as error:
            raise Exit(_explained(error, [*self.collection.task_names]), 1) from error

    def no_tasks_given(self) -> None:
        """Print what the program is and its commands. Raises Exit."""
        print(self.purpose, end="\n\n")
        self.list_tasks()
        print(f"`{_NAME} --help start` lists the flags of a command, here of `start`.")
        raise Exit


def main() -> None:
    """Run the program; Invoke ends the process with the exit code."""
    program().run()


def program() -> CommandLine:
    """Return the program with its commands."""
    return CommandLine()


def _explained(error: ParseError, commands: list[str]) -> str:
    found = _UNKNOWN.fullmatch(str(error))
    if found is None:
        return command_line.lacking(error.context) or str(error)
    context, word = error.context, found[1]
    within = context if context is not None and context.name in commands else None
    is_flag = word.startswith("-") and within is not None
    known = [*within.flags] if is_flag and within is not None else commands
    near = get_close_matches(word, known, n=1)
    place = f"{within.name} --help" if is_flag and within is not None else "--list"
    hint = f"did you mean {near[0]!r}?" if near else f"`{_NAME} {place}` lists them"
    return f"there is no {'flag' if is_flag else 'command'} {word!r}: {hint}"


def _version() -> str:
    """Return the version of the package that it came with: its own, or the whole tool's."""
    try:
        return version(_NAME)
    except PackageNotFoundError:
        return version("gh-playbook")
