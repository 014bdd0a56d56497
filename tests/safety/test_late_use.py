"""People put something on an issue or a card while a question about its removal is open."""

from collections.abc import Callable
from typing import Any

import pytest

from gh_playbook.convergence import timely_sender
from gh_playbook.github.lock.lock import Lock
from tests.acceptance.whole import unlike, whole
from tests.safety.conftest import REPOSITORY, Place

KEPT = """
repository: acme/rocket
labels: ["area:core"]
milestones: [First]
issues: [{key: tank, title: Build the tank}]
"""
GONE: dict[str, tuple[str, str, dict[str, Any]]] = {
    "a label": ('"area:core"', "{name: area:core, state: absent}", {"labels": ["area:core"]}),
    "a milestone": ("First", "{title: First, state: absent}", {"milestone": 1}),
}


@pytest.mark.parametrize("what", GONE)
def test_what_people_use_meanwhile_is_given_back_by_undo(
    place: Place, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    declared, absent, given = GONE[what]
    place.write("backlog.yml", KEPT)
    assert place.carry_out()[0] == 0
    place.write("backlog.yml", KEPT.replace(declared, absent))
    used: list[dict[str, Any]] = []
    acquire: Callable[[Lock, str | None], bool] = Lock.acquire

    def used_before(lock: Lock, state: str | None) -> bool:
        if not used:
            place.gh.rest("PATCH", f"repos/{REPOSITORY}/issues/1", **given)
            used.append(whole(place.gh, REPOSITORY))
        return acquire(lock, state)

    monkeypatch.setattr(Lock, "acquire", used_before)
    monkeypatch.setattr(timely_sender, "_OLD", -1.0)
    monkeypatch.setattr(timely_sender, "_TIMES_ITS_OWN", 0.0)
    code, changes, _ = place.carry_out()
    (gone,) = [each for each in changes if each["outcome"] == "removed"]
    assert (code, gone["reason"]) == (0, "1 issue loses it")
    assert place.playbook("undo", "--yes").code == 0
    assert unlike(used[0], whole(place.gh, REPOSITORY)) == []
