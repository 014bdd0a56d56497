"""The number of processes of a command, counted by strace; threads do not count."""

import re
import shutil
from pathlib import Path

_CALLS = "clone,clone3,fork,vfork"
_CHILD = re.compile(r"^(?:clone3?|v?fork)\((?!.*CLONE_THREAD).* = \d+$", re.MULTILINE)


def is_possible() -> bool:
    """Tell whether there is a strace."""
    return shutil.which("strace") is not None


def traced(command: list[str], folder: Path) -> list[str]:
    """Return a command that runs another one and writes one file for each started process."""
    calls = f"trace={_CALLS}"
    options = ["-ff", "-qq", "--seccomp-bpf", "-e", calls, "-e", "signal=none"]
    return ["strace", *options, "-o", str(folder / "trace"), *command]


def processes(folder: Path) -> int:
    """Return the number of written processes, with the first one."""
    files = folder.glob("trace.*")
    return 1 + sum(len(_CHILD.findall(file.read_text(errors="replace"))) for file in files)
