"""Plans of other shapes: each line is in the backlog or named; twice is as once."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gh_playbook.declaration import backlog
from gh_playbook.declaration.backlog import Backlog
from gh_playbook.declaration.source import InputError
from gh_playbook.formatting import formatted
from gh_playbook.importing import Draft, DraftIssue, import_plan, write
from gh_playbook.importing.day import days_in
from gh_playbook.importing.key import key_of
from gh_playbook.importing.markdown import read_markdown

PLANS = Path(__file__).parents[1] / "cases" / "plans"
ALL = sorted(PLANS.iterdir())


def declared(text: str, folder: Path) -> Backlog:
    path = folder / "backlog.yml"
    path.write_text(text)
    found = backlog.read(path)
    assert not found.faults
    return found.model


@pytest.mark.parametrize("plan", ALL, ids=lambda plan: plan.name)
def test_a_plan_becomes_a_backlog_that_a_second_import_leaves_as_it_is(
    plan: Path, tmp_path: Path
) -> None:
    once = write(import_plan(plan))
    assert declared(once.text, tmp_path).all_issues
    assert formatted(once.text, "backlog.yml") == once.text
    again = write(import_plan(plan), once.text)
    assert (again.text, again.changes) == (once.text, ())


def test_issues_under_headings_have_their_fields_criteria_and_sub_issues(tmp_path: Path) -> None:
    written = write(import_plan(PLANS / "headed.md"))
    first, second = declared(written.text, tmp_path).issues
    assert (first.title, first.labels, first.milestone, first.priority) == (
        *("Set up continuous integration", ("ci", "infra"), "v1.0", "High"),
    )
    assert first.description == "We need CI before anything else.\n\nMore text here."
    assert first.acceptance_criteria == ("Tests run on push", "Lint runs on push")
    assert [child.title for child in first.sub_issues] == ["Write workflow", "Add badge"]
    assert second.blocked_by == (first.key,)


NAMED = """\
## 1. Build it
**Labels**: a

**Acceptance criteria**

- [ ] It is built
- [x] It is tried

**Sub-issues:**

- [ ] Draw it
- [x] Order what it takes

Some prose.

**Notes**

Ask Maria.

## 2. Ship it
Labels: a

