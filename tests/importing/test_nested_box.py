"""Boxes below boxes are of the same kind; boxes of plans with other issues are issues, too."""

from pathlib import Path

from gh_playbook.formatting import formatted
from gh_playbook.importing import import_plan, write
from gh_playbook.importing.markdown.markdown import read_markdown
from tests.importing.outline import tree


def test_boxes_below_a_criterion_are_a_part_of_it() -> None:
    draft = read_markdown(
        "## Issue: Map\n\n- [x] It works\n  - [ ] offline\n  - [x] on a boat\n    1. at sea\n"
        "- [ ] It is fast\n\n### Acceptance criteria\n\n* All towns\n  * also small ones\n"
    )
    [issue] = draft.issues
    assert issue.fields["acceptance_criteria"] == [
        "It works\n- [ ] offline\n- [ ] on a boat\n  1. at sea",
        "It is fast",
        "All towns\n- also small ones",
    ]
    assert [each.partition(":")[0] for each in issue.lost] == [
        "the tick of It works",
        "the tick of on a boat",
    ]
    text = write(draft).text
    assert "- |-\n        It works\n        - [ ] offline\n" in text
    assert formatted(text, "the backlog") == text


def test_boxes_below_the_box_of_a_sub_issue_are_sub_issues() -> None:
    draft = read_markdown(
        "## Issue: Map\n\n### Sub-issues\n\n- [ ] Tiles\n  - [ ] Draw them\n    - [x] Zoom\n"
        "  - Size: M\n- Towns\n  - Size: S\n  - [ ] All are there\n"
    )
    assert tree(draft.issues) == [("Map", [("Tiles", [("Draw them", ["Zoom"])]), "Towns"])]
    tiles, towns = draft.issues[0].children
    assert tiles.fields == {"size": "M"}
    assert towns.fields == {"size": "S", "acceptance_criteria": ["All are there"]}


def test_a_plan_can_have_a_table_headings_and_boxes() -> None:
    draft = read_markdown(
        "# Plan\n\n| Task | Priority |\n|---|---|\n| Pay | P1 |\n| Post | P2 |\n\n"
        "## Issue: Search\n\n**Size**: S\n\n## Also\n\n- [x] Pay\n- [ ] Test\n- [ ] Test\n- words\n"
    )
    assert tree(draft.issues) == ["Pay", "Post", "Search", "Test", "Test"]
    assert draft.issues[0].fields == {"priority": "P1", "state": "closed"}
    assert [each.line for each in draft.unread] == [1, 12, 17]


def test_labels_of_a_plan_leave_its_boxes_issues() -> None:
    draft = read_markdown("## Labels\n\n- `bug`: wrong\n\n## Work\n\n- [ ] One\n")
    assert (tree(draft.issues), draft.labels) == (["One"], {"bug": {"description": "wrong"}})


def test_boxes_below_the_heading_of_a_phase_are_its_sub_issues() -> None:
    draft = read_markdown(
        "# Plan\n\n## Phase 1: Roots\n\n**Objective**: Stand fast.\n\n- [ ] Dig\n\n### Deep\n\n"
        "- [ ] Dig on\n\n## Phase II — Leaves\n\n- [ ] Grow\n\n## Phase out the old\n\n- [ ] Cut\n"
    )
    assert tree(draft.issues) == [
        ("Phase 1: Roots", ["Dig", "Dig on"]),
        ("Phase II — Leaves", ["Grow"]),
        "Cut",
    ]
    assert draft.issues[0].fields == {"description": "**Objective**: Stand fast."}


def test_emoji_can_be_boxes() -> None:
    draft = read_markdown("- ✅ Done\n- ☑️ Also\n- ⬜ Open\n- ☐ Empty\n- 🚧 Half\n- [ ] ✅ Signed\n")
    assert [(each.title, "state" in each.fields) for each in draft.issues] == [
        *(("Done", True), ("Also", True), ("Open", False), ("Empty", False)),
        ("✅ Signed", False),
    ]


def test_counted_headings_are_issues_where_a_plan_has_no_others() -> None:
    draft = read_markdown(
        "# Plan\n\n## Summary\n\nAll of it.\n\n## Open\n\n### 2. Alt texts\n\n- **Why**: people\n\n"
        "### 7. Titles\n\nEach once.\n"
    )
    assert tree(draft.issues) == ["Alt texts", "Titles"]
    assert draft.issues[0].fields == {"description": "**Why**: people"}
    named = read_markdown(
        "# Tasks: Menu\n\n## T001: Set up\n\n- words\n\n## T002. Draw\n\n- more\n"
    )
    assert tree(named.issues) == ["Set up", "Draw"]


def test_the_parts_of_a_document_are_no_issues() -> None:
    draft = read_markdown(
        "# Spec\n\n## 1. Intro\n\nText.\n\n## 2. Aims\n\n### 2.1 Big\n\n### 2.2 Small\n"
    )
    assert tree(draft.issues) == []


def test_columns_are_known_with_brackets_behind_their_names(tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text(
        "| User story (who) | Effort (days) |\n|---|---|\n| Read a book | 3 |\n"
    )
    [issue] = import_plan(tmp_path / "plan.md").issues
    assert (issue.title, issue.fields) == ("Read a book", {"effort": "3"})


def test_counted_parts_of_a_document_are_no_issues_beside_counted_issues() -> None:
    draft = read_markdown(
        "# Spec\n\n## 1. Executive summary\n\nAll.\n\n## 2. Search\n\n**Size**: M\n\n## 3. Pay\n\n"
        "Cards.\n\n## 4. Appendix\n\nMore.\n"
    )
    assert tree(draft.issues) == ["Search", "Pay"]
    assert [each.line for each in draft.unread] == [1, 3, 5, 15, 17]
