"""Pages whose examples are run: their commands must print the output that the pages show.

A fence of `sh` has commands, the fence of `text` after it has their output, and a fence with a
path (```yaml backlog.yml) is a file that the reader saves there. In the output, a line of `…`
stands for any lines, and values that differ in every run may differ.
"""

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^(```|~~~~)(\w+)(?: (\S+))?\n(.*?)^\1\n", re.MULTILINE | re.DOTALL)
# Values that differ in every run, or that no page is about: times, ports, days, ids of runs,
# checksums of plans, numbers of requests (but zero stays zero).
_VARYING = (
    r"\b[1-9]\d* (?:reads?|writes?|gh processes|properties)\b",
    r"\d+\.\d s\b",
    r'"seconds": \d+\.\d+',
    r"\b127\.0\.0\.1:\d+",
    r"\b20\d{6}T\d{6}\.\d{3}Z-[0-9a-f]{6}",
    r"\b20\d\d-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?",
    r"\b\d\d:\d\d UTC",
    r"\b[0-9a-f]{16}\b",
)
_ANY = re.compile("|".join(f"({each})" for each in _VARYING))


@dataclass
class Example:
    """Commands, or a file to save; and the output that the page shows, if it shows any."""

    commands: str
    line: int
    printed: str | None = None


def fences(page: Path) -> list[tuple[str, str, str, int]]:
    """Return a page's fences: language, path or nothing, text, line."""
    text = page.read_text(encoding="utf-8")
    return [
        (found[2], found[3] or "", found[4], text.count("\n", 0, found.start()) + 1)
        for found in _FENCE.finditer(text)
    ]


def examples(page: Path) -> list[Example]:
    """Return the actions of a reader of a page, in order."""
    done: list[Example] = []
    for language, path, text, line in fences(page):
        if path:
            folder = f"mkdir -p '{Path(path).parent}'\n"
            done.append(
                Example(f"{folder}cat > '{path}' <<'END-OF-FILE'\n{text}END-OF-FILE\n", line)
            )
        elif language == "sh":
            done.append(Example(text, line))
        elif language == "text":
            done[-1].printed = text
    return done


def carried_out(
    done: Sequence[Example],
    folder: Path,
    environment: Mapping[str, str],
    programs: Path = Path(sys.executable).parent,
) -> list[str]:
    """Run the examples in one shell, and return the output of each; all must succeed."""
    kept = folder.parent / "printed"
    kept.mkdir()
    groups = [f"{{\n{each.commands}}} > '{kept}/{n}' 2>&1\n" for n, each in enumerate(done)]
    path = os.pathsep.join(map(str, (programs, Path(sys.executable).parent, os.environ["PATH"])))
    ended = subprocess.run(
        ["sh", "-c", "set -eu\n" + "".join(groups)],
        cwd=folder,
        env={**os.environ, **environment, "PATH": path},
        timeout=300,
        check=False,
    )
    files = [kept / str(n) for n in range(len(done))]
    printed = [each.read_text(encoding="utf-8") for each in files if each.exists()]
    failed = done[len(printed) - 1]
    assert ended.returncode == 0, f"line {failed.line}: {failed.commands}\n{printed[-1]}"
    return printed


def same(shown: str, printed: str) -> bool:
    """Tell whether an excerpt fits the printed output."""
    lines = (
        r"(?:.*\n)*" if line.strip() == "…" else _pattern(line) + r" *\n"
        for line in shown.rstrip("\n").split("\n")
    )
    return re.fullmatch("".join(lines) if shown else "", printed) is not None


def _pattern(line: str) -> str:
    words, end = "", 0
    for found in _ANY.finditer(line):
        words += re.escape(line[end : found.start()]) + _VARYING[(found.lastindex or 0) - 1]
        end = found.end()
    return words + re.escape(line[end:])
