"""What the rules want of a card, computed from the present state."""

import pytest

from gh_playbook.declaration.backlog.automation import Automations
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.modules.board.status_rule import status_by_rules

ORDER = ["Backlog", "Ready", "In Progress", "Review", "Done", "Blocked"]
RULES = Automations(
    linked="In Progress",
    merged="Done",
    closed="Done",
    blocked_label="status:blocked",
    blocked="Blocked",
    unblocked="Ready",
)


def wanted(now: str | None, issue: dict[str, object], rules: Automations = RULES) -> str | None:
    fields = {"id": "I_1", "number": 1, "title": "t", "body": "", **issue}
    return status_by_rules(rules, ExistingIssue(**fields), now, ORDER)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "issue", "expected"),
    [
        ("Backlog", {}, None),
        (None, {}, None),
        ("Backlog", {"pull_requests": ("open",)}, "In Progress"),
        (None, {"pull_requests": ("open",)}, "In Progress"),
        ("Review", {"pull_requests": ("open",)}, None),
        ("Backlog", {"pull_requests": ("closed",)}, None),
        ("Review", {"pull_requests": ("merged",)}, "Done"),
        ("Review", {"pull_requests": ("open", "merged")}, "Done"),
        ("Ready", {"labels": ("Status:Blocked",)}, "Blocked"),
        ("Blocked", {"labels": ("status:blocked",)}, None),
        ("Blocked", {}, "Ready"),
        ("Blocked", {"pull_requests": ("open",)}, "In Progress"),
        ("Blocked", {"labels": ("status:blocked",), "pull_requests": ("merged",)}, None),
        ("In Progress", {"state": "closed"}, "Done"),
        ("Done", {"state": "closed"}, None),
        ("Blocked", {"state": "closed", "labels": ("status:blocked",)}, "Done"),
        ("Somebody's own", {"pull_requests": ("open",)}, "In Progress"),
    ],
)
def test_a_card_is_moved_by_the_rules_and_only_forward(
    now: str | None, issue: dict[str, object], expected: str | None
) -> None:
    assert wanted(now, issue) == expected


def test_a_rule_that_is_not_declared_moves_nothing() -> None:
    none = Automations()
    assert wanted("Backlog", {"state": "closed", "labels": ("status:blocked",)}, none) is None
    assert wanted("Backlog", {"pull_requests": ("merged", "open")}, none) is None
