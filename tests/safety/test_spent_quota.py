"""GitHub's quota is spent: what writes nothing says at once until when, and ends."""

import re

import pytest

from tests.safety.conftest import Place

SPENT = [{"fault": "primary-rate-limit"}]


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("all", "--dry-run"), id="dry run"),
        pytest.param(("verify",), id="verify"),
        pytest.param(("pull", "--dry-run"), id="pull"),
        pytest.param(("unlock",), id="unlock"),
    ],
)
def test_what_writes_nothing_ends_at_once(place: Place, words: tuple[str, ...]) -> None:
    place.sandbox.set_faults(SPENT)
    done = place.playbook(*words, "--backlog", "backlog.yml")
    place.sandbox.set_faults(None)
    assert done.code == 1
    told = r"no requests until (\S+ )?\d\d:\d\d:\d\d UTC: run again then"
    assert re.search(told, done.out + done.error), done
