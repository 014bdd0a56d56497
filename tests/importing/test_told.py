"""What of a plan is not understood is told with its line: nothing is lost in silence."""

import json
import re
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gh_playbook.declaration.source import InputError
from gh_playbook.importing import import_plan, write
from gh_playbook.importing.markdown.markdown import read_markdown

PLANS = Path(__file__).parents[1] / "cases" / "plans"


def test_what_is_not_understood_is_named_with_its_line() -> None:
    draft = import_plan(PLANS / "headed.md")
    assert [(each.line, each.text) for each in draft.unread] == [
        (3, "Intro text."),
        (28, "## Later"),
        (30, "| Feature | Size |"),
        (32, "| Search | L |"),
        (34, "- Maybe a mobile app"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("plan.md", "# Rocket plan\n\n- [ ] Build\n", "Rocket plan"),
        ("plan.md", "Rocket plan\n===\n\n## Issue: Build\n", "Rocket plan"),
        ("tasks.md", "# Tasks: Rocket\n\n## Phase 1: Setup\n\n- [ ] T001 Build\n", "Tasks: Rocket"),
        ("plan.md", "# One plan\n\n- [ ] Build\n\n# Another\n", ""),
        ("plan.md", "## Engine\n\n- [ ] Build\n", ""),
        ("plan.md", "# [Rocket](https://example.com)\n\n- [ ] Build\n", ""),
    ],
)
def test_the_heading_above_all_others_is_the_title_and_another_one_is_listed(
    tmp_path: Path, name: str, text: str, title: str
) -> None:
    (tmp_path / name).write_text(text)
    draft = import_plan(tmp_path / name)
    assert (draft.title, not any(each.line == 1 for each in draft.unread)) == (title, bool(title))


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
    *("- [ ] {} (P1, 5 points)", "- [x] Do {} [P1, {}]", "- {} \u2014 due 2026-12-01 @ann #lab"),
    *("- [ ] {} (maybe {})", "- [ ] A ({} points) ~{}", "  - [x] below {} (2d)", "- \u2705 {}"),
    *("- \u2b1c {}: {}", "    1. [ ] {}", "1. **{}** \u2014 {}", "* {}\n  {}", "**{}**: {}"),
    *("## Epics", "## Out of scope", "## Risks", "## Dependencies", "## In progress", "## Done"),
    *("## High priority", "## P2", "## Phase 1: {}", "## Milestones {}", "### T00{}: {}"),
    *("- {} depends on {}", "- bug (#d73a4a): {}", "- type: {}", "- [ ] {} (due 2026-12-31): {}"),
    *("[^1]: {}", "![{}](x.png)", "<details><summary>{}</summary>", "| Task ({}) | Effort |"),
    *("|---|---|", "| {} | 3 |", "1) {}", "+ {}", "{}<br>{}", "~~{}~~", "- [ ]", "- [ ] @{}"),
)


@st.composite
def plans(draw: st.DrawFn) -> str:
    """A plan of lines of all forms, with a word of its own wherever people have words."""
    forms = draw(st.lists(st.sampled_from([*HEADS, *FORMS]), max_size=12))
    numbers = count()
    return re.sub(r"\{\}", lambda _: f"word{next(numbers)}q", "\n".join(forms))


