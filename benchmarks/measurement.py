"""One measured command: its requests to the server, and its use of the machine."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import state, trace
from benchmarks.place import Counted, Place
from benchmarks.result import Phase, Row
from benchmarks.subject import Subject
from benchmarks.task import Given, Task

# As much of a command's output as is shown where it fails.
_SHOWN = 3000


class FailedError(Exception):
    """A command did not end with 0; the text has the end of its output."""


@dataclass(frozen=True)
class Used:
    """The cost of a command: seconds of processor and of time, and the number of processes."""

    processor: float
    wall: float
    processes: int


def measure(
    subject: Subject, task: Task, phase: Phase, place: Place, *, counts_processes: bool = False
) -> Row:
    """Let a subject do a task once. Raises FailedError."""
    load = os.getloadavg()[0]
    counted: list[Counted] = []
    with tempfile.TemporaryDirectory() as name:
        # Where the files are is a part of what the tool remembers: it is the same in each phase.
        source = task.changed if phase is Phase.CHANGE else task.given
        given = Given(Path(shutil.copytree(source.folder, Path(name) / "given")))
        environment = {**os.environ, **place.environment, **subject.environment(given)}
        command = subject.command(given, place, is_dry=phase is Phase.PLAN)
        with place.counting(counted):
            used = run(command, environment, given.folder, counts_processes=counts_processes)
    (seen,) = counted
    return Row(
        task.part,
        subject.name,
        subject.work,
        phase,
        task.size,
        task.latency,
        seen.requests,
        seen.rest,
        seen.writes,
        seen.points,
        round(used.processor, 3),
        round(used.wall, 3),
        seen.processor,
        round(load, 2),
        state.digest(place, task.repository, subject.work),
        used.processes,
    )


def run(
    command: Sequence[str],
    environment: Mapping[str, str],
    here: Path | None = None,
    *,
    counts_processes: bool = False,
) -> Used:
    """Run a command in the folder `here`, or in one of its own. Raises FailedError."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        words = trace.traced([*command], folder) if counts_processes else [*command]
        with (folder / "output").open("wb") as output:
            began = time.perf_counter()
            process = subprocess.Popen(
                words,
                cwd=here or folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            try:
                _, status, usage = os.wait4(process.pid, 0)
            except BaseException:
                process.kill()
                raise
            wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said = (folder / "output").read_text(encoding="utf-8", errors="replace")
            raise FailedError(f"{command[0]} ended with {process.returncode}:\n{said[-_SHOWN:]}")
        processes = trace.processes(folder) if counts_processes else -1
        return Used(usage.ru_utime + usage.ru_stime, wall, processes)
