"""People use what a run is about to remove or overwrite, while it waits for an answer or limit."""

from collections.abc import Callable
from typing import Any

import pytest

from gh_playbook.convergence import timely_sender
from gh_playbook.convergence.timely_sender import TimelySender
from gh_playbook.github.error import RateLimitedError
from gh_playbook.github.lock.lock import Lock
from gh_playbook.github.pacing import Pacer
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


BOARD = """
repository: acme/rocket
orphans: close
labels: ["area:core"]
issues: [{key: tank, title: Build the tank, description: Holds fuel.}]
project: {title: Board, fields: [{name: Size, type: single_select, options: [S, M]}]}
"""
HERE = f"repos/{REPOSITORY}"
CLOSED = BOARD.replace("issues: [{key: tank, title: Build the tank, description: Holds fuel.}]", "")
# A change, the operation that GitHub puts off, and what somebody does on GitHub meanwhile.
WAITS: dict[str, tuple[str, str, Callable[[Place], object]]] = {
    "an option": (
        BOARD.replace("[S, M]", "[S, M, L]"),
        "updateProjectV2Field",
        lambda place: add_option(place, "XL"),
    ),
    "a comment": (
        CLOSED,
        "closeIssue",
        lambda place: place.gh.rest("POST", f"{HERE}/issues/1/comments", body="I need it"),
    ),
    "a text": (
        BOARD.replace("Holds", "It holds"),
        "updateIssue",
        lambda place: place.gh.rest(
            "PATCH", f"{HERE}/issues/1", body=f"{place.issue(1)['body']}\n\nA person's line"
        ),
    ),
    "a label": (
        BOARD.replace('"area:core"', "{name: area:core, state: absent}"),
        "deleteLabel",
        lambda place: place.gh.rest("POST", f"{HERE}/issues/1/labels", labels=["area:core"]),
    ),
}
SIZE = """{ organization(login: "acme") { projectsV2(first: 1) { nodes {
  field(name: "Size") { ... on ProjectV2SingleSelectField {
    id options { id name color description } } } } } } }"""
WRITE = """mutation($input: UpdateProjectV2FieldInput!) {
  updateProjectV2Field(input: $input) { clientMutationId } }"""


def size_of(place: Place) -> Any:
    """Return the field Size of the board."""
    return place.gh.graphql(SIZE)["data"]["organization"]["projectsV2"]["nodes"][0]["field"]


def add_option(place: Place, name: str) -> None:
    """Let a person add an option to the field Size."""
    field = size_of(place)
    options = [*field["options"], {"name": name, "color": "RED", "description": ""}]
    place.gh.graphql(WRITE, input={"fieldId": field["id"], "singleSelectOptions": options})


def postponed(
    place: Place,
    monkeypatch: pytest.MonkeyPatch,
    operation: str,
    meanwhile: Callable[[Place], object],
) -> None:
    """Let GitHub refuse an operation once because of a limit, and somebody act in that minute."""
    place.sandbox.set_faults(
        [{"operation": operation, "nth": 1, "fault": "secondary-rate-limit", "retry-after": 60}]
    )

    def heed(this: Pacer, _limit: RateLimitedError, _attempt: int) -> None:
        this.waited += 60
        meanwhile(place)
        monkeypatch.setattr(TimelySender, "_age", 61.0)

    monkeypatch.setattr(Pacer, "heed", heed)


@pytest.mark.parametrize("what", WAITS)
def test_what_people_do_while_a_run_waits_for_a_limit_is_not_lost(
    place: Place, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    text, operation, meanwhile = WAITS[what]
    place.write("backlog.yml", BOARD)
    assert place.carry_out()[0] == 0
    place.write("backlog.yml", text)
    postponed(place, monkeypatch, operation, meanwhile)
    _, changes, _ = place.carry_out()
    place.sandbox.set_faults(None)
    assert operation in [name for each in place.gh.log() for name in each["mutations"]]
    if what == "an option":
        assert [each["name"] for each in size_of(place)["options"]] == ["S", "M", "XL", "L"]
    elif what == "a comment":
        assert place.issue(1)["state"] == "open"
    elif what == "a text":
        assert "It holds" in place.issue(1)["body"]
        assert "A person's line" in place.issue(1)["body"]
    else:
        (gone,) = [each for each in changes if each["outcome"] == "removed"]
        assert gone["reason"] == "1 issue loses it"


def test_an_issue_that_somebody_needs_is_not_deleted_after_a_wait_for_a_limit(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert place.carry_out()[0] == 0
    postponed(place, monkeypatch, "deleteIssue", WAITS["a comment"][2])
    place.playbook("undo", "--delete", "--yes")
    place.sandbox.set_faults(None)
    assert place.issue(1)["state"] == "open"
