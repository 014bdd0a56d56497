"""The facts about the measured machine that matter; without its name and paths."""

import json
import os
import platform
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.subject import BIN, Subject

_FILE = "machine.json"


@dataclass(frozen=True)
class Machine:
    """The facts that figures depend on; `skipped` are missing peers, with the missing program."""

    date: str
    cores: int
    system: str
    python: str
    gh: str
    commit: str
    skipped: dict[str, str]


def this(subjects: Sequence[Subject]) -> Machine:
    """Describe this machine, now."""
    return Machine(
        f"{datetime.now(UTC):%Y-%m-%d}",
        os.cpu_count() or 1,
        platform.system(),
        platform.python_version(),
        _version("gh", "--version"),
        _commit(),
        {each.name: each.missing for each in subjects if each.missing},
    )


def write(machine: Machine, folder: Path) -> None:
    """Write these facts beside the results."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _FILE).write_text(json.dumps(asdict(machine)), encoding="utf-8")


def read(folder: Path) -> Machine:
    """Return the written facts. Raises FileNotFoundError if nothing was measured."""
    return Machine(**json.loads((folder / _FILE).read_text(encoding="utf-8")))


def _version(program: str, *words: str) -> str:
    path = shutil.which(program, path=f"{BIN}{os.pathsep}{os.environ['PATH']}")
    if path is None:
        return "none"
    said = subprocess.run([path, *words], capture_output=True, text=True, check=False).stdout
    found = re.search(r"\d+(?:\.\d+)+", said)
    return found[0] if found else "unknown"


def _commit() -> str:
    """Return the commit that was measured, short; empty outside of a clone."""
    if shutil.which("git") is None:
        return ""
    words = ["git", "-C", str(Path(__file__).parent), "rev-parse", "--short", "HEAD"]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()