Depends on:
1. #1
"""


def test_a_list_below_a_name_in_a_paragraph_is_that_fields(tmp_path: Path) -> None:
    draft = read_markdown(NAMED)
    build, ship = declared(write(draft).text, tmp_path).issues
    assert draft.unread == []
    assert build.acceptance_criteria == ("It is built", "It is tried")
    assert [(each.title, each.state) for each in build.sub_issues] == [
        ("Draw it", None),
        ("Order what it takes", "closed"),
    ]
    assert (build.description, build.implementation_notes) == ("Some prose.", ("Ask Maria.",))
    assert (ship.blocked_by, ship.sub_issues) == ((build.key,), ())


def test_what_is_not_understood_is_named_with_its_line() -> None:
    draft = import_plan(PLANS / "headed.md")
    assert [(each.line, each.text) for each in draft.unread] == [
        (1, "# Roadmap for Widget"),
        (3, "Intro text."),
        (28, "## Later"),
        (30, "| Feature | Size |"),
        (32, "| Search | L |"),
        (34, "- Maybe a mobile app"),
    ]


LINES = st.sampled_from(
    [
        *("# Plan", "## 1. First thing", "### Acceptance criteria", "#### Issue #4: Four", ""),
        *("**Labels**: a, b", "Milestone: v1", "- **Priority**: P1", "- [ ] check", "- item"),
        *("  - nested", '1. **Sub-issue**: "Small"', "   - Type: Task", "plain words", "> quote"),
        *("```", "gh label create x --color ffffff", "| a | b |", "---", "    indented", "* * *"),
        *("<b>html</b>", "Depends on: #4", "### Sub-issues", "- [x] done"),
    ]
)


@given(st.lists(LINES, max_size=14))
def test_no_line_of_any_plan_is_dropped_in_silence(lines: list[str]) -> None:
    text = "\n".join(lines)
    draft = read_markdown(text)
    written = write(draft).text
    unread = {each.line for each in draft.unread}
    for number, line in enumerate(lines, 1):
        for word in ("plain words", "quote", "html", "indented", "check", "nested"):
            if word in line:
                assert number in unread or word in written, f"line {number} of {lines}"


HEADS = (
    "## 1. {}",
    "### Issue 4: {}",
    "#### {}",
    "## Aufgabe: {}",
    "# {}",
    "{}\n===",
    "## Épic {}",
)
FORMS = (
    *("**Labels**: {}, `x`", "Milestone: {}", "- **Priority**: {}", "- [ ] {}", "- [x] {}", "- {}"),
    *("  - {}", "    - [ ] {}", "1. {}", '1. **Sub-issue**: "{}"', "   - Type: {}", "{}", "> {}"),
    *("```gherkin\nGiven {}\n```", '```\ngh label create "{}" --color ffffff -d "x"\n```'),
    *('```sh\ngh issue create -t "{}" -F file\n```', "| Title | Size |\n|---|---|\n| {} | M |"),
    *("| a | {} |", "    indented {}", "<b>{}</b>", "<!-- {} -->", "Depends on: #4, {}"),
    *(
        "__Assignee__: {}",
        "*Estimate*: 5 {}",
        "Beschreibung: {}",
        "**Priorité** : {}",
        "[{}](http://x)",
    ),
    *("### Acceptance criteria", "### Sub-issues", "## Milestones", "## Labels", "### Details {}"),
    *("- **{}** (due 2026-12-31): first", "- `{}`: what it is", "- {} - due 5 May 2027", "{} | {}"),
    *(
        "Status: Blocked ({})",
        "**State**: {}",
        "Number: {}",
        "Due: {}",
        "---",
        "",
        "",
        "* * *",
        "\ttab {}",
    ),
)


@st.composite
def plans(draw: st.DrawFn) -> str:
    """A plan of lines of all forms, each with a word of its own where it has people's words."""
    forms = draw(st.lists(st.sampled_from([*HEADS, *FORMS]), max_size=12))
    return "\n".join(form.replace("{}", f"word{index}q") for index, form in enumerate(forms))


@settings(derandomize=True, deadline=None, max_examples=150)
@given(
    plan=plans(),
    end=st.sampled_from(["\n", "\r\n"]),
    start=st.sampled_from(["", "\ufeff", "---\na: word99q\n---\n"]),
)
def test_every_word_of_a_plan_is_in_the_backlog_or_is_told(
    tmp_path_factory: pytest.TempPathFactory, plan: str, end: str, start: str
) -> None:
    path = tmp_path_factory.mktemp("plan") / "plan.md"
    text = (start + plan).replace("\n", end)
    path.write_bytes(text.encode())
    try:
        draft = import_plan(path)
    except InputError:
        return  # There is no issue in it: nothing is written.
    written = write(draft)
    told = {each.line: each.text for each in draft.unread}
    for number, line in enumerate((start + plan).split("\n"), 1):
        for word in re.findall(r"word\d+q", line):
            is_told = number in told or any(word in each for each in written.lost)
            assert word in written.text or is_told, f"{line!r} of {text!r}"
    again = write(import_plan(path), written.text)
    assert (again.text, again.changes) == (written.text, ())


def test_a_changed_plan_changes_only_what_it_says_and_keeps_keys_and_comments(
    tmp_path: Path,
) -> None:
    plan = tmp_path / "plan.md"
    plan.write_text("## 1. Build it\nEstimate: 5 points\n\n## 2. Ship it\nEstimate: 3\n")
    text = write(import_plan(plan)).text
    edited = text.replace("key: build-it", "key: build # ours").replace(
        "    title: Ship it\n", "    title: Ship it\n    sprint: Next # by hand\n"
    )
    plan.write_text("## 1. Build it\nEstimate: 8 points\n\n## 2. Ship it\nEstimate: 3\n")
    written = write(import_plan(plan), edited)
    assert written.text == edited.replace("estimate: 5", "estimate: 8")
    assert written.changes == ("build: estimate 5 -> 8",)


