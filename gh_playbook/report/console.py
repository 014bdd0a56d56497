"""The report of a run for people: a heading for each step, a line for each thing, a recap."""

import re
import sys
from collections.abc import Sequence
from itertools import groupby
from typing import TextIO

from gh_playbook.convergence.forecast import Forecast
from gh_playbook.convergence.summary import RunReport
from gh_playbook.declaration.playbook.step import Step
from gh_playbook.declaration.source import Fault
from gh_playbook.declaration.wording import counted
from gh_playbook.github.pacing import RATE_LIMIT
from gh_playbook.github.sandbox_advice import place
from gh_playbook.model.change import Change
from gh_playbook.model.outcome import Outcome, Result
from gh_playbook.model.target import Target
from gh_playbook.modules import LINK_FIELDS
from gh_playbook.report import diff
from gh_playbook.report.heading import heading
from gh_playbook.report.progress_bar import ProgressBar
from gh_playbook.report.terminal import Line, Terminal
from gh_playbook.report.width import cells
from gh_playbook.report.wrapping import NARROWEST
from gh_playbook.settings import Settings

_STYLES = {
    Outcome.CREATED: "green",
    Outcome.UPDATED: "yellow",
    Outcome.REMOVED: "yellow",
    Outcome.SKIPPED: "dim",
    Outcome.VERIFIED: "green",
    Outcome.CONFLICT: "magenta",
    Outcome.UNSUPPORTED: "cyan",
    Outcome.FAILED: "bold red",
    Outcome.BLOCKED: "red",
    Outcome.OK: "green",
    Outcome.IGNORED: "cyan",
    Outcome.RESCUED: "cyan",
}
_WOULD = {
    Outcome.CREATED: "to create",
    Outcome.UPDATED: "to update",
    Outcome.REMOVED: "to remove",
}
# In seconds. Pauses of up to a minute belong to GitHub's pace.
_LONG_PAUSE = 60.0
_WIDEST = 60
# The column in which kinds of things begin.
_KIND = 14
# Seconds.
_WORTH_SAYING = 20.0
# If this many things are impossible for the same reason, they become one line.
_MANY = 4
_SUMMED_UP = {Outcome.UNSUPPORTED, Outcome.FAILED, Outcome.BLOCKED}


