"""From where each rule can be seen to work."""

from gh_playbook.declaration.backlog.automation import Automations
from gh_playbook.probe.rule import Rule, expectations, missing

OPTIONS = ("Backlog", "Blocked", "Ready", "In Progress", "Done")


def begins(**rules: str) -> dict[str, tuple[str | None, ...]]:
    found = expectations(Automations.model_validate(rules), OPTIONS)
    return {each.rule.value: each.begins for each in found}


def test_a_pull_request_moves_a_card_only_forward_and_never_a_blocked_one() -> None:
    found = begins(
        linked="In Progress",
        merged="Done",
        blocked_label="stop",
        blocked="Blocked",
        unblocked="Ready",
    )
    assert found["linked"] == ("Backlog", "Ready")
    assert found["merged"] == ("Backlog", "Ready", "In Progress")


def test_the_first_option_is_reached_from_no_status() -> None:
    assert begins(linked="Backlog") == {"linked": (None,)}


def test_only_a_blocked_card_is_unblocked() -> None:
    found = begins(blocked_label="stop", blocked="Blocked", unblocked="Ready")
    assert found == {
        "blocked": ("Backlog", "Ready", "In Progress", "Done"),
        "unblocked": ("Blocked",),
    }


def test_closing_is_seen_from_everywhere_else() -> None:
    assert begins(closed="Done") == {"closed": ("Backlog", "Blocked", "Ready", "In Progress")}


def test_a_status_is_found_in_any_letters_and_named_as_the_board_has_it() -> None:
    rules = Automations(closed="dONE")
    [closed] = expectations(rules, OPTIONS)
    assert (closed.rule, closed.status) == (Rule.CLOSED, "Done")
    assert missing(rules, OPTIONS) == ()


def test_what_the_board_lacks_is_named_once() -> None:
    assert missing(Automations(linked="Doing", merged="Finished", closed="Finished"), OPTIONS) == (
        "Doing",
        "Finished",
    )


def opened(*rules: dict[str, str]) -> list[tuple[str, str | None]]:
    found = expectations(Automations.model_validate({"opened": rules}), OPTIONS)
    return [(each.event, each.status) for each in found]


def test_each_rule_for_new_issues_is_seen_and_sub_issues_follow() -> None:
    assert opened({"label": "bug", "type": "Task", "status": "ready"}) == [
        ("an issue with the label bug of the type Task is opened", "Ready"),
        ("a sub-issue of an issue on the board is opened", None),
    ]


def test_a_rule_that_an_earlier_one_hides_cannot_be_seen() -> None:
    anything, more = {"status": "Backlog"}, {"label": "bug", "type": "Task", "status": "Done"}
    bug = {"label": "bug", "status": "Ready"}
    assert opened(bug, more, anything, {"type": "Task", "status": "Done"}) == [
        ("an issue with the label bug is opened", "Ready"),
        ("an issue is opened", "Backlog"),
    ]