@settings(derandomize=True, deadline=None, max_examples=80)
@given(
    plan=plans(),
    end=st.sampled_from(["\n", "\r\n"]),
    start=st.sampled_from(["", "\ufeff", "---\na: word99q\n---\n"]),
)
def test_every_word_of_a_plan_is_in_the_backlog_or_is_listed(
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


def test_what_a_task_depends_on_beside_tasks_is_reported(tmp_path: Path) -> None:
    plan = tmp_path / "tasks.md"
    plan.write_text("- [ ] T001 One\n- [ ] T002 [P] Two (depends on T001, the parser)\n")
    draft = import_plan(plan)
    assert [each.fields.get("labels") for each in draft.issues] == [None, ["parallel"]]
    assert [(each.line, "in part" in each.text) for each in draft.unread] == [(2, True)]


def test_cells_of_no_use_are_listed(tmp_path: Path) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text("Summary;Number;Estimate;URL\nA;x;soon;http://n\nA;3;5;;more\n")
    draft = import_plan(plan)
    assert [str(each.text) for each in draft.unread] == [
        *("number: x", "estimate: soon", "url: http://n", "a cell without a column: more"),
    ]
    text = write(draft).text
    assert "key: a\n    number: 3\n" in text
    assert write(import_plan(plan), text).text == text


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("plan.md", "", "it has no issue"),
        ("plan.md", "Just words.\n", "it has no issue"),
        ("plan.xlsx", "PK", r"plan\.xlsx:1:1: \.xlsx is a format of office programs: export it"),
        ("plan.PDF", "x", r"\.PDF is a format of office programs"),
        ("plan.html", "x", r"\.html is a text, but no Markdown: convert it, for example"),
        ("plan.org", "* TODO a", r"\.org is a text, but no Markdown"),
        ("plan.xml", "<a/>", r"\.xml is data of another tool: export issues as CSV, or as JSON"),
        ("plan.toml", "a = 1", r"\.toml is data of another tool"),
        ("plan.yml", "a: 1", "convert YAML of another tool to JSON"),
        ("plan.zip", "PK", r"\.zip is no text: unpack it"),
        ("plan.md", "<!DOCTYPE html><p>", "this is HTML or XML, a text, but no Markdown: convert"),
        ("plan.csv", "<?xml version='1.0'?>", "this is HTML or XML"),
        ("plan.json", '{"a": 1}', "it has no list of issues; known formats are"),
        ("plan.json", "[1]", "it has no list of issues; known formats are"),
        (
            "plan.json",
            '{"issues": [{"title": "A", "children": [{}]}]}',
            "1, below A: it has no title",
        ),
        ("plan.json", "{", r"plan\.json:1:2: not JSON: expecting property name"),
        ("plan.json", '[\n{"title": "A",}]', r"plan\.json:2:1[45]: not JSON: "),
        ("plan.json", "// x\n[]", "1:1: not JSON: JSON has no comments, and '//' begins one"),
        ("plan.json", "[]", "the list is empty"),
        ("plan.json", json.dumps([{"title": " "}]), "entry 1: it has no title: ask for it"),
        ("plan.json", json.dumps([{"title": None}]), "entry 1: it has no title"),
        ("plan.json", json.dumps([{"title": 5}]), "1:2: entry 1: title cannot be '5': it must be"),
        ("plan.json", '[{"title": "A", "title": "B"}]', "an object has 'title' twice"),
        (
            "plan.json",
            '{"title": "A"}\n{"title": "B"}',
            r"plan\.json:2:1: .* one list of JSON lines",
        ),
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
        ("plan.csv", 'Title\n\nA\n"B,c\nD\n', r"plan\.csv:4:1: a quote is opened in this row"),
        ("plan.csv", 'Title\n"A" b\n', r"plan\.csv:2:1: a quoted cell ends before its text"),
        ("plan.csv", "Title\n", "each row below the names of the columns is an issue"),
        ("plan.json", "{}", "what `gh issue list --json …` prints"),
        ("plan.json", json.dumps([{"number": 1}]), "entry 1: it has no title"),
        ("plan.json", '[\n {"title": "A"},\n {"title": 5}]', r"plan\.json:3:2: entry 2: title"),
        ("plan.json", '[{"title": ""},\n{"title": " "}]', r"(?s)1:2: entry 1: .*2:1: entry 2: it"),
        ("plan.csv", "", "the table has no names of columns"),
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


def test_a_counted_heading_beside_a_called_issue_is_reported_with_the_reason() -> None:
    draft = read_markdown(
        "## Issue 3: Fruit\n\n## 1. Roots\n\n## #2 Leaves\n\n## US-4: Four\n\n## Why\n"
    )
    assert [each.title for each in draft.issues] == ["Fruit"]
    told = [each.text.partition(" (no issue: call it `Issue: …`") for each in draft.unread]
    assert [(text, bool(reason)) for text, reason, _ in told] == [
        *(
            ("## 1. Roots", True),
            ("## #2 Leaves", True),
            ("## US-4: Four", True),
            ("## Why", False),
        ),
    ]


def test_words_that_another_line_has_are_lost_all_the_same() -> None:
    draft = read_markdown(
        "## Issue: Show the map of all towns\n\n**Depends on**: none (the town hall)\n**Size**: S\n"
        "\n"
        "Hall and map are ready, and so is the path of the river.\n\n"
        "| Milestone | Due | Exit |\n|---|---|---|\n| Alpha | 2026-12-01 | River path shown |\n"
    )
    in_part = [each.line for each in draft.unread if "in part" in each.text]
    assert in_part == [3]
    plan = read_markdown(
        "# Plan\n\n| Milestone | Due | Exit |\n|---|---|---|\n"
        "| Alpha | 2026-12-01 | River path shown |\n\n"
        "10. Show the river\n11. Draw a path\n"
    )
    assert [(each.line, "in part" in each.text) for each in plan.unread] == [
        *((1, False), (3, True), (5, True)),
    ]


def test_the_address_of_a_link_in_a_title_is_in_the_description() -> None:
    draft = read_markdown("- [ ] Read [the guide](https://example.org/guide) (P1)\n")
    assert draft.issues[0].title == "Read the guide (P1)"
    assert draft.issues[0].fields == {
        "description": "Read [the guide](https://example.org/guide) (P1)"
    }
    assert draft.unread == []
