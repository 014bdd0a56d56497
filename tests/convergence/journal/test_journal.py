"""Journals: what is sent stands there before it is sent, and what came of it after."""

import errno
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import FileIO
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.convergence.journal import past_run, unknown_run
from gh_playbook.convergence.journal.journal import Journal, JournalError
from gh_playbook.convergence.journal.journaling import JournalingSender
from gh_playbook.convergence.preparation import prepare
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration.source import InputError
from gh_playbook.model.change import Change
from gh_playbook.model.sending import InDoubt, Landed, NotSent, Refused, Sent
from gh_playbook.model.world import World
from gh_playbook.report import past_run as past_run_report
from gh_playbook.settings import Settings
from tests.convergence.journal.beginning import a_change, begun
from tests.modules.worlds import a_world


def test_a_run_has_news_if_the_last_one_of_its_playbook_had_another_backlog(
    settings: Settings, prepared: Prepared
) -> None:
    settings = replace(settings, keep_runs=100)
    other = replace(settings, playbook=settings.playbook.with_name("labels.yml"))
    assert not begun(settings, prepared, "a").has_news
    assert not begun(settings, prepared, "b").has_news
    assert not begun(other, prepared, "c").has_news
    assert not begun(settings, prepared, "d").has_news
    assert settings.backlog
    settings.backlog.write_text("repository: octo/demo\nlabels: [{name: new, color: d73a4a}]\n")
    changed = prepare(settings)
    assert begun(settings, changed, "e").has_news
    assert not begun(settings, changed, "f").has_news
    (settings.runs / "20991231T000000Z-g.jsonl").write_text("[1]\n")
    (settings.runs / "20991231T000000Z-h.jsonl").write_text("cut o")
    (settings.runs / "20991231T000000Z-j.jsonl").write_text("[" * 16_000)
    assert not begun(settings, changed, "i").has_news


@dataclass
class Answering:
    """Answers as told, and keeps what the journal held by then."""

    journal: Journal
    answers: Sequence[Sent]
    seen: str = ""

    def send(self, _changes: Sequence[Change]) -> Iterator[list[Sent]]:
        self.seen = self.journal.path.read_text()
        yield list(self.answers)

    def bind(self, world: World) -> None:
        raise AssertionError(world)

    def reread(self) -> World:
        return a_world()


def test_a_change_stands_in_the_journal_before_it_is_sent(
    settings: Settings, prepared: Prepared
) -> None:
    journal = begun(settings, prepared)
    sender = Answering(journal, [Landed(0, {"label": {"id": "L1"}})])
    assert list(JournalingSender(sender, journal).send([a_change("bug")]))
    entry = json.loads(sender.seen.splitlines()[-1])
    assert (entry["event"], entry["key"], entry["before"]["color"]) == ("send", "bug", "000000")
    assert entry["after"]["color"] == "d73a4a"
    answer = json.loads(journal.path.read_text().splitlines()[-1])
    assert (answer["outcome"], answer["payload"]) == ("landed", {"label": {"id": "L1"}})


def test_a_change_is_on_the_disk_before_it_is_sent(
    settings: Settings, prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = begun(settings, prepared)
    on_disk: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda _file: on_disk.append(journal.path.read_text()))
    sender = Answering(journal, [Landed(0), Landed(1)])
    assert list(JournalingSender(sender, journal).send([a_change("bug"), a_change("docs")]))
    assert on_disk == [sender.seen]


def test_the_name_of_a_journal_is_on_the_disk_and_that_of_its_folder(
    settings: Settings, prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda file: synced.append(os.fstat(file).st_ino))
    folder = settings.runs_path.absolute()
    begun(settings, prepared)
    names = [each.stat().st_ino for each in (folder, folder.parent, folder.parent.parent)]
    assert synced[:3] == names
    synced.clear()
    begun(settings, prepared)
    assert [each for each in synced if each in names] == names[:1]


