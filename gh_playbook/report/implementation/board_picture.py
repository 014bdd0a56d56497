"""The board as a picture: the positions of columns and cards; the template draws them.

GitHub shows an SVG through `<img>`, where no script runs and nothing is loaded. So texts are
wrapped here. All lengths are in pixels.
"""

from collections.abc import Mapping, Sequence

from gh_playbook.declaration.template.render import Renderer
from gh_playbook.declaration.wording import counted
from gh_playbook.frozen import dataclass
from gh_playbook.report.implementation.card import SMALL_SIZE, PlacedCard, placed_card
from gh_playbook.report.implementation.color import Ink, ink
from gh_playbook.report.implementation.points import counted_once, sum_of
from gh_playbook.report.implementation.state import BoardState, Column, Tag
from gh_playbook.report.implementation.typesetting import TextLine, shortened, visible

TEMPLATE = "board.svg.j2"

WIDTH = 1180
MARGIN = 16
GAP = 10
PADDING = 8
TOP = 52
HEADER = 36
POINTS_HEIGHT = 16
TITLE_X = 18
TITLE_SIZE = 18
NAME_SIZE = 12.5
# The parts of a column's head beside its name: the dot, the gap before the count, the margin.
HEADER_REST = 27 + 6 + 12
LANE_WIDTH = 186
FOLDED_WIDTH = 34
EMPTY_HEIGHT = 220
FOLDED_ROOM = EMPTY_HEIGHT - 30
# At most this many cards are drawn: the rest is only counted.
CARDS_LIMIT = 80
# This few cards need no second lane.
FEW = 4

CARD_GAP = 8


@dataclass(frozen=True)
class PlacedColumn:
    """A column; its cards are placed from the picture's corner.

    `more` tells how many cards are not shown, if any; a folded column is as narrow as its upright
    name. `points` is empty for all columns of a board without points.
    """

    name: str
    head: TextLine
    color: str
    count: TextLine
    points: TextLine | None
    x: float
    width: float
    top: float
    cards: tuple[PlacedCard, ...] = ()
    more: TextLine | None = None
    is_folded: bool = False

    @property
    def bottom(self) -> float:
        """The lower end of its last card."""
        return max((card.bottom for card in self.cards), default=self.top)


@dataclass(frozen=True)
class Picture:
    """The whole board."""

    title: str
    headline: TextLine
    count: TextLine
    width: float
    height: float
    columns: tuple[PlacedColumn, ...]
    inks: tuple[Ink, ...]
    others: int = 0


def picture(board: BoardState, renderer: Renderer) -> str:
    """Return the board as an SVG document. Raises InputError for a faulty template."""
    cards = sum(len(column.cards) for column in board.columns)
    return renderer.template(TEMPLATE, {"picture": placed(board)}, things=cards)


def placed(board: BoardState) -> Picture:
    """Compute all positions."""
    colors = sorted({tag.color for column in board.columns for tag in _tags(column)})
    inks = {color: index for index, color in enumerate(colors)}
    points = _points(board)
    lanes = _lanes(board.columns)
    columns = []
    x: float = MARGIN
    for column, worth, lane, wide in zip(board.columns, points, lanes, _widths(lanes), strict=True):
        columns.append(_column(column, worth, lane, x, wide, inks))
        x += wide + GAP
    width = round(x - GAP + MARGIN, 1)
    bottom = max([TOP + HEADER + EMPTY_HEIGHT, *(each.bottom for each in columns)])
    more = 24 if any(each.more for each in columns) else 0
    count = shortened(_count(board), width / 2, SMALL_SIZE)
    return Picture(
        title=visible(board.title),
        headline=shortened(
            board.title, width - 2 * TITLE_X - count.width - 16, TITLE_SIZE, bold=True
        ),
        count=count,
        width=width,
        height=round(bottom + PADDING + more + MARGIN, 1),
        columns=tuple(columns),
        inks=tuple(map(ink, colors)),
        others=board.others,
    )


def _count(board: BoardState) -> str:
    """Return in words how many cards the board has; other cards are counted separately."""
    drawn = sum(len(column.cards) for column in board.columns)
    if board.others:
        return f"{counted(drawn, 'issue')} and {counted(board.others, 'other card')}"
    return counted(drawn, "card")


def _points(board: BoardState) -> list[str]:
    """Return the points of each column: those of issues, and separately the included ones.

    The points of a sub-issue are part of its parent's points, whatever their columns.
    """
    cards = [card for column in board.columns for card in column.cards]
    if not sum_of(cards):
        return [""] * len(board.columns)
    once = {card.key for card in counted_once(cards)}
    found = []
    for column in board.columns:
        main = sum_of([card for card in column.cards if card.key in once])
        covered = sum_of(column.cards) - main
        found.append(counted(main, "point") + (f" · sub-issues: {covered:g}" if covered else ""))
    return found


def _tags(column: Column) -> list[Tag]:
    return [tag for card in column.cards[:CARDS_LIMIT] for tag in card.labels]


def _lanes(columns: Sequence[Column]) -> list[int]:
    """Return the number of lanes of each column; the fullest columns get the remaining room.

    Columns without cards have no lane and are folded, unless the board has no cards at all.
    """
    lanes = [min(1, len(column.cards)) for column in columns]
    if not any(lanes):
        return [1] * len(columns)
    while True:
        full = [
            len(column.cards) / lane if lane else 0
            for column, lane in zip(columns, lanes, strict=True)
        ]
        fullest = full.index(max(full))
        more = [lane + (index == fullest) for index, lane in enumerate(lanes)]
        if full[fullest] <= FEW or _lane_width(more) < LANE_WIDTH:
            return lanes
        lanes = more


def _lane_width(lanes: Sequence[int]) -> float:
    room = WIDTH - 2 * MARGIN - GAP * (len(lanes) - 1)
    for lane in lanes:
        room -= 2 * PADDING + CARD_GAP * (lane - 1) if lane else FOLDED_WIDTH
    return room / max(1, sum(lanes))


def _widths(lanes: Sequence[int]) -> list[float]:
    lane_width = max(LANE_WIDTH, _lane_width(lanes))
    return [
        lane * lane_width + CARD_GAP * (lane - 1) + 2 * PADDING if lane else FOLDED_WIDTH
        for lane in lanes
    ]


def _column(
    column: Column, points: str, lanes: int, x: float, wide: float, inks: Mapping[str, int]
) -> PlacedColumn:
    count = shortened(str(len(column.cards)), wide, SMALL_SIZE)
    room = (wide if lanes else FOLDED_ROOM) - HEADER_REST - count.width
    top = float(TOP + HEADER + (POINTS_HEIGHT if points else 0))
    ends = [top] * lanes
    lane_width = (wide - 2 * PADDING - CARD_GAP * (lanes - 1)) / lanes if lanes else 0
    cards = []
    for entry in column.cards[:CARDS_LIMIT]:
        lane = ends.index(min(ends))
        at = x + PADDING + lane * (lane_width + CARD_GAP)
        card = placed_card(entry, at, ends[lane], lane_width, inks)
        ends[lane] = card.bottom + CARD_GAP
        cards.append(card)
    more = len(column.cards) - len(cards)
    return PlacedColumn(
        name=visible(column.name),
        head=shortened(column.name, room, NAME_SIZE, bold=True),
        color=column.color,
        count=count,
        points=shortened(points, wide - HEADER_REST, SMALL_SIZE) if points and lanes else None,
        x=round(x, 1),
        width=round(wide, 1),
        top=top,
        cards=tuple(cards),
        more=shortened(f"and {more} more", wide, SMALL_SIZE) if more else None,
        is_folded=not lanes,
    )
