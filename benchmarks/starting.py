"""The time of commands that only start and send nothing to GitHub: the least of several runs."""

import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.measurement import run
from benchmarks.subject import BIN, TOOL

RUNS = 10
_FILE = "start.json"
# What each prints takes no work: it is loading that is measured.
_COMMANDS = (
    f"{TOOL} --version",
    f"{TOOL} --help",
    f"{TOOL} --list",
    f"{TOOL} all --help",
    "gh --version",
    "ansible-playbook --version",
)


@dataclass(frozen=True)
class Start:
    """A command, and the seconds of processor and of time that it takes at least."""

    command: str
    processor: float
    wall: float


def measure(folder: Path, runs: int = RUNS) -> list[Start]:
    """Measure the installed commands, and write the figures into a folder. Raises FailedError."""
    found = []
    for command in _installed():
        used = [run(command.split(), _environment()) for _ in range(runs)]
        least = min(each.processor for each in used), min(each.wall for each in used)
        found.append(Start(command, *least))
        print(f"start     {command:28} {least[0]:7.3f} s CPU", file=sys.stderr, flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps([asdict(each) for each in found], indent=1)
    (folder / _FILE).write_text(text + "\n", encoding="utf-8")
    return found


def read(folder: Path) -> list[Start]:
    """Return the figures; none if nothing was measured."""
    path = folder / _FILE
    if not path.exists():
        return []
    return [Start(**each) for each in json.loads(path.read_text(encoding="utf-8"))]


def table(starts: Sequence[Start]) -> str:
    """Return the figures as a table in Markdown."""
    lines = ["| command | CPU s | wall s |", "| --- | --: | --: |"]
    for each in starts:
        name = f"**`{each.command}`**" if each.command.startswith(TOOL) else f"`{each.command}`"
        lines.append(f"| {name} | {each.processor:.2f} | {each.wall:.2f} |")
    return "\n".join(lines)


def _installed() -> Iterator[str]:
    path = _environment()["PATH"]
    return (each for each in _COMMANDS if shutil.which(each.split()[0], path=path))


def _environment() -> dict[str, str]:
    return {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
