"""What people see of a run, against golden texts in `cases/report`."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from gh_playbook.convergence.forecast import Forecast
from gh_playbook.convergence.summary import RunReport
from gh_playbook.declaration.located import LocatedMapping
from gh_playbook.declaration.playbook.step import Step
from gh_playbook.declaration.source import Fault, Source
from gh_playbook.github.error import RateLimitedError
from gh_playbook.model.change import Action, Change, Difference
from gh_playbook.model.outcome import Outcome, Result
from gh_playbook.model.target import Target
from gh_playbook.report.console import TextReport
from gh_playbook.settings import Settings

CASES = Path(__file__).parents[1] / "cases" / "report"
HERE = Source("backlog.yml", 7, 5)
LABELS = Step("Labels [all]", "label", None, HERE, {}, LocatedMapping(HERE))
ISSUES = Step("Issues", "issue", None, HERE, {}, LocatedMapping(HERE))
NOTHING = Step("Relations", "relation", None, HERE, {}, LocatedMapping(HERE))
OLD = "## Description\nold text\n--\nkept"
NEW = "## Description\nnew text\n---\nkept"
RESULTS: tuple[tuple[Step, tuple[Result, ...]], ...] = (
    (
        LABELS,
        (
            Result("Labels [all]", "label", "bug", Outcome.SKIPPED, "as declared", source=HERE),
            Result(
                "Labels [all]",
                "label",
                "area:[core]",
                Outcome.CREATED,
                "no such label",
                (Difference("color", None, "d73a4a"),),
                source=HERE,
            ),
        ),
    ),
    (
        ISSUES,
        (
            Result(
                "Issues",
                "issue",
                "fix-build",
                Outcome.UPDATED,
                "body, labels",
                (
                    Difference("body", OLD, NEW),
                    Difference("labels", ("bug", "old"), ("bug",)),
                    Difference("milestone", None, "v1"),
                ),
                number=13,
                source=HERE,
                warnings=("looks like it too and is left alone: #18 (closed)",),
            ),
            Result("Issues", "issue", "x", Outcome.CONFLICT, "edited", number=4, source=HERE),
            Result("Issues", "issue_type", "Bug", Outcome.UNSUPPORTED, "no types", source=HERE),
            Result("Issues", "issue", "y", Outcome.FAILED, "Title is too long", source=HERE),
            Result("Issues", "issue", "z", Outcome.BLOCKED, "needs y", source=HERE),
        ),
    ),
    (NOTHING, ()),
)


TARGET = Target("octo/demo", "github.com", "mona")


def report(settings: Settings, **more: object) -> RunReport:
    results = tuple(result for _, each in RESULTS for result in each)
    requests = {"reads": 1, "writes": 2, "processes": 4}
    figures = {"retries": 0, "waited": 0.0, "seconds": 1.25, **more}
    return RunReport(TARGET, settings, results, requests, **figures)  # type: ignore[arg-type]


def shown(settings: Settings, **more: object) -> str:
    out = io.StringIO()
    text = TextReport(settings, out=out)
    target = replace(TARGET, sandbox="/somewhere/.sandbox" if settings.sandbox else None)
    text.begin(target, settings)
    for step, results in RESULTS:
        text.begin_group([step], len(results))
        text.end_step(step, results)
    text.end(report(settings, **more))
    return out.getvalue()


def golden(name: str) -> str:
    return (CASES / f"{name}.txt").read_text()


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("run", Settings(Path("all.yml"))),
        ("dry-run", Settings(Path("all.yml"), dry_run=True, diff=True)),
        ("verbose", Settings(Path("all.yml"), verbose=True, sandbox=True)),
    ],
)
def test_a_run_reads_like_its_golden_text(name: str, settings: Settings) -> None:
    assert shown(settings) == golden(name)


def test_what_is_no_terminal_gets_no_colours() -> None:
    assert "\x1b" not in shown(Settings(Path("all.yml"), diff=True))


def test_a_terminal_gets_colours_and_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = shown(Settings(Path("all.yml")))
    assert "\x1b[32mcreated" in coloured
    assert "\x1b[1;31mfailed" in coloured


def test_no_color_is_honoured_on_a_terminal_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    coloured = shown(Settings(Path("all.yml"), diff=True))
    assert "\x1b[3" not in coloured
    assert ";3" not in coloured


def test_lines_are_not_wrapped_however_long() -> None:
    out = io.StringIO()
    text = TextReport(Settings(Path("all.yml")), out=out)
    reason = "word " * 60
    text.end_step(ISSUES, [Result("Issues", "issue", "a", Outcome.SKIPPED, reason.strip())])
    assert [len(line) > 200 for line in out.getvalue().splitlines()] == [False, False, True]


def test_columns_are_even_with_wide_characters_too() -> None:
    out = io.StringIO()
    names = ("🚀 go", "plain-one")
    results = [Result("L", "label", name, Outcome.CREATED, "no such label") for name in names]
    TextReport(Settings(Path("all.yml")), out).end_step(LABELS, results)
    lines = out.getvalue().splitlines()[-2:]
    assert len({cell_len(line[: line.index("no such")]) for line in lines}) == 1


@pytest.mark.parametrize(
    ("reason", "is_even"),
    [("linked", True), ("x" * 17, True), ("x" * 18, False), ("word " * 20 + "end", False)],
)
def test_columns_are_even_if_the_longest_reason_has_room(
    monkeypatch: pytest.MonkeyPatch, reason: str, is_even: bool
) -> None:
    for name, value in {"FORCE_COLOR": "1", "NO_COLOR": "1", "COLUMNS": "80"}.items():
        monkeypatch.setenv(name, value)
    out = io.StringIO()
    names = ("a" * 40, "b")
    results = [Result("I", "issue", name, Outcome.CREATED, reason) for name in names]
    TextReport(Settings(Path("all.yml")), out).end_step(ISSUES, results)
    *_, first, second = re.sub("\x1b\\[[0-9;]*m", "", out.getvalue()).splitlines()
    assert (first.index(reason) == second.index(reason)) is is_even


def test_the_command_that_applies_a_plan_is_in_one_line_of_80_columns() -> None:
    out = io.StringIO()
    dry = Settings(Path("all.yml"), dry_run=True)
    TextReport(dry, out).end(report(dry, checksum="0123456789abcdef"))
    (line,) = (each for each in out.getvalue().splitlines() if "--checksum" in each)
    assert len(line) <= 80


def test_retries_and_waiting_are_shown() -> None:
    ended = shown(Settings(Path("all.yml")), retries=1, waited=61.4).splitlines()[-1]
    assert ended.endswith("1.2 s, 1 retry, 61 s of it waiting")


def test_a_long_pause_says_how_to_do_without(capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(Path("all.yml"))
    TextReport(settings).wait(2886.2, "GitHub's rate limit")
    TextReport(replace(settings, sandbox=True)).wait(2886.2, "GitHub's rate limit")
    said = " ".join(capsys.readouterr().err.split())
    told = "waiting 2886 s: GitHub's rate limit"
    there = "which the sandbox has, too, unless `sandbox.start --no-limits` starts it"
    stopping = "Ctrl-C stops the run, and the next run continues"
    first = "first `sandbox.advance 2886`, or `sandbox.reset`"
    assert said == f"{told}; {stopping} {told}, {there}; {stopping}: {first}"
    elsewhere = replace(settings, sandbox=True, sandbox_dir=Path("other"))
    TextReport(elsewhere).wait(2886.2, "GitHub's rate limit")
    said = " ".join(capsys.readouterr().err.split())
    assert said.count(" --sandbox-dir other`") == 3


@pytest.mark.parametrize(
    ("module", "key", "said"),
    [
        ("dependency", "a ← b", "a #3 ← b"),
        ("relation", "a ↔ b", "a #3 ↔ b"),
        ("label", "a ← b", "a ← b #3"),
    ],
)
def test_a_link_has_its_number_at_the_issue_whose_it_is(
    module: str, key: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    result = Result("Links", module, key, Outcome.CREATED, "not linked", number=3)
    TextReport(Settings(Path("all.yml"))).end_step(ISSUES, (result,))
    assert f" {said} " in capsys.readouterr().out


def test_why_a_run_stopped_and_waits_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(Path("all.yml"))
    text = TextReport(settings)
    text.wait(59.6, "GitHub's rate limit [secondary]")
    stopped = RateLimitedError("too much", wait=None, request="createIssue", status=403)
    text.end(report(settings, stopped=stopped))
    printed = capsys.readouterr()
    assert printed.err.splitlines() == [
        "waiting 60 s: GitHub's rate limit [secondary]",
        "too much (createIssue, HTTP 403, RATE_LIMITED)",
    ]
    assert "Recap" in printed.out


def test_a_long_run_is_announced_and_a_short_one_is_not() -> None:
    out = io.StringIO()
    report = TextReport(Settings(Path("all.yml")), out)
    report.tell_forecast(Forecast(changes=3, creations=0, writes=3, seconds=2.0))
    assert out.getvalue() == ""
    report.tell_forecast(Forecast(changes=900, creations=600, writes=60, seconds=3700.0))
    assert out.getvalue() == (
        "900 things to change on GitHub: 60 requests to write, 600 creations, "
        "at least 62 min at GitHub's pace\n"
    )


def test_a_bar_moves_once_for_each_thing_however_many_changes_it_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TTY_INTERACTIVE", "1")
    text = TextReport(Settings(Path("all.yml")), io.StringIO())
    text.begin_group([ISSUES], 5)
    bar = text._bar.shown
    assert bar is not None
    try:
        for key in ("a", "a", "b", "a"):
            text.landed(Change("issue", key, Action.UPDATE, ""))
        assert bar.tasks[0].completed == 2
    finally:
        bar.stop()


def test_the_bar_counts_what_the_forecast_says_in_the_whole_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TTY_INTERACTIVE", "1")
    text = TextReport(Settings(Path("all.yml")), io.StringIO())
    text.tell_forecast(Forecast(changes=6, creations=0, writes=3, seconds=2.0))
    counts = []
    for keys in ("ab", "cdef"):
        text.begin_group([ISSUES], 50)
        bar = text._bar.shown
        assert bar is not None
        for key in keys:
            text.landed(Change("issue", key, Action.UPDATE, ""))
        counts.append((bar.tasks[0].completed, bar.tasks[0].total))
        text._bar.stop()
    assert counts == [(2, 6), (6, 6)]


def test_the_name_of_many_steps_leaves_room_for_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TTY_INTERACTIVE", "1")
    text = TextReport(Settings(Path("all.yml")), io.StringIO())
    text.begin_group([replace(ISSUES, name=f"Step {number}") for number in range(1, 15)], 50)
    assert text._bar.shown is not None
    try:
        assert text._bar.shown.tasks[0].description == "Step 1 … Step 14"
    finally:
        text._bar.shown.stop()


@pytest.mark.parametrize(
    ("playbook", "why"),
    [
        ("fill-board.yml", "the backlog declares nothing here"),
        ("prune.yml", "nothing is to be removed"),
    ],
)
def test_a_run_of_nothing_says_so(playbook: str, why: str) -> None:
    out = io.StringIO()
    settings = Settings(Path(playbook))
    text = TextReport(settings, out)
    text.end_step(NOTHING, [])
    figures = {"reads": 1, "writes": 0, "processes": 2}
    text.end(RunReport(TARGET, settings, (), figures, 0, 0.0, 0.1))
    assert out.getvalue().startswith(f"\nNothing to do: {why}\n\nRecap")


def test_a_run_of_nothing_whose_reason_is_known_tells_only_the_reason() -> None:
    out = io.StringIO()
    text = TextReport(Settings(Path("prune.yml")), out)
    text.end_step(NOTHING, [])
    figures = {"reads": 1, "writes": 0, "processes": 2}
    reason = "the backlog's `prune` lists nothing"
    report = RunReport(TARGET, Settings(Path("prune.yml")), (), figures, 0, 0.0, 0.1)
    text.end(replace(report, warnings=(reason,)))
    assert "declares nothing" not in out.getvalue()
    assert f"! {reason}\n" in out.getvalue()


def test_issues_that_are_removed_by_closing_are_closed() -> None:
    closing = (Difference("state", "open", "closed"),)
    gone = Result("Issues", "issue", "a", Outcome.REMOVED, "closed as not planned", closing)
    label = Result("Labels", "label", "b", Outcome.REMOVED, "no issue has it")
    out = io.StringIO()
    for settings, words in (
        (Settings(Path("all.yml")), ("  closed      issue  a ", "closed 1  removed 1  skipped 0")),
        (
            Settings(Path("all.yml"), dry_run=True),
            ("  to close    issue  a ", "to close 1  to remove 1"),
        ),
    ):
        printed = TextReport(settings, out)
        printed.end_step(ISSUES, [gone])
        printed.end_step(LABELS, [label])
        printed.end(replace(report(settings), results=(gone, label)))
        assert all(each in out.getvalue() for each in words), out.getvalue()


def test_what_a_real_run_would_ask_stands_in_the_recap() -> None:
    out = io.StringIO()
    settings = Settings(Path("all.yml"), dry_run=True)
    printed = TextReport(settings, out)
    printed.caution([Fault("5 issues would be closed")])
    printed.end(report(settings))
    told = "       ! a real run would ask first (--yes answers it): 5 issues would be closed\n"
    assert told in out.getvalue()
