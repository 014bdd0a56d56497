"""Days and ranges of days, as plans write them."""

import pytest

from gh_playbook.importing.day import days_in
from gh_playbook.importing.markdown.markdown import read_markdown


@pytest.mark.parametrize(
    ("text", "day", "rest"),
    [
        ("v1 (due 2026-12-31): First", "2026-12-31", "v1: First"),
        ("due 31.12.2026", "2026-12-31", ""),
        ("by Dec 31st, 2026", "2026-12-31", ""),
        ("5 May 2027", "2027-05-05", ""),
        ("bis zum 1. März 2027", "2027-03-01", ""),
        ("2027/01/15", "2027-01-15", ""),
        ("01/02/2027", None, "01/02/2027"),
        ("2027-02-30", None, "2027-02-30"),
        ("v1.2.2027 of 12", None, "v1.2.2027 of 12"),
    ],
)
def test_days_have_several_forms(text: str, day: str | None, rest: str) -> None:
    found = days_in(text)
    assert (found.day.isoformat() if found.day else None, found.rest) == (day, rest)
    assert found.first is None


@pytest.mark.parametrize(
    "text",
    [
        "v1 (2026-03-01 \N{EN DASH} 2026-03-15): First",
        "v1 2026-03-01\N{EN DASH}15: First",
        "v1 (due 2026-03-01..2026-03-15): First",
        "v1 2026-03-01/2026-03-15: First",
        "v1 (March 1\N{EN DASH}15, 2026): First",
        "v1 1-15 March 2026: First",
        "v1 (1 March 2026 to 15 March 2026): First",
        "v1 (from 1 March \N{EN DASH} 15 March 2026): First",
        "v1: March 1, 2026 \N{RIGHTWARDS ARROW} March 15, 2026: First",
        "v1 (vom 1.3.2026 bis zum 15.3.2026): First",
    ],
)
def test_a_range_is_due_on_its_last_day_and_its_first_is_named(text: str) -> None:
    found = days_in(text)
    assert (str(found.first), str(found.day)) == ("2026-03-01", "2026-03-15")
    assert found.rest == "v1: First"


@pytest.mark.parametrize("text", ["2026-03-15 - 2026-03-01", "2026-03-01-2", "2026-03-01 to do"])
def test_what_is_no_range_is_its_first_day(text: str) -> None:
    found = days_in(text)
    assert found.day is not None
    assert found.first is None


def test_the_day_of_a_milestone_command_is_taken_whole() -> None:
    command = 'gh api repos/a/b/milestones -f title="One" -f due_on=2026-12-18T12:00:00Z'
    draft = read_markdown(f"```sh\n{command}\n```\n")
    assert (draft.milestones["One"]["due_on"], draft.unread) == ("2026-12-18", [])
