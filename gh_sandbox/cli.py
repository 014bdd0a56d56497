"""The console script `gh-sandbox`: the local GitHub without the rest of the tool."""

from importlib.metadata import PackageNotFoundError, version

from invoke.collection import Collection
from invoke.exceptions import Exit

from gh_sandbox import command_line
from gh_sandbox.tasks import TASKS

_NAME = "gh-sandbox"


class CommandLine(command_line.CommandLine):
    """The program; without a command it lists the commands, and it has no flags of its own."""

    def no_tasks_given(self) -> None:
        """Print what the program is and its commands. Raises Exit."""
        print(f"{_NAME} {_version()}: a local GitHub for `gh`, on this machine", end="\n\n")
        self.list_tasks()
        print(f"`{_NAME} --help start` lists the options of a command, here of `start`.")
        raise Exit


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
