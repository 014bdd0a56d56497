"""Keys that people gave, and comments, stay where a plan is imported again."""

import re
from pathlib import Path

import pytest

from gh_playbook.importing import import_plan, write

PLANS = sorted((Path(__file__).parents[1] / "cases" / "plans").iterdir())
_KEY = re.compile(r"^( *- key: )(\S+)$", re.MULTILINE)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_keys_that_people_gave_and_comments_stay_when_a_plan_changes(
    plan: Path, tmp_path: Path
) -> None:
    """What names the issue by its old key names it by the new one."""
    first = write(import_plan(plan)).text
    found = _KEY.search(first)
    assert found is not None
    own = first.replace(found[0], f"{found[1]}our-own   # ours", 1)
    changed = tmp_path / plan.name
    changed.write_text(plan.read_text().rstrip("\n") + "\n\n")
    text = write(import_plan(changed), own).text
    assert "- key: our-own   # ours\n" in text
    assert len(_KEY.findall(text)) + 1 == len(_KEY.findall(first))


@pytest.mark.parametrize(
    ("before", "after", "is_same"),
    [
        ("Export (P1)", "Export (P0)", True),
        (
            "Phase 3: Export (Priority: P1) \N{DIRECT HIT} MVP",
            "Phase 3: Export (Priority: P2)",
            True,
        ),
        ("Export (In Progress)", "Export (Done)", True),
        ("Export (web)", "Export (app)", False),
        ("Export 1", "Export 2", False),
    ],
)
def test_another_priority_or_state_in_a_title_makes_no_other_issue(
    tmp_path: Path, before: str, after: str, *, is_same: bool
) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text(f"Title\n{before}\n")
    text = write(import_plan(plan)).text
    plan.write_text(f"Title\n{after}\n")
    assert write(import_plan(plan), text).text.count("title: ") == (1 if is_same else 2)
