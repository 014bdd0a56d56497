"""One card of the board's picture: the positions of its texts and labels, from its own corner.

All lengths are in pixels.
"""

from collections.abc import Mapping, Sequence

from gh_playbook.frozen import dataclass
from gh_playbook.report.implementation.state import IssueState, Tag
from gh_playbook.report.implementation.typesetting import TextLine, shortened, width, wrapped

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
    """A label, a type or an estimate; `ink` is a label's place among the picture's inks."""

    x: float
    y: float
    width: float
    line: TextLine
    ink: int = 0


@dataclass(frozen=True)
class PlacedCard:
    """A card; `x` and `y` are its corner, `foot` is the top of its last row."""

    entry: IssueState
    x: float
    y: float
    width: float
    height: float
    reference: TextLine
    title: tuple[TextLine, ...]
    tags: tuple[Pill, ...]
    type: Pill | None
    estimate: Pill | None
    sprint: TextLine | None
    foot: float

    @property
    def bottom(self) -> float:
        """Its lower end."""
        return self.y + self.height


def placed_card(
    entry: IssueState, x: float, y: float, wide: float, inks: Mapping[str, int]
) -> PlacedCard:
    """Lay a card out; `inks` maps a label's colour to its place among the inks."""
    room = wide - 2 * CARD_PADDING
    estimate = _estimate(entry, wide)
    right = estimate.x - TAG_GAP if estimate else wide - CARD_PADDING
    title = wrapped(entry.title, room, TITLE_SIZE, most=TITLE_LINES, bold=True)
    foot = CARD_PADDING + NUMBER_HEIGHT + len(title) * TITLE_LINE + 5.0
    tags = _rows(entry.labels, room, foot, inks)
    if tags:
        foot = tags[-1].y + TAG_HEIGHT + 6
    kind = None
    if entry.type:
        kind = _pill(CARD_PADDING, foot, shortened(entry.type, room * 0.6, SMALL_SIZE))
    left = room - (kind.width + 8 if kind else 0)
    sprint = shortened(entry.sprint, left, SMALL_SIZE) if entry.sprint else None
    return PlacedCard(
        entry=entry,
        x=round(x, 1),
        y=round(y, 1),
        width=round(wide, 1),
        height=round(foot + (FOOT_HEIGHT if kind or sprint else -4) + CARD_PADDING, 1),
        reference=_reference(entry, right - NUMBER_X),
        title=title,
        tags=tags,
        type=kind,
        estimate=estimate,
        sprint=sprint,
        foot=foot,
    )


def _reference(entry: IssueState, room: float) -> TextLine:
    """Return its number and, if there is room, its parent issue."""
    whole = f"{entry.reference} in {entry.under}" if entry.under else entry.reference
    fits = width(whole, SMALL_SIZE) <= room
    return shortened(whole if fits else entry.reference, room, SMALL_SIZE)


def _estimate(entry: IssueState, wide: float) -> Pill | None:
    """Return the story points, in the upper right corner."""
    if entry.estimate is None:
        return None
    pill = _pill(0, 8.5, shortened(f"{entry.estimate:g}", wide, SMALL_SIZE), ESTIMATE_WIDTH)
    return Pill(round(wide - CARD_PADDING - pill.width, 1), pill.y, pill.width, pill.line)


def _rows(
    labels: Sequence[Tag], room: float, y: float, inks: Mapping[str, int]
) -> tuple[Pill, ...]:
    """Arrange labels in rows, each as wide as its text."""
    pills: list[Pill] = []
    x: float = 0
    for tag in labels:
        line = shortened(tag.name, room - 2 * TAG_PADDING, TAG_SIZE)
        wide = line.width + 2 * TAG_PADDING
        if x and x + wide > room:
            x, y = 0, y + TAG_HEIGHT + TAG_GAP
        pills.append(_pill(CARD_PADDING + x, y, line, ink=inks[tag.color]))
        x += wide + TAG_GAP
    return tuple(pills)


def _pill(x: float, y: float, line: TextLine, least: float = 0, *, ink: int = 0) -> Pill:
    return Pill(round(x, 1), y, round(max(least, line.width + 2 * TAG_PADDING), 1), line, ink)
