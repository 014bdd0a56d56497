"""One run, through the real `gh`, on the sandbox: what `register` brings, and late faults."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pytest_mock import MockerFixture

from gh_playbook.convergence.forecast import Forecast
from gh_playbook.convergence.listener import Quiet
from gh_playbook.github.pacing import Pacer
from gh_playbook.github.process.gh import Gh
from gh_playbook.github.writer import Writer
from gh_playbook.model.outcome import Outcome
from gh_playbook.run.flow import run
from gh_playbook.settings import Settings
from gh_sandbox import Sandbox
from tests.github.answers import Time

PLAYBOOK = """\
- {name: label, label: {name: new-label, color: d73a4a}, register: made}
- {name: changed, milestone: {title: it changed}, when: made.changed, register: second}
- {name: same, milestone: {title: it did not}, when: not made.changed}
- {name: late, milestone: {title: "{{ made.nonsense }}"}}
- name: results
  milestone: {title: "after {{ item.key }}: {{ item.outcome }}"}
  loop: "{{ made.results }}"
- {name: never, milestone: {title: never}, tags: never, register: unmade}
- {name: none, milestone: {title: none}, when: unmade.changed}
"""


def test_registered_results_steer_what_follows(tmp_path: Path) -> None:
    (tmp_path / "backlog.yml").write_text("repository: PimpMyNines/empty\n")
    (tmp_path / "all.yml").write_text(PLAYBOOK)
    settings = Settings(
        tmp_path / "all.yml",
        backlog=tmp_path / "backlog.yml",
        sandbox=True,
        sandbox_dir=tmp_path / "sandbox",
    )

    first, second = run(settings, Quiet()), run(settings, Quiet())

    assert [(each.step, each.key, each.outcome) for each in first.results] == [
        ("label", "new-label", Outcome.CREATED),
        ("changed", "it changed", Outcome.CREATED),
        ("late", "late", Outcome.FAILED),
        ("results", "after new-label: created", Outcome.CREATED),
    ]
    assert [(each.step, each.outcome) for each in second.results] == [
        ("label", Outcome.SKIPPED),
        ("same", Outcome.CREATED),
        ("late", Outcome.FAILED),
        ("results", Outcome.CREATED),
    ]
    late = first.results[2]
    assert late.reason == "template error: 'dict object' has no attribute 'nonsense'"
    assert (str(late.source).endswith("all.yml:4:35"), first.exit_code) == (True, 1)


BULK = """\
- {label: {name: bug}}
- {label: {name: triaged}}
- {issue: {key: a, title: A, labels: [bug]}}
- {issue: {key: b, title: B}}
- name: bulk
  existing_issue: {number: "{{ item.number }}", labels: [triaged], remove_labels: [bug]}
  loop: "{{ query(issues, labels='bug') }}"
  register: bulk
- name: lock
  gh_api:
    method: PUT
    path: repos/{owner}/{repo}/issues/{{ item.number }}/lock
    body: {lock_reason: resolved}
    unless: {path: "repos/{owner}/{repo}/issues/{{ item.number }}", that: json.locked}
  loop: "{{ query(issues, labels='triaged') }}"
- name: read
  gh_api: {path: "repos/{owner}/{repo}/issues", query: {labels: triaged}}
  register: read
