"""Journals: what is sent stands there before it is sent, and what came of it after."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gh_playbook.convergence import history
from gh_playbook.convergence.journal import Journal, JournalingSender
from gh_playbook.convergence.preparation import Prepared, prepare
from gh_playbook.declaration.source import InputError
from gh_playbook.model.change import Action, Change, Difference
from gh_playbook.model.sending import InDoubt, Landed, NotSent, Refused, Sent
from gh_playbook.model.world import ExistingLabel, World
from gh_playbook.settings import Settings
from tests.modules.worlds import a_world

MOMENT = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "backlog.yml").write_text("repository: octo/demo\n")
    (tmp_path / "all.yml").write_text("- label: {name: bug}\n")
    return Settings(
        tmp_path / "all.yml", backlog=tmp_path / "backlog.yml", runs=tmp_path / "runs", keep_runs=3
    )


@pytest.fixture
def prepared(settings: Settings) -> Prepared:
    return prepare(settings)


def begun(settings: Settings, prepared: Prepared, token: str = "abc") -> Journal:
    return Journal.begin(settings, prepared, lambda: MOMENT, lambda: token)


def a_change(name: str) -> Change:
    before = ExistingLabel("L1", name, "000000", "")
    return Change(
        "label",
        name,
        Action.UPDATE,
        "color",
        differences=(Difference("color", "000000", "d73a4a"),),
        before=before,
        after=ExistingLabel("L1", name, "d73a4a", ""),
    )


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


def test_what_came_of_each_change_is_read_back(settings: Settings, prepared: Prepared) -> None:
    journal = begun(settings, prepared)
    answers: list[Sent] = [Landed(0), Refused(1, "no"), InDoubt(2, "lost"), NotSent(3)]
    sender = JournalingSender(Answering(journal, answers), journal)
    assert list(sender.send([a_change(name) for name in "abcde"]))
    run = history.read(journal.path)
    assert [(each.key, each.outcome) for each in run.changes] == [
        *(("a", "landed"), ("b", "refused"), ("c", "in doubt"), ("d", "not sent"), ("e", None)),
    ]
    landed = [each.key for each in run.changes if each.may_have_landed]
    assert (landed, run.end) == (["a", "c", "e"], None)


def test_a_line_that_was_cut_off_is_left_out(settings: Settings, prepared: Prepared) -> None:
    journal = begun(settings, prepared)
    with journal.path.open("a") as file:
        file.write('{"event": "send", "n": 1, "mod')
    assert history.read(journal.path).changes == ()


def test_only_so_many_journals_are_kept(settings: Settings, prepared: Prepared) -> None:
    for token in "abcde":
        begun(settings, prepared, token)
    names = [run.id for run in history.runs(settings.runs)]
    assert names == [f"20261125T093000.000Z-{token}" for token in "edc"]


def test_a_run_is_found_by_the_beginning_of_its_id(settings: Settings, prepared: Prepared) -> None:
    with pytest.raises(InputError, match="there was no run yet"):
        history.find(settings.runs, None)
    for token in ("aa", "ab"):
        begun(settings, prepared, token)
    assert history.find(settings.runs, None).id.endswith("-ab")
    assert history.find(settings.runs, "20261125T093000.000Z-aa").id.endswith("-aa")
    with pytest.raises(InputError, match="can mean"):
        history.find(settings.runs, "2026")
    with pytest.raises(InputError, match="there is no run 2027: see `invoke runs`"):
        history.find(settings.runs, "2027")


def test_a_token_never_gets_into_a_journal(settings: Settings, prepared: Prepared) -> None:
    journal = begun(settings, prepared)
    token = "ghp_" + "a1B2" * 9
    journal.sending(a_change(token))
    assert token not in journal.path.read_text()


def test_a_run_whose_journal_cannot_be_written_does_not_begin(
    settings: Settings, prepared: Prepared
) -> None:
    settings.runs.write_text("a file where the folder should be")
    with pytest.raises(InputError, match="the journal cannot be written in"):
        begun(settings, prepared)