class TextReport:
    """Prints a run while it happens. Colours and bars appear on a terminal only.

    With `is_lasting` the run continues even if nobody reads the report any more.
    """

    def __init__(
        self, settings: Settings, out: TextIO | None = None, *, is_lasting: bool = False
    ) -> None:
        self._settings = settings
        self._out = Terminal(out, is_lasting=is_lasting)
        self._errors = Terminal(sys.stderr, is_lasting=is_lasting)
        self._bar = ProgressBar()
        self._has_lines = False
        self._is_asking = True
        self._cautions: list[str] = []

    def begin(self, target: Target, settings: Settings) -> None:
        """Print the target of the run, and the login."""
        for line in heading(target, settings):
            self._out.print(line)

    def ask(self, questions: Sequence[Fault]) -> bool | None:
        """Ask on a terminal; elsewhere nobody can be asked."""
        if not (sys.stdin.isatty() and self._errors.is_interactive):
            return None
        for question in questions:
            self._errors.print(str(question), style="yellow")
        self._errors.print("Continue anyway? [y/N] ", end="")
        return sys.stdin.readline().strip().lower() in {"y", "yes"}

    def confirm(self, step: Step) -> bool:
        """Ask on a terminal whether to carry out a step; with `c` no more steps are asked about."""
        if not self._is_asking:
            return True
        self._errors.print(f"Run the step {step.name}? [y]es, [N]o, [c]ontinue ", end="")
        answer = sys.stdin.readline().strip().lower()
        self._is_asking = answer not in {"c", "continue"}
        return answer in {"y", "yes", "c", "continue"}

    def caution(self, questions: Sequence[Fault]) -> None:
        """Note what a real run would ask, for the recap."""
        self._cautions += [
            f"a real run would ask first (--yes answers it): {question}" for question in questions
        ]

    def tell_forecast(self, forecast: Forecast) -> None:
        """Print the forecast, if the run takes long enough to do something else meanwhile.

        From now on the bar counts the things of the forecast.
        """
        self._bar.to_change = forecast.changes
        if forecast.seconds >= _WORTH_SAYING:
            self._out.print(
                f"{forecast.things}: {counted(forecast.writes, 'request')} to write, "
                f"{forecast.created}, at least {forecast.duration} at GitHub's pace",
                style="dim",
            )

    def begin_group(self, steps: Sequence[Step], total: int) -> None:
        """Show a bar if this may take a while."""
        if self._out.is_interactive and not self._settings.dry_run:
            self._bar.begin([each.name for each in steps], total, self._out.console)

    def landed(self, change: Change) -> None:
        """Advance the bar."""
        self._bar.advance(change)

    def wait(self, seconds: float, why: str) -> None:
        """Print why the run pauses; for a long pause, also how to avoid it."""
        advice = ""
        if self._settings.sandbox and why == RATE_LIMIT:
            start = f"`sandbox.start --no-limits{place(self._settings.sandbox_dir)}`"
            advice = f", which the sandbox has, too, unless {start} starts it"
        if seconds > _LONG_PAUSE:
            advice += "; Ctrl-C stops the run, and the next run continues"
            if self._settings.sandbox:
                where = place(self._settings.sandbox_dir)
                advice += (
                    f": first `sandbox.advance {seconds:.0f}{where}`, or `sandbox.reset{where}`"
                )
        self._errors.print(f"waiting {max(seconds, 1):.0f} s: {why}{advice}", style="dim")

    def end_step(self, step: Step, results: Sequence[Result]) -> None:
        """Print the lines of a step; a step that declares nothing is shown only with `verbose`."""
        self._bar.stop()
        if not results and not self._settings.verbose:
            return
        self._has_lines = True
        self._out.print()
        self._out.print(step.name, style="bold")
        if not results:
            self._out.print("  nothing declared", style="dim")
        shown = results if self._settings.verbose else _summed_up(results)
        names = [_named(result, self._out.escaped(result.key)) for result in shown]
        kinds = max((len(_kind(result)) for result in shown), default=0)
        keys = min(max(map(cells, names), default=0), _WIDEST)
        column = _KIND + kinds + len("  ") + keys + len("  ")
        if self._out.width and column + self._least(shown) > self._out.width:
            keys, column = 0, _KIND
        with self._out.holding():
            for result, name in zip(shown, names, strict=True):
                self._line(result, kinds, f"{name}{' ' * (keys - cells(name))}", column)

    def end(self, report: RunReport) -> None:
        """Print the recap."""
        self._bar.stop()
        self._out.print()
        # A warning explains better why there was nothing to do.
        if not self._has_lines and report.stopped is None and not report.warnings:
            is_prune = self._settings.playbook.stem == "prune"
            why = "nothing is to be removed" if is_prune else "the backlog declares nothing here"
            self._out.print(f"Nothing to do: {why}", style="dim")
            self._out.print()
        self._out.print(self._recap(report))
        requests = report.requests
        figures = (
            f"{counted(requests['reads'], 'read')}, {counted(requests['writes'], 'write')}, "
            f"{counted(requests['processes'], 'gh process', 'gh processes')}, "
            f"{report.seconds:.1f} s"
        )
        if report.retries:
            figures += f", {counted(report.retries, 'retry', 'retries')}"
        if report.waited:
            figures += f", {report.waited:.0f} s of it waiting"
        self._out.print(f"       {figures}", style="dim")
        for warning in (*self._cautions, *report.warnings):
            self._out.print(f"       ! {warning}", style="yellow")
        if report.checksum is not None:
            self._out.print(f"       {self._plan(report.checksum)}", style="dim")
        if report.stopped is not None:
            self.fail(str(report.stopped))
        if self._out.lost is not None:
            self.fail(
                f"the output is incomplete ({self._out.lost.strerror}); the run went on, "
                "and `gh-playbook runs.show` prints it"
            )

    def _recap(self, report: RunReport) -> Line:
        """Return how many things came to what; issues that are removed by closing are closed."""
        recap = Line("Recap  ", "bold")
        closed = sum(result.is_closed for result in report.results)
        for outcome in Outcome:
            number = report.recap[outcome.value]
            if outcome is Outcome.REMOVED and closed:
                recap.append(f"{self._word(outcome, is_closed=True)} {closed}  ", _STYLES[outcome])
                number -= closed
            if number or outcome in {Outcome.CREATED, Outcome.UPDATED, Outcome.SKIPPED}:
                style = _STYLES[outcome] if number else "dim"
                recap.append(f"{self._word(outcome)} {number}  ", style=style)
        return recap.rstrip()

    @property
    def is_unwritten(self) -> bool:
        """Tell whether the output could not be written, except if its reader has gone."""
        return self._out.lost is not None and not isinstance(self._out.lost, BrokenPipeError)

    def _plan(self, checksum: str) -> str:
        if self._settings.plan is not None:
            return f"plan {checksum}, written to {self._settings.plan}: apply it with --plan"
        return f"plan {checksum}: --checksum {checksum} applies exactly this"

    def fail(self, message: str) -> None:
        """Print why the run ended early."""
        self._bar.stop()
        for line in message.split("\n"):
            self._errors.print(line, style="red")

    def _line(self, result: Result, kinds: int, name: str, column: int) -> None:
        """Print a result; the rest of a long line begins in the `column`."""
        line = Line("  ")
        word = self._word(result.outcome, is_closed=result.is_closed)
        line.append(f"{word:11}", style=_STYLES[result.outcome])
        line.append(f" {_kind(result):{kinds}} ", style="dim")
        line.append(f" {name} ")
        line.append(f" {result.reason}", style="dim")
        line.append(self._place(result), style="blue")
        self._out.print(line.rstrip(), indent=column)
        for warning in result.warnings:
            self._out.print(f"{'':{_KIND}}! {warning}", style="yellow")
        if self._settings.diff:
            self._differences(result)

    def _least(self, shown: Sequence[Result]) -> int:
        """Return how many cells the last column needs at least."""
        reasons = max((cells(self._reason(result)) for result in shown), default=0)
        return min(reasons, NARROWEST)

    def _reason(self, result: Result) -> str:
        """Return the last column of a result's line, escaped."""
        return self._out.escaped(f"{result.reason}{self._place(result)}")

    def _place(self, result: Result) -> str:
        """Return where a result's thing is declared, if that is shown."""
        if not self._settings.verbose or result.source is None:
            return ""
        return f"  {result.source.line_only}"

    def _differences(self, result: Result) -> None:
        styles = {"-": "red", "+": "green", "@": "cyan"}
        for line in diff.told(result):
            self._out.print(f"      {line}", style=styles.get(line[:1], ""))

    def _word(self, outcome: Outcome, *, is_closed: bool = False) -> str:
        if is_closed:
            return "to close" if self._settings.dry_run else "closed"
        if self._settings.dry_run:
            return _WOULD.get(outcome, outcome.value)
        return outcome.value


def _summed_up(results: Sequence[Result]) -> list[Result]:
    """Return the results; many that are impossible for the same reason become one."""
    shown: list[Result] = []
    for (outcome, reason), group in groupby(results, lambda each: (each.outcome, each.reason)):
        same = list(group)
        if outcome in _SUMMED_UP and len(same) >= _MANY:
            key = f"all {len(same)}" if len(same) == len(results) else f"{len(same)} more"
            shown.append(Result(same[0].step, same[0].module, key, outcome, reason))
        else:
            shown += same
    return shown


def _kind(result: Result) -> str:
    return result.module.replace("_", " ")


def _named(result: Result, key: str) -> str:
    """Return a result's escaped key, with the number of its issue."""
    if not result.number or key == f"#{result.number}":
        return key
    # For a link it is the number of its first issue.
    arrow = re.search(" [←↔] ", key) if result.module in LINK_FIELDS else None
    end = arrow.start() if arrow else len(key)
    return f"{key[:end]} #{result.number}{key[end:]}"
