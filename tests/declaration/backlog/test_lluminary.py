"""The LLuMinary backlog in short forms says what it said in full."""

from pathlib import Path

import pytest

from gh_playbook.declaration.backlog import backlog
from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.declaration.backlog.issue import Issue

ROOT = Path(__file__).parents[3]
SHORT = ROOT / "playbooks" / "backlogs" / "lluminary.yml"
IN_FULL = ROOT / "tests" / "cases" / "backlogs" / "lluminary-in-full.yml"
# How an issue is written in short, not what it says.
HOW = {"inherit", "labels_from", "sub_issues"}


def read(path: Path) -> Backlog:
    found = backlog.read(path)
    assert not found.faults
    return found.model


def said(issue: Issue) -> dict[str, object]:
    return {**issue.model_dump(exclude=HOW), "labels": sorted(issue.labels)}


def test_the_short_forms_expand_to_what_the_backlog_says_in_full() -> None:
    short, full = read(SHORT), read(IN_FULL)
    assert [said(issue) for issue in short.all_issues] == [said(each) for each in full.all_issues]
    rest = {"issues", "defaults", "inherit", "labels_from", "include"}
    assert short.model_dump(exclude=rest) == full.model_dump(exclude=rest)


def test_the_short_forms_take_seven_lines_where_ten_were() -> None:
    def lines(path: Path) -> int:
        texts = [line.strip() for line in path.read_text().splitlines()]
        return sum(1 for text in texts if text and not text.startswith("#"))

    assert lines(SHORT) <= 0.7 * lines(IN_FULL)


@pytest.mark.parametrize("path", [SHORT, IN_FULL], ids=["short", "in full"])
def test_no_line_is_longer_than_a_screen(path: Path) -> None:
    assert max(map(len, path.read_text().splitlines())) <= 125
