"""Departed issues: where they are now, or that they are gone; a fault says neither."""

import pytest

from gh_playbook.github.answer import Answer
from gh_playbook.github.error import GitHubError
from gh_playbook.github.reader import Reader
from gh_playbook.github.reading.transfer import moved_to
from tests.github.answers import Answering, Time, answer


def asked(*answers: Answer) -> str | None:
    return moved_to(Reader(Answering(answers=list(answers)), Time().pacer()), "octo/demo", 7)


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_not_found_is_gone(status: int) -> None:
    assert asked(answer({"message": "Gone"}, status)) is None


def test_a_redirect_leads_to_the_new_place() -> None:
    assert asked(answer({"html_url": "https://github.com/octo/other/issues/3"})) == "octo/other#3"
    assert asked(answer({"html_url": "https://github.com/Octo/Demo/issues/7"})) is None


@pytest.mark.parametrize("status", [502, 403, 500])
def test_a_fault_does_not_mean_that_it_is_gone(status: int) -> None:
    with pytest.raises(GitHubError):
        asked(*[answer({"message": "Not now"}, status)] * 4)
