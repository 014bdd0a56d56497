"""The order that people give tabs and options comes into the file, comments with it."""

from pathlib import Path

import pytest

from gh_playbook.model.project_field import ExistingOption
from tests.pulling.board import (
    BACKLOG,
    board,
    board_trial,
    change,
    change_field,
    change_view,
    options,
)
from tests.pulling.trial import Trial


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    return board_trial(tmp_path)


def test_tabs_that_people_moved_stand_so_in_the_file(trial: Trial) -> None:
    lines = [each for each in BACKLOG.splitlines(keepends=True) if "layout: " in each]
    assert len(lines) == 2
    begun = BACKLOG.replace("    # The first tab.\n", "")
    trial.path.write_text(begun)
    change(trial, views=tuple(reversed(board(trial).views)))
    found, text = trial.pull()
    assert [str(each) for each in found.taken] == ["project: views [All, Lanes] → [Lanes, All]"]
    assert text == begun.replace("".join(lines), "".join(reversed(lines)))
    assert (found.conflicts, trial.pull()[0].taken) == ((), ())


def test_comments_above_each_item_move_with_it(trial: Trial) -> None:
    commented = BACKLOG.replace(
        "{name: Team, options: [Hull, Power]}",
        "name: Team\n      options:\n        # One\n        - Hull\n        # Two\n        - Power",
    )
    trial.path.write_text(commented)
    there = options(trial, "Team")
    change_field(trial, "Team", options=(there["Power"], there["Hull"]))
    done, text = trial.pull()
    assert done.conflicts == ()
    assert "        # Two\n        - Power\n        # One\n        - Hull\n" in text


def test_an_item_of_a_list_in_lines_of_its_own_takes_its_comment_along(trial: Trial) -> None:
    there = options(trial, "Priority")
    new = ExistingOption("N1", "Now", "gray")
    order = (there["Later"], there["Soon"], new, there["Never"])
    change_field(trial, "Priority", options=order)
    _, text = trial.pull()
    assert (
        "        - Later\n        - {name: Soon, color: red}   # at once\n        - Now\n"
        "        - {name: Never, description: Not at all}\n"
    ) in text


def test_what_a_view_is_sorted_and_grouped_by_comes_in(trial: Trial) -> None:
    begun = BACKLOG.replace("columns: Team}", "columns: Team, group_by: Priority}").replace(
        "fields: [Title, Team]}", "fields: [Title, Team], sort_by: [Priority]}"
    )
    trial.path.write_text(begun)
    change_view(trial, "Lanes", group_by=("Priority",))
    assert trial.pull(sorted_by="Priority")[0].taken == ()
    change_view(trial, "Lanes", group_by=())
    found, text = trial.pull(sorted_by="Team")
    assert found.conflicts == ()
    assert text == begun.replace("sort_by: [Priority]", "sort_by: [Team]").replace(
        ", group_by: Priority", ""
    )
    assert trial.pull(sorted_by="Team")[0].taken == ()
    _, down = trial.pull(sorted_by="Team desc")
    assert down == text.replace("sort_by: [Team]", "sort_by: [{field: Team, direction: desc}]")
    assert trial.pull(sorted_by="Team desc")[0].taken == ()
    change_field(trial, "Team", name="Crew")
    assert "sort_by: [{field: Crew, direction: desc}]" in trial.pull(sorted_by="Crew desc")[1]
