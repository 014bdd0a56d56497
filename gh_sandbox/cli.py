"""The console script `gh-sandbox`: the local GitHub without the rest of the tool."""

from importlib.metadata import version

from invoke.collection import Collection
from invoke.program import Program

from gh_sandbox.tasks import TASKS

_NAME = "gh-sandbox"


def main() -> None:
    """Run the program; Invoke ends the process with the exit code."""
    Program(version("gh-playbook"), Collection(*TASKS), name=_NAME, binary=_NAME).run()
