"""Tables, and lists of existing issues: by the names of their columns."""

import json
from pathlib import Path

import pytest

from gh_playbook.declaration.source import InputError
from gh_playbook.importing import import_plan, write
from gh_playbook.importing.markdown.markdown import read_markdown
from tests.importing.outline import PLANS, declared, tree


def test_why_an_issue_of_a_list_was_closed_is_kept_where_it_can_be_said(tmp_path: Path) -> None:
    plan = tmp_path / "issues.json"
    reasons = ("NOT_PLANNED", "DUPLICATE", "COMPLETED")
    nodes = [{"title": each, "state": "CLOSED", "stateReason": each} for each in reasons]
    plan.write_text(json.dumps(nodes))
    written = write(import_plan(plan))
    (first, *others) = declared(written.text, tmp_path).issues
    assert (first.state_reason, {each.state for each in others}) == ("not_planned", {"closed"})
    assert written.lost == (
        "duplicate: state_reason duplicate: the plan does not say of which issue",
    )


def test_tables_are_issues_milestones_or_labels_by_their_columns() -> None:
    draft = read_markdown(
        "| # | Task | Owner | Blocked by |\n|---|---|---|---|\n"
        "| 1 | A | @me | |\n| 2 | B | | #1 |\n\n"
        "| Milestone | Due | Description |\n|---|---|---|\n| v1 | 31.12.2026 | First |\n\n"
        "| Label | Color |\n|---|---|\n| `bug` | #D73A4A |\n\n"
        "| Feature | Size |\n|---|---|\n| X | L |\n"
    )
    assert tree(draft.issues) == ["A", "B"]
    assert draft.called(draft.issues[1].waits_for[0]) is draft.issues[0]
    assert draft.milestones == {"v1": {"due_on": "2026-12-31", "description": "First"}}
    assert draft.labels == {"bug": {"color": "d73a4a"}}
    assert [each.text for each in draft.unread] == ["| Feature | Size |", "| X | L |"]


def test_fields_have_names_in_other_languages() -> None:
    text = "## Aufgabe 1: Bauen\n**Etiketten**: web\n*Priorité* : haute\n\n"
    text += "### Akzeptanzkriterien\n- Steht\n"
    (issue,) = read_markdown(text).issues
    assert (issue.title, issue.number) == ("Bauen", None)
    assert issue.fields == {
        "labels": ["web"],
        "priority": "haute",
        "acceptance_criteria": ["Steht"],
    }


def test_a_table_of_jira_becomes_epics_with_sub_issues(tmp_path: Path) -> None:
    draft = import_plan(PLANS / "jira.csv")
    model = declared(write(draft).text, tmp_path)
    (epic,) = model.issues
    assert (epic.title, epic.type, epic.labels) == ("Rework login", "Epic", ("web", "security"))
    assert epic.description == "Users are logged out.\n\nEvery hour."
    stored, renewed = epic.sub_issues
    assert (stored.state, stored.estimate, renewed.blocked_by) == ("closed", 3, (stored.key,))
    assert [(each.line, each.text) for each in draft.unread] == [
        (1, "column 'Issue key': it only names issues for links"),
        (1, "column 'Issue id': it only names issues for links"),
        (1, "column 'Reporter'"),
        (8, "a row without a title"),
    ]


def test_columns_can_be_named_by_hand(tmp_path: Path) -> None:
    table = tmp_path / "plan.csv"
    table.write_text("Was,Wieviel\nBauen,5\n")
    draft = import_plan(table, {"Was": "title", "Wieviel": "estimate"})
    assert [(each.title, each.fields) for each in draft.issues] == [("Bauen", {"estimate": 5})]
    with pytest.raises(InputError, match="no column is a title"):
        import_plan(table)


def test_a_list_of_existing_issues_keeps_their_numbers_and_leaves_their_bodies(
    tmp_path: Path,
) -> None:
    draft = import_plan(PLANS / "issues.json")
    model = declared(write(draft).text, tmp_path)
    (issue,) = model.issues
    assert (issue.number, issue.title, issue.description) == (7, "Crash on start", "")
    assert [(child.number, child.state) for child in issue.sub_issues] == [(9, "closed")]
    assert draft.unread == []  # It has no comments.


def test_days_of_a_table_are_values_of_the_board_which_is_declared(tmp_path: Path) -> None:
    table = tmp_path / "Roadmap.csv"
    table.write_text("Title,Start,Due date,Created\nA,2026-01-02,31.12.2026,2026-01-01\nB,,soon,\n")
    draft = import_plan(table)
    text = write(draft).text
    model = declared(text, tmp_path)
    assert model.issues[0].fields == {"Start": "2026-01-02", "Due date": "2026-12-31"}
    assert model.project is not None
    assert model.project.title == "Roadmap"
    assert [(each.name, each.type) for each in model.project.fields] == [
        ("Start", "date"),
        ("Due date", "date"),
    ]
    told = [each.text for each in draft.unread]
    assert told == ["column 'Created'", "Due date: soon"]
    assert write(import_plan(table), text).text == text


def test_days_of_a_table_join_the_fields_that_the_file_has(tmp_path: Path) -> None:
    present = (
        "project:\n  title: Ship\n  fields:\n    - {name: Team, type: text}\n"
        "issues:\n  - key: a\n    title: A\n    fields: {Team: Hull}\n"
    )
    table = tmp_path / "plan.csv"
    table.write_text("Title,Due\nA,2026-12-31\n")
    written = write(import_plan(table), present)
    model = declared(written.text, tmp_path)
    assert model.issues[0].fields == {"Team": "Hull", "Due": "2026-12-31"}
    assert written.changes == ("a: Due 2026-12-31", "project: field Due")
    assert model.project is not None
    assert model.project.title == "Ship"
    bare = write(import_plan(table), "issues:\n  - {key: a, title: A}\n")
    assert bare.changes == ("a: Due 2026-12-31", "project: plan")


@pytest.mark.parametrize(
    ("cell", "labels"), [("a|b", ["a", "b"]), ("a; b", ["a", "b"]), ("a: x, b|c", ["a: x", "b|c"])]
)
def test_labels_of_a_cell_stand_between_marks(tmp_path: Path, cell: str, labels: list[str]) -> None:
    table = tmp_path / "plan.tsv"
    table.write_text(f"Title\tLabels\nA\t{cell}\n")
    assert import_plan(table).issues[0].fields["labels"] == labels


def test_a_table_that_export_wrote_says_why_an_issue_is_closed_and_no_formula(
    tmp_path: Path,
) -> None:
    table = tmp_path / "plan.csv"
    table.write_text("Title,State\n'=A,not_planned\n'=it's,completed\n")
    first, second = import_plan(table).issues
    assert (first.title, second.title) == ("=A", "'=it's")
    assert first.fields == {"state": "closed", "state_reason": "not_planned"}


def test_tables_and_plans_have_the_same_names_for_titles(tmp_path: Path) -> None:
    table = tmp_path / "plan.csv"
    table.write_text("Task,Wer,Item\nPress it,bo,vinyl\n")
    draft = import_plan(table)
    assert [(each.title, each.fields) for each in draft.issues] == [
        ("Press it", {"assignees": ["bo"]})
    ]
    assert [each.text for each in draft.unread] == ["column 'Item'"]
    assert import_plan(table, {"Task": "status", "Item": "title"}).issues[0].title == "vinyl"
    with pytest.raises(InputError, match="no column is a title"):
        import_plan(table, {"Task": "status", "Item": "size"})
