"""Links and cards that a run made, and that no entry declares any more, are named."""

from pathlib import Path
from typing import Any

from tests.acceptance.conftest import Done, Trial
from tests.acceptance.own import Own, unlike


def warned(done: Done) -> dict[tuple[str, str], list[str]]:
    assert done.code == 0, unlike(done)
    found = {(each["module"], each["key"]): each["warnings"] for each in done.changes}
    return {key: told for key, told in found.items() if told}


def test_what_no_entry_declares_any_more_is_named(trial: Trial, tmp_path: Path) -> None:
    own = Own(trial, tmp_path)
    own.seed()
    issues: list[dict[str, Any]] = [
        {"key": "a", "title": "A"},
        {"key": "b", "title": "B", "blocked_by": ["a"]},
        {"key": "c", "title": "C", "related_to": ["a"]},
    ]
    declared: dict[str, Any] = {"project": {"title": "Plan"}, "issues": issues}
    assert warned(own.run(declared)) == {}
    declared["issues"] = [
        {"key": "a", "title": "A"},
        {"key": "b", "title": "B", "card": False},
        {"key": "c", "title": "C"},
    ]
    ending = "which no entry declares any more: `prune: [links]` removes that"
    expected = {
        ("issue", "b"): [f"still waits for #1, {ending}"],
        ("issue", "c"): [f"is still related to #1, {ending}"],
        ("project_item", "b"): ["its card is still on the board: `prune: [cards]` removes that"],
    }
    assert warned(own.run(declared)) == expected
    assert warned(own.run({**declared, "prune": ["links", "cards"]})) == {}
    assert warned(own.run(declared)) == {}
