"""The console script `gh-sandbox`: the local GitHub without the rest of the tool."""

from importlib.metadata import PackageNotFoundError, version

from invoke.collection import Collection
from invoke.exceptions import Exit
from invoke.program import Program

from gh_sandbox.tasks import TASKS

_NAME = "gh-sandbox"


class CommandLine(Program):
    """Invoke's program, which without a command lists the commands and no flags of its own."""

    def no_tasks_given(self) -> None:
        """Print what the program is and its commands. Raises Exit."""
        print(f"{_NAME} {_version()}: a local GitHub for `gh`, on this machine", end="\n\n")
        self.list_tasks()
        print(f"`{_NAME} --help start` lists the options of a command, here of `start`.")
        raise Exit


def main() -> None:
    """Run the program; Invoke ends the process with the exit code."""
    CommandLine(_version(), Collection(*TASKS), name=_NAME, binary=_NAME).run()


def _version() -> str:
    """Return the version of the package that it came with: its own, or the whole tool's."""
    try:
        return version(_NAME)
    except PackageNotFoundError:
        return version("gh-playbook")
