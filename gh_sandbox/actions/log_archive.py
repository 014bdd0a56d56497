"""The archive of a run's logs: a text for each job, and a folder with a text for each step.

Names as GitHub gives them: `0_JOB.txt`, and `JOB/1_STEP.txt`. Without `/` and `:`, at most 90
characters: see `gh`'s reading of them, https://github.com/cli/cli/issues/5011.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_LONGEST = 90
_GROUP = "##[group]"


@dataclass(frozen=True)
class JobLog:
    """All that a job printed, and the names of its steps in their order."""

    name: str
    steps: Sequence[str]
    text: str


def archive(jobs: Iterable[JobLog]) -> bytes:
    """Return the logs as a ZIP file."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as files:
        for index, job in enumerate(jobs):
            name = _file_name(job.name)
            files.writestr(zipfile.ZipInfo(f"{index}_{name}.txt"), job.text)
            for number, (step, text) in enumerate(zip(job.steps, _parts(job), strict=True), 1):
                path = f"{name}/{number}_{_file_name(step)}.txt"
                files.writestr(zipfile.ZipInfo(path), text)
    return written.getvalue()


def _parts(job: JobLog) -> Iterator[str]:
    """Yield what each step printed: a step begins with a line of its name."""
    lines = job.text.splitlines(keepends=True)
    begins = []
    at = 0
    for step in job.steps:
        head = f"{_GROUP}{step}"
        found = (each for each in range(at, len(lines)) if lines[each].startswith(head))
        at = next(found, len(lines))
        begins.append(at)
        at = min(at + 1, len(lines))
    for begin, end in pairwise([*begins, len(lines)]):
        yield "".join(lines[begin:end])


def _file_name(name: str) -> str:
    return name.replace("/", "").replace(":", "")[:_LONGEST].strip()
