"""From where each rule can be seen to work."""

from gh_playbook.declaration.project import Automations
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
