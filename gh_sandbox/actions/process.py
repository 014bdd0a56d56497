"""The process of a step: a script in a shell, in an environment without anything of this machine.

A step gets the search path and its own variables, a home, a folder for files and a working folder,
which are all removed with the job. Processes that it started end with it.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gh_sandbox.actions.fault import not_done

# GitHub docs, "Workflow syntax", `jobs.<job_id>.steps[*].shell`.
_SHELLS = {
    None: ("bash", "-e", "{0}"),
    "bash": ("bash", "--noprofile", "--norc", "-eo", "pipefail", "{0}"),
    "sh": ("sh", "-e", "{0}"),
    "python": ("python3", "{0}"),
}
_OUTPUT_LIMIT = 1_000_000


@dataclass(frozen=True)
class Finished:
    """The end of a step's process, and its output; `code` is None where it took too long."""

    code: int | None
    output: str


def check_shell(shell: str | None) -> None:
    """Raise WorkflowError for a shell that the sandbox does not support."""
    if shell not in _SHELLS:
        raise not_done(f"the shell {shell!r}")


def base_environment(home: Path) -> dict[str, str]:
    """Return the variables that every step begins with, without those of this process."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
    }


@dataclass
class StepProcess:
    """Runs the steps of a job, one at a time; `stop` ends the present one."""

    _running: "subprocess.Popen[bytes] | None" = None
    _is_stopped: bool = False

    def run(
        self,
        script: str,
        shell: str | None,
        environment: Mapping[str, str],
        folder: Path,
        workspace: Path,
        timeout: float,
    ) -> Finished:
        """Run a script to its end, but at most for so many seconds."""
        file = folder / "script"
        file.write_text(script, encoding="utf-8")
        command = [str(file) if part == "{0}" else part for part in _SHELLS[shell]]
        program = shutil.which(command[0], path=environment["PATH"])
        if program is None:
            return Finished(127, f"there is no {command[0]} on this machine\n")
        output = folder / "output-of-step"
        with output.open("wb") as sink:
            self._running = subprocess.Popen(
                [program, *command[1:]],
                env=dict(environment),
                cwd=workspace,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                umask=0o077,
            )
            if self._is_stopped:
                self.stop()
            code: int | None = None
            with suppress(subprocess.TimeoutExpired):
                code = self._running.wait(timeout)
            self._end()
        with output.open("rb") as source:
            return Finished(code, source.read(_OUTPUT_LIMIT).decode(errors="replace"))

    def stop(self) -> None:
        """Stop the present script, and start no other."""
        self._is_stopped = True
        self._end()

    def _end(self) -> None:
        """End the process and all processes that it started."""
        running = self._running
        if running is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(running.pid, signal.SIGKILL)
        with suppress(subprocess.TimeoutExpired):
            running.wait(5)
