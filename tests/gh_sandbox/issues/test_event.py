"""What the rules tell to those who listen, whichever API was used."""

import pytest

from gh_sandbox.rules.issues import event as events
from gh_sandbox.rules.issues.event import Event
from gh_sandbox.session import Session
from tests.gh_sandbox.conftest import REPOSITORY, Local

ISSUES = f"/repos/{REPOSITORY}/issues"
KINDS = (
    events.Created,
    events.Closed,
    events.Reopened,
    events.Merged,
    events.Labeled,
    events.Linked,
    events.SubIssueAdded,
)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """Every event, in order."""
    found: list[Event] = []

    def listen(_session: Session, event: Event) -> None:
        found.append(event)

    monkeypatch.setattr(events, "_LISTENERS", {})
    events.listens(*KINDS)(listen)
    return found


def test_creating_is_an_event_with_its_labels(local: Local, heard: list[Event]) -> None:
    issue = local.rest("POST", ISSUES, title="New", labels=["blocked"])
    label = local.rest("GET", f"/repos/{REPOSITORY}/labels/blocked")
    assert heard == [events.Labeled(issue["id"], label["id"]), events.Created(issue["id"])]


def test_closing_twice_is_one_event(local: Local, heard: list[Event]) -> None:
    for reason in ("completed", "not_planned"):
        issue = local.rest("PATCH", f"{ISSUES}/3", state="closed", state_reason=reason)
    local.rest("PATCH", f"{ISSUES}/3", state="open")
    assert heard == [events.Closed(issue["id"]), events.Reopened(issue["id"])]


def test_only_a_label_that_was_not_there_is_an_event(local: Local, heard: list[Event]) -> None:
    names = ["blocked", "typing", "streaming"]
    issue = local.rest("PATCH", f"{ISSUES}/3", labels=names)
    label = local.rest("GET", f"/repos/{REPOSITORY}/labels/streaming")
    assert heard == [events.Labeled(issue["id"], label["id"])]


def test_a_new_sub_issue_is_an_event(local: Local, heard: list[Event]) -> None:
    child = local.rest("GET", f"{ISSUES}/14")
    parent = local.rest("POST", f"{ISSUES}/13/sub_issues", sub_issue_id=child["id"])
    assert heard == [events.SubIssueAdded(child["id"], parent["id"])]


def test_a_listener_that_fails_undoes_the_request(
    local: Local, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_session: Session, _event: events.Closed) -> None:
        raise RuntimeError

    monkeypatch.setattr(events, "_LISTENERS", {})
    events.listens(events.Closed)(fail)
    assert local.rest("PATCH", f"{ISSUES}/3", state="closed")["status"] == "500"
    assert local.rest("GET", f"{ISSUES}/3")["state"] == "open"
