"""The board as a picture: nothing lies over anything else, all texts fit, all can be read."""

import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gh_playbook.report.implementation.board_picture import CARDS_LIMIT, WIDTH, picture, placed
from gh_playbook.report.implementation.card import PlacedCard
from gh_playbook.report.implementation.color import CONTRAST, DARK_GROUND, contrast, ink
from gh_playbook.report.implementation.state import BoardState, Column, IssueState, Tag
from gh_playbook.report.implementation.typesetting import (
    TextLine,
    shortened,
    visible,
    width,
    wrapped,
)
from tests.report.backlog import BOARD, GOLDEN, RENDERER

# The same examples each time, on a busy machine too.
STEADY = settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "</text><script>alert(1)</script>",
    'attributes="broken" & <unclosed',
    "W" * 256,
    "日本語のとても長い題名" * 9,
    "control \x00\x1b\x0b characters \ufffe and \ud800 halves",
    "🎉" * 60,
]
# Generating a text from a regular expression takes as long as drawing half a board.
A_COLOR = st.integers(0, 0xFFFFFF).map("{:06x}".format)
A_TAG = st.builds(Tag, st.text(max_size=50), A_COLOR)
AN_ENTRY = st.builds(
    IssueState,
    key=st.just("key"),
    title=st.text(max_size=100),
    number=st.none() | st.integers(1, 10**7),
    state=st.sampled_from(["open", "closed"]),
    labels=st.lists(A_TAG, max_size=6).map(tuple),
    type=st.none() | st.text(max_size=40),
    estimate=st.none() | st.floats(0, 10**5),
    sprint=st.none() | st.text(max_size=60),
    under=st.none() | st.just("#1234567"),
)
A_COLUMN = st.builds(
    Column, st.text(max_size=60), st.just("blue"), st.lists(AN_ENTRY, max_size=5).map(tuple)
)
A_BOARD = st.builds(
    BoardState,
    st.text(max_size=80),
    st.just("https://x"),
    st.lists(A_COLUMN, max_size=4).map(tuple),
)


def test_the_picture_is_the_golden_one() -> None:
    assert picture(BOARD, RENDERER) == (GOLDEN / "board.svg").read_text(encoding="utf-8")


@settings(STEADY, max_examples=20)
@given(A_BOARD)
def test_no_card_lies_over_another_or_outside_its_column(board: BoardState) -> None:
    drawn = placed(board)
    cards = [card for column in drawn.columns for card in column.cards]
    for one, other in combinations(cards, 2):
        assert is_beside(one, other)
    for column in drawn.columns:
        for card in column.cards:
            assert column.x < card.x
            assert card.x + card.width < column.x + column.width + 0.1
            assert card.bottom < drawn.height
    for left, right in pairwise(drawn.columns):
        assert left.x + left.width < right.x


def is_beside(one: PlacedCard, other: PlacedCard) -> bool:
    apart = one.x + one.width <= other.x or other.x + other.width <= one.x
    return apart or one.bottom <= other.y or other.bottom <= one.y


@STEADY
@given(AN_ENTRY)
def test_everything_on_a_card_fits_into_it_and_nothing_meets(entry: IssueState) -> None:
    (column,) = placed(BoardState("", "", (Column("One", "blue", (entry,)),))).columns
    (card,) = column.cards
    room = card.width - 20
    assert all(line.width <= room for line in card.title)
    pills = [*card.tags, *filter(None, [card.type, card.estimate])]
    for pill in pills:
        assert pill.x >= 10
        assert pill.x + pill.width <= card.width - 9.9
        assert pill.y > 0
        assert pill.y + 17 < card.height
    for one, other in combinations(pills, 2):
        apart = one.x + one.width <= other.x or other.x + other.width <= one.x
        assert apart or one.y + 17 <= other.y or other.y + 17 <= one.y
    left = card.type.x + card.type.width if card.type else 0
    assert left + (card.sprint.width if card.sprint else 0) <= card.width - 10 + 0.1
    right = card.estimate.x if card.estimate else card.width - 10
    assert 27 + card.reference.width <= right


@settings(STEADY, max_examples=20)
@given(A_BOARD)
def test_the_picture_is_well_formed_and_runs_and_fetches_nothing(board: BoardState) -> None:
    document = picture(board, RENDERER)
    root = ElementTree.fromstring(document)
    names = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert names <= {
        *("svg", "title", "desc", "style", "g", "rect", "circle", "path", "text", "tspan")
    }
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in attributes if "href" in name or name.startswith("on")}
    style = root.findtext(f"{SVG}style") or ""
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_is_text_and_nothing_else(title: str) -> None:
    entry = IssueState(
        "key", title, number=1, type=title, sprint=title, labels=(Tag(title, "ffffff"),)
    )
    root = ElementTree.fromstring(
        picture(BoardState(title, "", (Column(title, "red", (entry,)),)), RENDERER)
    )
    assert not list(root.iter(f"{SVG}script"))
    shown = "".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    assert title[:7] in shown


def test_columns_without_cards_are_folded() -> None:
    folded = {column.name: column.is_folded for column in placed(BOARD).columns}
    assert folded == {
        "No Status": False,
        "Ready": False,
        "In Progress": True,
        "Done": False,
        "Blocked": False,
    }


def test_a_board_without_cards_shows_its_columns_unfolded() -> None:
    empty = replace(BOARD, columns=tuple(replace(each, cards=()) for each in BOARD.columns))
    drawn = placed(empty)
    assert not any(column.is_folded for column in drawn.columns)
    assert drawn.width == WIDTH


