"""What `--issues` chooses, and what it says where nothing is chosen."""

import pytest

from gh_playbook.declaration.source import InputError
from gh_playbook.exporting.choice import Choice
from tests.modules.worlds import a_world, put


def chosen(text: str) -> list[int | None]:
    choice = Choice.parse(text)
    world = a_world()
    put(world, 1, "a", labels=("bug",))
    put(world, 2, "b", milestone="v1")
    choice.check(world)
    return [each.number for each in choice.issues(world)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("all", [1, 2]), ("label:BUG", [1]), ("milestone:v1", [2]), ("#2", [2]), ("2, 1", [1, 2])],
)
def test_issues_are_chosen(text: str, numbers: list[int]) -> None:
    assert chosen(text) == numbers


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("label:none", "no issue of octo/demo has the label 'none'"),
        ("milestone:none", "no issue of octo/demo has the milestone 'none'"),
        ("label:bgu", r"has the label 'bgu': did you mean 'bug'\?"),
        ("milestone:v", r"has the milestone 'v': did you mean 'v1'\?"),
        ("#7", "octo/demo has no issue #7"),
        ("some", "--issues is open, all, label:NAME"),
    ],
)
def test_what_chooses_nothing_is_reported(text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        chosen(text)


def test_another_flag_is_named_with_what_else_it_takes() -> None:
    with pytest.raises(InputError, match="--new is parents, open, all, label:NAME"):
        Choice.parse("issues", "--new", "parents")
