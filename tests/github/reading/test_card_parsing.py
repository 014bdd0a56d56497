"""Cards as GitHub answers them: whose Status is still the one that a workflow gave them at once."""

from typing import Any

import pytest

from gh_playbook.github.reading.project_parsing import project_item
from gh_playbook.model.project import ExistingItem

ADDED = "2026-11-25T09:30:00Z"
BOT, PERSON = {"__typename": "Bot"}, {"__typename": "User"}


def card(
    *,
    of: str | None = "octocat",
    by: dict[str, str] | None = BOT,
    created: str = ADDED,
    updated: str = ADDED,
) -> dict[str, Any]:
    values = {"nodes": [{"name": "Backlog", "field": {"name": "Status"}}]}
    status = {"creator": by, "createdAt": created, "updatedAt": updated}
    creator = {"login": of} if of else None
    card = {"id": "C1", "createdAt": ADDED, "creator": creator, "fieldValues": values}
    return {**card, "status": status}


def test_a_status_that_a_workflow_gave_at_once_is_nobodys() -> None:
    assert project_item(card(), "octocat").is_untouched("status")
    assert not project_item(card(), "octocat").is_untouched("Priority")
    assert ExistingItem("C1", is_new=True).is_untouched("Priority")


@pytest.mark.parametrize(
    "node",
    [
        pytest.param(card(of="mona"), id="somebody else's card"),
        pytest.param(card(of=None), id="a card of an account that is gone"),
        pytest.param(card(by=PERSON), id="set by a person"),
        pytest.param(card(by=None), id="set by nobody knows whom"),
        pytest.param(card(updated="2026-11-25T09:30:02Z"), id="changed since"),
        pytest.param(
            card(created="2026-11-25T09:32:00Z", updated="2026-11-25T09:32:00Z"), id="set later"
        ),
        pytest.param({**card(), "status": None}, id="no Status"),
        pytest.param({**card(), "status": {}}, id="a Status that is no choice"),
    ],
)
def test_any_other_is_peoples(node: dict[str, Any]) -> None:
    assert not project_item(node, "octocat").is_untouched("Status")


def test_who_does_not_know_itself_knows_no_card_of_its_own() -> None:
    assert not project_item(card(of=""), "").is_untouched("Status")
