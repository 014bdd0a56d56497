"""Kept values that somebody changed on GitHub since the last run here: the run says so."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.model.world import UNBORN
from gh_playbook.modules.history import History
from tests.modules.issue import TEXT, an_issue, diff
from tests.modules.worlds import a_context, a_world, put

LEFT = {"title": "A", "milestone": "v1", "type": "Task", "labels": ["bug"], "state": "open"}
DECLARED: dict[str, Any] = {"milestone": "v1", "type": "Task", "labels": ["bug"]}


def told(left: Mapping[str, Any], hand: frozenset[str] | None, **now: Any) -> tuple[str, ...]:
    """Compare an issue that is now like this, with labels and milestones that people changed."""
    world = a_world()
    fields = {"title": "A", "milestone": "v1", "type": "Task", "labels": ("bug",), **now}
    put(world, 7, "a", TEXT, **fields)
    context = replace(
        a_context(an_issue(**DECLARED)),
        history=History(last_left=lambda _issue: left, changed_by_hand=lambda _key, _issue: hand),
    )
    return diff(an_issue(**DECLARED), world, context).warnings


@pytest.mark.parametrize(
    ("now", "hand", "fields"),
    [
        ({"title": "a"}, None, "title"),
        ({"type": "Bug"}, None, "type"),
        ({"milestone": None}, frozenset({"v1"}), "milestone"),
        ({"labels": ()}, frozenset({"bug"}), "labels"),
        ({"title": "B", "labels": ()}, frozenset({"bug"}), "title, labels"),
    ],
)
def test_what_the_run_sets_back_is_named(
    now: dict[str, Any], hand: frozenset[str] | None, fields: str
) -> None:
    ending = "changed on GitHub since the last run here: `pull` takes that into the backlog instead"
    assert told(LEFT, hand, **now) == (f"{fields} {ending}",)


@pytest.mark.parametrize(
    ("left", "now"),
    [
        pytest.param({}, {"title": "B"}, id="no journal has it"),
        pytest.param({**LEFT, "title": "B"}, {"title": "B"}, id="the file changed"),
        pytest.param(LEFT, {"milestone": None}, id="a run may have removed the milestone"),
        pytest.param(LEFT, {"type": None}, id="a run may have removed the type"),
        pytest.param({**LEFT, "labels": []}, {"labels": ()}, id="the file has a new label"),
    ],
)
def test_nothing_is_said_unless_it_is_certain(left: Mapping[str, Any], now: dict[str, Any]) -> None:
    assert told(left, frozenset(), **now) == ()


@pytest.mark.parametrize(
    ("parent", "is_told"),
    [
        ({"id": f"{UNBORN}p", "milestone": "v2"}, False),
        ({"id": f"{UNBORN}p", "milestone": "v3"}, True),
        ({"id": f"{UNBORN}p", "milestone": None}, True),
        ({"id": "I9", "milestone": "v3"}, False),
        ({}, False),
    ],
    ids=["its parent's", "another one", "it has none", "it has changed since", "it is not known"],
)
def test_a_milestone_of_a_new_sub_issue_is_people_s_unless_it_may_be_its_parent_s(
    parent: Mapping[str, Any], *, is_told: bool
) -> None:
    """GitHub gives a new sub-issue without a milestone that of its parent."""
    world = a_world()
    put(world, 7, "a", TEXT, title="A", milestone="v2")
    issue = an_issue(milestone="v1", parent="p")
    left = {"a": {"id": f"{UNBORN}a", "title": "A", "parent": "I9", "milestone": None}, "p": parent}
    history = History(
        last_left=lambda asked: left[asked.key],
        changed_by_hand=lambda _key, _issue: frozenset({"v2"}),
    )
    context = replace(a_context(issue, Issue(key="p", title="P")), history=history)
    change = diff(issue, world, context)
    assert "milestone" in {each.field for each in change.differences}
    assert any(each.startswith("milestone changed") for each in change.warnings) == is_told
