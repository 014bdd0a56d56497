"""JSON of several tools becomes issues with all that it says; what nobody knows is told."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.importing import import_plan, write
from gh_playbook.importing.draft import PlanDraft


def plan(folder: Path, data: Any) -> PlanDraft:
    (folder / "plan.json").write_text(json.dumps(data))
    return import_plan(folder / "plan.json")


def told(draft: PlanDraft) -> list[str]:
    return [each.text for each in draft.unread]


@pytest.mark.parametrize(
    "wrap",
    [lambda tasks: {"tasks": tasks}, lambda tasks: {"main": {"tasks": tasks, "metadata": {}}}],
)
def test_tasks_of_taskmaster_have_subtasks_and_wait_for_each_other(
    tmp_path: Path, wrap: Any
) -> None:
    tasks = [
        {"id": 1, "title": "One", "status": "done", "priority": "high", "dependencies": []},
        {
            "id": 2,
            "title": "Two",
            "description": "Why",
            "details": "How",
            "dependencies": [1],
            "testStrategy": "By hand",
            "status": "pending",
            "complexityScore": 5,
            "subtasks": [
                {"id": 1, "title": "First", "dependencies": [], "status": "in-progress"},
                {"id": 2, "title": "Second", "dependencies": [1, "1"]},
            ],
        },
    ]
    draft = plan(tmp_path, wrap(tasks))
    one, two = draft.issues
    assert one.fields == {"status": "done", "priority": "high", "state": "closed"}
    assert two.fields["description"] == "Why\n\nHow\n\n**Test strategy**: By hand"
    assert draft.called(two.waits_for[0]) is one
    first, second = two.children
    assert draft.called(second.waits_for[0]) is first
    assert told(draft) == ["property 'complexityScore'"]
    assert "blocked_by: [first]" in write(draft).text


def test_items_of_a_project_are_issues_and_drafts_with_its_fields(tmp_path: Path) -> None:
    issue = {"type": "Issue", "number": 7, "title": "Seven", "body": "Text", "repository": "a/b"}
    issue |= {"url": "https://github.com/a/b/issues/7"}
    pull = {
        "type": "PullRequest",
        "number": 8,
        "title": "Fix",
        "url": "https://github.com/a/b/pull/8",
    }
    draft = plan(
        tmp_path,
        {
            "items": [
                {"content": issue, "id": "P1", "status": "Done", "priority": "P1", "labels": ["x"]},
                {
                    "content": {"type": "DraftIssue", "title": "Idea", "body": "More"},
                    "team": "Web",
                },
                {"content": pull, "title": "Fix", "id": "P3"},
            ],
            "totalCount": 3,
        },
    )
    seven, idea = draft.issues
    assert (seven.number, draft.repository) == (7, "a/b")
    assert seven.fields == {"labels": ["x"], "status": "Done", "priority": "P1"}
    assert idea.fields == {"description": "More"}
    assert told(draft) == ["#8 Fix: a pull request", "property 'team'"]


def test_issues_of_gitlab_keep_their_numbers_as_names(tmp_path: Path) -> None:
    person = {"username": "anna", "name": "Anna A"}
    milestone = {"title": "v1", "due_date": "2026-12-01", "description": "", "iid": 1}
    [issue] = plan(
        tmp_path,
        [
            {
                "id": 900,
                "iid": 3,
                "title": "Three",
                "description": "Text",
                "state": "closed",
                "labels": ["a", "b"],
                "milestone": milestone,
                "assignees": [person],
                "weight": 2,
                "due_date": "2026-11-30",
                "web_url": "https://gitlab.com/g/p/-/issues/3",
                "type": "ISSUE",
                "issue_type": "issue",
            }
        ],
    ).issues
    assert issue.number is None
    assert "#3" in issue.names
    assert issue.fields == {
        "description": "Text",
        "labels": ["a", "b"],
        "milestone": "v1",
        "state": "closed",
        "assignees": ["anna"],
        "estimate": 2,
        "fields": {"Due": date(2026, 11, 30)},
    }


def test_issues_of_jira_have_keys_parents_and_versions(tmp_path: Path) -> None:
    def issue(key: str, **fields: Any) -> dict[str, Any]:
        return {"id": "1", "key": key, "fields": {"summary": key.lower(), **fields}}

    draft = plan(
        tmp_path,
        {
            "total": 2,
            "issues": [
                issue("P-1", issuetype={"name": "Epic"}, status={"name": "In Progress"}),
                issue(
                    *("P-2",),
                    parent={"key": "P-1", "fields": {"summary": "p-1"}},
                    assignee={"displayName": "Anna A"},
                    fixVersions=[{"name": "v1"}],
                    components=[{"name": "web"}],
                    description={"type": "doc"},
                ),
            ],
        },
    )
    [epic] = draft.issues
    assert epic.fields == {"type": "Epic", "status": "In Progress"}
    assert [each.title for each in epic.children] == ["p-2"]
    assert epic.children[0].fields["milestone"] == "v1"
    assert epic.children[0].fields["labels"] == ["web"]
    assert "p-2: assignee Anna A: no login" in write(draft).lost
    assert told(draft) == ["property 'description'"]


@pytest.mark.parametrize("is_board", [True, False])
def test_cards_of_trello_have_their_checklists_as_criteria(tmp_path: Path, is_board: bool) -> None:
    checks = [
        {"name": "It holds", "state": "complete"},
        {"name": "It lasts", "state": "incomplete"},
    ]
    card = {
        "id": "c",
        "name": "Card",
        "desc": "Text",
        "idList": "l",
        "due": "2026-12-01T10:00:00Z",
        "labels": [{"name": "web", "color": "red"}, {"name": "", "color": "blue"}],
    }
    checklists = [{"idCard": "c", "name": "Checklist", "checkItems": checks}]
    lists = [{"id": "l", "name": "Doing"}]
    board = {"name": "Board", "cards": [card], "lists": lists, "checklists": checklists}
    [issue] = plan(tmp_path, board if is_board else {**card, "checklists": checklists}).issues
    assert issue.title == "Card"
    assert issue.fields["labels"] == ["web", "blue"]
    assert issue.fields["acceptance_criteria"] == ["It holds", "It lasts"]
    assert issue.fields.get("status") == ("Doing" if is_board else None)
    assert issue.lost == ["the tick of It holds: ticks belong to people, set it on GitHub"]


def test_names_of_properties_are_those_of_fields(tmp_path: Path) -> None:
    draft = plan(
        tmp_path,
        {
            "backlog": [
                {
                    "id": "A-1",
                    "name": "One",
                    "acceptanceCriteria": ["[x] fast"],
                    "story_points": 3,
                    "sub_issues": ["Part"],
                    "comments": [],
                    "state": "in review",
                },
                {"title": "Two", "depends_on": ["A-1"], "tags": ["web", "a, b"], "color": "red"},
            ]
        },
    )
    one, two = draft.issues
    assert one.fields == {"status": "in review", "acceptance_criteria": ["fast"], "estimate": 3}
    assert [each.title for each in one.children] == ["Part"]
    assert draft.called(two.waits_for[0]) is one
    assert two.fields == {"labels": ["web", "a, b"]}
    assert told(draft) == ["property 'color'"]


def test_an_address_says_the_number_of_an_issue_that_exists(tmp_path: Path) -> None:
    address = "https://github.com/a/b/issues/192"
    draft = plan(tmp_path, [{"url": address, "title": "No tags", "priority": "P1"}])
    assert (draft.issues[0].number, draft.repository) == (192, "a/b")


def test_a_text_of_todos_has_a_task_in_each_line(tmp_path: Path) -> None:
    (tmp_path / "todo.txt").write_text(
        "(A) 2026-01-02 Call the shop +work due:2026-12-01\n\nx 2026-01-03 2026-01-01 Buy nails\n"
        "TODO: pipes\nDONE: words @home\nplain\n"
    )
    draft = import_plan(tmp_path / "todo.txt")
    assert [(each.title, each.line) for each in draft.issues] == [
        *(("Call the shop +work", 1), ("Buy nails", 3), ("pipes", 4), ("words", 5), ("plain", 6)),
    ]
    assert draft.issues[0].fields == {"priority": "A", "fields": {"Due": date(2026, 12, 1)}}
    assert [each.fields.get("state") for each in draft.issues[1:3]] == ["closed", None]
