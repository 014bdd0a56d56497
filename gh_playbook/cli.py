"""The console script `gh-playbook`: the same commands without a `tasks.py`."""

from importlib.metadata import version

from invoke.program import Program

from gh_playbook.tasks import namespace


def main() -> None:
    """Run the program; Invoke ends the process with the exit code."""
    name = "gh-playbook"
    Program(namespace=namespace, name=name, binary=name, version=version(name)).run()
