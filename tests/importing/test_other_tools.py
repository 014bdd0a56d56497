"""Plans as other tools and other people write them: the tree of issues, and the lines told."""

import json
from pathlib import Path

import pytest

from gh_playbook.importing import import_plan, write
from gh_playbook.importing.draft import DraftIssue
from gh_playbook.importing.field_value import assign
from gh_playbook.importing.markdown.issue_title import existing_issue
from tests.importing.outline import PLANS, declared, issue, tree

_CANCELLED = {"state": "closed", "state_reason": "not_planned"}


@pytest.mark.parametrize(
    ("plan", "titles", "unread"),
    [
        (
            "prd.md",
            [
                *("Borrow with the phone", "Extend a loan"),
                *("The code on screen can be read at arm's length", "Works without a network"),
            ],
            [3, 4, 5, 7, 8, 10, 11, 12, 14, 41, 42, 47, 48, 49],
        ),
        (
            "tracking.md",
            [
                "rewrite the lexer",
                ("Write the docs", ["reference", "tutorial (#104)"]),
                "~~Drop Python 2~~",
            ],
            [1, 3, 4, 6, 7, 13],
        ),
        (
            "dotted.md",
            ["Read the meter", "Send the reading", "Show the curve (blocked by Task 1.2)"],
            [2, 29, 30],
        ),
        (
            "unnamed.md",
            ["Order form (v2)", "Oven sensor | reader", "Price list import"],
            [3, 5, 7, 8, 9, 11],
        ),
        (
            "epics.md",
            [
                ("Payments", [("Pay by card", ["Form", "Webhook"]), "Refunds"]),
                ("Search", ["Typos"]),
            ],
            [],
        ),
        ("notion.md", ["Water plan", "Frost alarm"], [3, 4, 6, 8, 10]),
        ("linear.csv", [("Fix login", ["Add SSO"]), "Docs"], [1] * 11),
        (
            "asana.csv",
            ["Plan the stand", "Book the hall", ("Build the stand", ["Buy screws"])],
            [1, 1, 1, 1, 1, 4],
        ),
        ("gitlab.csv", ["Pump fails", "Quieter fan"], [1] * 10 + [2, 3]),
        ("trello.csv", ["Buy flour", "Bake bread", "Eat"], [1] * 8),
    ],
)
def test_a_plan_becomes_this_tree_of_issues(
    plan: str, titles: list[object], unread: list[int]
) -> None:
    draft = import_plan(PLANS / plan)
    assert tree(draft.issues) == titles
    assert [each.line for each in draft.unread] == unread


def test_a_heading_names_its_issue_and_a_line_behind_fields_describes_it() -> None:
    payments, _ = import_plan(PLANS / "epics.md").issues
    card, refunds = payments.children
    assert payments.fields["description"] == "We lose money."
    assert (card.waits_for, card.fields["estimate"]) == (["Story: Refunds"], 5)
    assert import_plan(PLANS / "epics.md").called("story: refunds") is not None
    assert refunds.fields["implementation_notes"] == ["see mail"]


def test_scenarios_are_criteria_and_fields_below_them_are_fields() -> None:
    draft = import_plan(PLANS / "prd.md")
    extend = issue(draft, "Extend a loan")
    (scenario,) = extend.fields["acceptance_criteria"]
    assert scenario == (
        'Scenario: in time Given a loan that ends tomorrow When I tap "extend" '
        "Then it ends in two weeks"
    )
    assert draft.called(extend.waits_for[0]) is draft.issues[0]


def test_an_issue_that_exists_is_none_of_the_plan_unless_its_title_is_there() -> None:
    draft = import_plan(PLANS / "tracking.md")
    assert (draft.issues[0].number, draft.issues[0].names) == (102, {"#102"})
    assert draft.issues[1].children[1].fields == {"state": "closed"}


@pytest.mark.parametrize(
    ("text", "number", "title"),
    [
        ("#12 Fix it", 12, "Fix it"),
        (
            "[#12](https://github.com/a/b/issues/12) Fix it (In Progress)",
            12,
            "Fix it (In Progress)",
        ),
        ("[Fix it](https://github.com/a/b/issues/12)", 12, "Fix it"),
        ("[#12](https://github.com/a/b/issues/12)", None, ""),
        ("<https://github.com/a/b/issues/12>", None, ""),
        ("a/b#12", None, ""),
    ],
)
def test_an_issue_that_exists_has_several_forms(text: str, number: int | None, title: str) -> None:
    found = existing_issue(text)
    assert found is not None
    assert (found.number, found.title) == (number, title)
    assert existing_issue(f"Fix {text}") is None


