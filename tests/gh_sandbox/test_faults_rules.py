"""Which requests fault rules choose, how they are read, and how they come and go."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from invoke.context import Context
from invoke.exceptions import Exit

from gh_sandbox import Sandbox, SandboxError, tasks
from gh_sandbox.clock import ManualClock
from gh_sandbox.exchange.request import Exchange
from gh_sandbox.faults import rule
from gh_sandbox.faults.schedule import Schedule
from tests.gh_sandbox.conftest import REPOSITORY, Gh

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def rest(method: str, path: str) -> Exchange:
    return Exchange(method, path, {}, {}, b"")


def graphql(query: str) -> Exchange:
    return Exchange("POST", "/graphql", {}, {}, f'{{"query": "{query}"}}'.encode())


READ = graphql("{ viewer { login } }")
WRITE = graphql("mutation { a: createIssue { x } b: addComment { x } }")


def struck(rules: list[dict[str, Any]], *exchanges: Exchange) -> list[str | None]:
    """Which fault strikes each of some requests."""
    schedule = Schedule(rule.check(rules), ManualClock(NINE))
    found = [schedule.strike(each) for each in exchanges]
    return [None if each is None else each.fault.name for each in found]


def hits(chosen: dict[str, Any], *exchanges: Exchange) -> list[bool]:
    return [name is not None for name in struck([{"fault": "drop-after", **chosen}], *exchanges)]


def test_a_rule_without_conditions_strikes_everything() -> None:
    assert hits({}, READ, WRITE, rest("GET", "/user")) == [True, True, True]


def test_nth_counts_from_when_the_rules_were_set() -> None:
    assert hits({"nth": 3}, READ, WRITE, READ, READ) == [False, False, True, False]


def test_an_operation_is_a_root_field_in_a_fragment_too() -> None:
    fragments = graphql("{ ...F ... on Query { b: viewer { x } } } fragment F on Query { x ...F }")
    assert fragments.names.operations == ("x", "viewer")
    assert hits({"operation": "viewer"}, fragments) == [True]


def test_an_operation_is_a_root_field() -> None:
    assert hits({"operation": "addComment"}, READ, WRITE) == [False, True]
    assert hits({"operation": "viewer"}, READ, WRITE) == [True, False]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("GET /repos/*/*/issues", [True, False, False, False]),
        ("* /repos/*/*/issues", [True, True, False, False]),
        ("GET /repos/*/*/issues/*", [False, False, True, False]),
        ("GET /repos/**", [True, False, True, True]),
        ("GET /repos/a/b/issues/3/comments", [False, False, False, True]),
        ("GET /repos/*/b/issues?", [False, False, False, False]),
    ],
)
def test_an_operation_is_a_method_and_path(pattern: str, expected: list[bool]) -> None:
    path = "/repos/a/b/issues"
    requests = [rest("GET", path), rest("POST", path), rest("GET", f"{path}/3")]
    assert hits({"operation": pattern}, *requests, rest("GET", f"{path}/3/comments")) == expected


def test_an_enterprise_path_is_matched_as_githubs_own() -> None:
    assert hits({"operation": "GET /user"}, rest("GET", "/api/v3/user")) == [True]


def test_writes_and_reads_can_be_distinguished() -> None:
    requests = (READ, WRITE, rest("GET", "/user"), rest("DELETE", "/repos/a/b/labels/c"))
    assert hits({"writes": True}, *requests) == [False, True, False, True]
    assert hits({"writes": False}, *requests) == [True, False, True, False]


def test_numbers_are_those_of_the_requests_that_a_rule_could_strike() -> None:
    assert hits({"writes": True, "nth": 2}, WRITE, READ, WRITE, WRITE) == [
        False,
        False,
        True,
        False,
    ]


def test_from_and_to_bound_by_number() -> None:
    assert hits({"from": 2, "to": 3}, *[READ] * 4) == [False, True, True, False]


def test_from_and_to_bound_by_seconds() -> None:
    clock = ManualClock(NINE)
    schedule = Schedule(rule.check([{"fault": "drop-after", "from": "10s", "to": "20.5s"}]), clock)
    found = []
    for _ in range(6):
        found.append(schedule.strike(READ) is not None)
        clock.advance(5)
    assert found == [False, False, True, True, True, False]


def test_times_bounds_how_often() -> None:
    assert hits({"times": 2}, *[READ] * 4) == [True, True, False, False]


def test_a_probability_draws_the_same_for_the_same_seed() -> None:
    first = hits({"probability": 0.5, "seed": 7}, *[READ] * 200)
    assert first == hits({"probability": 0.5, "seed": 7}, *[READ] * 200)
    assert first != hits({"probability": 0.5, "seed": 8}, *[READ] * 200)
    assert 70 < sum(first) < 130
    assert not any(hits({"probability": 0}, *[READ] * 50))


def test_the_first_rule_that_fits_strikes() -> None:
    rules: list[dict[str, Any]] = [
        {"fault": "drop-before", "nth": 2},
        {"fault": "html-502", "times": 2},
        {"fault": {"latency": 5}},
    ]
    expected = ["html-502", "drop-before", "html-502", "latency"]
    assert struck(rules, *[READ] * 4) == expected


def test_resource_limits_leave_rest_alone() -> None:
    rules = [{"fault": {"resource-limits": 1}, "nth": 1}]
    assert struck(rules, rest("GET", "/user"), READ) == [None, "resource-limits"]


def test_every_mistake_of_a_file_is_reported_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "faults.yml"
    file.write_text(
        "- fault: drop-afterwards\n"
        "- fault: latency\n"
        "- fault: {drop-after: 3}\n"
        "- {fault: html-502, nth: 0, probability: 2}\n"
        "- fault: html-502\n"
        "  retry-after: 3\n"
        "- fault: {hang: soon}\n"
        "- fault: [drop-after]\n"
        "- operation: createIssue\n"
        "- fault: too-quick\n"
        "  from: 10 seconds\n"
        "  Times: 1\n"
    )
    with pytest.raises(SandboxError) as caught:
        Sandbox(tmp_path / "sandbox").start(faults=file)
    told = [line.removeprefix(f"{file}:").split(": ", 1) for line in str(caught.value).splitlines()]
    assert [place for place, _ in told] == [
        "1:10",
        "2:10",
        "3:10",
        "4:26",
        "4:42",
        "5:3",
        "7:10",
        "8:10",
        "9:3",
        "11:9",
        "12:10",
    ]
    assert told[0][1].startswith(
        "rule 1: fault: unknown fault drop-afterwards; there are: content-block, drop-"
    )
    assert told[1][1] == (
        "rule 2: fault: latency needs a number of milliseconds: write `fault: {latency: 5}`"
    )
    assert told[2][1] == "rule 3: fault: drop-after takes no number: write `fault: drop-after`"
    assert told[5][1] == (
        "rule 5: retry-after can be used only with secondary-rate-limit and content-block"
    )
    assert told[6][1] == "rule 6: fault: hang needs a number of seconds: write `fault: {hang: 5}`"
    assert told[8][1] == "rule 8: fault: it is missing"
    assert told[9][1] == "rule 9: from: write a request's number, as 3, or seconds, as 10s"
    assert told[10][1] == "rule 9: Times: there is no such key"


@pytest.mark.parametrize(
    ("text", "place"),
    [("- fault: [drop", "1:15: "), ("", "1:1: "), ("fault: drop-after", "1:1: ")],
)
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, text: str, place: str) -> None:
    file = tmp_path / "faults.yml"
    file.write_text(text)
    with pytest.raises(SandboxError) as caught:
        Sandbox(tmp_path / "sandbox").start(faults=file)
    assert str(caught.value).startswith(f"{file}:{place}")


def test_rules_end_with_a_reset(gh: Gh) -> None:
    gh.sandbox.set_faults([{"fault": "drop-before"}])
    assert gh.run("api", "user").code == 1
    gh.sandbox.reset()
    assert gh.run("api", "user").code == 0


def test_wrong_rules_leave_the_right_ones_in_force(gh: Gh) -> None:
    gh.sandbox.set_faults([{"fault": "drop-before"}])
    with pytest.raises(SandboxError, match=r"^rule 1: fault: unknown fault nothing; there are: "):
        gh.sandbox.set_faults([{"fault": "nothing"}])
    assert gh.run("api", "user").code == 1


def test_faults_and_clock_need_a_running_sandbox(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="not running"):
        Sandbox(tmp_path).set_faults(None)
    with pytest.raises(SandboxError, match="not running"):
        Sandbox(tmp_path).advance(1)


def test_the_rules_of_the_start_are_there_again_after_a_reset(own: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "faults.yml"
    file.write_text("- {fault: html-502, nth: 1}")
    own.start(faults=file)
    gh = Gh(own)
    assert [gh.run("api", "user").code for _ in range(2)] == [1, 0]
    own.reset()
    assert [gh.run("api", "user").code for _ in range(2)] == [1, 0]


def test_commands_set_faults_and_move_the_clock(
    own: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "faults.yml"
    file.write_text("- fault: unauthorized\n")
    context, directory = Context(), str(own.directory)
    tasks.start(context, sandbox_dir=directory, clock="2026-11-23T09:00:00Z", faults=str(file))
    gh = Gh(own)
    assert gh.run("api", "user").error == "gh: Bad credentials (HTTP 401)\n"
    tasks.faults(context, sandbox_dir=directory)
    tasks.advance(context, seconds="90", sandbox_dir=directory)
    made = gh.rest("POST", f"repos/{REPOSITORY}/issues", title="Now").json
    assert made["created_at"] == "2026-11-23T09:01:30Z"
    tasks.faults(context, file=str(file), sandbox_dir=directory)
    assert gh.run("api", "user").code == 1
    assert "no faults" in capsys.readouterr().out
    with pytest.raises(Exit, match="missing"):
        tasks.faults(context, file=str(tmp_path / "missing.yml"), sandbox_dir=directory)
    with pytest.raises(Exit, match="--clock takes a time"):
        tasks.start(context, sandbox_dir=directory, clock="tomorrow")