- {name: say, debug: {msg: "{{ read.json | map(attribute='active_lock_reason') | join }}"}}
"""


def test_if_the_backlog_is_another_one_the_next_processes_start_while_the_first_is_awaited(
    tmp_path: Path, mocker: MockerFixture
) -> None:
    backlog, playbook = tmp_path / "backlog.yml", tmp_path / "all.yml"
    playbook.write_text("- {name: label, label: {name: new-label, color: d73a4a}}\n")
    settings = Settings(playbook, backlog=backlog, sandbox=True, sandbox_dir=tmp_path / "sandbox")
    started = mocker.patch.object(Gh, "stand_by")
    often = []
    for given in ("", "", "trusted_authors: [octocat]\n"):
        backlog.write_text(f"repository: PimpMyNines/empty\n{given}")
        assert run(settings, Quiet()).exit_code == 0
        often.append(started.call_count)
        started.reset_mock()
    # The process of the first request; and those of what is certainly written, or probably.
    of_first = often[1]
    assert often == [of_first + 1, of_first, of_first + 1]


# Repositories with steps, and whether a process is started beside each of their writes.
FOLLOWED = [
    ("empty", "- {label: {name: new, color: d73a4a}}", [False]),
    ("empty", "- {label: {name: newer, color: d73a4a}}\n- {verify: {}}", [True]),
    # The lock of an empty repository is a label; else it is given back with the register.
    ("empty", "- {issue: {key: a, title: A}}", [True, True, False]),
    ("LLuMinary", "- {issue: {key: a, title: A}}", [True, True, True, True, False]),
]


def test_after_its_last_write_a_run_starts_no_process_unless_it_reads_back(
    tmp_path: Path, mocker: MockerFixture
) -> None:
    backlog, playbook, folder = (tmp_path / each for each in ("b.yml", "all.yml", "sandbox"))
    settings = Settings(playbook, backlog=backlog, sandbox=True, sandbox_dir=folder)
    writing = mocker.spy(Writer, "_begun")
    with Sandbox(folder).borrowed():
        for repository, steps, follows in FOLLOWED:
            backlog.write_text(f"repository: PimpMyNines/{repository}\n")
            playbook.write_text(steps)
            writing.reset_mock()
            assert run(settings, Quiet()).exit_code == 0
            assert [each.kwargs["more"] for each in writing.call_args_list] == follows


def test_bulk_work_and_calls_of_one_s_own_go_through_gh_and_are_done_once(tmp_path: Path) -> None:
    (tmp_path / "backlog.yml").write_text("repository: PimpMyNines/empty\n")
    settings = Settings(
        tmp_path / "all.yml",
        backlog=tmp_path / "backlog.yml",
        sandbox=True,
        sandbox_dir=tmp_path / "sandbox",
    )
    (tmp_path / "all.yml").write_text(BULK)

    first = run(settings, Quiet())
    done = [(each.step, each.key, each.outcome.value, each.reason) for each in first.results[4:]]
    assert done == [
        ("bulk", "#1", "updated", "labels"),
        (
            "lock",
            "PUT repos/{owner}/{repo}/issues/1/lock",
            "updated",
            "because `unless` is not true",
        ),
        ("read", "GET repos/{owner}/{repo}/issues", "ok", "read"),
        ("say", "message", "ok", "resolved"),
    ]
    (tmp_path / "all.yml").write_text(BULK.replace(", labels: [bug]", ""))
    for again in (replace(settings, dry_run=True), settings):
        second = run(again, Quiet())
        assert second.requests["writes"] == 0
        outcomes = [(each.step, each.outcome.value) for each in second.results[4:]]
        assert outcomes == [("lock", "skipped"), ("read", "ok"), ("say", "ok")]


EVERYTHING = """\
- {label: "{{ item }}", loop: "{{ backlog.labels }}"}
- {milestone: "{{ item }}", loop: "{{ backlog.milestones }}"}
- {issue: "{{ item }}", loop: "{{ backlog.issues }}"}
- {dependency: "{{ item }}", loop: "{{ backlog.dependencies }}"}
"""


class Told(Quiet):
    """Keeps the forecast."""

    forecast: Forecast | None = None

    def tell_forecast(self, forecast: Forecast) -> None:
        """Keep it."""
        self.forecast = forecast


def test_where_writes_have_a_pace_to_keep_the_run_is_forecast_first(
    tmp_path: Path, mocker: MockerFixture
) -> None:
    def slow(*_given: object, **_more: object) -> Pacer:
        return Pacer(pause=1.0, clock=iter(range(10_000)).__next__, sleep=lambda _seconds: None)

    labels = "labels: [{name: new-label, color: d73a4a}]"
    milestones = "milestones: [{title: One}, {title: Two}]"
    (tmp_path / "backlog.yml").write_text(f"repository: PimpMyNines/empty\n{labels}\n{milestones}")
    steps = ("label", "labels"), ("milestone", "milestones")
    text = "\n".join(
        f"- {{{each}: '{{{{ item }}}}', loop: '{{{{ backlog.{of} }}}}'}}" for each, of in steps
    )
    (tmp_path / "all.yml").write_text(text)
    mocker.patch("gh_playbook.github.session.Pacer", slow)
    settings = Settings(
        tmp_path / "all.yml",
        backlog=tmp_path / "backlog.yml",
        sandbox=True,
        sandbox_dir=tmp_path / "sandbox",
    )
    told = Told()
    report = run(settings, told)
    assert told.forecast
    assert told.forecast.changes == report.recap["created"] == 3
    # Three, and the lock: a label, for there is no commit that a reference could point at.
    assert told.forecast.writes == report.requests["writes"] == 5
    assert told.forecast.seconds == 0.0


def test_a_paced_run_waits_as_long_as_was_forecast(tmp_path: Path, mocker: MockerFixture) -> None:
    time = Time()

    def paced(*_given: object, on_wait: Callable[[float, str], None], **_more: object) -> Pacer:
        return Pacer(pause=1.0, clock=time.clock, sleep=time.sleep, on_wait=on_wait)

    mocker.patch("gh_playbook.github.session.Pacer", paced)
    issues = [
        {"key": f"i{each}", "title": f"Issue {each}", "blocked_by": [f"i{each - 1}"][: each % 3]}
        for each in range(90)
    ]
    backlog = {
        "repository": "PimpMyNines/LLuMinary",
        "labels": [{"name": f"area:{each}", "color": "d73a4a"} for each in range(50)],
        "milestones": [{"title": f"Version {each}"} for each in range(40)],
        "issues": issues,
    }
    (tmp_path / "backlog.yml").write_text(json.dumps(backlog))
    (tmp_path / "all.yml").write_text(EVERYTHING)
    sandbox = Sandbox(tmp_path / "sandbox")
    sandbox.start(limits=False)
    settings = Settings(
        tmp_path / "all.yml",
        backlog=tmp_path / "backlog.yml",
        sandbox=True,
        sandbox_dir=sandbox.directory,
    )
    told, begun = Told(), time.now
    report = run(settings, told)
    sandbox.stop()
    assert told.forecast
    assert told.forecast.writes == report.requests["writes"]
    waited = time.now - begun
    assert waited > 60.0, "the limit of a minute was met"
    assert abs(told.forecast.seconds - waited) <= waited / 10
