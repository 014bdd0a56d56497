"""Plans of many shapes: the tree of issues that each becomes, and the lines that it names."""

import re
from datetime import date
from pathlib import Path

import pytest

from gh_playbook.importing import import_plan, vocabulary, write
from gh_playbook.importing.markdown import structure
from tests.importing.outline import PLANS, issue, tree

# All but the one that has a test of its own.
MADE = [each for each in PLANS.glob("*.md") if each.name != "lluminary.md"]
# Lines of a script that no issue comes from, and marks.
_QUIET = re.compile(r"^\s*(?:REPO=.*|EOF|\)\"|```.*|---|[|:\s-]+)\s*$")


@pytest.mark.parametrize(
    ("plan", "titles", "unread"),
    [
        (
            "nested.md",
            [
                (
                    "Baskets",
                    [
                        "Keep a basket for thirty days",
                        (
                            "Merge two baskets on login",
                            ["Ask which one wins", "Keep both prices"],
                        ),
                    ],
                ),
                ("Payment", ["Card payment", "Invoice"]),
                "Docs",
            ],
            [3, 18],
        ),
        (
            "lettered.md",
            [("Accounts", ["Sign up", "Log in"]), ("Billing", ["Pay"])],
            [26, 28],
        ),
        (
            "tables.md",
            ["Parse the feed", "Show the feed | inline", "Feed is empty on phones"],
            [9, 15, 17],
        ),
        (
            "emoji.md",
            ["🐛 Login fails on Safari", "✨ Dark mode", "📚 Docs"],
            [2, 3, 4, 5, 21],
        ),
        (
            "stories.md",
            [
                (
                    "Search",
                    [
                        "As a customer, I want to search by colour",
                        "As an editor, I want synonyms",
                    ],
                )
            ],
            [],
        ),
        (
            "commands.md",
            ["Build the index", "Suggest while typing"],
            [4, 5, 23, 24, 25, 29, 30],
        ),
        (
            "links.md",
            [
                "Prepare the database",
                "Move the data",
                'Switch over — depends on "Move the data"',
                "Remove the old one, after Switch over",
            ],
            [7],
        ),
        ("entries.md", ["First", "Second"], [2, 5]),
        ("project.csv", [("A, b", ["Two lines"]), "A draft"], [1, 1]),
        (
            "roadmap.md",
            ["Single sign-on", "Audit log", "Data export (CSV)", "Billing rework"],
            [3, 5, 7, 8, 9, 10, 12, 14, 15, 17],
        ),
        (
            "obsidian.md",
            [
                (
                    "Write the landing page",
                    ["First draft", "Find a photo \N{WHITE HEAVY CHECK MARK} 2026-01-20"],
                ),
                "Set up analytics [[Analytics notes]]",
                "Cookie banner \N{CROSS MARK} 2026-01-05",
                "Press release (due: 2026-02-01\N{EN DASH}2026-02-05)",
                "Call journalists ^block1",
            ],
            [2, 3, 4, 9, 10, 12, 19, 24, 27],
        ),
        ("notion.csv", ["Write spec", "Build API", "Ship"], [1, 1, 2, 3]),
        ("jira-odd.csv", [("Checkout epic", ["Pay by card", "Refund"])], [1] * 8),
        ("listed.json", [("Crash on start", ["Old thing"])], [1] * 5),
        (
            "albums.md",
            [
                (
                    "Phase 1: Setup (Shared Infrastructure)",
                    [
                        "Create project structure per implementation plan",
                        "Configure linting in `.eslintrc`",
                    ],
                ),
                (
                    "Phase 2: User Story 1 - Create albums (Priority: P1) \N{DIRECT HIT} MVP",
                    [
                        "Contract test in tests/contract/test_albums.py",
                        "Implement Album model in src/models/album.py",
                    ],
                ),
            ],
            [3, 4, 6, 7, 24, 31, 33, 34, 36, 39],
        ),
        ("jira-cloud.csv", [("Basket, lost", ["Child of it"])], [1] * 5),
    ],
)
def test_a_plan_becomes_this_tree_of_issues(
    plan: str, titles: list[object], unread: list[int]
) -> None:
    draft = import_plan(PLANS / plan)
    assert tree(draft.issues) == titles
    assert [each.line for each in draft.unread] == unread


