"""Changes: copies with other values, and the reasons of several changes as one text."""

from dataclasses import replace

import pytest

from gh_playbook.model.change import Action, Change, joined


def test_a_copy_is_what_replace_makes() -> None:
    change: Change[str] = Change("label", "bug", Action.SKIP, "as declared", after="bug")
    other = change.but(action=Action.UPDATE, number=7)
    assert other == replace(change, action=Action.UPDATE, number=7)
    assert (other.made, change.number) == ("bug", None)
    with pytest.raises(TypeError, match="a change has no nmber"):
        change.but(nmber=7)


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
