"""Measuring: what is scheduled, what is left out, and that all subjects come to the same."""

import os
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks import measurement, schedule, subject, trace
from benchmarks.measurement import FailedError
from benchmarks.result import Phase, Results, Row
from benchmarks.schedule import PARTS, QUICK, Scale
from benchmarks.subject import Work
from tests.benchmarks.rows import row

pytestmark = pytest.mark.real_gh


def test_every_part_has_the_tool_and_no_more_for_a_peer_than_it_is_tried_with() -> None:
    for part in PARTS:
        for job in schedule.jobs(part, Scale(), subject.all_of_them()):
            assert job.subjects[0].is_tool
            assert {each.missing for each in job.subjects} == {""}
            if part != schedule.CROWD:
                assert all(job.size <= each.most for each in job.subjects)


def test_larger_sizes_can_be_left_out() -> None:
    scale = schedule.up_to(Scale(), 100)
    assert (scale.issues, scale.chains, scale.labels, scale.crowds) == (
        (10, 100),
        (50,),
        (10, 100),
        (),
    )


def test_of_long_chains_only_the_plans_of_the_tool_are_measured() -> None:
    jobs = {job.size: job for job in schedule.jobs(schedule.CHAINS, Scale(), subject.all_of_them())}
    assert [*jobs] == [50, 200, 800]
    assert len(jobs[50].subjects) > 1
    for size in (200, 800):
        assert [each.is_tool for each in jobs[size].subjects] == [True]
        assert jobs[size].phases == (Phase.PLAN,)


def test_peers_that_are_not_installed_are_left_out_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    names = {
        each.name
        for job in schedule.jobs(schedule.COMPARE, QUICK, subject.all_of_them())
        for each in job.subjects
    }
    assert not names & {"gh script", "Ansible uri", "label-sync"}
    assert {"gh-playbook", "PyGithub", "limit, in parallel"} <= names
    monkeypatch.setattr(schedule, "run", lambda *_: None)
    assert command.main(["labels", "--quick", "--results", str(tmp_path)]) == 0
    said = capsys.readouterr().err
    assert "label-sync: skipped, for there is no github-label-sync, node" in said


def test_a_run_that_was_ended_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[Row] = []

    def measure(subject: subject.Subject, *_: object, **__: object) -> Row:
        done.append(row(part="labels", subject=subject.name, work=Work.LABELS, size=10, latency=0))
        return done[-1]

    known = subject.all_of_them()
    labels = [each for each in known if each.work is Work.LABELS and not each.missing][:2]
    monkeypatch.setattr(subject, "all_of_them", lambda: tuple(labels))
    monkeypatch.setattr(schedule, "measure", measure)
    monkeypatch.setattr(schedule.Job, "phases_of", lambda *_: (Phase.FIRST,))
    results = Results(tmp_path)
    results.add(row(part="labels", work=Work.LABELS, size=10, latency=0))
    schedule.run("labels", QUICK, results)
    assert [each.subject for each in done] == [labels[1].name]
    assert len(results.read("labels")) == 2


def test_what_fails_says_how() -> None:
    with pytest.raises(FailedError, match="ended with 3:\nno such thing"):
        measurement.run(["sh", "-c", "echo no such thing; exit 3"], os.environ)


def test_processes_are_counted_and_threads_are_not(tmp_path: Path) -> None:
    thread = "clone3({flags=CLONE_VM|CLONE_THREAD|CLONE_SYSVSEM, child_tid=0x7}, 88) = 12"
    child = "clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x7) = 13"
    refused = "clone(child_stack=NULL, flags=SIGCHLD) = -1 EAGAIN (Try again)"
    (tmp_path / "trace.11").write_text(f"{thread}\n{child}\n{refused}\nvfork() = 14\n")
    (tmp_path / "trace.13").write_text("+++ exited with 0 +++\n")
    assert trace.processes(tmp_path) == 3


def test_all_subjects_come_to_the_same_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the smallest size: a few of them, once."""
    chosen = {
        ("gh-playbook", Work.EVERYTHING),
        ("PyGithub, batched", Work.EVERYTHING),
        ("limit, in parallel", Work.EVERYTHING),
        ("gh script", Work.LABELS),
        ("PyGithub", Work.LABELS),
    }
    every = subject.all_of_them()
    few = [each for each in every if (each.name, each.work) in chosen]
    monkeypatch.setattr(subject, "all_of_them", lambda: tuple(few))
    monkeypatch.setattr(schedule.Job, "phases_of", lambda *_: (Phase.FIRST,))
    monkeypatch.setattr(command, "QUICK", Scale((0,), 0, issues=(5,), labels=(2,)))
    arguments = ["issues", "labels", "page", "--quick", "--results", str(tmp_path)]
    assert command.main(arguments) == 0
    results = Results(tmp_path / "quick")
    rows, labels = results.read("issues"), results.read("labels")
    assert {each.subject for each in rows} == {
        "gh-playbook",
        "PyGithub, batched",
        "limit, in parallel",
    }
    for found in (rows, labels):
        assert len({each.state for each in found}) == 1
        assert all(0 < each.writes < each.requests for each in found)
    tool, script, limit = rows
    assert limit.requests < tool.requests < script.requests
    assert all(each.points > 0 for each in rows)
    assert {each.rest for each in labels if each.subject == "PyGithub"} <= {3}
    page = (tmp_path / "quick" / "benchmarks.md").read_text()
    assert "All of them ended with the same state." in page