def test_what_came_of_each_change_is_read_back(settings: Settings, prepared: Prepared) -> None:
    journal = begun(settings, prepared)
    answers: list[Sent] = [Landed(0), Refused(1, "no"), InDoubt(2, "lost"), NotSent(3)]
    sender = JournalingSender(Answering(journal, answers), journal)
    assert list(sender.send([a_change(name) for name in "abcde"]))
    run = past_run.read(journal.path)
    assert [(each.key, each.outcome) for each in run.changes] == [
        *(("a", "landed"), ("b", "refused"), ("c", "in doubt"), ("d", "not sent"), ("e", None)),
    ]
    landed = [each.key for each in run.changes if each.may_have_landed]
    assert (landed, run.end) == (["a", "c", "e"], None)


def test_a_full_disk_leaves_all_lines_or_none(
    settings: Settings, prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = begun(settings, prepared)
    before = journal.path.read_text()
    written: list[int] = []

    class Full(FileIO):
        """Takes the first line and a part of the second."""

        def write(self, data: Any) -> int:
            if written:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            written.append(super().write(bytes(data)[: len(bytes(data)) * 2 // 3]) or 0)
            return written[0]

    monkeypatch.setattr(Path, "open", lambda path, *_given, **_more: Full(path, "a"))
    with pytest.raises(JournalError, match="No space left on device"):
        journal.sending([a_change("bug"), a_change("docs")])
    monkeypatch.undo()
    assert (written[0] > 0, journal.path.read_text()) == (True, before)


def test_what_github_carried_out_counts_as_done_although_the_disk_is_full(
    settings: Settings, prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = begun(settings, prepared)

    def full(_outcomes: object) -> None:
        raise JournalError("No space left on device")

    monkeypatch.setattr(journal, "answered", full)
    sent = JournalingSender(Answering(journal, [Landed(0)]), journal).send([a_change("a")])
    assert next(sent) == [Landed(0)]
    with pytest.raises(JournalError):
        next(sent)


def test_a_line_that_was_cut_off_is_left_out(settings: Settings, prepared: Prepared) -> None:
    journal = begun(settings, prepared)
    with journal.path.open("a") as file:
        file.write('{"event": "send", "n": 1, "mod')
    assert past_run.read(journal.path).changes == ()


TEXTS = {
    "ends of lines that JSON leaves as they are": "one\u2028two\u2029three\x85four",
    "a header, which a mask takes to the end of its line": 'say\nAuthorization: Bearer x "y"\nend',
    "a password in an address": "see https://me:pass@example.org/x",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_no_text_of_people_s_makes_a_journal_unreadable(
    settings: Settings, prepared: Prepared, text: str
) -> None:
    journal = begun(settings, prepared)
    journal.sending([a_change(text)])
    journal.sending([a_change("after it")])
    first, second = past_run.read(journal.path).changes
    assert (first.action, second.key) == ("update", "after it")
    assert first.entry.get("is_masked", False) == ("***" in first.key)


def test_no_text_of_people_s_acts_on_a_terminal_that_shows_a_journal(
    settings: Settings, prepared: Prepared
) -> None:
    text = "left\u202eright\x9b2J\x1b[2J\N{BUG}"
    journal = begun(settings, prepared)
    journal.sending([a_change(text)])
    assert journal.path.read_text().replace("\n", "").isprintable()
    assert journal.path.read_bytes().isascii()
    assert past_run.read(journal.path).changes[0].key == text


def test_a_token_that_begins_a_line_is_masked_too(settings: Settings, prepared: Prepared) -> None:
    journal = begun(settings, prepared)
    token = "ghp_" + "a1B2" * 9
    journal.sending([a_change(f"a line\n{token}\tand\t{token}")])
    (change,) = past_run.read(journal.path).changes
    assert change.key == "a line\n***\tand\t***"


BEGIN = (
    '{"event": "begin", "time": "2026-11-25T09:30:00+00:00", "repository": "a/b", "playbook": "x"}'
)
BROKEN = {
    "no mapping": "[]",
    "nothing": "null",
    "no event": "{}",
    "a number": "5",
    "an empty line": "",
    "deep": "[" * 100_000,
    "a send without a number": '{"event": "send"}',
    "a module that is a list": '{"event": "send", "n": 1, "module": [], "key": "", "action": ""}',
    "a key that is no text": '{"event": "send", "n": 1, "module": "", "key": 5, "action": ""}',
    "an answer to nothing": '{"event": "answer", "outcome": "landed"}',
    "an end that tells nothing": '{"event": "end"}',
    "a target without its host": '{"event": "target", "repository": "a/b"}',
    "a step without results": '{"event": "step", "name": "x", "module": "y"}',
    "a beginning without a time": '{"event": "begin", "repository": "a/b", "playbook": "x"}',
}


@pytest.mark.parametrize("line", BROKEN.values(), ids=BROKEN)
def test_a_line_that_says_too_little_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "20261125T093000.000Z-abc.jsonl"
    path.write_text(f"{BEGIN}\n{line}\n{BEGIN}\n")
    with pytest.raises(InputError, match=r"abc\.jsonl:2:1: not a line of a journal"):
        past_run.read(path)


def test_a_run_that_was_killed_before_its_first_change_is_shown_so(
    settings: Settings, prepared: Prepared
) -> None:
    journal = begun(settings, prepared)
    shown = json.loads(past_run_report.text(past_run.read(journal.path), settings))
    told = "interrupted: no change was sent; the next run continues from the present state"
    assert shown["run"]["stopped"] == told


def test_a_run_is_found_by_the_beginning_of_its_id(settings: Settings, prepared: Prepared) -> None:
    with pytest.raises(InputError, match="there was no run yet"):
        past_run.find(settings.runs, None)
    for token in ("aa", "ab"):
        begun(settings, prepared, token)
    assert past_run.find(settings.runs, None).id.endswith("-ab")
    assert past_run.find(settings.runs, "20261125T093000.000Z-aa").id.endswith("-aa")
    with pytest.raises(InputError, match="can mean"):
        past_run.find(settings.runs, "2026")
    with pytest.raises(InputError, match="there is no run 2027: see `gh-playbook runs`"):
        past_run.find(settings.runs, "2027")


@pytest.mark.parametrize("is_link", [False, True], ids=["a file", "a link that leads nowhere"])
def test_what_is_no_folder_of_journals_is_not_said_to_have_no_run(
    settings: Settings, *, is_link: bool
) -> None:
    if is_link:
        settings.runs.symlink_to("nowhere")
    else:
        settings.runs.write_text("a file where the folder should be")
    present, (fault,) = past_run.readable(settings.runs)
    assert present == []
    assert str(fault).startswith(f"cannot read {settings.runs}: ")


def test_a_token_never_gets_into_a_journal(settings: Settings, prepared: Prepared) -> None:
    journal = begun(settings, prepared)
    token = "ghp_" + "a1B2" * 9
    journal.sending([a_change(token)])
    assert token not in journal.path.read_text()


def test_a_run_whose_journal_cannot_be_written_does_not_begin(
    settings: Settings, prepared: Prepared
) -> None:
    settings.runs.write_text("a file where the folder should be")
    with pytest.raises(InputError, match="the journal cannot be written in"):
        begun(settings, prepared)


KEPT = ("20261125T093000.000Z-a1b2c3", "20261125T101500.000Z-d4e5f6")


@pytest.mark.parametrize(
    ("id", "told"),
    [
        ("20261125T093000.000Z-a1b2c4", ": did you mean '20261125T093000.000Z-a1b2c3'?"),
        ("20261125T101501.000Z-d4e5f6", ": did you mean '20261125T101500.000Z-d4e5f6'?"),
        (
            "20261124T093000.000Z-000000",
            ": only the journals of later runs were kept (`keep_runs`)",
        ),
        ("20261125T100000.000Z-0", ": see `gh-playbook runs`"),
        ("2025", ": see `gh-playbook runs`"),
    ],
)
def test_no_other_run_is_suggested_in_place_of_one_that_is_not_kept(id: str, told: str) -> None:
    assert unknown_run.told(id, KEPT) == told
