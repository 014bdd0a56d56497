"""The running program: the sandbox's own, the tool's, or Invoke with the tool's tasks."""

import sys
from pathlib import Path

OWN = "gh-sandbox"
_TOOL = "gh-playbook"


def command(name: str) -> str:
    """Return a command of the sandbox in the form of the running program."""
    program = Path(sys.argv[0]).name
    if program == OWN:
        return f"{OWN} {name}"
    return f"{program if program == _TOOL else 'invoke'} sandbox.{name}"
