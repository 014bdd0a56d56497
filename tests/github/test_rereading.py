"""What is read again before it is overwritten, and edits that came in between all the same."""

from typing import Any

import pytest

from gh_playbook.github.error import GitHubError
from gh_playbook.github.reader import Reader
from gh_playbook.github.rereading import Rereading, TextEdit
from gh_playbook.model.author import Author
from gh_playbook.model.change import Action, Change, Mutation
from gh_playbook.model.existing import ExistingIssue, Features
from gh_playbook.model.project_field import ExistingField, ExistingOption
from gh_playbook.model.sending import Stale
from tests.github.answers import Answering, Time, answer

PLAIN = Features(issue_types=False, sub_issues=False, dependencies=False, relations=False)
NODE = {
    "id": "I1",
    "number": 1,
    "title": "A",
    "body": "text",
    "url": "https://i/1",
    "state": "OPEN",
    "stateReason": None,
    "author": {"__typename": "User", "login": "octocat"},
    "authorAssociation": "OWNER",
    "viewerDidAuthor": True,
    "labels": {"nodes": [{"name": "bug"}, {"name": "ci"}]},
    "milestone": None,
    "userContentEdits": {"nodes": []},
}
FIELD = {
    "id": "F1",
    "databaseId": 7,
    "name": "Status",
    "dataType": "SINGLE_SELECT",
    "options": [{"id": "O1", "name": "Todo", "color": "GRAY", "description": ""}],
}
ISSUE = ExistingIssue(
    "I1",
    1,
    "A",
    "text",
    "https://i/1",
    labels=("bug", "ci"),
    author=Author("octocat", "OWNER", is_viewer=True),
)
OPTIONS = (ExistingOption("O1", "Todo", "gray"),)


def a_change(before: ExistingIssue | ExistingField) -> Change:
    return Change("issue", "a", Action.UPDATE, "", before=before, overwrites=before.id)


def rereading(*nodes: Any, exact: bool = True, **more: Any) -> Rereading:
    whole = answer({"data": {"nodes": list(nodes)}, **more})
    length = len(whole.text.encode()) + (0 if exact else 4)
    given = answer(whole.text, headers={"content-length": str(length)})
    return Rereading(Reader(Answering(answers=[given]), Time().pacer()), PLAIN)


def stale(before: ExistingIssue | ExistingField, *nodes: Any, **more: Any) -> list[Stale]:
    return rereading(*nodes, **more).stale({3: a_change(before)})


def test_nothing_is_asked_where_nothing_is_overwritten() -> None:
    assert Rereading(Reader(Answering(), Time().pacer()), PLAIN).stale({}) == []


def test_what_is_as_it_was_is_sent() -> None:
    assert stale(ISSUE, NODE) == []
    moved = {**NODE, "labels": {"nodes": [{"name": "ci"}, {"name": "bug"}]}}
    assert stale(ISSUE, moved) == []
    field = ExistingField("F1", "Status", "single_select", 7, OPTIONS)
    assert stale(field, FIELD) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "B"},
        {"body": "other text"},
        {"state": "CLOSED", "stateReason": "COMPLETED"},
        {"labels": {"nodes": [{"name": "bug"}]}},
        {"milestone": {"title": "v1"}},
    ],
)
def test_what_has_changed_is_not_sent_and_comes_as_it_is_now(changed: dict[str, Any]) -> None:
    (found,) = stale(ISSUE, {**NODE, **changed})
    assert found.index == 3
    assert isinstance(found.fresh, ExistingIssue)
    assert found.fresh.own != ISSUE.own


def test_an_option_that_somebody_added_is_seen() -> None:
    field = ExistingField("F1", "Status", "single_select", 7, ())
    (found,) = stale(field, FIELD)
    assert isinstance(found.fresh, ExistingField)
    assert found.fresh.options == OPTIONS


def test_what_is_gone_is_nothing() -> None:
    errors = [{"type": "NOT_FOUND", "path": ["nodes", 0], "message": "Could not resolve"}]
    assert stale(ISSUE, None, errors=errors) == [Stale(3, None)]


