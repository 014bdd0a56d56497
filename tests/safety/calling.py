"""The tool as it is called where a `gh` notes what would be sent."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

Called = Callable[..., tuple[int, str]]


def noted(folder: Path) -> str:
    """Return the calls that `gh` noted in a folder."""
    calls = folder / "gh.calls"
    return calls.read_text() if calls.exists() else ""


def invoked(*words: str) -> tuple[int, str]:
    """Call the commands by Invoke, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "invoke", *words], capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr + noted(Path.cwd())