def test_what_a_task_depends_on_beside_tasks_is_told(tmp_path: Path) -> None:
    plan = tmp_path / "tasks.md"
    plan.write_text("- [ ] T001 One\n- [ ] T002 [P] Two (depends on T001, the parser)\n")
    draft = import_plan(plan)
    assert [each.fields.get("labels") for each in draft.issues] == [None, ["parallel"]]
    assert [(each.line, "in part" in each.text) for each in draft.unread] == [(2, True)]


def test_why_an_issue_of_a_list_was_closed_is_kept_where_it_can_be_said(tmp_path: Path) -> None:
    plan = tmp_path / "issues.json"
    reasons = ("NOT_PLANNED", "DUPLICATE", "COMPLETED")
    nodes = [{"title": each, "state": "CLOSED", "stateReason": each} for each in reasons]
    plan.write_text(json.dumps(nodes))
    written = write(import_plan(plan))
    (first, *others) = declared(written.text, tmp_path).issues
    assert (first.state_reason, {each.state for each in others}) == ("not_planned", {"closed"})
    assert written.lost == (
        "duplicate: state_reason duplicate: of which issue it is one is not said",
    )


def test_a_task_list_becomes_phases_with_their_tasks(tmp_path: Path) -> None:
    model = declared(write(import_plan(PLANS / "tasks.md")).text, tmp_path)
    assert [issue.title for issue in model.issues] == ["Phase 1: Setup", "Phase 2: Foundational"]
    states = {issue.title: issue.state for issue in model.sub_issues}
    assert states["Create project structure"] == "closed"
    waits = {issue.key: issue.blocked_by for issue in model.sub_issues}
    assert waits["build-model-src-models-user"] == ("create-project-structure",)
    assert waits["tests"] == ("build-model-src-models-user",)


def families(draft: Draft) -> list[object]:
    """Return titles, those of sub-issues in lists behind their parents'."""

    def of(issue: DraftIssue) -> object:
        return [issue.title, *map(of, issue.children)] if issue.children else issue.title

    return [of(issue) for issue in draft.issues]


def test_plans_of_nothing_but_lists_are_issues_with_those_below_them() -> None:
    boxes = "# Sprint\n\n- [ ] One\n  - [ ] Two\n    - [x] Three\n  - a note\n- [x] Four\n"
    draft = read_markdown(boxes)
    assert families(draft) == [["One", ["Two", "Three"]], "Four"]
    assert draft.issues[0].fields["description"] == "- a note"
    assert [each.title for each in draft.all_issues() if "state" in each.fields] == [
        *("Three", "Four"),
    ]
    numbers = read_markdown(
        "1. [Build](http://x) it\n   in two lines\n2) **Ship it**\n\n- by hand\n"
    )
    assert families(numbers) == ["Build it", "Ship it"]
    assert numbers.issues[0].fields == {"description": "in two lines"}
    assert [each.text for each in numbers.unread] == [
        *("1. [Build](http://x) it (taken in part)", "- by hand"),
    ]


def test_what_an_issue_holds_beside_fields_is_its_description() -> None:
    text = "## Issue 1: A\nSize: M\n\n```gherkin\nGiven x\n  When y\n```\n\n### More\n\n> Quoted\n"
    (issue,) = read_markdown(text).issues
    assert issue.fields["size"] == "M"
    fence = "```gherkin\nGiven x\n  When y\n```"
    assert issue.fields["description"] == f"{fence}\n\n### More\n\n> Quoted"


def test_tables_are_issues_milestones_or_labels_by_their_columns() -> None:
    draft = read_markdown(
        "| # | Task | Owner | Blocked by |\n|---|---|---|---|\n"
        "| 1 | A | @me | |\n| 2 | B | | #1 |\n\n"
        "| Milestone | Due | Description |\n|---|---|---|\n| v1 | 31.12.2026 | First |\n\n"
        "| Label | Color |\n|---|---|\n| `bug` | #D73A4A |\n\n"
        "| Feature | Size |\n|---|---|\n| X | L |\n"
    )
    assert families(draft) == ["A", "B"]
    assert draft.called(draft.issues[1].waits_for[0]) is draft.issues[0]
    assert draft.milestones == {"v1": {"due_on": "2026-12-31", "description": "First"}}
    assert draft.labels == {"bug": {"color": "d73a4a"}}
    assert [each.text for each in draft.unread] == ["| Feature | Size |", "| X | L |"]


