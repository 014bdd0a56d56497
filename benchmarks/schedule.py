"""The parts of the benchmarks: the tasks of each subject, and their order."""

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from pathlib import Path

import yaml

from benchmarks import backlog, subject, task
from benchmarks.backlog import Shape
from benchmarks.measurement import measure
from benchmarks.place import Place, opened
from benchmarks.result import Phase, Results, Row
from benchmarks.subject import Subject, Work
from benchmarks.task import Task

COMPARE, PROCESSES = "compare", "processes"
ISSUES, CHAINS, LABELS, CROWD = "issues", "chains", "labels", "crowd"
PARTS = (COMPARE, PROCESSES, ISSUES, CHAINS, LABELS, CROWD)
_LLUMINARY = "PimpMyNines/LLuMinary"
_THREE = (Phase.FIRST, Phase.AGAIN, Phase.CHANGE)
# Among so many issues, so few are declared.
_DECLARED = 20


@dataclass(frozen=True)
class Scale:
    """The amount of measurements: latencies in ms, and sizes; growth is measured at one latency.

    Of `planned_chains` only the tool's dry run is measured: a first run takes minutes, and the
    growth of its planning does not need one.
    """

    latencies: tuple[int, ...] = (0, 50, 200)
    growth_latency: int = 50
    issues: tuple[int, ...] = (10, 100, 1000, 5000)
    chains: tuple[int, ...] = (50,)
    planned_chains: tuple[int, ...] = (200, 800)
    labels: tuple[int, ...] = (10, 100, 1000)
    crowds: tuple[int, ...] = (20_000,)
    repeat: int = 1


