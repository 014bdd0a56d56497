"""The history of an issue's text, from which an edit that came in between can be told."""

from typing import Any

import pytest

from tests.contract.github import GitHub, Issue

_FIELDS = """body lastEditedAt includesCreatedEdit editor { login } author { login }
  userContentEdits(first: 5) { totalCount nodes { id editedAt diff editor { login } } }"""


def write(github: GitHub, issue: Issue, **fields: str) -> Any:
    """Update an issue; return what the mutation itself answers of it."""
    document = f"""mutation($input: UpdateIssueInput!) {{
      updateIssue(input: $input) {{ issue {{ {_FIELDS} }} }} }}"""
    return github.data(document, input={"id": issue.id, **fields})["updateIssue"]["issue"]


def test_what_nobody_edited_has_no_edits(github: GitHub) -> None:
    """GitHub's GraphQL schema, `lastEditedAt` and `userContentEdits`."""
    found = github.read(github.issue(body="made"), _FIELDS)
    assert found["lastEditedAt"] is None
    assert found["editor"] is None
    assert (found["userContentEdits"] or {"totalCount": 0})["totalCount"] == 0


@pytest.mark.unverified
def test_the_edits_are_whole_texts_the_newest_first_and_last_the_text_as_it_was_made(
    github: GitHub,
) -> None:
    """Public projects that restore texts from `diff`; the schema calls it a summary."""
    issue = github.issue(body="made")
    write(github, issue, body="once")
    found = write(github, issue, body="twice")
    edits = found["userContentEdits"]["nodes"]
    assert [each["diff"] for each in edits] == ["twice", "once", "made"]
    assert {each["editor"]["login"] for each in edits} == {found["author"]["login"]}
    assert found["includesCreatedEdit"] is True
    assert found["lastEditedAt"] == edits[0]["editedAt"]
    assert len({each["id"] for each in edits}) == 3


@pytest.mark.unverified
def test_a_new_title_or_the_same_text_again_is_no_edit(github: GitHub) -> None:
    """GitHub's documentation, "Tracking changes in a comment": it is about texts."""
    issue = github.issue(body="made")
    assert write(github, issue, title="Another title")["lastEditedAt"] is None
    assert write(github, issue, body="made")["userContentEdits"]["totalCount"] == 0
