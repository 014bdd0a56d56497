"""The console script `gh-sandbox`: the local GitHub without the rest of the tool."""

from importlib.metadata import PackageNotFoundError, version

from invoke.collection import Collection
from invoke.program import Program

from gh_sandbox.tasks import TASKS

_NAME = "gh-sandbox"


def main() -> None:
    """Run the program; Invoke ends the process with the exit code."""
    Program(_version(), Collection(*TASKS), name=_NAME, binary=_NAME).run()


def _version() -> str:
    """Return the version of the package that it came with: its own, or the whole tool's."""
    try:
        return version(_NAME)
    except PackageNotFoundError:
        return version("gh-playbook")
