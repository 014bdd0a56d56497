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
