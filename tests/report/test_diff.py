"""Differences as lines: texts as unified diffs, other fields one line each way."""

from datetime import date
from typing import Any

import pytest

from gh_playbook.model.change import Difference
from gh_playbook.model.outcome import Outcome, Result
from gh_playbook.report import diff


@pytest.mark.parametrize(
    ("existing", "desired", "lines"),
    [
        pytest.param("a", "b", ["-title: a", "+title: b"], id="two texts of a line"),
        pytest.param(None, "b", ["+title: b"], id="nothing before"),
        pytest.param("a", None, ["-title: a"], id="nothing after"),
        pytest.param(("a", "b"), ("a",), ["-title: a, b", "+title: a"], id="lists"),
        pytest.param(None, date(2026, 12, 31), ["+title: 2026-12-31"], id="a date"),
        pytest.param(True, False, ["-title: true", "+title: false"], id="claims"),
        pytest.param(3.0, 5, ["-title: 3", "+title: 5"], id="a number of GitHub"),
        pytest.param(0.5, 2.5, ["-title: 0.5", "+title: 2.5"], id="fractions"),
        pytest.param("", "b", ["+title: b"], id="an empty text before"),
        pytest.param(["b"], [], ["-title: b"], id="an empty list after"),
        pytest.param(
            None, "one\ntwo", ["@@ title @@", "+one", "+two"], id="a text where there was none"
        ),
        pytest.param(
            "1\n2\n3\n4\n5\n6\n7",
            "1\n2\n3\nfour\n5\n6\n7",
            ["@@ title @@", " 2", " 3", "-4", "+four", " 5", " 6"],
            id="a line among others",
        ),
        pytest.param(
            "a\n-- b\n++ c",
            "a\n+++\n---",
            ["@@ title @@", " a", "--- b", "-++ c", "++++", "+---"],
            id="lines of dashes and pluses",
        ),
        pytest.param("a\n@@ b", "a\n@@ c", ["@@ title @@", " a", "-@@ b", "+@@ c"], id="at signs"),
    ],
)
def test_lines(existing: Any, desired: Any, lines: list[str]) -> None:
    assert list(diff.lines(Difference("title", existing, desired))) == lines


def test_labels_stand_in_one_order_on_both_sides() -> None:
    labels = Difference("labels", ("site", "content", "Board"), ("content", "Board", "team"))
    assert list(diff.lines(labels)) == [
        "-labels: Board, content, site",
        "+labels: Board, content, team",
    ]


def test_plain_values_are_those_of_json() -> None:
    value = ("a", [date(2026, 1, 2), 3, None], True)
    assert diff.plain(value) == ["a", ["2026-01-02", 3, None], True]


def told(module: str, key: str, *differences: Difference) -> list[str]:
    return [*diff.told(Result("Step", module, key, Outcome.CREATED, "", differences))]


def test_values_of_what_is_new_or_goes_stand_together() -> None:
    long = "x" * 80
    new = (
        Difference("name", None, "bug"),
        Difference("color", "", "d73a4a"),
        Difference("is_enabled", None, True),
        Difference("description", None, long),
        Difference("options", None, ["A: b", "C"]),
        Difference("state", None, "open"),
    )
    assert told("label", "bug", *new) == [
        "+color: d73a4a; enabled: true",
        f"+description: {long}",
        "@@ options @@",
        "+A: b",
        "+C",
        "+state: open",
    ]
    gone = [Difference(each.field, each.desired, None) for each in new[:3]]
    assert told("label", "bug", *gone) == ["-color: d73a4a; enabled: true"]


def test_what_the_line_of_a_thing_says_is_not_said_again() -> None:
    assert told("dependency", "a ← b", Difference("blocked_by", None, "b")) == []
    there = Difference("project", None, "Board")
    assert told("project_item", "a", there) == []
    assert told("project_item", "a", there, Difference("Size", None, "M")) == ["+Size: M"]
    assert told("label", "new", Difference("name", "old", "new")) == ["-name: old", "+name: new"]


def test_the_tools_own_markers_are_not_shown() -> None:
    before, after = (f"<!-- gh-playbook:begin key=a digest={each} -->" for each in "12")
    texts = [f"{each}\nText\n<!-- gh-playbook:end -->" for each in (before, after)]
    assert told("issue", "a", Difference("body", *texts)) == [
        "@@ body @@ (only the tool's own marker, which nobody sees)"
    ]
    assert told("issue", "a", Difference("body", None, texts[0])) == ["@@ body @@", "+Text"]


@pytest.mark.parametrize(
    ("existing", "desired"),
    [
        pytest.param("Text", "{begin}\nText\n{end}", id="around a text"),
        pytest.param("Text", "{begin}\n\nText\n\n{end}\n", id="blank lines beside markers"),
        pytest.param("A\r\n\r\nB", "A\n\n{begin}\n\nB\n{end}", id="around a part"),
        pytest.param("Text", "Text\n\n{alone}", id="a marker alone, below"),
        pytest.param("", "{alone}", id="a body without a text"),
        pytest.param("A\n{alone}\nB", "A\nB\n{alone}", id="a marker elsewhere"),
    ],
)
def test_a_body_of_which_only_markers_differ_is_one_line(existing: str, desired: str) -> None:
    marks = {
        "begin": "<!-- gh-playbook:begin key=a digest=1 -->",
        "end": "<!-- gh-playbook:end -->",
        "alone": "<!-- gh-playbook:issue key=a -->",
    }
    texts = existing.format(**marks), desired.format(**marks)
    for old, new in (texts, texts[::-1]):
        assert told("issue", "a", Difference("body", old, new)) == [
            "@@ body @@ (only the tool's own marker, which nobody sees)"
        ]


def test_a_blank_line_within_a_text_is_shown_beside_another_marker() -> None:
    texts = [f"<!-- gh-playbook:begin key=a digest={each} -->\nA" for each in "12"]
    body = Difference("body", f"{texts[0]}\nB", f"{texts[1]}\n\nB")
    assert told("issue", "a", body) == ["@@ body @@", " A", "+", " B"]


def test_empty_values_of_what_is_new_or_goes_are_left_out() -> None:
    new = [
        Difference(field, None, value)
        for field, value in {
            "description": "",
            "due_on": None,
            "labels": (),
            "state": "open",
        }.items()
    ]
    assert told("milestone", "v1", *new) == ["+state: open"]
    gone = [Difference(each.field, each.desired, None) for each in new]
    assert told("milestone", "v1", *gone) == ["-state: open"]
