"""Workflow commands: a step talks to the runner by files such as `GITHUB_OUTPUT`, and by lines.

Source: GitHub docs, "Workflow commands for GitHub Actions".
"""

import re
from pathlib import Path

from gh_sandbox.actions.fault import WorkflowError

_MASK = re.compile(r"^::add-mask::(.+?)\s*$", re.MULTILINE)


def assignments(path: Path) -> dict[str, str]:
    """Parse `name=value` and `name<<END` lines of a file. Raises WorkflowError for other lines."""
    found: dict[str, str] = {}
    lines = iter(path.read_text(encoding="utf-8", errors="replace").splitlines())
    for line in lines:
        name, separator, rest = line.partition("=")
        before, heredoc, end = line.partition("<<")
        if heredoc and (not separator or len(before) < len(name)):
            value = []
            for each in lines:
                if each == end:
                    break
                value.append(each)
            else:
                raise WorkflowError(f"{path.name}: {before} has no line {end!r} at its end")
            found[before] = "\n".join(value)
        elif separator:
            found[name] = rest
        elif line.strip():
            raise WorkflowError(f"{path.name}: invalid format {line!r}")
    return found


def masks(output: str) -> set[str]:
    """Return the texts that a step has told the runner to hide."""
    return set(_MASK.findall(output))
