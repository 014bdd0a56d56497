"""Marks at the end of titles are fields of their issues; what nobody knows stays in the title."""

from datetime import date
from pathlib import Path

import pytest

from gh_playbook.importing import import_plan, write
from gh_playbook.importing.draft import BoardField, PlanDraft


def plan(path: Path, text: str, present: str | None = None) -> PlanDraft:
    (path / "plan.md").write_text(text)
    fields = {"deadline": BoardField("Deadline", "date")} if present else None
    return import_plan(path / "plan.md", fields=fields)


@pytest.mark.parametrize(
    ("mark", "fields"),
    [
        ("(P1, 5 points)", {"priority": "P1", "estimate": 5}),
        ("[p0]", {"priority": "P0"}),
        ("(high priority; 2d)", {"priority": "High", "effort": "2d"}),
        ("(priority: Low)", {"priority": "Low"}),
        ("(~3 hours)", {"effort": "~3 hours"}),
        ("(M)", {"size": "M"}),
        ("[size: XL, labels: a]", {"size": "XL", "labels": ["a"]}),
        ("(2.5 pts)", {"estimate": 2.5}),
        ("@anna @ben-b", {"assignees": ["anna", "ben-b"]}),
        ("#back-end ~urgent", {"labels": ["back-end", "urgent"]}),
        ('~"needs review"', {"labels": ["needs review"]}),
        ("[#web, @anna]", {"labels": ["web"], "assignees": ["anna"]}),
        ("— due 2026-12-01", {"fields": {"Due": date(2026, 12, 1)}}),
        ("(due: 5 May 2027)", {"fields": {"Due": date(2027, 5, 5)}}),
        (", fällig 31.12.2026", {"fields": {"Due": date(2026, 12, 31)}}),
        ("📅 2026-02-10 ⏫ #web", {"priority": "High", "labels": ["web"]}),
        ("🔽", {"priority": "Low"}),
    ],
)
@pytest.mark.parametrize("form", ["- [ ] {}", "## Issue: {}\n\n**Type**: Bug"])
def test_marks_behind_a_title_are_fields(
    tmp_path: Path, form: str, mark: str, fields: dict[str, object]
) -> None:
    space = "" if mark.startswith(",") else " "
    draft = plan(tmp_path, form.format(f"Write it{space}{mark}"))
    [issue] = draft.issues
    assert issue.title == "Write it"
    assert {name: issue.fields[name] for name in fields} == fields
    assert draft.unread == []


@pytest.mark.parametrize(
    "title",
    [
        *(
            "Keep (web only)",
            "Fix #123",
            "Write to anna@example.org",
            "Port to C#",
            "Odd (P1, maybe)",
        ),
        *(
            "Meet @-",
            "@anna",
            "(P1)",
            "Talk — due to the weather",
            "Plan (due: 2026-02-01\N{EN DASH}2026-02-05)",
        ),
        *(
            "Ship [the boat]",
            "Sum up (size of it)",
            "Note (notes: a)",
            "Wait (blocked by the weather)",
        ),
    ],
)
def test_what_is_no_mark_stays_in_the_title(tmp_path: Path, title: str) -> None:
    [issue] = plan(tmp_path, f"- [ ] {title}").issues
    assert issue.title == title
    assert issue.fields == {}


def test_marks_link_issues_and_a_title_is_found_with_its_marks(tmp_path: Path) -> None:
    draft = plan(
        tmp_path,
        "### US-1: One (P1)\n**Size**: S\n\n### US-2: Two (depends on US-1)\n"
        "**Depends on**: One (P1)\n",
    )
    one, two = draft.issues
    assert (one.title, two.title) == ("One", "Two")
    assert {id(draft.called(each)) for each in two.waits_for} == {id(one)}


def test_a_field_that_says_otherwise_is_reported(tmp_path: Path) -> None:
    draft = plan(tmp_path, "## Issue: One (P1)\n\n**Priority**: P0\n")
    assert draft.issues[0].fields["priority"] == "P0"
    assert write(draft).lost == ("one: priority P1, beside P0",)


def test_what_exists_on_github_keeps_its_title(tmp_path: Path) -> None:
    [issue] = plan(tmp_path, "## Issue #7: One (P1)\n\n**Size**: S\n").issues
    assert (issue.title, issue.number) == ("One (P1)", 7)


def test_due_days_are_a_field_of_the_board_which_may_be_there(tmp_path: Path) -> None:
    text = "- [ ] One — due 2026-12-01\n"
    written = write(plan(tmp_path, text))
    assert "project:\n  title: plan\n" in written.text
    assert "- name: Due\n      type: date\n" in written.text
    assert plan(tmp_path, text, "there").issues[0].fields == {
        "fields": {"Deadline": date(2026, 12, 1)}
    }
