"""The command line: see `scripts/bench --help`, and docs/benchmarks.md."""

import argparse
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks import machine, page, sandbox, schedule, starting, subject, trace
from benchmarks.measurement import FailedError
from benchmarks.result import Results
from benchmarks.schedule import PARTS, PROCESSES, QUICK, Scale

ROOT = Path(__file__).parents[1]
_START, _PAGE, _SANDBOX = "start", "page", "sandbox"
_RESULTS = ROOT / "build" / "bench"
_ABOUT = """\
Measure the tool beside what else people use, on the local GitHub, and write docs/benchmarks.md.

  compare     LLuMinary's backlog at three latencies: first run, nothing to do, one change
  processes   how many processes each starts, by strace
  issues      growth with the number of issues
  chains      growth with issues that wait for each other
  labels      growth with labels
  crowd       20 declared issues among 20,000
  start       commands that only start: --version, --help, --list
  page        write docs/benchmarks.md of what was measured
  sandbox     the local GitHub itself; ends with 1 when a figure is over its limit

Without a part, all but sandbox. What was measured is kept in build/bench/: a run that was ended
goes on where it was, and --again measures everything again.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    options = _options(arguments)
    if options.peers:
        _find_in(options.peers.resolve())
    scale = QUICK if options.quick else Scale()
    if options.latency:
        scale = replace(scale, latencies=options.latency)
    scale = schedule.up_to(replace(scale, repeat=options.repeat), options.most)
    folder = options.results / "quick" if options.quick else options.results
    results = Results(folder)
    parts = options.part or [*PARTS, _START, _PAGE]
    code = 0
    try:
        for part in parts:
            if part == _SANDBOX:
                code |= _measure_sandbox()
            elif part == _START:
                starting.measure(folder, 2 if options.quick else starting.RUNS)
            elif part == _PAGE:
                page.write(results, folder if options.quick else ROOT / "docs")
            else:
                _measure(part, scale, results, is_new=options.again)
    except FailedError as error:
        print(error, file=sys.stderr)
        return 1
    return code


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/bench", description=_ABOUT, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "part", nargs="*", choices=[*PARTS, _START, _PAGE, _SANDBOX], metavar="PART"
    )
    parser.add_argument("--quick", action="store_true", help="small sizes; no page in docs/")
    parser.add_argument("--again", action="store_true", help="measure what was measured before")
    parser.add_argument("--repeat", type=int, default=1, help="for medians of so many")
    parser.add_argument("--latency", type=_numbers, help="of the comparison, in ms: 0,50,200")
    parser.add_argument("--most", type=int, default=10**9, help="leave larger sizes out")
    parser.add_argument("--peers", type=Path, help="where benchmarks/peers/install put them")
    parser.add_argument("--results", type=Path, default=_RESULTS, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(each) for each in text.split(","))


def _find_in(folder: Path) -> None:
    """Add the peers that are installed in a folder to the PATH."""
    places = [folder / "bin", folder / "node_modules" / ".bin"]
    os.environ["PATH"] = os.pathsep.join([*map(str, places), os.environ["PATH"]])


def _measure(part: str, scale: Scale, results: Results, *, is_new: bool) -> None:
    if part == PROCESSES and not trace.is_possible():
        print("processes: skipped, for there is no strace", file=sys.stderr)
        return
    if is_new:
        results.forget(part)
    subjects = subject.all_of_them()
    here = machine.this(subjects)
    for name, lack in here.skipped.items():
        print(f"{name}: skipped, for there is no {lack}", file=sys.stderr)
    machine.write(here, results.folder)
    schedule.run(part, scale, results)


def _measure_sandbox() -> int:
    folder = Path(tempfile.mkdtemp())
    try:
        return sandbox.report(folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    # Who ends it has the server ended, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    sys.exit(main())
