"""The declared state: what follows from how it is written."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from gh_playbook.declaration.backlog import backlog
from gh_playbook.declaration.backlog.backlog import Backlog, Label

TEXT = """\
repository: octo/demo
issues:
  - key: a
    title: A
    milestone: v1
    related_to: [b]
    sub_issues:
      - {key: a1, title: A1}
      - key: a2
        title: A2
        milestone: v2
        blocked_by: [a1]
        sub_issues:
          - {key: a21, title: A21}
  - {key: b, title: B, related_to: [a, a2], blocked_by: [a1, a2]}
  - {key: c, title: C, parent: b}
"""


def read(folder: Path) -> Backlog:
    (folder / "backlog.yml").write_text(TEXT)
    return backlog.read(folder / "backlog.yml").model


def test_parents_come_before_their_sub_issues(tmp_path: Path) -> None:
    declared = read(tmp_path)
    assert [each.key for each in declared.all_issues] == ["a", "a1", "a2", "a21", "b", "c"]
    parents = [(each.key, each.parent) for each in declared.sub_issues]
    assert parents == [("a1", "a"), ("a2", "a"), ("a21", "a2"), ("c", "b")]


def test_a_sub_issue_takes_its_parent_s_milestone_unless_it_has_its_own(tmp_path: Path) -> None:
    found = {each.key: each.milestone for each in read(tmp_path).sub_issues}
    assert found == {"a1": "v1", "a2": "v2", "a21": "v2", "c": None}


def test_dependencies_are_where_they_were_said(tmp_path: Path) -> None:
    found = [(each.key, each.source) for each in read(tmp_path).dependencies]
    assert [key for key, _ in found] == ["a2 ← a1", "b ← a1", "b ← a2"]
    lines = [(source.line, source.column) for _, source in found if source]
    assert lines == [(12, 22), (15, 58), (15, 62)]


def test_a_relation_said_on_both_sides_is_one(tmp_path: Path) -> None:
    assert [each.key for each in read(tmp_path).relations] == ["a ↔ b", "b ↔ a2"]


def test_an_inherited_field_s_place_is_where_the_parent_says_it(tmp_path: Path) -> None:
    place = read(tmp_path).sub_issues[0].place("milestone")
    assert place is not None
    assert (place.line, place.column) == (5, 16)


def test_a_colour_with_other_digits_is_no_example_of_a_right_one() -> None:
    with pytest.raises(ValidationError, match="without '#', such as 'd73a4a', not '#12345g'"):
        Label(name="bug", color="#12345g")
