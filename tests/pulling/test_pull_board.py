"""What people change of the board and of types comes into the file, by its lines alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gh_playbook.model.project_field import ExistingIteration, ExistingOption
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


def _texts(trial: Trial) -> None:
    change(trial, title="Our plan", description="What we do now", readme="New.\n\nLines.\n")
    change(trial, public=True, is_closed=True)


def _views(trial: Trial) -> None:
    change_view(trial, "All", name="Everything", filter="is:closed", fields=("Title", "Priority"))
    change_view(trial, "Lanes", layout="table")


def _options_changed(trial: Trial) -> None:
    there = options(trial, "Priority")
    soon = replace(there["Soon"], color="pink")
    never = replace(there["Never"], description="Not now")
    new = (ExistingOption("N1", "Now", "red"), ExistingOption("N2", "Someday", "gray"))
    change_field(trial, "Priority", options=(new[0], soon, there["Later"], new[1], never))


def _options_moved(trial: Trial) -> None:
    there = options(trial, "Team")
    new = ExistingOption("N1", "a, b", "gray", "Two")
    change_field(trial, "Team", options=(there["Power"], new, there["Hull"]))
    there = options(trial, "Priority")
    change_field(trial, "Priority", options=(there["Never"], there["Soon"], there["Later"]))


def _renamed(trial: Trial) -> None:
    there = options(trial, "Priority")
    soon = replace(there["Soon"], name="At once: now")
    change_field(trial, "Priority", options=(soon, there["Later"], there["Never"]))
    there = options(trial, "Skills")
    change_field(trial, "Skills", options=(replace(there["Web"], name="UI"), there["Data"]))
    change_field(trial, "Team", name="Crew")
    trial.value("other", Crew="Power")


def _iterations(trial: Trial) -> None:
    found = board(trial).field("Sprint")
    assert found is not None
    first, second = found.iterations
    third = ExistingIteration("I3", "Third", date(2026, 1, 26), 7)
    moved = replace(second, start=date(2026, 1, 19))
    change_field(trial, "Sprint", iterations=(replace(first, title="One"), moved, third))
    trial.value("guide", Sprint="One")


def _rest(trial: Trial) -> None:
    items = {
        id: replace(
            item,
            draft=replace(item.draft, body="Thought about"),
            values={**item.values, "Team": "Power"},
        )
        if item.draft
        else item
        for id, item in board(trial).items.items()
    }
    (update,) = board(trial).updates
    body = update.body.replace("We begin", "We began")
    new = replace(update, status="at_risk", target=date(2026, 3, 1), body=body)
    change(trial, items=items, updates=(new,))
    found = trial.world.issue_type("Task")
    assert found is not None
    trial.world.put_issue_type(replace(found, color="green", description="All work"))


@pytest.mark.parametrize(
    ("edit", "edits"),
    [
        (
            _texts,
            {
                "description: What we do\n": "description: What we do now\n",
                "    Read this.\n": "    New.\n\n    Lines.\n",
                "public: false": "public: true",
                "title: Plan   # of all\n": "title: Our plan   # of all\n  closed: true\n",
            },
        ),
        (
            _views,
            {
                '{name: All, layout: table, filter: "is:open", fields: [Title, Team]}': (
                    "{name: Everything, layout: table, filter: is:closed, "
                    "fields: [Title, Priority]}"
                ),
                "layout: board, columns: Team": "layout: table",
            },
        ),
        (
            _options_changed,
            {
                "        - {name: Soon, color: red}   # at once\n        - Later\n": (
                    "        - {name: Now, color: red}\n"
                    "        - {name: Soon, color: pink}   # at once\n"
                    "        - Later\n        - Someday\n"
                ),
                "Not at all": "Not now",
            },
        ),
        (
            _options_moved,
            {
                "[Hull, Power]": '[Power, {name: "a, b", color: gray, description: Two}, Hull]',
                "{name: Soon, color: red}   # at once\n        - Later\n"
                "        - {name: Never, description: Not at all}\n": (
                    "{name: Never, description: Not at all}\n"
                    "        - {name: Soon, color: red}   # at once\n        - Later\n"
                ),
            },
        ),
        (
            _renamed,
            {
                "priority: Soon}": 'priority: "At once: now"}',
                "{Soon: urgent}": '{"At once: now": urgent}',
                "{name: Soon,": '{name: "At once: now",',
                "{Team: Hull, Skills: [Web]}": "{Crew: Hull, Skills: [UI]}",
                "[Web, Data]": "[UI, Data]",
                "{name: Team, options": "{name: Crew, options",
                "[Title, Team]": "[Title, Crew]",
                "columns: Team": "columns: Crew",
                "fields: {Team: Hull}\n  status": "fields: {Crew: Hull}\n  status",
                "title: Another,": "title: Another, fields: {Crew: Power},",
            },
        ),
        (
            _iterations,
            {
                "sprint: First": "sprint: One",
                "title: First, start": "title: One, start",
                "start: 2026-01-12": "start: 2026-01-19",
                "# the last\n": "# the last\n"
                "        - {title: Third, start: 2026-01-26, duration: 7}\n",
            },
        ),
        (
            _rest,
            {
                "To be thought about\n      fields: {Team: Hull}": (
                    "Thought about\n      fields: {Team: Power}"
                ),
                "{key: begin, status: on_track, body: We begin}": (
                    "{key: begin, status: at_risk, body: We began, target: 2026-03-01}"
                ),
                "color: blue": "color: green",
                "description: Work": "description: All work",
            },
        ),
    ],
    ids=["texts", "views", "options", "order", "names", "iterations", "rest"],
)
def test_each_kind_of_change_comes_in_by_its_lines_alone(
    trial: Trial, edit: Callable[[Trial], None], edits: dict[str, str]
) -> None:
    edit(trial)
    found, text = trial.pull()
    expected = BACKLOG
    for old, new in edits.items():
        assert expected.count(old) == 1, old
        expected = expected.replace(old, new)
    assert text == expected
    assert found.conflicts == ()
    again, same = trial.pull()
    assert (again.taken, again.conflicts, same) == ((), (), text)
    assert [each for each in trial.changes() if "is_closed" not in each] == []


def test_what_both_changed_is_a_conflict_and_stays_one_until_it_is_decided(trial: Trial) -> None:
    ours = BACKLOG.replace("description: What we do", "description: Ours").replace(
        "{name: Soon, color: red}", "{name: Soon, color: blue}"
    )
    trial.path.write_text(ours)
    change(trial, description="Theirs")
    there = options(trial, "Priority")
    soon = replace(there["Soon"], color="green")
    change_field(trial, "Priority", options=(soon, there["Later"], there["Never"]))
    for _ in range(2):
        found, text = trial.pull()
        assert text == ours
        assert [str(each) for each in found.conflicts] == [
            "project: description: the backlog says Ours, GitHub has Theirs (both changed)",
            "Priority / Soon: color: the backlog says blue, GitHub has green (both changed)",
        ]
    found, text = trial.pull(prefer="github")
    assert text == ours.replace("Ours", "Theirs").replace("color: blue}", "color: green}")


def test_what_the_backlog_changed_stays_for_the_next_run(trial: Trial) -> None:
    ours = BACKLOG.replace("[Hull, Power]", "[Power, Hull, Keel]").replace(
        '"is:open"', '"is:closed"'
    )
    trial.path.write_text(ours)
    found, text = trial.pull()
    assert (found.taken, found.conflicts, text) == ((), (), ours)


def test_a_value_that_was_taken_in_counts_as_written(trial: Trial) -> None:
    """People who go back to what it was before have changed it once more."""
    for description in ("Theirs", "What we do"):
        change(trial, description=description)
        assert f"description: {description}\n" in trial.pull()[1]


_DISABLED = "people disabled it, and a run would enable it again: take it out of the backlog"


def test_what_no_edit_can_say_is_named(trial: Trial) -> None:
    there = options(trial, "Priority")
    change_field(trial, "Priority", options=(there["Later"], there["Never"]))
    views = tuple(reversed(board(trial).views))
    change(trial, views=views)
    found = trial.world.issue_type("Task")
    assert found is not None
    trial.world.put_issue_type(replace(found, is_enabled=False))
    commented = BACKLOG.replace(
        "{name: Team, options: [Hull, Power]}",
        "name: Team\n      options:\n        - Hull\n        # Two\n\n        - Power",
    )
    trial.path.write_text(commented)
    there = options(trial, "Team")
    change_field(trial, "Team", options=(there["Power"], there["Hull"]))
    done, text = trial.pull(prefer="github")
    assert text == commented
    assert sorted(f"{each.key}: {each.field} ({each.reason})" for each in done.conflicts) == [
        "Priority: option (it is gone from GitHub: take its entry out, or let `all` make it again)",
        f"Task: is_enabled ({_DISABLED})",
        "Team: order (comments are between them: change it by hand)",
        "project: views (comments are between them: change it by hand)",
    ]
