"""Three ways: what people changed is taken, what the backlog changed stays, both is a conflict."""

from typing import Any

import pytest

from gh_playbook.convergence.journal.pull_memory import Base
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.pulling import text_change
from gh_playbook.pulling.three_way import Conflict, compare

ISSUE = Issue(key="a", title="T", milestone="v1", labels=("bug", "web"), priority="P1")


def found(title: str, last: dict[str, Any]) -> list[str]:
    changes = compare(ISSUE, {"title": title}, ISSUE.labels, Base(last, frozenset(ISSUE.labels)))
    return [type(each).__name__ for each in changes]


@pytest.mark.parametrize(
    ("existing", "last", "comes_to"),
    [
        ("T", {"title": "T"}, []),
        ("X", {"title": "T"}, ["Taken"]),
        ("X", {"title": "X"}, []),
        ("X", {"title": "Y"}, ["Conflict"]),
        ("T", {"title": "Y"}, []),
        ("X", {}, ["Conflict"]),
    ],
)
def test_who_changed_a_field_decides(
    existing: str, last: dict[str, Any], comes_to: list[str]
) -> None:
    assert found(existing, last) == comes_to


@pytest.mark.parametrize(("existing", "taken"), [("T ", []), (" X ", ["X"])])
def test_blanks_around_a_title_are_no_change(existing: str, taken: list[str]) -> None:
    """GitHub keeps them (git-bug/git-bug#427); no backlog can declare them."""
    for last in ("T", existing):
        changes = compare(ISSUE, {"title": existing}, ISSUE.labels, Base({"title": last}))
        assert [each.existing for each in changes] == (taken if last == "T" else [])


def test_what_the_backlog_does_not_say_is_taken_only_where_it_was_known() -> None:
    issue = Issue(key="a", title="T")
    values = {"state": "closed", "type": "Bug", "status": "Done"}
    assert compare(issue, {**values, "state": "open"}, (), Base()) == []
    (only,) = compare(issue, values, (), Base({"type": None, "state": "open"}))[:1]
    assert (only.field, only.existing) == ("type", "Bug")


def test_labels_are_taken_one_by_one() -> None:
    base = Base({}, frozenset({"bug", "web", "theirs"}))
    (change,) = compare(ISSUE, {}, ("web", "theirs", "New"), base)
    assert (change.field, change.existing) == ("labels", ["web", "New"])
    assert compare(ISSUE, {}, ("web", "New"), Base()) == []


def test_a_conflict_says_what_both_have() -> None:
    (conflict,) = compare(ISSUE, {"priority": "P0"}, ISSUE.labels, Base({"priority": "P2"}))
    assert isinstance(conflict, Conflict)
    assert str(conflict) == "a: priority: the backlog says P1, GitHub has P0 (both changed)"


WRITTEN = "## Description\nOld.\n\n## Acceptance Criteria\n- [ ] One\n- [ ] Two\n\n## Effort\n1 day"


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("Old.", "New\n\ntext.", {"description": "New\n\ntext."}),
        ("- [ ] Two", "- [x] Two\n- [ ] Three", {"acceptance_criteria": ["One", "Two", "Three"]}),
        ("- [ ] One", "- [x] One", {}),
        ("1 day", "2 days", None),
        ("- [ ] Two", "Two, as a paragraph", None),
    ],
)
def test_edits_of_texts_become_fields(old: str, new: str, changes: dict[str, Any] | None) -> None:
    assert text_change.changes(WRITTEN.replace(old, new), WRITTEN) == changes