@pytest.mark.parametrize(
    ("text", "day", "rest"),
    [
        ("v1 (due 2026-12-31): First", "2026-12-31", "v1: First"),
        ("due 31.12.2026", "2026-12-31", ""),
        ("by Dec 31st, 2026", "2026-12-31", ""),
        ("5 May 2027", "2027-05-05", ""),
        ("bis zum 1. März 2027", "2027-03-01", ""),
        ("2027/01/15", "2027-01-15", ""),
        ("01/02/2027", None, "01/02/2027"),
        ("2027-02-30", None, "2027-02-30"),
        ("v1.2.2027 of 12", None, "v1.2.2027 of 12"),
    ],
)
def test_days_have_several_forms(text: str, day: str | None, rest: str) -> None:
    found = days_in(text)
    assert (found.day.isoformat() if found.day else None, found.rest) == (day, rest)
    assert found.first is None


@pytest.mark.parametrize(
    "text",
    [
        "v1 (2026-03-01 \N{EN DASH} 2026-03-15): First",
        "v1 2026-03-01\N{EN DASH}15: First",
        "v1 (due 2026-03-01..2026-03-15): First",
        "v1 2026-03-01/2026-03-15: First",
        "v1 (March 1\N{EN DASH}15, 2026): First",
        "v1 1-15 March 2026: First",
        "v1 (1 March 2026 to 15 March 2026): First",
        "v1 (from 1 March \N{EN DASH} 15 March 2026): First",
        "v1: March 1, 2026 \N{RIGHTWARDS ARROW} March 15, 2026: First",
        "v1 (vom 1.3.2026 bis zum 15.3.2026): First",
    ],
)
def test_a_range_is_due_on_its_last_day_and_its_first_is_told(text: str) -> None:
    found = days_in(text)
    assert (str(found.first), str(found.day)) == ("2026-03-01", "2026-03-15")
    assert found.rest == "v1: First"


@pytest.mark.parametrize("text", ["2026-03-15 - 2026-03-01", "2026-03-01-2", "2026-03-01 to do"])
def test_what_is_no_range_is_its_first_day(text: str) -> None:
    found = days_in(text)
    assert found.day is not None
    assert found.first is None


def test_cells_that_say_nothing_of_use_are_told(tmp_path: Path) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text("Summary;Number;Estimate;URL\nA;x;soon;http://n\nA;3;5;;more\n")
    draft = import_plan(plan)
    assert [str(each.text) for each in draft.unread] == [
        *("number: x", "estimate: soon", "url: http://n", "a cell without a column: more"),
    ]
    text = write(draft).text
    assert "key: a-2\n    number: 3\n" in text
    assert write(import_plan(plan), text).text == text


