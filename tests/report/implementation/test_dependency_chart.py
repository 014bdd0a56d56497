"""The dependency graph: Mermaid that reads the same whatever the titles say."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gh_playbook.report.implementation.dependency_chart import (
    EDGES_LIMIT,
    TEXT_LIMIT,
    flowchart,
    label,
)
from gh_playbook.report.implementation.state import BacklogState, IssueState
from gh_playbook.report.implementation.typesetting import visible
from tests.report.backlog import STATE

NODE = re.compile(r'\s+(\w+)\["([^"]*)"\]')
BOX = re.compile(r'\s+subgraph (\w+) \["([^"]*)"\]')
ARROW = re.compile(r"  (\w+) --> (\w+)")
HOSTILE = [
    'a "quoted" <b>title</b> & `code`',
    "`md` **bold** __init__ *y*",
    '#lt;b; #13; %%{init: {"theme": "forest"}}%%',
    "end",
    "subgraph x; end",
    "```\n# out of the fence",
    "fa:fa-car $$x^2$$ [link](http://x.y) {curly} | pipe ~tilde~ \\n",
    "日本語 🎉",
]


def parsed(text: str) -> tuple[dict[str, str], list[tuple[str, str]], dict[str, str | None]]:
    """Read a flowchart: labels by node, arrows, and the box each node is in."""
    first, *lines = text.split("\n")
    assert first == "flowchart TB"
    labels: dict[str, str] = {}
    inside: dict[str, str | None] = {}
    arrows: list[tuple[str, str]] = []
    open_boxes: list[str] = []
    for line in lines:
        found = BOX.fullmatch(line) or NODE.fullmatch(line)
        if line.strip() == "end":
            open_boxes.pop()
        elif found:
            assert found[1] not in labels
            labels[found[1]] = shown(found[2])
            inside[found[1]] = open_boxes[-1] if open_boxes else None
            if BOX.fullmatch(line):
                open_boxes.append(found[1])
        else:
            arrow = ARROW.fullmatch(line)
            assert arrow, line
            assert not open_boxes
            arrows.append((arrow[1], arrow[2]))
    assert not open_boxes
    assert {each for arrow in arrows for each in arrow} <= labels.keys()
    return labels, arrows, inside


def shown(text: str) -> str:
    """Return what Mermaid shows of a label: its codes are HTML's, with # for &#."""
    return re.sub(r"#(\d+);", lambda found: chr(int(found[1])), text)


def test_an_arrow_leads_from_what_comes_first_and_boxes_hold_sub_issues() -> None:
    labels, arrows, inside = parsed(flowchart(STATE) or "")
    assert arrows == [("issue4", "issue5"), ("issue1", "issue2"), ("issue2", "issue3")]
    assert inside["issue4"] == inside["issue5"] == "issue1"
    assert inside["issue2"] is None
    assert labels["issue4"] == "✓ #4 Find out why"
    assert labels["new6"] == "later To be made later"


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_reads_as_itself(title: str) -> None:
    blocker, blocked = STATE.issues[0], replace(STATE.issues[3], title=title)
    labels, _, _ = parsed(flowchart(BacklogState("o/r", "", (blocker, blocked))) or "")
    assert labels["issue2"] == f"#2 {' '.join(title.split())}"


@settings(derandomize=True, deadline=None)
@given(st.text())
def test_no_title_leaves_its_label(title: str) -> None:
    written = label(IssueState("key", title, number=7))
    assert re.fullmatch(r'"[^"`%{}<>\[\]|\n]*"', written)
    assert shown(written[1:-1]) == visible(f"#7 {title}")


def test_no_arrow_leads_from_a_box_to_what_is_in_it() -> None:
    parent = IssueState("parent", "Parent", number=1)
    child = IssueState("child", "Child", number=2, parent="parent", blocked_by=("parent",))
    grandchild = IssueState("grandchild", "Deep", number=3, parent="child", blocked_by=("other",))
    other = IssueState("other", "Other", number=4, blocked_by=("grandchild", "elsewhere"))
    _, arrows, inside = parsed(
        flowchart(BacklogState("o/r", "", (parent, child, grandchild, other))) or ""
    )
    assert arrows == [("issue4", "issue3"), ("issue3", "issue4")]
    assert inside["issue3"] == "issue2"


def chain(length: int, **more: object) -> tuple[IssueState, ...]:
    return tuple(
        IssueState(f"k{n}", "x" * 40, number=n, blocked_by=(f"k{n - 1}",), **more)  # type: ignore[arg-type]
        for n in range(1, length + 1)
    )


def test_a_backlog_too_large_is_drawn_without_sub_issues() -> None:
    top = chain(3)
    below = tuple(
        IssueState(f"s{n}", "x" * 100, number=1000 + n, parent="k1", blocked_by=("k2",))
        for n in range(EDGES_LIMIT)
    )
    text = flowchart(BacklogState("o/r", "", (*top, *below))) or ""
    labels, arrows, _ = parsed(text)
    assert set(labels) == {"issue1", "issue2", "issue3"}
    assert arrows == [("issue1", "issue2"), ("issue2", "issue3")]


def test_what_no_chart_can_hold_is_none() -> None:
    assert flowchart(BacklogState("o/r", "", chain(EDGES_LIMIT + 2))) is None
    assert len(flowchart(BacklogState("o/r", "", chain(EDGES_LIMIT))) or "") <= TEXT_LIMIT


def test_a_backlog_without_dependencies_has_no_chart() -> None:
    assert flowchart(BacklogState("o/r", "", (IssueState("a", "A", number=1),))) is None
