"""Titles that a backlog cannot have get shorter or different ones, and this is told."""

from pathlib import Path

import pytest

from gh_playbook.declaration.backlog import backlog
from gh_playbook.importing import import_plan, write
from gh_playbook.importing.draft import PlanDraft

LONG = "word " * 60


def plan(folder: Path, text: str, name: str = "plan.md") -> PlanDraft:
    (folder / name).write_text(text)
    draft = import_plan(folder / name)
    (folder / "backlog.yml").write_text(written := write(draft).text)
    backlog.read(folder / "backlog.yml")
    again = write(import_plan(folder / name), written)
    assert (again.text, again.changes) == (written, ())
    return draft


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"**A long thing** \N{EM DASH} {LONG}", "A long thing"),
        (f"A long thing: {LONG}", "A long thing"),
        (f"A long thing. {LONG}", "A long thing"),
        (LONG, ("word " * 24).strip() + "\N{HORIZONTAL ELLIPSIS}"),
    ],
)
def test_a_long_title_is_cut_and_its_text_is_the_description(
    tmp_path: Path, text: str, title: str
) -> None:
    draft = plan(tmp_path, f"- [ ] {text}\n  - by hand\n")
    [issue] = draft.issues
    assert issue.title == title
    plain = text.replace("**", "").strip()
    assert issue.fields["description"] == f"{plain}\n\n- by hand"
    assert [each.line for each in draft.chosen] == [1]


def test_equal_titles_side_by_side_are_numbered(tmp_path: Path) -> None:
    draft = plan(
        tmp_path, "- [ ] Test\n- [ ] Web\n  - [ ] Test\n- [ ] test\n- [ ] Test (2)\n- [ ] Test\n"
    )
    assert [each.title for each in draft.all_issues()] == [
        *("Test", "Web", "Test", "test (2)", "Test (2) (2)", "Test (3)"),
    ]
    assert [each.line for each in draft.chosen] == [4, 5, 6]


def test_rows_of_the_same_key_are_one_issue(tmp_path: Path) -> None:
    text = "Issue key,Summary,Status,Labels\nP-1,One,To Do,a\nP-2,One,Done,\nP-1,One,Done,b\n"
    draft = plan(tmp_path, text, "plan.csv")
    assert [each.title for each in draft.issues] == ["One", "One (2)"]
    assert draft.issues[0].fields["labels"] == ["a", "b"]
    assert "status Done, beside To Do" in draft.issues[0].lost


def test_a_title_that_an_editor_wrapped_goes_on_in_the_next_line(tmp_path: Path) -> None:
    long = "Provision a clean machine from the tracked files and verify its doors,"
    draft = plan(
        tmp_path,
        f"- [ ] {long}\n  its windows, and the roof. Then paint it.\n  By hand.\n"
        f"- [ ] {long}\n  walls\n  Size: M\n- [ ] Short\n  more of it\n"
        f"- [ ] {long[:-1]}.\n  Then rest\n",
    )
    first, second, short, last = draft.issues
    assert first.title == f"{long} its windows, and the roof."
    assert first.fields == {"description": "Then paint it.\n\nBy hand."}
    assert (second.title, second.fields) == (f"{long} walls", {"size": "M"})
    assert (short.title, short.fields) == ("Short", {"description": "more of it"})
    assert last.fields == {"description": "Then rest"}
