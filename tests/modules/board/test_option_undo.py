"""Undo of options: by their ids, in their order, and without what people use or changed since."""

from collections.abc import Sequence

import pytest

from gh_playbook.model.project_field import ExistingOption
from gh_playbook.modules.board import option_undo


def options(said: str) -> tuple[ExistingOption, ...]:
    """Return options from `ID:NAME`, with a colour behind a slash; a name alone has no id."""
    found = []
    for each in said.split():
        text, _, color = each.partition("/")
        id, _, name = text.rpartition(":")
        found.append(ExistingOption(id, name, color))
    return tuple(found)


def told(found: Sequence[ExistingOption]) -> str:
    return " ".join(
        f"{f'{each.id}:' if each.id else ''}{each.name}{f'/{each.color}' if each.color else ''}"
        for each in found
    )


@pytest.mark.parametrize(
    ("before", "after", "now", "to_be", "left"),
    [
        # A name that people gave it, and the run took.
        ("1:Now 2:Low", "1:High 2:Low", "1:High 2:Low", "1:Now 2:Low", ()),
        # One that the run added goes, one that it removed comes back, at its place.
        ("1:A 2:B 3:C", "1:A 3:C 4:D", "1:A 3:C 4:D", "1:A B 3:C", ()),
        # People's own stay behind their neighbours.
        ("1:A 2:B", "2:B 1:A", "2:B 9:X 1:A", "1:A 2:B 9:X", ()),
        ("1:A/red", "1:A/blue", "9:X 1:A/blue", "9:X 1:A/red", ()),
        # The order that people gave them stays, and what comes back finds its place in it.
        ("1:A 2:B 3:C", "2:B 1:A 3:C", "3:C 1:A 2:B", "3:C 1:A 2:B", ("their order",)),
        ("1:A 2:B 3:C", "1:A 3:C", "3:C 1:A", "3:C 1:A B", ()),
        ("1:A/red 2:B", "1:A/blue 2:B", "2:B 1:A/blue", "2:B 1:A/red", ()),
        # Colours and names that people changed since.
        ("1:A/red", "1:A/blue", "1:A/pink", "1:A/pink", ("A (color)",)),
        ("1:Now", "1:High", "1:Soon", "1:Soon", ("Soon (name)",)),
        # Another one has the name by now.
        (
            "1:Now",
            "1:High",
            "1:High 9:now",
            "1:High 9:now",
            ("High (name, because another one is called 'Now' now)",),
        ),
        # What people took away since stays away; what they made again is theirs.
        ("1:A 2:B", "1:A/red 2:B", "2:B", "2:B", ()),
        ("1:A/red 2:B", "2:B", "2:B 9:A/blue", "9:A/blue 2:B", ()),
    ],
)
def test_options_are_as_before(
    before: str, after: str, now: str, to_be: str, left: tuple[str, ...]
) -> None:
    found = option_undo.merge(options(before), options(after), options(now), lambda _option: False)
    assert (told(found.options), found.left) == (to_be, left)
    # Once that is done, it is as it should be.
    again = option_undo.merge(options(before), options(after), found.options, lambda _option: False)
    assert (told(again.options), again.left) == (to_be, left)


def test_one_that_the_run_added_and_somebody_uses_stays() -> None:
    before, after = options("1:A"), options("1:A 2:B 3:C")
    found = option_undo.merge(before, after, after, lambda option: option.name == "B")
    assert (told(found.options), found.left) == ("1:A 2:B", ("B, which is used",))
    assert told(option_undo.lost(after, found.options)) == "3:C"
