"""The language of workflows: expressions, times, the file's keys, and which events set it off."""

from datetime import UTC, datetime
from textwrap import dedent
from typing import Any

import pytest

from gh_sandbox.actions import cron, expression, workflow
from gh_sandbox.actions.expression import Scope
from gh_sandbox.actions.fault import WorkflowError
from gh_sandbox.actions.trigger import Occurrence, is_wanted

EVENT = {"label": {"name": "Bug"}, "issue": {"number": 7, "labels": [{"name": "a"}, {"name": "b"}]}}
SCOPE = Scope(
    {"github": {"event": EVENT, "actor": "mona"}, "env": {"EMPTY": ""}},
    {"success": lambda: True, "failure": lambda: False, "always": lambda: True},
)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("github.event.label.name == 'bug'", True),
        ("github.event['label'].name != 'bug'", False),
        ("github.event.missing.deep == null", True),
        ("contains(github.event.issue.labels.*.name, 'B')", True),
        ("contains('a, b', 'c') || startsWith(github.actor, 'Mo')", True),
        ("endsWith(github.actor, 'na') && github.event.issue.number", 7),
        ("!github.event.missing", True),
        ("github.event.missing || 'else'", "else"),
        ("'it''s'", "it's"),
        ("github.event.issue.number > 5 && '1' == 1", True),
        ("format('{0} {{x}} {1}', 'a', true)", "a {x} true"),
        ("join(github.event.issue.labels.*.name, '+')", "a+b"),
        ("fromJSON('[1, 2]')[1]", 2),
        ("(1 == 2) == false", True),
        ("env.EMPTY && 1", ""),
        ("0x10", 16),
        ("null == 0", True),
        ("'abc' < 1", False),
    ],
)
def test_expressions_come_to_what_github_documents(source: str, value: Any) -> None:
    assert expression.evaluate(source, SCOPE) == value


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("matrix.os", "the context 'matrix' is not implemented by the sandbox"),
        ("hashFiles('x')", "the function hashFiles() is not implemented by the sandbox"),
        ("github.actor ==", "cannot be read"),
        ("'open", "cannot be read"),
        ("a b", "not implemented"),
        ("fromJSON('{')", "fromJSON() in"),
    ],
)
def test_an_expression_that_cannot_be_evaluated_says_why(source: str, words: str) -> None:
    with pytest.raises(WorkflowError) as found:
        expression.evaluate(source, SCOPE)
    assert words in str(found.value)


def test_places_in_texts_are_filled_in_and_objects_are_json() -> None:
    assert expression.text("no ${{ github.event.issue.number }}!", SCOPE) == "no 7!"
    assert expression.text("${{ github.event.label }}", SCOPE) == '{"name": "Bug"}'
    assert expression.text("${{ env.none }}.", SCOPE) == "."
    assert expression.value("${{ 1 == 1 }}", SCOPE) is True


def test_a_condition_that_asks_for_no_state_holds_only_after_success() -> None:
    failed = Scope(SCOPE.contexts, {**SCOPE.functions, "success": lambda: False})
    assert expression.holds("github.actor == 'mona'", SCOPE)
    assert not expression.holds("github.actor == 'mona'", failed)
    assert expression.holds("${{ always() && github.actor == 'mona' }}", failed)


NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # A Monday.


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("*/15 * * * *", "2026-11-23T09:15"),
        ("0 9 * * *", "2026-11-24T09:00"),
        ("30 6 * * MON-FRI", "2026-11-24T06:30"),
        ("0 0 1 * *", "2026-12-01T00:00"),
        ("0 0 1 * sun", "2026-11-29T00:00"),
        ("5,10 10-11/1 * jan *", "2027-01-01T10:05"),
        ("0 0 29 2 *", "2028-02-29T00:00"),
    ],
)
def test_schedules_are_due_by_cron_in_utc(text: str, first: str) -> None:
    assert next(cron.times(text, NINE)).isoformat()[:16] == first


def test_only_so_many_times_of_a_long_absence_are_made_up_for() -> None:
    until = datetime(2026, 12, 23, tzinfo=UTC)
    assert len(cron.due("*/5 * * * *", NINE, until, 24)) == 24
    assert cron.due("0 0 30 2 *", NINE, until, 24) == []