def up_to(scale: Scale, most: int) -> Scale:
    """Return a scale without the sizes above one."""

    def few(sizes: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(size for size in sizes if size <= most)

    return replace(
        scale,
        issues=few(scale.issues),
        chains=few(scale.chains),
        planned_chains=few(scale.planned_chains),
        labels=few(scale.labels),
        crowds=few(scale.crowds),
    )


QUICK = Scale(
    (0,), 0, issues=(5, 10), chains=(5,), planned_chains=(10, 20), labels=(10,), crowds=(200,)
)


@dataclass(frozen=True)
class Job:
    """A backlog for some subjects, in some phases, on a server with this seed."""

    part: str
    text: Callable[[], str]
    repository: str
    size: int
    latency: int
    subjects: tuple[Subject, ...]
    phases: tuple[Phase, ...] = _THREE
    seed: str = ""

    def phases_of(self, subject: Subject) -> tuple[Phase, ...]:
        """Return the phases of a subject: only the tool has dry runs, and the limit runs once."""
        if subject.is_tool:
            return self.phases
        phases = tuple(each for each in self.phases if each is not Phase.PLAN)
        return phases[:1] if subject.is_limit else phases


def jobs(part: str, scale: Scale, subjects: Sequence[Subject]) -> list[Job]:
    """Return the jobs of a part; subjects that are not installed are left out."""
    there = tuple(each for each in subjects if not each.missing)
    make = {
        COMPARE: _comparison,
        PROCESSES: _processes,
        ISSUES: _issues,
        CHAINS: _chains,
        LABELS: _labels,
        CROWD: _crowd,
    }
    return [*make[part](scale, there)]


def _comparison(scale: Scale, there: tuple[Subject, ...]) -> Iterator[Job]:
    for latency in scale.latencies:
        yield Job(COMPARE, backlog.lluminary, _LLUMINARY, 26, latency, there)


def _processes(_scale: Scale, there: tuple[Subject, ...]) -> Iterator[Job]:
    yield Job(PROCESSES, backlog.lluminary, _LLUMINARY, 26, 0, there)


def _issues(scale: Scale, there: tuple[Subject, ...]) -> Iterator[Job]:
    for size in scale.issues:
        able = _doing(there, Work.EVERYTHING, size)
        yield _made_up(ISSUES, partial(backlog.issues, size), size, scale, able)


def _chains(scale: Scale, there: tuple[Subject, ...]) -> Iterator[Job]:
    phases = (Phase.PLAN, Phase.FIRST, Phase.AGAIN)
    for size in (*scale.chains, *scale.planned_chains):
        able = _doing(there, Work.EVERYTHING, size)
        text = partial(backlog.issues, size, Shape.CHAIN)
        job = replace(_made_up(CHAINS, text, size, scale, able), phases=phases)
        if size in scale.planned_chains:
            tool = tuple(each for each in able if each.is_tool)
            job = replace(job, subjects=tool, phases=phases[:1])
        yield job


def _labels(scale: Scale, there: tuple[Subject, ...]) -> Iterator[Job]:
    for size in scale.labels:
        able = _doing(there, Work.LABELS, size)
        yield _made_up(LABELS, partial(backlog.labels, size), size, scale, able)


def _crowd(scale: Scale, there: tuple[Subject, ...]) -> Iterator[Job]:
    doing = _doing(there, Work.EVERYTHING, _DECLARED)
    # The limit looks at one page of what is there.
    able = tuple(each for each in doing if not each.is_limit)
    for size in scale.crowds:
        job = _made_up(CROWD, partial(backlog.issues, _DECLARED), size, scale, able)
        yield replace(job, seed=seed(size))


def _made_up(
    part: str, text: Callable[[], str], size: int, scale: Scale, able: tuple[Subject, ...]
) -> Job:
    return Job(part, text, backlog.REPOSITORY, size, scale.growth_latency, able, seed=seed(0))


def _doing(there: Sequence[Subject], work: Work, size: int) -> tuple[Subject, ...]:
    return tuple(each for each in there if each.work is work and size <= each.most)


def seed(others: int) -> str:
    """Return a seed with the repository of made-up backlogs and so many issues in it, as YAML."""
    owner, name = backlog.REPOSITORY.split("/")
    organization = {
        "login": owner,
        "type": "Organization",
        "members": {"octocat": "ADMIN"},
        "issue_types": [{"name": "Task"}, {"name": "Bug"}],
        "repositories": [{"name": name, "generate": others}],
    }
    owners = [{"login": "octocat"}, organization]
    text: str = yaml.safe_dump({"owners": owners}, sort_keys=False)
    return text


def run(part: str, scale: Scale, results: Results) -> None:
    """Measure a part; tasks that have their rows already are skipped. Raises FailedError."""
    every = jobs(part, scale, subject.all_of_them())
    for turn in range(scale.repeat):
        for (latency, seed), same in groupby(every, lambda each: (each.latency, each.seed)):
            with ExitStack() as stack:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                place: Place | None = None
                for job, each in _open(same, results, turn):
                    if place is None:
                        path = folder / "seed.yml"
                        path.write_text(seed, encoding="utf-8")
                        server = opened(
                            folder / "sandbox", latency=latency, seed=path if seed else None
                        )
                        place = stack.enter_context(server)
                    _measure(job, each, place, folder, results)


def _open(jobs: Iterator[Job], results: Results, turn: int) -> Iterator[tuple[Job, Subject]]:
    """Yield the tasks that were not measured so many times yet."""
    for job in jobs:
        for each in job.subjects:
            counts = [
                sum(_is_of(row, job, each, phase) for row in results.read(job.part))
                for phase in job.phases_of(each)
            ]
            if min(counts) <= turn:
                yield job, each


def _is_of(row: Row, job: Job, subject: Subject, phase: Phase) -> bool:
    return row.place == (job.part, subject.name, subject.work, phase, job.size, job.latency)


def _measure(job: Job, subject: Subject, place: Place, folder: Path, results: Results) -> None:
    """Let a subject do a job from the beginning, and write its rows down."""
    given = folder / f"{job.size}"
    what: Task = task.prepared(
        job.part,
        job.text(),
        given,
        repository=job.repository,
        size=job.size,
        latency=job.latency,
    )
    place.reset()
    for phase in job.phases_of(subject):
        row = measure(subject, what, phase, place, counts_processes=job.part == PROCESSES)
        results.add(row)
        print(told(row), file=sys.stderr, flush=True)


def told(row: Row) -> str:
    """Return a row as one line, for the person who waits."""
    return (
        f"{row.part:9} {row.size:6} at {row.latency:3} ms  {row.subject:18} {row.work:10.10} "
        f"{row.phase:14.14} {row.requests:5} requests {row.processor:7.2f} s CPU "
        f"{row.wall:7.2f} s  load {row.load:.1f}"
    )
