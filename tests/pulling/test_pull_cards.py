"""Cards of others, the order of cards, and what a board is linked to: people's changes come in."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from gh_playbook.model.board_detail import BoardDetail
from gh_playbook.model.project import ExistingItem, ExistingProject
from tests.pulling.trial import Trial
from tests.support.github_in_memory import REPOSITORY

BACKLOG = """\
repository: PimpMyNines/LLuMinary
defaults: {template: text.md.j2}
issues:
  - {key: a, title: A}
  - {key: b, title: B}
  - {key: c, title: C}
project:
  title: Plan
  repositories: [acme/moon]   # theirs, too
  fields:
    - {name: Team, options: [Hull, Power]}
    - {name: Cost, type: number}
  # By hand.
  card_order:
    - a
    - acme/moon#3   # the far one
    - b
    - c
  cards:
    - content: acme/moon#3
      archived: false   # ever
      fields: {Team: Hull, Cost: 5}
"""


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    return Trial(tmp_path, BACKLOG)


def board(trial: Trial) -> ExistingProject:
    assert trial.world.project is not None
    return trial.world.project


def order(trial: Trial, *names: str) -> None:
    ids = [trial.issue(each).id if len(each) == 1 else "F3" for each in names]
    items = {id: board(trial).items[id] for id in ids}
    trial.world.project = replace(board(trial), items=items)


def card(trial: Trial) -> ExistingItem:
    return board(trial).items["F3"]


def edited(edits: Mapping[str, str], text: str = BACKLOG) -> str:
    for old, new in edits.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def test_values_of_a_card_that_is_no_issue_of_the_backlog_come_in(trial: Trial) -> None:
    trial.world.put_item("F3", replace(card(trial), values={"Team": "Power"}, is_archived=False))
    found, text = trial.pull()
    assert text == edited({"{Team: Hull, Cost: 5}": "{Team: Power, Cost: null}"})
    assert [str(each) for each in found.taken] == [
        "card acme/moon#3: Team Hull → Power",
        "card acme/moon#3: Cost 5 → nothing",
    ]
    assert (found.conflicts, trial.changes()) == ((), [])
    trial.world.put_item("F3", replace(card(trial), is_archived=True))
    _, archived = trial.pull()
    assert archived == edited({"archived: false": "archived: true"}, text)
    assert trial.changes() == []


def test_a_value_of_a_card_that_both_changed_is_a_conflict(trial: Trial) -> None:
    trial.path.write_text(edited({"Cost: 5": "Cost: 6"}))
    trial.world.put_item("F3", replace(card(trial), values={"Team": "Hull", "Cost": 7.0}))
    found, text = trial.pull()
    assert [each.field for each in found.conflicts] == ["Cost"]
    assert text == edited({"Cost: 5": "Cost: 6"})
    assert trial.pull("github")[1] == edited({"Cost: 5": "Cost: 7"})


def test_cards_that_people_dragged_stand_so_in_the_file(trial: Trial) -> None:
    order(trial, "c", "acme/moon#3", "b", "a")
    found, text = trial.pull()
    before = "    - a\n    - acme/moon#3   # the far one\n    - b\n    - c\n"
    after = "    - c\n    - acme/moon#3   # the far one\n    - b\n    - a\n"
    assert text == edited({before: after})
    assert (found.conflicts, trial.changes()) == ((), [])
    trial.path.write_text(edited({after: before}, text))
    assert trial.pull()[0].taken == (), "what the backlog changed is for the next run"


def test_the_order_of_the_file_itself_follows_the_cards(tmp_path: Path) -> None:
    lines = "\n    - a\n    - acme/moon#3   # the far one\n    - b\n    - c\n"
    text = edited({lines: " backlog\n", "title: C}\n": "title: C}   # later\n"})
    trial = Trial(tmp_path, text)
    order(trial, "c", "a", "acme/moon#3", "b")
    found, now = trial.pull()
    assert [str(each) for each in found.taken] == ["project: card_order [a, b, c] → [c, a, b]"]
    first, last = "  - {key: a, title: A}\n  - {key: b, title: B}\n", "title: C}   # later\n"
    assert now == text.replace(f"{first}  - {{key: c, {last}", f"  - {{key: c, {last}{first}")
    assert (found.conflicts, trial.changes()) == ((), [])


def test_an_order_that_would_part_sub_issues_from_theirs_is_reported(tmp_path: Path) -> None:
    lines = "\n    - a\n    - acme/moon#3   # the far one\n    - b\n    - c\n"
    below = {"title: B}\n  - {key: c": "title: B, sub_issues: [{key: c", "title: C}": "title: C}]}"}
    text = edited({lines: " backlog\n", **below})
    trial = Trial(tmp_path, text)
    order(trial, "b", "a", "c", "acme/moon#3")
    found, now = trial.pull()
    assert now == text
    (conflict,) = found.conflicts
    assert str(conflict) == (
        "project: card_order: the backlog says [a, b, c], GitHub has [b, a, c] "
        "(it is the order of the issues in the file, with sub-issues below theirs: "
        "change it by hand)"
    )


def test_what_people_link_or_unlink_comes_in_and_what_was_there_stays_out(trial: Trial) -> None:
    old = {"R0": REPOSITORY.name, "R7": "acme/moon", "R9": "acme/old"}
    trial.detail = BoardDetail(old)
    shutil.rmtree(trial.settings.memory)
    assert trial.pull()[1] == BACKLOG
    trial.detail = BoardDetail({**old, "R8": "acme/sun"})
    trial.world.project = replace(board(trial), linked=board(trial).linked | {"R8"})
    found, text = trial.pull()
    assert text == edited({"[acme/moon]": "[acme/moon, acme/sun]"})
    assert (found.conflicts, trial.changes()) == ((), [])
    trial.detail = BoardDetail({"R9": "acme/old"})
    trial.world.project = replace(board(trial), linked=frozenset())
    gone = edited({"  repositories: [acme/moon]   # theirs, too\n": ""})
    assert trial.pull()[1] == gone
    assert trial.changes() == []


def test_a_repository_that_the_backlog_names_anew_is_not_taken_out(trial: Trial) -> None:
    trial.detail = BoardDetail({"R7": "acme/moon"})
    trial.pull()
    text = edited({"[acme/moon]": "[acme/moon, acme/sun]"})
    trial.path.write_text(text)
    found, now = trial.pull()
    assert (found.taken, now) == ((), text)


def test_a_card_that_people_archive_or_take_back_is_so_where_the_backlog_says_it(
    trial: Trial,
) -> None:
    said = edited({"title: B}": "title: B, archived: false}"})
    trial.path.write_text(said)
    trial.pull()
    for key in ("a", "b"):
        id = trial.issue(key).id
        trial.world.put_item(id, replace(board(trial).items[id], is_archived=True))
    found, text = trial.pull()
    assert text == said.replace("title: B, archived: false", "title: B, archived: true")
    assert (found.conflicts, trial.changes()) == ((), [])
    id = trial.issue("b").id
    trial.world.put_item(id, replace(board(trial).items[id], is_archived=False))
    assert trial.pull()[1] == said


def test_a_value_of_which_nobody_knows_who_changed_it_is_a_conflict(trial: Trial) -> None:
    said = edited({"title: A}": "title: A, fields: {Team: Hull, Cost: 1}}"})
    trial.path.write_text(said)
    trial.value("a", Team="Power", Cost=1.0)
    shutil.rmtree(trial.settings.memory)
    found, text = trial.pull()
    assert text == said
    (conflict,) = found.conflicts
    assert (conflict.field, conflict.reason) == ("fields.Team", "the last written value is unknown")
    assert trial.pull("github")[1] == said.replace(
        "{Team: Hull, Cost: 1}", "{Team: Power, Cost: 1}"
    )
