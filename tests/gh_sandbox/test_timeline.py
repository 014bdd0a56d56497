"""What happened to an issue, in order; and what names it from elsewhere."""

from typing import Any

import pytest

from tests.gh_sandbox.conftest import REPOSITORY, Local

ISSUES = f"/repos/{REPOSITORY}/issues"


def timeline(local: Local, number: int) -> list[Any]:
    found: list[Any] = local.rest("GET", f"{ISSUES}/{number}/timeline")
    return found


def sources(local: Local, number: int) -> list[int]:
    """The numbers of what names an issue."""
    events = timeline(local, number)
    named = [each for each in events if each["event"] == "cross-referenced"]
    return [each["source"]["issue"]["number"] for each in named]


def test_events_come_in_order(local: Local) -> None:
    local.rest("PATCH", f"{ISSUES}/14", labels=["build", "typing"])
    local.clock.advance(60)
    local.rest("POST", f"{ISSUES}/14/comments", body="done")
    local.clock.advance(60)
    local.rest("PATCH", f"{ISSUES}/14", state="closed", state_reason="not_planned")
    local.rest("PATCH", f"{ISSUES}/14", state="open")
    labels = {"labeled": 1, "unlabeled": 4}
    names = [each["event"] for each in timeline(local, 14)]
    assert {name: names[:5].count(name) for name in labels} == labels
    assert names[5:] == ["commented", "closed", "reopened"]
    events = local.rest("GET", f"{ISSUES}/14/events")
    assert [each["event"] for each in events[5:]] == ["closed", "reopened"]
    assert {each["actor"]["login"] for each in events} == {"octocat"}


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("Related: #14", True),
        ("see PimpMyNines/LLuMinary#14.", True),
        ("pimpmynines/lluminary#14", True),
        ("(https://github.com/PimpMyNines/LLuMinary/issues/14)", True),
        ("someone/empty#14", False),
        ("#145", False),
        ("a#14", False),
        ("`#14`", False),
        ("```\n#14\n```", False),
        ("<!-- #14 -->", False),
    ],
)
def test_a_text_names_an_issue(local: Local, text: str, is_named: bool) -> None:
    local.rest("PATCH", f"{ISSUES}/3", body=text)
    assert sources(local, 14) == ([3] if is_named else [])


def test_an_issue_is_named_once_by_each_other(local: Local) -> None:
    local.rest("POST", ISSUES, title="New", body="Part of #14")
    local.rest("PATCH", f"{ISSUES}/21", body="Part of #14, #14 and #21")
    local.rest("POST", f"{ISSUES}/21/comments", body="#14")
    local.rest("POST", f"{ISSUES}/12/comments", body="for #14")
    assert sources(local, 14) == [21, 12]
    assert sources(local, 21) == []
