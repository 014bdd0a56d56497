"""The board as a picture: where each column and card goes; the template writes it down.

GitHub shows an SVG through `<img>`: nothing in it may run, and nothing may come from elsewhere.
So texts are wrapped here. All lengths are in pixels.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gh_playbook.declaration.render import Renderer
from gh_playbook.report.implementation.color import Ink, ink
from gh_playbook.report.implementation.state import Board, Column, Entry, Tag
from gh_playbook.report.implementation.typesetting import shortened, visible, width, wrapped

TEMPLATE = "board.svg.j2"

WIDTH = 1180
MARGIN = 16
GAP = 10
PADDING = 8
TOP = 52
HEADER = 36
HEADER_ROOM = 50
NAME_SIZE = 12.5
LANE_WIDTH = 186
FOLDED_WIDTH = 34
EMPTY_HEIGHT = 220
FOLDED_ROOM = EMPTY_HEIGHT - 30
# More cards than this make no picture: the rest is counted.
CARDS_LIMIT = 80
# So few cards need no second lane.
FEW = 4

CARD_GAP = 8
CARD_PADDING = 10
NUMBER_HEIGHT = 18
NUMBER_X = 27
ESTIMATE_WIDTH = 28
TITLE_SIZE = 12.5
TITLE_LINE = 17
TITLE_LINES = 6
SMALL_SIZE = 11
TAG_SIZE = 10
TAG_HEIGHT = 17
TAG_GAP = 4
TAG_PADDING = 7
FOOT_HEIGHT = 18


@dataclass(frozen=True)
class Pill:
    """A label, or a type, within its card; `ink` is its place among the picture's inks."""

    x: float
    y: float
    width: float
    text: str
    ink: int = 0


@dataclass(frozen=True)
class PlacedCard:
    """A card; what is in it is placed from its own corner."""

    entry: Entry
    x: float
    y: float
    width: float
    height: float
    title: tuple[str, ...]
    tags: tuple[Pill, ...]
    type: Pill | None
    estimate: Pill | None
    sprint: str
    foot: float
    under: str = ""

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.y + self.height


@dataclass(frozen=True)
class PlacedColumn:
    """A column; its cards are placed from the picture's corner.

    `more` is how many are not shown; a folded column is as narrow as its upright name.
    """

    name: str
    color: str
    count: int
    points: str
    x: float
    width: float
    cards: tuple[PlacedCard, ...] = ()
    more: int = 0
    is_folded: bool = False

    @property
    def bottom(self) -> float:
        """Where its last card ends."""
        return max((card.bottom for card in self.cards), default=TOP + HEADER)


@dataclass(frozen=True)
class Picture:
    """The whole board."""

    title: str
    width: float
    height: float
    columns: tuple[PlacedColumn, ...]
    inks: tuple[Ink, ...]
    others: int = 0

    @property
    def count(self) -> str:
        """How many cards the board has, those that are not drawn apart."""
        drawn = sum(column.count for column in self.columns)
        if self.others:
            return f"{_counted(drawn, 'issue')} and {_counted(self.others, 'other card')}"
        return _counted(drawn, "card")


def picture(board: Board, renderer: Renderer) -> str:
    """Return the board as an SVG document. Raises InputError where the template is faulty."""
    return renderer.template(TEMPLATE, {"picture": placed(board)})


def placed(board: Board) -> Picture:
    """Work out where everything goes."""
    colors = sorted({tag.color for column in board.columns for tag in _tags(column)})
    inks = {color: index for index, color in enumerate(colors)}
    lanes = _lanes(board.columns)
    widths = _widths(lanes)
    columns = []
    x: float = MARGIN
    for column, count, wide in zip(board.columns, lanes, widths, strict=True):
        columns.append(_column(column, count, x, wide, inks))
        x += wide + GAP
    bottom = max([TOP + HEADER + EMPTY_HEIGHT, *(each.bottom for each in columns)])
    more = 24 if any(each.more for each in columns) else 0
    return Picture(
        visible(board.title),
        round(x - GAP + MARGIN, 1),
        round(bottom + PADDING + more + MARGIN, 1),
        tuple(columns),
        tuple(map(ink, colors)),
        board.others,
    )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' if count != 1 else ''}"


def _tags(column: Column) -> list[Tag]:
    return [tag for card in column.cards[:CARDS_LIMIT] for tag in card.labels]


