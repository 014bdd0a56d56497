"""The reasons of several changes of one thing, as one text."""

import pytest

from gh_playbook.model.change import joined


@pytest.mark.parametrize(
    ("reasons", "text"),
    [
        ([], ""),
        (["labels", "labels"], "labels"),
        (["labels", "parent"], "labels; parent"),
        (
            ["as before the run: title", "as before the run: labels"],
            "as before the run: title, labels",
        ),
        (["as before the run", "as before the run: options"], "as before the run: options"),
        (["no such issue", "labels", "no such issue"], "no such issue; labels"),
        (["renamed from 'area: x'"], "renamed from 'area: x'"),
    ],
)
def test_what_several_reasons_begin_with_is_said_once(reasons: list[str], text: str) -> None:
    assert joined(reasons) == text
