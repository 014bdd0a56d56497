"""Past runs for people: a list with a line for each, or one run as it was printed."""

from collections.abc import Iterable, Mapping
from typing import Any

from gh_playbook.convergence.history import PastRun
from gh_playbook.convergence.summary import RunReport
from gh_playbook.declaration.located import LocatedMapping
from gh_playbook.declaration.source import Source
from gh_playbook.declaration.step import Step
from gh_playbook.github.error import GitHubError
from gh_playbook.model.change import Difference
from gh_playbook.model.outcome import Outcome, Result
from gh_playbook.report.console import TextReport
from gh_playbook.report.escaping import escaped_line, json_text
from gh_playbook.settings import Settings


def lines(runs: Iterable[PastRun]) -> list[str]:
    """Return a line for each run: its id, command, target and result."""
    rows = [(run.id, str(run.begin["playbook"]), run.repository, _came_to(run)) for run in runs]
    if not rows:
        return ["no run yet"]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return [
        escaped_line("  ".join([*(f"{row[at]:{widths[at]}}" for at in range(3)), row[3]]))
        for row in rows
    ]


def document(runs: Iterable[PastRun]) -> str:
    """Return the runs as a JSON document."""
    said = [{**run.begin, "event": "run", "journal": str(run.path), "end": run.end} for run in runs]
    return json_text({"runs": said})


def show(run: PastRun, settings: Settings) -> None:
    """Print a run as it was printed."""
    report = TextReport(settings)
    report.begin(run.target, settings)
    source = Source(str(run.path), 1, 1)
    results: list[Result] = []
    for entry in run.steps:
        step = Step(entry["name"], entry["module"], None, source, {}, LocatedMapping(source))
        own = [_result(each) for each in entry["results"]]
        results += own
        report.end_step(step, own)
    if run.end is None:
        sent = [each for each in run.changes if each.outcome is None]
        report.fail(
            f"interrupted: {len(run.changes)} changes were sent, {len(sent)} of them "
            "without an answer; the next run continues from the present state"
        )
        return
    stopped = GitHubError(run.end["stopped"]) if run.end["stopped"] else None
    report.end(
        RunReport(
            run.target,
            settings,
            tuple(results),
            run.end["requests"],
            run.end["retries"],
            run.end["waited"],
            run.end["seconds"],
            stopped,
            warnings=tuple(run.end.get("warnings", ())),
        )
    )


def _came_to(run: PastRun) -> str:
    if run.end is None:
        return "interrupted"
    counts = [f"{name} {count}" for name, count in run.end["recap"].items() if count]
    ending = f"exit {run.end['exit_code']}" if run.end["exit_code"] else ""
    return ", ".join(filter(None, [*counts, ending])) or "nothing to do"


def _result(entry: Mapping[str, Any]) -> Result:
    source = entry["source"]
    return Result(
        entry["step"],
        entry["module"],
        entry["key"],
        Outcome(entry["outcome"]),
        entry["reason"],
        tuple(Difference(**each) for each in entry["differences"]),
        entry["number"],
        entry["url"],
        Source(**source) if source else None,
        tuple(entry["warnings"]),
    )
