"""Past runs for people: a list with a line for each, or one run in its printed form."""

from collections.abc import Container, Iterable, Mapping
from typing import Any

from gh_playbook.convergence.journal.past_run import PastRun
from gh_playbook.convergence.summary import RunReport
from gh_playbook.declaration.located import LocatedMapping
from gh_playbook.declaration.playbook.step import Step
from gh_playbook.declaration.source import Source
from gh_playbook.declaration.wording import counted, cut
from gh_playbook.github.error import GitHubError
from gh_playbook.model.change import Difference
from gh_playbook.model.outcome import Outcome, Result
from gh_playbook.report import heading, json_document
from gh_playbook.report.console import TextReport
from gh_playbook.report.escaping import escaped_line, json_text
from gh_playbook.settings import Settings

# Characters of a reason in a list.
_LONGEST = 70
_NO_FIGURES: Mapping[str, Any] = {
    "requests": dict.fromkeys(("reads", "writes", "processes"), 0),
    "retries": 0,
    "waited": 0.0,
    "seconds": 0.0,
}


def lines(
    runs: Iterable[PastRun],
    gone: Container[str] = (),
    repository: str | None = None,
    elsewhere: str | None = None,
) -> list[str]:
    """Return a line for each run: its id, command, target and result.

    The repositories of runs with the ids `gone` no longer exist. All runs are on this `repository`,
    if it is given; `elsewhere` tells where there are others.
    """
    rows = [
        (run.id, str(run.begin["playbook"]), run.repository, _came_to(run, gone)) for run in runs
    ]
    if not rows:
        hint = f": {elsewhere}" if elsewhere else ""
        return [escaped_line(f"no run{f' on {repository}' if repository else ''} yet{hint}")]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return [
        escaped_line("  ".join([*(f"{row[at]:{widths[at]}}" for at in range(3)), row[3]]))
        for row in rows
    ]


def document(runs: Iterable[PastRun], gone: Container[str] = ()) -> str:
    """Return the runs as a JSON document; the repositories of those `gone` no longer exist."""
    return json_text({"runs": [_entry(run) | {"is_gone": run.id in gone} for run in runs]})


def _entry(run: PastRun) -> dict[str, Any]:
    """Return a run as plain data; a run that got no answer knew only what it was asked to do."""
    answered = heading.document(run.target) if run.target.host else {}
    more = {"event": "run", "journal": str(run.path), "end": run.end}
    return {**run.begin, **answered, **more}


def show(run: PastRun, settings: Settings) -> None:
    """Print a run as it was printed."""
    report = TextReport(settings)
    report.begin(run.target, settings)
    source = Source(str(run.path), 1, 1)
    for entry in run.steps:
        step = Step(entry["name"], entry["module"], None, source, {}, LocatedMapping(source))
        report.end_step(step, _results(entry))
    if run.end is None:
        report.fail(_interrupted(run))
        return
    report.end(_report(run, settings))


def text(run: PastRun, settings: Settings) -> str:
    """Return the JSON document of a run, with its original exit code."""
    said = json_document.document(_report(run, settings))
    said["run"]["playbook"] = run.begin["playbook"]
    if run.end is not None:
        said["run"]["exit_code"] = run.end["exit_code"]
    return json_text(said)


def _report(run: PastRun, settings: Settings) -> RunReport:
    """Return the result of a run in words; an interrupted run says so, and has no figures."""
    end = run.end or _NO_FIGURES
    stopped = end["stopped"] if run.end else _interrupted(run)
    return RunReport(
        target=run.target,
        settings=settings,
        results=tuple(result for entry in run.steps for result in _results(entry)),
        requests=end["requests"],
        retries=end["retries"],
        waited=end["waited"],
        seconds=end["seconds"],
        stopped=GitHubError(stopped) if stopped else None,
        warnings=tuple(end.get("warnings", ())),
    )


def _interrupted(run: PastRun) -> str:
    if not run.changes:
        return "interrupted: no change was sent; the next run continues from the present state"
    sent = [each for each in run.changes if each.outcome is None]
    return (
        f"interrupted: {counted(len(run.changes), 'change was', 'changes were')} sent, "
        f"{len(sent)} of them without an answer; the next run continues from the present state"
    )


def _came_to(run: PastRun, gone: Container[str]) -> str:
    """Return what a run came to, and whether its repository still exists."""
    past = " (on a repository that is gone)" if run.id in gone else ""
    return f"{_result_of(run)}{past}"


def _result_of(run: PastRun) -> str:
    if run.end is None:
        return "interrupted"
    recap = {name: count for name, count in run.end["recap"].items() if count}
    counts = [
        told
        for name, count in recap.items()
        if name not in {Outcome.SKIPPED, Outcome.VERIFIED}
        for told in (_removed(run, count) if name == Outcome.REMOVED else [f"{name} {count}"])
    ]
    ending = f"exit {run.end['exit_code']}{_why(run.end)}" if run.end["exit_code"] else ""
    nothing = "nothing to change" if recap else "nothing to do"
    return ", ".join(filter(None, [*counts, ending])) or nothing


def _why(end: Mapping[str, Any]) -> str:
    """Return the beginning of the reason why a run stopped, behind a colon."""
    first = str(end.get("stopped") or "").partition("\n")[0]
    return f": {cut(first, _LONGEST)}" if first else ""


def _removed(run: PastRun, count: int) -> list[str]:
    """Return the number of removed things in the words of the run: closed issues for themselves."""
    closed = sum(each.is_closed for entry in run.steps for each in _results(entry))
    told = {"closed": closed, "removed": count - closed}
    return [f"{name} {number}" for name, number in told.items() if number]


def _results(entry: Mapping[str, Any]) -> list[Result]:
    return [_result(each) for each in entry["results"]]


def _result(entry: Mapping[str, Any]) -> Result:
    source = entry["source"]
    return Result(
        step=entry["step"],
        module=entry["module"],
        key=entry["key"],
        outcome=Outcome(entry["outcome"]),
        reason=entry["reason"],
        differences=tuple(Difference(**each) for each in entry["differences"]),
        number=entry["number"],
        url=entry["url"],
        source=Source(**source) if source else None,
        warnings=tuple(entry["warnings"]),
    )