def test_fields_have_names_in_other_languages() -> None:
    text = "## Aufgabe 1: Bauen\n**Etiketten**: web\n*Priorité* : haute\n\n"
    text += "### Akzeptanzkriterien\n- Steht\n"
    (issue,) = read_markdown(text).issues
    assert (issue.title, issue.number) == ("Bauen", 1)
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
    assert [each.text for each in draft.unread] == ["property 'comments'"]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("plan.md", "", "nothing in it is an issue"),
        ("plan.md", "Just words.\n", "nothing in it is an issue"),
        ("plan.xlsx", "PK", r"plan\.xlsx:1:1: \.xlsx is a format of office programs: export it"),
        ("plan.json", "{", r"plan\.json:1:2: not JSON: expecting property name"),
        ("plan.json", '[\n{"title": "A",}]', r"plan\.json:2:1[45]: not JSON: "),
        ("plan.json", "// x\n[]", "1:1: not JSON: it has no comments, and '//' begins one"),
        ("plan.json", "[]", "the list is empty"),
        ("plan.json", json.dumps([{"title": " "}]), "entry 1: it has no title: ask for it"),
        ("plan.json", json.dumps([{"title": None}]), "entry 1: it has no title"),
        ("plan.json", json.dumps([{"title": 5}]), "entry 1: title cannot be '5': input should be"),
        ("plan.json", r'[{"title": "A \ud83d"}]', r"'\\ud83d' is half a character"),
        *(
            ("plan.json", json.dumps([{"title": "A", name: value}]), f"entry 1: {name} cannot be")
            for name, value in {
                "number": -5,
                "labels": "bug",
                "milestone": {"number": 1},
                "assignees": [{"name": "x"}],
                "issueType": 5,
                "blockedBy": [1],
                "body": ["x"],
                "state": {},
            }.items()
        ),
        ("plan.json", json.dumps([{"title": "A", "number": 1.5}]), "number cannot be '1.5'"),
        ("plan.json", json.dumps([{"title": "A", "labels": [{"color": "x"}]}]), "labels cannot"),
        ("plan.csv", 'Title\n\nA\n"B,c\nD\n', r"plan\.csv:4:1: a quote opens in this row that"),
        ("plan.csv", 'Title\n"A" b\n', r"plan\.csv:2:1: a quoted cell ends before its text"),
        ("plan.csv", "Title\n", "each row below the names of the columns is an issue"),
        ("plan.json", "{}", "what `gh issue list --json …` prints"),
        ("plan.json", json.dumps([{"number": 1}]), "entry 1: it has no title"),
        ("plan.json", f'[{{"title": "x", "number": {"9" * 5_000}}}]', "too long"),
        ("plan.json", "[" * 100_000, "nested too deeply"),
        ("plan.csv", "a,b\n1,2\n", "no column is a title"),
    ],
)
def test_a_file_that_is_no_plan_says_why(
    name: str, text: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=message):
        import_plan(tmp_path / name)


@pytest.mark.parametrize("number", ["9" * 5_000, "\u00b2", "1e999", "inf", "nan"])
def test_a_number_that_can_be_none_is_left_out(number: str, tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text(f"Title,Number,Estimate\nDo it,{number},{number}\n")
    [issue] = import_plan(tmp_path / "plan.csv").issues
    assert issue.number is None


def test_keys_are_short_readable_and_each_once() -> None:
    taken: set[str] = set()
    for title, key in (
        ("Fix the login of our users", "fix-login-users"),
        ("Fix the login for users", "fix-login-users-2"),
        ("Überprüfung: Häfen", "uberprufung-hafen"),
        ("登録", "issue"),
        ("To be", "to-be"),
    ):
        assert key_of(title, taken) == key
        taken.add(key)


ODD = "a\u2028b\x0cc"


def test_what_ends_no_line_of_markdown_moves_no_line() -> None:
    text = (
        f"## 1. First\n\n**Description:** {ODD}\n\n- [ ] {ODD}\n\n"
        f"```\n{ODD}\n```\n\n## 2. Second\n\n> not understood\n"
    )
    odd = read_markdown(text)
    even = read_markdown(text.replace(ODD, "a b c"))
    assert [each.line for each in odd.unread] == [each.line for each in even.unread]


def test_what_ends_no_line_of_yaml_is_kept(tmp_path: Path) -> None:
    text = "T\u2028x"
    (tmp_path / "plan.csv").write_text(f'title,description\nT,"{text}"\n', "utf-8")
    (issue,) = declared(write(import_plan(tmp_path / "plan.csv")).text, tmp_path).all_issues
    assert issue.description == text


def test_the_day_of_a_milestone_command_is_taken_whole() -> None:
    command = 'gh api repos/a/b/milestones -f title="One" -f due_on=2026-12-18T12:00:00Z'
    draft = read_markdown(f"```sh\n{command}\n```\n")
    assert (draft.milestones["One"]["due_on"], draft.unread) == ("2026-12-18", [])


@pytest.mark.parametrize(
    "title", ["“Undo”", "\u2018x\u2019 ", "„Fertig“", "&fix it", "[Bug] it", "// no"]
)
def test_a_title_comes_back_as_it_is_whatever_signs_it_begins_with(
    title: str, tmp_path: Path
) -> None:
    (tmp_path / "plan.json").write_text(json.dumps([{"title": title, "labels": [title]}]))
    text = write(import_plan(tmp_path / "plan.json")).text
    [issue] = declared(text, tmp_path).issues
    assert (issue.title, issue.labels) == (title.strip(), (title.strip(),))