def _lanes(columns: Sequence[Column]) -> list[int]:
    """Return in how many lanes each column's cards lie: the fullest columns get the room left.

    Columns without cards have no lane and are folded, unless there are no cards at all.
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
    column: Column, lanes: int, x: float, wide: float, inks: Mapping[str, int]
) -> PlacedColumn:
    points = sum(card.estimate or 0 for card in column.cards)
    room = wide - HEADER_ROOM if lanes else FOLDED_ROOM
    shown = shortened(column.name, room, NAME_SIZE, bold=True)
    worth = f"{points:g} point{'s' if points != 1 else ''}" if points else ""
    if width(shown, NAME_SIZE, bold=True) + width(worth, SMALL_SIZE) + 8 > room:
        worth = ""
    ends = [float(TOP + HEADER)] * lanes
    lane_width = (wide - 2 * PADDING - CARD_GAP * (lanes - 1)) / lanes if lanes else 0
    cards = []
    for entry in column.cards[:CARDS_LIMIT]:
        lane = ends.index(min(ends))
        at = x + PADDING + lane * (lane_width + CARD_GAP)
        card = replace(_card(entry, lane_width, inks), x=round(at, 1), y=ends[lane])
        ends[lane] = card.bottom + CARD_GAP
        cards.append(card)
    return PlacedColumn(
        shown,
        column.color,
        len(column.cards),
        worth,
        round(x, 1),
        round(wide, 1),
        tuple(cards),
        more=max(0, len(column.cards) - CARDS_LIMIT),
        is_folded=not lanes,
    )


def _card(entry: Entry, wide: float, inks: Mapping[str, int]) -> PlacedCard:
    """Lay a card out, from its own corner."""
    room = wide - 2 * CARD_PADDING
    estimate = _estimate(entry, wide)
    under = _under(entry, estimate.x - TAG_GAP if estimate else wide - CARD_PADDING)
    title = wrapped(entry.title, room, TITLE_SIZE, most=TITLE_LINES, bold=True)
    y = CARD_PADDING + NUMBER_HEIGHT + len(title) * TITLE_LINE + 5.0
    tags = _rows(entry.labels, room, y, inks)
    if tags:
        y = tags[-1].y + TAG_HEIGHT + 6
    kind = None
    if entry.type:
        text = shortened(entry.type, room * 0.6, SMALL_SIZE)
        kind = Pill(CARD_PADDING, y, round(width(text, SMALL_SIZE) + 2 * TAG_PADDING, 1), text)
    left = room - (kind.width + 8 if kind else 0)
    sprint = shortened(entry.sprint, left, SMALL_SIZE) if entry.sprint else ""
    height = y + (FOOT_HEIGHT if kind or sprint else -4) + CARD_PADDING
    return PlacedCard(
        entry, 0, 0, round(wide, 1), round(height, 1), title, tags, kind, estimate, sprint, y, under
    )


def _estimate(entry: Entry, wide: float) -> Pill | None:
    """Return the story points, in the upper right corner."""
    if entry.estimate is None:
        return None
    text = f"{entry.estimate:g}"
    own = round(max(ESTIMATE_WIDTH, width(text, SMALL_SIZE) + 2 * TAG_PADDING), 1)
    return Pill(round(wide - CARD_PADDING - own, 1), 8.5, own, text)


def _under(entry: Entry, right: float) -> str:
    """Return which issue it belongs under, as far as there is room beside its number."""
    if not entry.under:
        return ""
    left = NUMBER_X + width(entry.reference, SMALL_SIZE) + 8
    text = f"in {entry.under}"
    return text if left + width(text, SMALL_SIZE) <= right else ""


def _rows(
    labels: Sequence[Tag], room: float, y: float, inks: Mapping[str, int]
) -> tuple[Pill, ...]:
    """Lay labels out in rows, each as wide as its text."""
    pills: list[Pill] = []
    x: float = 0
    for tag in labels:
        text = shortened(tag.name, room - 2 * TAG_PADDING, TAG_SIZE)
        wide = round(width(text, TAG_SIZE) + 2 * TAG_PADDING, 1)
        if x and x + wide > room:
            x, y = 0, y + TAG_HEIGHT + TAG_GAP
        pills.append(Pill(round(CARD_PADDING + x, 1), y, wide, text, inks[tag.color]))
        x += wide + TAG_GAP
    return tuple(pills)
