"""The implementation report's text: complete, the same for the same state, read as it is meant."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.gfm import gfm_plugin

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.github.pacing import Pacer
from gh_playbook.github.process.gh import Gh
from gh_playbook.github.reader import Reader
from gh_playbook.github.session import GitHubSession
from gh_playbook.github.writer import Writer
from gh_playbook.model import managed_block
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.marker import Marker
from gh_playbook.model.outcome import Outcome
from gh_playbook.report.escaping import seen
from gh_playbook.report.implementation import BacklogState, Hurdle, picture, remembered, text
from gh_playbook.report.implementation.adoption import adoption
from gh_playbook.report.implementation.advice import recommendations
from gh_playbook.report.implementation.challenges import challenges
from gh_playbook.report.implementation.markdown import code, escaped, prose
from gh_playbook.report.implementation.page import inventory, unsupported
from gh_playbook.report.implementation.points import by_milestone, by_parent, by_sprint
from gh_playbook.report.implementation.state import Adoption, IssueState, Origin
from gh_playbook.report.implementation.typesetting import visible
from gh_playbook.run import report as run_report
from tests.report.backlog import (
    ANALYSIS,
    GOLDEN,
    MISSING,
    PIPELINE,
    RENDERER,
    REPAIR,
    STATE,
    TYPES,
    a_result,
    golden,
)

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
CLEAN = BacklogState("o/r", "https://github.com/o/r", (PIPELINE,))


@pytest.mark.parametrize("name", ["report.md", "board.svg"])
def test_the_files_are_the_golden_ones(name: str) -> None:
    """`python -m tests.report.backlog` writes them again."""
    assert golden(STATE)[name] == (GOLDEN / name).read_text(encoding="utf-8")


def test_every_issue_is_in_exactly_one_row_of_its_table() -> None:
    rows = [line for line in text(STATE, RENDERER).splitlines() if line.count("|") >= 9]
    for entry in STATE.issues:
        found = [row for row in rows if escaped(entry.title) in row]
        assert len(found) == 1
        assert entry.origin.value in found[0]
        assert entry.url is None or f"]({entry.url})" in found[0]


def test_all_tables_have_as_many_cells_as_their_headings() -> None:
    html = MARKDOWN.render(text(STATE, RENDERER))
    tables = [table.partition("</table>")[0] for table in html.split("<table>")[1:]]
    assert len(tables) == 8
    for table in tables:
        width = table.count("<th") - table.count("<thead")
        assert table.count("<td") == width * (table.count("<tr>") - 1)


def test_a_row_says_who_does_it_and_how_it_ended() -> None:
    def row(**more: object) -> str:
        entry = replace(PIPELINE, **more)  # type: ignore[arg-type]
        return next(
            line
            for line in text(replace(CLEAN, issues=(entry,)), RENDERER).splitlines()
            if entry.title.split("`")[0] in line
        )

    assert row().count("|") == row(assignees=("a_b", "c")).count("|") - 1
    assert r"| a\_b, c |" in row(assignees=("a_b", "c"))
    assert "Ready |" in row()
    assert "Ready (closed) |" in row(state="closed")
    assert "Ready (closed as not planned) |" in row(state="closed", reason="not_planned")
    duplicate = row(state="closed", reason="duplicate", original="#4")
    assert "Ready (closed as a duplicate of #4) |" in duplicate


def test_what_no_issue_has_takes_no_column_and_no_table() -> None:
    entries = [IssueState("a", "A", number=1), IssueState("b", "B", number=2, parent="a")]
    state = BacklogState("o/r", "https://github.com/o/r", tuple(entries))
    report = text(state, RENDERER)
    assert "1 issue and 1 sub-issue.\n" in report
    assert report.count("| Issue | Origin |\n| :-- | :-- |\n") == 2
    assert "oints" not in report
    closed = replace(state, issues=(entries[0], replace(entries[1], state="closed", estimate=0)))
    report = text(closed, RENDERER)
    assert report.count("| Issue | Points | Status | Origin |\n| :-- | --: | :-- | :-- |\n") == 2
    assert "## Story points" in report
    assert "| Milestone |" not in report
    assert "| Sprint |" not in report
    assert "| Parent | Points |" in report


def test_an_empty_backlog_has_a_report_too() -> None:
    state = BacklogState("o/r", "https://github.com/o/r", ())
    report = text(state, RENDERER)
    for said in ("There is no board.", "There are none.", "No issue waits", "Nothing stands out."):
        assert said in report
    assert picture(state, RENDERER) is None


@settings(derandomize=True, deadline=None)
@given(st.text())
def test_a_title_in_markdown_reads_as_itself(title: str) -> None:
    written = MARKDOWN.renderInline(f"x{escaped(title)}")
    token = MARKDOWN.parseInline(f"x{escaped(title)}")[0]
    kinds = {each.type for each in token.children or []}
    assert kinds <= {"text", "text_special"}, written
    shown = "".join(each.content for each in token.children or [])
    assert shown == "x" + seen(" ".join(title.split()))


ACTING = "\u202etxt.exe\u2066 \u200bx\x1b[31m"


def test_no_character_of_a_title_acts_on_whoever_reads_a_report() -> None:
    for form in (escaped, prose, code, lambda each: escaped(f"`{each}`"), visible):
        assert not {"\u202e", "\u2066", "\u200b", "\x1b"} & set(form(ACTING))
    assert code("\u202ea") == r"`\u202ea`"
    assert visible("👩\u200d🚀 é") == "👩\u200d🚀 é"


@pytest.mark.parametrize(
    "title",
    [
        "https://evil.example/phish click",
        "see WWW.evil.example, a_www.evil.example (www.evil.example)",
        "mail@evil.example",
        "ftp://evil.example mailto:a@evil.example xmpp:a@evil.example/x",
        "@octocat and @acme/owners",
        "<https://evil.example> <img src=x onerror=alert(1)> <!-- <script>",
        "[l](javascript:alert(1)) ![p](https://evil.example/p.png) [r][1]",
        "`code` | pipe ``` ~~s~~ $x$ &lt;b&gt; &#60;",
    ],
)
def test_no_title_becomes_a_link_an_image_or_a_mention(title: str) -> None:
    html = MarkdownIt("commonmark").use(gfm_plugin).renderInline(escaped(title))
    assert unescape(re.sub("<[^>]+>", "TAG", html)) == title
    assert not re.search(r"(?<!\\)@\w", escaped(title))
    assert not re.search(r"(?<!\\)@\w", prose(title))


def test_totals_count_parents_and_sub_issues_apart() -> None:
    totals = {each.name: (each.main_points, each.sub_issue_points) for each in by_milestone(STATE)}
    assert totals == {"Foundation": (8, 9.5), "Types": (18, 0), "none": (0, 0)}
    assert [each.name for each in by_sprint(STATE)] == ["Current", "Next", "none"]
    (family,) = by_parent(STATE)
    assert (family.parent.key, family.difference) == ("pipeline", 1.5)


def test_sub_issues_below_sub_issues_are_a_part_of_their_points() -> None:
    below = replace(REPAIR, key="below", parent=ANALYSIS.key)
    state = replace(CLEAN, issues=(PIPELINE, ANALYSIS, below))
    (total,) = by_milestone(state)
    assert (total.sub_issue_points, len(total.sub_issues)) == (ANALYSIS.estimate, 2)
    assert f"| **2** | **{ANALYSIS.estimate:g}** |" in text(state, RENDERER)


def test_a_parent_without_an_estimate_has_the_points_of_its_sub_issues() -> None:
    parent = replace(PIPELINE, estimate=None)
    state = replace(CLEAN, issues=(parent, ANALYSIS, REPAIR, TYPES))
    report = text(state, RENDERER)
    assert "2 issues and 2 sub-issues, 22.5 story points." in report
    assert "without estimate" not in report
    assert "parents' points" not in report
    assert "without estimate" in text(replace(state, issues=(parent, TYPES)), RENDERER)


def test_points_that_nobody_estimated_are_no_difference() -> None:
    unknown = [replace(each, estimate=None) for each in (ANALYSIS, REPAIR)]
    assert "parents' points" not in said(PIPELINE, *unknown)
    assert "parents' points" in said(PIPELINE, unknown[0], REPAIR)


def test_what_runs_met_is_remembered_by_the_report_itself() -> None:
    report = text(replace(STATE, hurdles=frozenset(Hurdle)), RENDERER)
    assert remembered(report) == set(Hurdle)
    assert remembered(text(replace(STATE, hurdles=frozenset()), RENDERER)) == set()


@pytest.mark.parametrize(
    ("retries", "waited", "expected"),
    [
        (0, 0.0, set()),
        (2, 0.0, {Hurdle.RETRIED}),
        (0, 3.5, {Hurdle.WAITED}),
        (1, 1.0, {Hurdle.RETRIED, Hurdle.WAITED}),
    ],
)
def test_a_session_tells_what_it_met(retries: int, waited: float, expected: set[Hurdle]) -> None:
    gh, pacer = Gh(), Pacer(waited=waited)
    opened = GitHubSession(gh, Reader(gh, pacer), Writer(gh, pacer, retries=retries), Path())
    assert run_report.hurdles(opened) == expected


def test_where_nothing_stands_out_nothing_is_recommended() -> None:
    assert recommendations(CLEAN) == []
    assert challenges(replace(CLEAN, issues=(replace(PIPELINE, origin=Origin.CREATED),))) == []


def said(*issues: IssueState, **more: object) -> str:
    state = replace(CLEAN, issues=issues, **more)  # type: ignore[arg-type]
    return "\n".join(recommendations(state))


def test_a_closed_issue_is_no_longer_waited_for() -> None:
    first = replace(PIPELINE, key="a", number=1)
    second = replace(PIPELINE, key="b", number=2, blocked_by=("a",))
    third = replace(PIPELINE, key="c", number=3, blocked_by=("b",))
    assert "2 other issues wait for it" in said(first, second, third)
    assert "wait for it" not in said(replace(first, state="closed"), second, third)


def test_an_issue_that_is_ready_and_waits_is_named() -> None:
    waiting = replace(PIPELINE, key="b", number=2, blocked_by=("pipeline",))
    assert "Look at what is ready" in said(PIPELINE, waiting)
    assert "Look at what is ready" not in said(replace(PIPELINE, state="closed"), waiting)


def test_issues_that_wait_for_each_other_have_no_longest_chain() -> None:
    one = replace(PIPELINE, key="a", number=1, blocked_by=("c",))
    two = replace(PIPELINE, key="b", number=2, blocked_by=("a",))
    three = replace(PIPELINE, key="c", number=3, blocked_by=("b",))
    assert "longest chain" not in said(one, two, three)


def test_a_parent_whose_sub_issues_come_to_its_points_is_not_named() -> None:
    child = replace(REPAIR, estimate=8, blocked_by=())
    assert "parents' points" not in said(PIPELINE, child)
    assert "parents' points" in said(PIPELINE, replace(child, estimate=9))


def test_sizes_whose_points_do_not_overlap_are_not_named() -> None:
    small = replace(PIPELINE, key="s", size="S", estimate=3)
    assert "own range" not in said(PIPELINE, small)
    assert "S 3 and M 3 to 8" in said(PIPELINE, small, replace(PIPELINE, key="m", estimate=3))


def test_a_value_that_no_issue_has_is_not_missed() -> None:
    assert "Complete" not in said(replace(PIPELINE, sprint=None))
    assert "`later` without sprint" in said(PIPELINE, MISSING)


def test_what_is_given_up_needs_no_values() -> None:
    assert "`later` without milestone" in said(PIPELINE, MISSING)
    for reason in ("not_planned", "duplicate"):
        given_up = replace(MISSING, state="closed", reason=reason)
        assert "Complete" not in said(PIPELINE, given_up)


def test_of_many_the_first_are_named_and_the_rest_counted() -> None:
    labels = [f"l{index}" for index in range(30)]
    assert "`l4` and 25 more." in said(PIPELINE, labels=tuple(labels))
    assert "`l4` and `l5`." in said(PIPELINE, labels=tuple(labels[:6]))
    large = [
        replace(PIPELINE, key=f"k{size}", number=size, estimate=size) for size in range(10, 30)
    ]
    child = replace(REPAIR, estimate=8, blocked_by=())
    assert "**Split what is large.** [#29]" in said(PIPELINE, child, *large)


def test_labels_that_no_issue_wears_are_named_whatever_their_case() -> None:
    assert said(PIPELINE, labels=("Area:Infrastructure",)) == ""
    assert "`priority:p3`" in said(PIPELINE, labels=("priority:p3",))


def test_a_reason_keeps_its_code_and_nothing_else() -> None:
    assert prose("say `gh auth -s a|b` to *all* | `x") == r"say `gh auth -s a\|b` to \*all\* \| \`x"


def test_what_cannot_be_for_one_reason_is_one_line() -> None:
    result = a_result("project", "Demo", Outcome.UNSUPPORTED, "this GitHub has no projects")
    results = [
        result,
        *(replace(result, module="project_field", key=name) for name in ("Status", "Size")),
        replace(result, module="built_in_workflows", key="workflows"),
    ]
    state = replace(CLEAN, results=tuple(results))
    assert unsupported(state) == [
        "**Project** (1), **Fields of the board** (2): this GitHub has no projects."
    ]
    report = text(state, RENDERER)
    assert "## Not as declared" not in report
    assert "| Fields of the board | 2 | 0 | 2 |  |" in report


def test_an_adopted_issue_s_line_names_what_is_declared_and_so() -> None:
    desired = Issue(
        key="a",
        title="A",
        type="Bug",
        milestone="One",
        labels=("Area:ci", "size:small"),
        remove_labels=("old", "older"),
    )
    there = ExistingIssue("I", 1, "A", managed_block.append("Mine", Marker("a"), "The plan"))
    done = replace(there, labels=("area:ci", "old", "mine"), type="bug", milestone="Two")
    assert adoption(desired, done) == Adoption("bug", None, ("Area:ci",), ("older",), True)
    plain = Issue(key="a", title="A")
    assert adoption(plain, replace(done, body="Mine")) == Adoption()
    assert not adoption(plain, replace(done, body=there.body * 2)).has_block


def test_things_are_named_by_kind_and_by_what_becomes_of_them() -> None:
    as_declared = a_result("label", "a", Outcome.SKIPPED, "as declared")
    assert inventory(
        [
            a_result("project_view", "Board", Outcome.CONFLICT, "two of *that* name"),
            as_declared,
            a_result("label", "b", Outcome.CREATED, "no such label"),
            replace(as_declared, key="c"),
            a_result("issue", "pipeline", Outcome.UPDATED, "labels"),
            a_result("file", "flow.yml", Outcome.SKIPPED, "same content"),
        ]
    ) == [
        "**Labels**: `a` and `c`.",
        "**Labels**, would be created (no such label): `b`.",
        r"**Views of the board**, conflict (two of \*that\* name): `Board`.",
        "**Files**, skipped (same content): `flow.yml`.",
    ]


def test_a_name_that_code_cannot_hold_is_in_italics() -> None:
    assert [code("a  b"), code("a`b"), code("a|b")] == ["`a b`", r"*a\`b*", r"*a\|b*"]
