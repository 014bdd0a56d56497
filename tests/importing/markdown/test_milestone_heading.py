"""Headings of Markdown plans that are milestones, and ticks of criteria."""

from pathlib import Path

from gh_playbook.importing import import_plan
from gh_playbook.importing.markdown.markdown import read_markdown

PLAN_OF_MILESTONES = """\
# Plan

## Milestone: Alpha (due 31.12.2026)

### Build the index

**Labels**: search

**Acceptance criteria**

- [x] It stands
- [ ] It works

## Milestone 2: Beta, due 2027-01-31

1. First thing
   - [ ] a part
2. Issue 9: Fourth
   - Milestone: Other

- plain

## Milestones

### Gamma

- [ ] Third

## Issue 7: Seven

### Milestones

#### Mine
"""


def test_issues_below_the_heading_of_a_milestone_are_in_it() -> None:
    draft = read_markdown(PLAN_OF_MILESTONES)
    assert draft.milestones == {
        "Alpha": {"due_on": "2026-12-31"},
        "Beta": {"due_on": "2027-01-31"},
        "Gamma": {},
    }
    assert {each.title: each.fields.get("milestone") for each in draft.issues} == {
        "Build the index": "Alpha",
        "First thing": "Beta",
        "Fourth": "Other",
        "Third": "Gamma",
        "Seven": None,
    }
    told = [each.text for each in draft.unread]
    assert told == ["# Plan", "- plain", "## Milestones"]


def test_items_alone_below_milestones_are_issues_in_them() -> None:
    draft = read_markdown("## Milestone: A\n\n- Build\n- Test\n\n## Jalon : B\n\n- Ship\n")
    found = {each.title: each.fields["milestone"] for each in draft.issues}
    assert found == {"Build": "A", "Test": "A", "Ship": "B"}


def test_headings_alone_below_milestones_are_issues_in_them() -> None:
    draft = read_markdown(
        "# P\n\n## Milestone: A\n\n### Build\n\nWith care.\n\n### Test\n\n## Why\n"
    )
    assert {each.title: each.fields for each in draft.issues} == {
        "Build": {"description": "With care.", "milestone": "A"},
        "Test": {"milestone": "A"},
    }
    assert [each.text for each in draft.unread] == ["# P", "## Why"]


def test_a_tick_of_a_criterion_is_listed(tmp_path: Path) -> None:
    (issue, *_) = read_markdown(PLAN_OF_MILESTONES).issues
    assert issue.fields["acceptance_criteria"] == ["It stands", "It works"]
    assert issue.lost == ["the tick of It stands: ticks belong to people, set it on GitHub"]
    table = tmp_path / "plan.csv"
    table.write_text('Title,Acceptance criteria\nA,"- [x] One\n- [ ] Two\nN/A"\n')
    (row,) = import_plan(table).issues
    assert row.fields["acceptance_criteria"] == ["One", "Two"]
    assert row.lost == ["the tick of One: ticks belong to people, set it on GitHub"]


def test_a_heading_that_is_due_on_a_day_is_a_milestone() -> None:
    draft = read_markdown(
        "# Roadmap\n## Sale, due 2026-12-01\n- [ ] A\n## Fix it (due soon)\n- [ ] B\n"
        "## Spring \u2014 due March 1, 2027\n- [ ] C\n"
    )
    assert draft.milestones == {
        "Sale": {"due_on": "2026-12-01"},
        "Spring": {"due_on": "2027-03-01"},
    }
    assert {each.title: each.fields.get("milestone") for each in draft.issues} == {
        "A": "Sale",
        "B": None,
        "C": "Spring",
    }
    assert [each.line for each in draft.unread] == [1, 4]


def test_rows_of_a_table_below_a_milestone_are_in_it() -> None:
    table = "| Task | Milestone | Size |\n|--|--|--|\n| Mix | | S |\n| Press | Later | M |\n"
    for more in ("", "\n## Issue: Sing\n"):
        draft = read_markdown(f"## Milestone: Release\n\n{table}{more}")
        found = {each.title: each.fields.get("milestone") for each in draft.issues[:2]}
        assert found == {"Mix": "Release", "Press": "Later"}
