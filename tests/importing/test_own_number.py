"""Numbers in the headings of plans: which are GitHub's, and which are the plan's own."""

from pathlib import Path

import pytest

from gh_playbook.importing import import_plan, write
from gh_playbook.importing.markdown.issue_title import called_issue
from gh_playbook.importing.markdown.markdown import read_markdown


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("Issue #13: Roots", 13),
        ("issue #13 - Roots", 13),
        ("1. Issue #13: Roots", 13),
        ("Issue 13: Roots", None),
        ("Epic 1: Roots", None),
        ("Epic #1: Roots", None),
        ("Story 2: Roots", None),
        ("User Story 2: Roots", None),
        ("Task 3 - Roots", None),
        ("Feature 4: Roots", None),
        ("Aufgabe 5: Roots", None),
    ],
)
def test_only_an_issue_with_a_hash_has_a_number_of_github(heading: str, number: int | None) -> None:
    issue = called_issue(heading)
    assert issue is not None
    assert (issue.title, issue.number) == ("Roots", number)


def test_own_numbers_link_issues_and_are_not_mixed_up_between_kinds() -> None:
    draft = read_markdown(
        "## Epic 1: Ground\n\n## Story 1: Sow\nDepends on: Epic 1\n\n"
        "## Issue 2: Water\nDepends on: Story 1\n\n## Task 3 - Reap\nDepends on: #2\n"
    )
    assert [(each.title, each.number) for each in draft.issues] == [
        *(("Ground", None), ("Sow", None), ("Water", None), ("Reap", None)),
    ]
    ground, sow, water, reap = draft.issues
    waits = [draft.called(each.waits_for[0]) for each in (sow, water, reap)]
    assert [id(each) for each in waits] == [id(ground), id(sow), id(water)]
    written = write(draft)
    assert "number:" not in written.text
    assert written.lost == ()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Issue #1", "1"),
        ("#1-#3", "13"),
        ("(#1/#2, _#3_)", "123"),
        ("acme/rocket#1, not rocket#2: #3", "3"),
    ],
)
def test_a_milestone_can_name_its_issues_by_the_numbers_of_the_plan(text: str, named: str) -> None:
    issues = "".join(f"## Issue {number}: A{number}\n\n" for number in "123")
    draft = read_markdown(f'{issues}## Milestones\n\n- "Alpha" - {text}\n')
    found = [each.title for each in draft.issues if each.fields.get("milestone") == "Alpha"]
    assert found == [f"A{number}" for number in named]


def test_two_issues_of_one_name_stay_two_and_are_listed(tmp_path: Path) -> None:
    plan = tmp_path / "plan.md"
    plan.write_text("## Epic 1: Auth\n\n## Epic 1: Authentication\n\n## Story 1: Log in\n")
    written = write(import_plan(plan))
    assert written.lost == ("authentication: the name epic 1: Auth has it, too",)
