"""Titles that are nearly the same."""

import pytest

from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.likeness import Titles

ALIKE = [
    ("Fix the login", "Fix the login!"),
    ("Fix the login", "[Bug] fix login"),
    ("feat(web): Show prices", "Show the prices"),
    ("Results page is empty for two words", "Results page is empty for two words, again"),
    ("Receive payments", "Recieve payments"),
    ("\N{ROCKET} Launch it", "Launch it"),
]
DIFFERENT = [
    ("Release 1.2", "Release 1.3"),
    ("Write the docs of the import 2", "Write the docs of the import"),
    ("Add docs for login", "Add docs for logout"),
    ("Build the engine", "Build the hull"),
    ("Login", "Logins page"),
    ("Test it", "Test it again"),
    ("!!!", "???"),
    ("Bug:", "Task:"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_titles_that_people_would_call_the_same_are_alike(one: str, other: str) -> None:
    for asked, there in ((one, other), (other, one)):
        found = Titles([ExistingIssue("I1", 1, there, "")]).like(asked)
        assert [each.id for each in found] == ["I1"]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_titles_that_mean_something_else_are_not(one: str, other: str) -> None:
    for asked, there in ((one, other), (other, one)):
        assert Titles([ExistingIssue("I1", 1, there, "")]).like(asked) == []


def test_the_titles_of_a_series_are_not_alike() -> None:
    names = [f"Prepare the meeting{letter} of us" for letter in "abcdefghijklmnopqrstuvwx"]
    series = [ExistingIssue(f"I{n}", n, name, "") for n, name in enumerate(names)]
    assert Titles(series).like("Prepare the meetingz of us") == []
    assert len(Titles(series[:3]).like("Prepare the meetingz of us")) == 3
