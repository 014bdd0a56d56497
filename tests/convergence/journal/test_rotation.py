"""The folder of journals: which is the latest, which are removed, and who else is there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from gh_playbook.convergence.journal import past_run, rotation
from gh_playbook.convergence.journal.glance import has_changes
from gh_playbook.convergence.journal.journal import JournalError
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.settings import Settings
from tests.convergence.journal.beginning import MOMENT, a_change, begun

A_DAY = timedelta(days=1)


@pytest.mark.parametrize("back", [timedelta(0), timedelta(hours=1), timedelta(days=400)], ids=str)
def test_the_latest_run_is_the_latest_though_the_clock_was_put_back(
    settings: Settings, prepared: Prepared, back: timedelta
) -> None:
    moments = [MOMENT, MOMENT - back, MOMENT - back, MOMENT - back]
    for moment, token in zip(moments, "zyxw", strict=True):
        journal = begun(settings, prepared, token, moment)
        journal.sending([a_change(token)])
        assert past_run.latest(settings.runs).id == journal.id
    assert [each.id[-1] for each in past_run.runs(settings.runs)] == [*"wxyz"]
    assert past_run.read(journal.path).began == MOMENT - back


def test_an_id_at_the_end_of_time_hinders_no_run(settings: Settings, prepared: Prepared) -> None:
    for id in ("99991231T235959.999Z-a", "20269999T999999Z-b"):
        begun(settings, prepared)
        (settings.runs / f"{id}.jsonl").touch()
        assert begun(settings, prepared, id[-1]).path.is_file()
        (settings.runs / f"{id}.jsonl").unlink()


def test_only_so_many_journals_are_kept(settings: Settings, prepared: Prepared) -> None:
    for day, token in enumerate("abcde"):
        begun(settings, prepared, token, MOMENT + day * A_DAY)
    names = [run.id for run in past_run.runs(settings.runs)]
    assert names == ["20261129T093000.000Z-e", "20261128T093000.000Z-d", "20261127T093000.000Z-c"]


def test_a_run_that_changed_nothing_pushes_out_none_that_can_be_undone(
    settings: Settings, prepared: Prepared
) -> None:
    for day, token in enumerate("abcdefgh"):
        journal = begun(settings, prepared, token, MOMENT + day * A_DAY)
        journal.sending([a_change(token)] if token in "abcd" else [])
    names = [run.id[-1] for run in past_run.runs(settings.runs)]
    assert names == [*"hgf", *"dcb"]
    assert past_run.latest(settings.runs).id.endswith("-d")


def test_the_run_that_is_undone_is_kept_for_an_undo_that_is_interrupted(
    settings: Settings, prepared: Prepared
) -> None:
    settings = replace(settings, keep_runs=1)
    first = begun(settings, prepared, "a")
    first.sending([a_change("a")])
    for token in "bcd":
        begun(replace(settings, undoes=first.id), prepared, token).sending([a_change(token)])
        assert past_run.find(settings.runs, first.id).changes
    begun(settings, prepared, "e", MOMENT + A_DAY)
    assert not first.path.exists()


def test_other_files_of_the_folder_are_never_removed(
    settings: Settings, prepared: Prepared
) -> None:
    settings.runs.mkdir()
    others = [settings.runs / name for name in ("data.jsonl", "2026.jsonl", "0.jsonl", "a.json")]
    for path in others:
        path.write_text("somebody's\n")
    for day, token in enumerate("abcde"):
        begun(settings, prepared, token, MOMENT + day * A_DAY)
    assert [path.read_text() for path in others] == ["somebody's\n"] * len(others)
    assert len([*settings.runs.glob("*Z-*.jsonl")]) == 3


def test_a_run_that_may_be_at_work_keeps_its_journal(
    settings: Settings, prepared: Prepared
) -> None:
    settings = replace(settings, keep_runs=1)
    waiting, ended = (begun(settings, prepared, token) for token in "ab")
    ended.fail(JournalError("it ended"), {"requests": {}, "seconds": 0, "retries": 0, "waited": 0})
    begun(settings, prepared, "c")
    assert (waiting.path.exists(), ended.path.exists()) == (True, False)
    waiting.sending([a_change("bug")])
    assert [each.key for each in past_run.latest(settings.runs).changes] == ["bug"]


def _removed(path: Path) -> bool:
    path.unlink()
    return has_changes(path)


def _of_another_user(path: Path) -> bool:
    raise PermissionError(path)


@pytest.mark.parametrize("looked_at", [_removed, _of_another_user])
def test_old_journals_that_are_gone_or_not_readable_hinder_no_run(
    settings: Settings,
    prepared: Prepared,
    monkeypatch: pytest.MonkeyPatch,
    looked_at: Callable[[Path], bool],
) -> None:
    monkeypatch.setattr(rotation, "has_changes", looked_at)
    for day, token in enumerate("abcde"):
        assert begun(settings, prepared, token, MOMENT + day * A_DAY).path.exists()


@pytest.mark.parametrize("moment", ["_has_begun", "read"])
def test_a_journal_that_another_run_removes_meanwhile_is_no_run(
    settings: Settings, prepared: Prepared, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    for token in "ab":
        begun(settings, prepared, token).sending([a_change(token)])
    first, second = past_run.journals(settings.runs)
    really = getattr(past_run, moment)

    def removing(path: Path, **more: bool) -> object:
        if path == second:
            path.unlink(missing_ok=True)
        return really(path, **more)

    monkeypatch.setattr(past_run, moment, removing)
    assert [each.path for each in past_run.readable(settings.runs)[0]] == [first]
    assert past_run.latest(settings.runs).path == first


@pytest.mark.parametrize("cut", [0, 40, None], ids=["nothing", "a part", "all but its end"])
def test_a_run_that_was_killed_while_it_wrote_its_first_line_has_not_begun(
    settings: Settings, prepared: Prepared, cut: int | None
) -> None:
    first, second = (begun(settings, prepared, token) for token in "ab")
    first.sending([a_change("bug")])
    second.path.write_bytes(second.path.read_bytes().removesuffix(b"\n")[:cut])
    assert [each.id for each in past_run.runs(settings.runs)] == [first.id]
    assert past_run.latest(settings.runs).id == first.id
