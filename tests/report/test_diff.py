"""Differences as lines: texts as unified diffs, other fields one line each way."""

from datetime import date
from typing import Any

import pytest

from gh_playbook.model.change import Difference
from gh_playbook.report import diff


@pytest.mark.parametrize(
    ("existing", "desired", "lines"),
    [
        pytest.param("a", "b", ["-title: a", "+title: b"], id="two texts of a line"),
        pytest.param(None, "b", ["+title: b"], id="nothing before"),
        pytest.param("a", None, ["-title: a"], id="nothing after"),
        pytest.param(("a", "b"), ("a",), ["-title: a, b", "+title: a"], id="lists"),
        pytest.param(None, date(2026, 12, 31), ["+title: 2026-12-31"], id="a date"),
        pytest.param(True, False, ["-title: True", "+title: False"], id="claims"),
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


def test_plain_values_are_those_of_json() -> None:
    value = ("a", [date(2026, 1, 2), 3, None], True)
    assert diff.plain(value) == ["a", ["2026-01-02", 3, None], True]