@pytest.mark.parametrize("text", ["@daily", "* * * *", "61 * * * *", "0 0 * * 7", "a * * * *"])
def test_what_is_no_schedule_of_github_is_refused(text: str) -> None:
    with pytest.raises(WorkflowError, match="schedule"):
        next(cron.times(text, NINE))


def read(text: str) -> workflow.Workflow:
    return workflow.read(dedent(text))


JOB = """
    on: issues
    jobs:
      one:
        runs-on: ubuntu-latest
        {}
        steps:
          - {}
"""


@pytest.mark.parametrize(
    ("job", "step", "words"),
    [
        ("", "uses: actions/checkout@v6", "jobs.one.steps[0].uses: actions/checkout@v6 is not im"),
        ("strategy: {matrix: {a: [1]}}", "run: x", "jobs.one.strategy is not implemented"),
        ("container: alpine", "run: x", "jobs.one.container is not implemented"),
        ("services: {}", "run: x", "jobs.one.services is not implemented"),
        ("environment: live", "run: x", "jobs.one.environment is not implemented"),
        ("needs: two", "run: x", "jobs.one.needs: there is no job two"),
        ("needs: one", "run: x", "need each other in a circle"),
        ("permissions: {isues: write}", "run: x", "isues"),
        ("", "rum: x", "jobs.one.steps.0.run: Field required"),
        ("timeout: 5", "run: x", "jobs.one.timeout: Extra inputs"),
    ],
)
def test_what_the_sandbox_does_not_run_is_named_before_anything_runs(
    job: str, step: str, words: str
) -> None:
    with pytest.raises(WorkflowError) as found:
        read(JOB.format(job, step))
    assert words in str(found.value)


@pytest.mark.parametrize("text", ["- a\n", "on: [", "on: issues\n", "jobs: 5\non: issues\n"])
def test_what_is_no_workflow_is_refused_in_words(text: str) -> None:
    with pytest.raises(WorkflowError):
        workflow.read(text)


def test_on_is_a_word_and_so_are_yes_and_off() -> None:
    found = read(JOB.format("env: {A: yes, B: true, C: 1, D: off}", "run: x"))
    assert found.on == {"issues": {}}
    assert found.jobs["one"].env == {"A": "yes", "B": "true", "C": "1", "D": "off"}


def test_the_job_s_permissions_go_before_the_workflow_s_and_bring_nothing_else() -> None:
    def granted(permissions: str) -> dict[str, str]:
        found = read(JOB.format(permissions, "run: x"))
        return found.granted(found.jobs["one"])

    assert granted("") == {"contents": "read"}
    assert granted("permissions: {issues: write, contents: none, checks: write}") == {
        "issues": "write"
    }
    assert granted("permissions: {}") == {}
    assert granted("permissions: read-all")["pull_requests"] == "read"


def occurrence(event: str, action: str, base: str = "main") -> Occurrence:
    return Occurrence(event, action, 1, 1, {}, base=base)


def test_types_and_branches_decide_which_events_set_a_workflow_off() -> None:
    assert is_wanted(occurrence("issues", "labeled"), {"issues": {}})
    assert not is_wanted(occurrence("issues", "labeled"), {"issues": {"types": ["opened"]}})
    assert is_wanted(occurrence("issues", "opened"), {"issues": {"types": "opened"}})
    assert not is_wanted(occurrence("pull_request", "closed"), {"pull_request": {}})
    assert is_wanted(occurrence("pull_request", "opened"), {"pull_request": {}})
    branches = {"pull_request": {"branches": ["main", "release/*", "!release/old"]}}
    assert is_wanted(occurrence("pull_request", "opened"), branches)
    assert is_wanted(occurrence("pull_request", "opened", "release/1"), branches)
    assert not is_wanted(occurrence("pull_request", "opened", "release/old"), branches)
    ignoring = {"pull_request": {"branches-ignore": ["main"]}}
    assert not is_wanted(occurrence("pull_request", "opened"), ignoring)


def test_a_filter_that_the_sandbox_does_not_know_is_named() -> None:
    with pytest.raises(WorkflowError, match=r"on\.pull_request\.paths is not implemented"):
        is_wanted(occurrence("pull_request", "opened"), {"pull_request": {"paths": ["docs/**"]}})