def test_numbers_with_points_are_names() -> None:
    read, send, _ = import_plan(PLANS / "dotted.md").issues
    assert (read.number, send.number, send.waits_for) == (None, None, ["Task 1.1"])
    assert import_plan(PLANS / "dotted.md").called("task 1.1") is not None


def test_a_section_that_is_called_like_a_row_says_more_of_it() -> None:
    frost = issue(import_plan(PLANS / "notion.md"), "Frost alarm")
    assert frost.fields["status"] == "Not started"
    assert frost.fields["description"].startswith("Details of the alarm.")
    assert frost.fields["acceptance_criteria"] == ["thresholds", "push message"]


def test_columns_of_other_tools_say_parents_links_and_states() -> None:
    plan, hall, stand = import_plan(PLANS / "asana.csv").issues
    assert (hall.fields["state"], stand.waits_for) == ("closed", ["Plan the stand"])
    assert plan.fields["status"] == "Backlog"
    fixed = import_plan(PLANS / "linear.csv").issues[0]
    assert fixed.children[0].fields["state_reason"] == "not_planned"
    assert fixed.fields["sprint"] == "Cycle 7"
    pump, fan = import_plan(PLANS / "gitlab.csv").issues
    assert (pump.fields["assignees"], pump.fields["estimate"]) == (["bob"], 3)
    assert fan.fields["locked"] is True


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Open", {"state": "open"}),
        ("done", {"state": "closed"}),
        ("Canceled", _CANCELLED),
        ("not planned", _CANCELLED),
        ("completed", {"state": "closed", "state_reason": "completed"}),
        ("In review", {"status": "In review"}),
    ],
)
def test_a_state_is_githubs_or_a_status(text: str, fields: dict[str, str]) -> None:
    found = DraftIssue("A", 1)
    assert assign(found, "state", text)
    assert found.fields == fields


def test_what_rest_prints_is_read_and_pull_requests_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "issues.json"
    here = "https://api.github.com/repos/acme/search/issues"
    issues = [
        {
            "number": 12,
            "title": "A",
            "html_url": "https://github.com/acme/search/issues/12",
            "state": "closed",
            "state_reason": "not_planned",
            "locked": True,
            "active_lock_reason": "too heated",
            "parent_issue_url": f"{here}/3",
            "milestone": {"title": "v1", "due_on": "2026-12-31T08:00:00Z"},
            "type": {"name": "Bug", "color": "RED", "description": "Broken"},
            "blocking": {"nodes": [{"number": 14}]},
            "subIssues": {"nodes": [{"number": 14}, {"number": 99}]},
        },
        {"number": 13, "title": "PR", "pull_request": {"url": "x"}},
        {
            "number": 14,
            "title": "B",
            "blockedBy": [{"number": 7, "url": "https://github.com/acme/moon/issues/7"}],
            "projectItems": [{"status": {"name": "Todo"}}],
        },
    ]
    path.write_text(json.dumps(issues))
    draft = import_plan(path)
    written = write(draft)
    (a,) = declared(written.text, tmp_path).issues
    assert (a.parent, a.state_reason, a.locked) == ("#3", "not_planned", "too_heated")
    (b,) = a.sub_issues
    assert (b.blocked_by, b.status) == (("acme/moon#7", "a"), "Todo")
    assert draft.repository == "acme/search"
    assert draft.milestones["v1"] == {"due_on": "2026-12-31"}
    assert draft.types == {"Bug": {"description": "Broken", "color": "red"}}
    assert [(each.line, each.text) for each in draft.unread] == [(2, "#13 PR: a pull request")]
    assert written.lost == ("a: sub-issue #99: it is not in this list",)


def test_the_first_line_of_excel_says_what_stands_between_cells(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_bytes(b"\xef\xbb\xbfsep=;\r\nTitle;Labels;Odd\r\nA, b;x,y;1\r\n")
    draft = import_plan(path)
    assert [(each.title, each.fields) for each in draft.issues] == [
        ("A, b", {"labels": ["x", "y"]})
    ]
    assert [(each.line, each.text) for each in draft.unread] == [(2, "column 'Odd'")]