def test_a_full_column_gets_more_lanes_and_the_picture_keeps_its_width() -> None:
    entry = BOARD.columns[1].cards[0]
    full = BoardState(
        "", "", (Column("Full", "red", (entry,) * 18), Column("Few", "blue", (entry,)))
    )
    drawn = placed(full)
    lanes = [len({card.x for card in column.cards}) for column in drawn.columns]
    assert lanes[0] > 3
    assert lanes[1] == 1
    assert drawn.width == WIDTH


def test_more_cards_than_a_picture_can_show_are_counted() -> None:
    cards = tuple(IssueState(f"k{number}", "A card", number=number) for number in range(1, 101))
    drawn = placed(BoardState("", "", (Column("Full", "red", cards),)))
    (column,) = drawn.columns
    assert (len(column.cards), column.count.text) == (CARDS_LIMIT, "100")
    assert column.more == shortened("and 20 more", 200, 11)
    assert ">and 20 more<" in picture(BoardState("", "", (Column("Full", "red", cards),)), RENDERER)


@STEADY
@given(A_COLOR)
def test_every_colour_of_a_label_can_be_read_on_light_and_on_dark_ground(color: str) -> None:
    inked = ink(color)
    assert inked.light_fill == color
    assert contrast(inked.light_text, inked.light_fill) >= CONTRAST
    assert contrast(inked.dark_text, inked.dark_fill) >= CONTRAST
    assert contrast(inked.dark_fill, DARK_GROUND) < contrast("ffffff", DARK_GROUND)


def test_a_long_word_breaks_where_it_has_joints() -> None:
    lines = wrapped("Fix docker-build-matrix-cached target", 125, 12, most=9)
    assert texts(lines) == ("Fix docker-build-", "matrix-cached target")


@STEADY
@given(st.text(max_size=300), st.integers(60, 400), st.integers(1, 6))
def test_lines_fit_and_leave_out_nothing_but_what_the_ellipsis_says(
    text: str, room: int, most: int
) -> None:
    lines = wrapped(text, room, 12, most=most)
    assert len(lines) <= most
    assert all(line.width <= room for line in lines)
    if lines and not lines[-1].text.endswith("…"):
        kept = "".join("".join(texts(lines)).split())
        assert kept == "".join(visible(text).split())


def texts(lines: Sequence[TextLine]) -> tuple[str, ...]:
    return tuple(line.text for line in lines)


def test_what_fits_is_not_shortened() -> None:
    assert shortened("In Progress", 200, 12).text == "In Progress"
    assert shortened("In Progress", 40, 12).text == "In Pr…"


@pytest.mark.parametrize("emoji", ["👩‍👩‍👧‍👦", "👍🏽", "🇩🇪", "❤️", "🎉"])
def test_an_emoji_of_several_characters_is_as_wide_as_any_and_never_cut_in_two(emoji: str) -> None:
    assert width(emoji, 12) == width("🎉", 12)
    cut = shortened(emoji * 9, 80, 12)
    assert set(cut.text.split(emoji)) == {"", "…"}


def test_accents_and_invisible_characters_have_no_width() -> None:
    assert width("e\u0301\u200b", 12) == width("é", 12) == width("e", 12)


def heads(*columns: Sequence[IssueState]) -> list[str | None]:
    board = BoardState(
        "", "", tuple(Column(str(n), "red", tuple(c)) for n, c in enumerate(columns))
    )
    return [column.points.text if column.points else None for column in placed(board).columns]


def an_entry(key: str, estimate: float | None, parent: str | None = None) -> IssueState:
    return IssueState(key, key, estimate=estimate, parent=parent)


def test_a_columns_points_count_no_work_twice() -> None:
    parent, child, other = an_entry("p", 8), an_entry("c", 3, "p"), an_entry("o", 1)
    assert heads([parent, child, other]) == ["9 points · sub-issues: 3"]


def test_points_are_not_counted_twice_across_columns_either() -> None:
    parent, child, grandchild = an_entry("p", 8), an_entry("c", None, "p"), an_entry("g", 2, "c")
    assert heads([parent], [child, grandchild]) == ["8 points", "0 points · sub-issues: 2"]


def test_sub_issues_count_where_no_parents_points_cover_them() -> None:
    parent, child, orphan = an_entry("p", None), an_entry("c", 3, "p"), an_entry("o", 2, "gone")
    assert heads([parent], [child, orphan]) == ["0 points", "5 points"]


def test_points_are_shown_for_all_columns_with_cards_or_for_none() -> None:
    long = IssueState("long", "A card", estimate=12345.5)
    without = an_entry("w", None)
    assert heads([long], [without], []) == ["12345.5 points", "0 points", None]
    assert heads([without], [without]) == [None, None]


def test_a_long_columns_name_and_a_long_title_leave_the_counts_their_room() -> None:
    cards = (an_entry("a-key-of-an-issue-that-does-not-exist-yet-and-is-long", 100),) * 7
    columns = tuple(Column("A column of a very long name " * 3, "red", cards) for _ in range(6))
    drawn = placed(BoardState("The board of all boards " * 9, "", columns))
    assert 18 + drawn.headline.width < drawn.width - 18 - drawn.count.width
    for column in drawn.columns:
        assert 27 + column.head.width + 6 + column.count.width <= column.width - 12
        assert column.points
        assert 27 + column.points.width <= column.width - 12