def test_an_answer_that_does_not_come_is_an_error() -> None:
    with pytest.raises(GitHubError):
        stale(ISSUE, None, errors=[{"type": "SOMETHING", "message": "went wrong"}])


@pytest.mark.parametrize(
    ("body", "exact", "is_exact"),
    [
        ("plain", True, True),
        ("plain", False, True),
        ("a pattern ^[a-z]", True, True),
        ("a log ^[[31m", False, False),
    ],
)
def test_a_text_is_in_doubt_where_it_has_carets_and_another_length(
    body: str, *, exact: bool, is_exact: bool
) -> None:
    (found,) = stale(ISSUE, {**NODE, "title": "B", "body": body}, exact=exact)
    assert isinstance(found.fresh, ExistingIssue)
    assert found.fresh.is_exact is is_exact


def test_options_are_in_doubt_alike() -> None:
    option = {"id": "O1", "name": "Todo", "color": "GRAY", "description": "^G"}
    field = ExistingField("F1", "Status", "single_select", 7, OPTIONS)
    (found,) = stale(field, {**FIELD, "options": [option]}, exact=False)
    assert isinstance(found.fresh, ExistingField)
    assert not found.fresh.is_exact


def test_an_answer_without_a_length_leaves_carets_in_doubt() -> None:
    given = answer({"data": {"nodes": [{**NODE, "body": "^[a-z]"}]}})
    asking = Rereading(Reader(Answering(answers=[given]), Time().pacer()), PLAIN)
    (found,) = asking.stale({0: a_change(ISSUE)})
    assert isinstance(found.fresh, ExistingIssue)
    assert not found.fresh.is_exact


def edit(id: str, text: str | None, login: str | None = "alice") -> dict[str, Any]:
    return {"id": id, "diff": text, "editor": {"login": login} if login else None}


def between(known: list[dict[str, Any]], *now: dict[str, Any]) -> TextEdit | None:
    """Return what is found after `ours` was written, given the edits before and now."""
    asked = rereading({**NODE, "userContentEdits": {"nodes": known[:1]}})
    asked.stale({0: a_change(ISSUE)})
    mutation = Mutation("updateIssue", {"id": "I1", "body": "ours"}, "")
    return asked.between(mutation, {"issue": {"userContentEdits": {"nodes": list(now)}}})


OURS, MADE, OLD = edit("3", "ours"), edit("0", "text"), edit("1", "older")
THEIRS, THEIRS_TOO = edit("2", "theirs"), edit("2b", "theirs, once more")


def test_nobody_came_between() -> None:
    assert between([], OURS, MADE) is None
    assert between([OLD, MADE], OURS, OLD, MADE) is None
    many = [edit(f"old{number}", f"{number}") for number in range(9)]
    assert between(many, OURS, *many) is None


def test_an_edit_that_came_between_is_found_and_of_several_the_last() -> None:
    assert between([], OURS, THEIRS, MADE) == TextEdit("theirs", "alice")
    assert between([OLD, MADE], OURS, THEIRS, OLD, MADE) == TextEdit("theirs", "alice")
    found = between([OLD, MADE], OURS, THEIRS_TOO, THEIRS, OLD, MADE)
    assert found == TextEdit("theirs, once more", "alice")


def test_so_is_one_of_many() -> None:
    many = [edit(f"new{number}", f"{number}") for number in range(9)]
    assert between([OLD], OURS, *many) == TextEdit("0", "alice")
    assert between([], OURS, *many) == TextEdit("0", "alice")


def test_one_that_came_after_ours_is_not_lost() -> None:
    assert between([OLD, MADE], THEIRS, OURS, OLD, MADE) is None


def test_where_the_text_was_the_same_there_is_no_edit_of_ours() -> None:
    assert between([OLD, MADE], OLD, MADE) is None
    assert between([]) is None


def test_an_edit_is_found_even_if_its_texts_are_hidden() -> None:
    hidden = [edit(each["id"], None, None) for each in (OURS, THEIRS, OLD, MADE)]
    assert between([OLD, MADE], *hidden) == TextEdit(None, "somebody")