@pytest.mark.parametrize("plan", sorted(MADE), ids=lambda plan: plan.name)
def test_each_line_is_in_the_backlog_or_named(plan: Path) -> None:
    draft = import_plan(plan)
    text = f"{draft.title} {write(draft).text}".casefold()
    named = {each.line for each in draft.unread}
    plain = vocabulary.words() | structure.words()
    lost = []
    for number, line in enumerate(plan.read_text().splitlines(), 1):
        words = set(re.findall(r"[^\W\d_]{3,}", line.casefold())) - plain
        if words and not any(word in text for word in words) and number not in named:
            lost.append((number, line))
    assert [each for each in lost if not _QUIET.match(each[1])] == []


def test_what_stands_around_a_title_names_it_for_others() -> None:
    draft = import_plan(PLANS / "emoji.md")
    login = issue(draft, "🐛 Login fails on Safari")
    assert (login.fields["priority"], login.fields["estimate"]) == ("High", 3)
    dark = issue(draft, "✨ Dark mode")
    assert draft.called(dark.waits_for[0]) is login
    (related,) = issue(draft, "📚 Docs").related
    assert draft.called(related) is login
    assert dark.fields["acceptance_criteria"] == ["Every page", "Toggle in the header"]


def test_sections_name_each_other_by_their_numbers_and_by_links() -> None:
    draft = import_plan(PLANS / "numbered.md")
    (accounts,) = draft.issues
    sign_up, log_in = accounts.children
    assert (sign_up.title, log_in.title) == ("Sign up", "Log in")
    assert {id(draft.called(each)) for each in log_in.waits_for} == {id(sign_up)}
    assert write(draft).lost == ()


def test_rows_name_each_other_by_their_ids() -> None:
    draft = import_plan(PLANS / "tables.md")
    parse, show, empty = draft.issues
    assert [draft.called(each) for each in empty.waits_for] == [parse, show]
    assert parse.fields["labels"] == ["feed", "backend"]
    assert draft.milestones["v1"]["due_on"]


def test_commands_have_their_variables_and_here_documents_filled_in() -> None:
    draft = import_plan(PLANS / "commands.md")
    build, suggest = draft.issues
    assert draft.repository == "acme/search"
    assert build.fields["description"] == "## Why\n\nSlow search.\n\n- [ ] Fast"
    assert build.fields["labels"] == ["area: web", "backend"]
    assert suggest.fields["description"] == "Nobody can spell."
    assert suggest.fields["assignees"] == ["@me"]


def test_phases_of_spec_kit_have_all_their_tasks_and_what_is_said_of_them() -> None:
    draft = import_plan(PLANS / "accounts.md")
    assert [(each.title.partition(":")[0], len(each.children)) for each in draft.issues] == [
        *(("Phase 1", 2), ("Phase 2", 2), ("Phase 3", 3)),
    ]
    signing_up = draft.issues[2]
    assert "**Goal**: A visitor can have an account" in signing_up.fields["description"]
    service = signing_up.children[2]
    assert service.fields["description"] == "- with validation"
    assert draft.called(service.waits_for[0]) is signing_up.children[1]


def test_a_document_that_has_an_owner_is_no_issue_and_ranges_are_due_at_their_end() -> None:
    draft = import_plan(PLANS / "roadmap.md")
    beta = {"description": "First customers (from 2026-03-01)", "due_on": "2026-03-15"}
    assert draft.milestones["Beta"] == beta
    assert issue(draft, "Audit log").fields["assignees"] == ["bob", "carol"]


def test_names_of_people_that_are_no_logins_are_listed() -> None:
    written = write(import_plan(PLANS / "notion.csv"))
    assert "write-spec: assignee Alice A: no login" in written.lost
    assert "assignees" not in written.text
    assert "blocked_by: [write-spec]" in written.text


def test_rows_below_a_phase_are_its_sub_issues_and_their_days_are_on_the_board(
    tmp_path: Path,
) -> None:
    plan = tmp_path / "plan.md"
    head = "| Task | Who | Deadline |\n|--|--|--|\n"
    text = f"## Phase 1: Songs\n\n{head}| Write | ana | 2027-01-15 |\n| Sing | bo | soon |\n"
    for more in ("", "\n## Phase 2: Party\n\n- [ ] Invite\n"):
        plan.write_text(text + more)
        draft = import_plan(plan)
        assert tree(draft.issues)[0] == ("Phase 1: Songs", ["Write", "Sing"])
        assert issue(draft, "Write").fields["fields"] == {"Deadline": date(2027, 1, 15)}
        assert "- name: Deadline\n      type: date\n" in write(draft).text
        assert [each.text for each in draft.unread] == ["| Sing | bo | soon | (taken in part)"]
